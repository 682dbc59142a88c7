/* SPDX-License-Identifier: MIT */
/* route.h - one line of the table of endpoints (routes.c) */
#ifndef TARGET_ROUTE_H
#define TARGET_ROUTE_H

#include "request.h"

/* Answers a request: sets its reply, or calls request_wait. */
typedef void endpoint(struct request *r);

enum route_needs {
    NEEDS_NOTHING = 0,
    NEEDS_TOKEN = 1, /* a JSON Web Token of a user */
    NEEDS_ADMIN = 2, /* such a token, of an administrator */
    NEEDS_KEY = 4,   /* an API key */
    NOT_COUNTED = 8, /* control of the server itself: no ledger, no metrics, no faults */
    LIMITED = 16     /* the identity is known for a rate limit only, and may be missing */
};

struct route {
    enum method method;
    const char *pattern; /* "/a/{id}/b"; a last part {rest...} matches all that follows */
    endpoint *answer;
    unsigned needs;
    unsigned per_minute; /* requests of one user; 0: no limit */
};

extern const struct route routes[];
extern const size_t route_count;

#endif
