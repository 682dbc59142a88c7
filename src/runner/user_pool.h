/* SPDX-License-Identifier: MIT */
/* runner/user_pool.h - the users of one class that have no work, and the arrivals that have no user; private to runner/
 *
 * Users without work are a stack: the one that was busy last goes first, so no more of them are kept busy than are needed. An
 * arrival waits only for a user that is being started: never more arrivals wait than users start, and the first one that is
 * ready, new or not, takes the arrival that has waited longest.
 */
#ifndef CICADA_RUNNER_USER_POOL_H
#define CICADA_RUNNER_USER_POOL_H

#include "user/user.h"

struct user_pool {
    struct cic_user *idle;        /* the stack */
    uint32_t starting;            /* users that were started and never were ready */
    struct user_arrival *waiting; /* a ring */
    size_t first, count, capacity;
};

void user_pool_free(struct user_pool *p);

void user_pool_put(struct user_pool *p, struct cic_user *u);
struct cic_user *user_pool_take(struct user_pool *p); /* NULL: all are busy */
/* Takes a certain user out; one that is not in it is fine. */
void user_pool_remove(struct user_pool *p, struct cic_user *u);

void user_pool_wait(struct user_pool *p, const struct user_arrival *arrival);
/* The arrival that has waited longest; false: none waits. */
MUST_USE bool user_pool_next(struct user_pool *p, struct user_arrival *arrival);

#endif
