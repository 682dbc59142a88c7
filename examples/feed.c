/* SPDX-License-Identifier: MIT */
/* feed.c - accounts from a CSV file: each virtual user logs in with a row of its own
 *
 * people.csv lies beside this file and holds accounts that the target server seeds. A user beyond the number of rows ends at
 * once.
 */
#include <cicada.h>

static cic_feed *people;

static int open_feeds(cic_setup *s)
{
    (void)s;
    people = cic_feed_open("people.csv", CIC_FEED_UNIQUE);
    return people ? CIC_OK : CIC_STOP_TEST;
}

static int login(cic_user *u)
{
    const cic_row *row = cic_feed_next(u, people);
    cic_response *r;

    if (!row) {
        cic_warn(u, "there are only %zu accounts", cic_feed_rows(people));
        return CIC_STOP_USER;
    }
    r = cic_post(
        u, "/api/v1/auth/login",
        .json = cic_json(u, "{\"email\": %s, \"password\": %s}", cic_feed_value(row, "email"), cic_feed_value(row, "password")));
    if (cic_failed(r))
        return CIC_STOP_USER;
    cic_set_bearer(u, cic_json_str(r, "/access_token"));
    return CIC_OK;
}

static int who_am_i(cic_user *u)
{
    cic_response *r = cic_get(u, "/api/v1/auth/me");
    const char *email = cic_json_str(r, "/email"), *mine = cic_feed_value(cic_feed_next(u, people), "email");

    if (!cic_failed(r) && (!email || strcmp(email, mine) != 0))
        cic_fail(r, "the account is another user's");
    return CIC_OK;
}

static const cic_user_class member = CIC_USER(.name = "Member", .wait = CIC_BETWEEN(0.5, 1), .on_start = login,
                                              .tasks = CIC_TASKS({1, "who am I", who_am_i}));

CIC_SCENARIO(.host = "http://localhost:8000", .users = CIC_USERS(&member), .setup = open_feeds);
