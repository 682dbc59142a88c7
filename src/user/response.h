/* SPDX-License-Identifier: MIT */
/* user/response.h - a response with all that its user may still do with it; private to user/
 *
 * The public record is its first member. Lives in the user's arena.
 */
#ifndef CICADA_USER_RESPONSE_H
#define CICADA_USER_RESPONSE_H

#include "user/user.h"

enum verdict { VERDICT_BY_STATUS, VERDICT_PASSED, VERDICT_FAILED };

struct user_response {
    cic_response public;
    struct cic_user *user;
    struct http_response http;
    struct stats_entry *entry;
    uint64_t due_ns;
    enum verdict verdict;
    const char *failure; /* text given to cic_fail */
    bool settled;        /* counted: nothing changes it now */
    bool decoded;        /* `body` is what the content codings held */
    struct text body;
    void *document; /* json_t of the body when it was asked for */
    bool document_broken;
};

static inline struct user_response *user_response_of(const cic_response *r)
{
    return CONTAINER_OF((cic_response *)(uintptr_t)r, struct user_response, public);
}

#endif
