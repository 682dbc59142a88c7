/* SPDX-License-Identifier: MIT */
/* account.h - logging in, as the users of several suites do it
 *
 * Requests of a user's start are counted under names that end in " [start]", so that they do not mix with those of its tasks.
 */
#ifndef SUITES_ACCOUNT_H
#define SUITES_ACCOUNT_H

#include <cicada.h>

#define REGISTER "/api/v1/auth/register"
#define LOGIN    "/api/v1/auth/login"

/* Tries until it works, as a person would: a service that is down for a while must not cost the run its users. */
static inline int log_in(cic_user *u, const char *email, const char *password)
{
    for (;;) {
        cic_response *r = cic_post(u, LOGIN, .name = LOGIN " [start]",
                                   .json = cic_json(u, "{\"email\": %s, \"password\": %s}", email, password));
        const char *token = cic_json_str(r, "/access_token");

        if (!cic_failed(r) && token) {
            cic_set_bearer(u, token);
            return CIC_OK;
        }
        if (!cic_failed(r))
            cic_fail(r, "no token in the answer to a login");
        if (cic_sleep(u, 1) != CIC_OK)
            return CIC_STOP_USER;
    }
}

/* An account of its own for each virtual user. With the same --seed it is there from the run before: that is fine. */
static inline int sign_up(cic_user *u, const char *password)
{
    const char *email = cic_fmt(u, "load-%s@example.com", cic_fake_hex(u, 16));
    cic_response *r = cic_post(
        u, REGISTER, .name = REGISTER " [start]",
        .json = cic_json(u, "{\"email\": %s, \"password\": %s, \"name\": %s}", email, password, cic_fake_name(u)));

    if (r->status == 409)
        cic_pass(r);
    return log_in(u, email, password);
}

#endif
