/* SPDX-License-Identifier: MIT */
/* http/pool.h - how many connections this process may have open, who waits for one, and who takes over which
 *
 * A place is taken before a connection is opened and given back when it is closed. Without a limit it only counts. With one, a
 * fiber that finds no place takes over an idle connection of any user to the same server; without such a one it has the longest
 * idle connection closed; and when none is idle it waits in line.
 */
#ifndef CICADA_HTTP_POOL_H
#define CICADA_HTTP_POOL_H

#include "base/error.h"
#include "fiber/fiber.h"

/* What the pool knows of a connection that nobody uses at the moment; part of the connection. */
struct pool_idle {
    struct pool_idle *older, *newer;
    const void *server;                      /* where it leads; NULL: only its user can go on with it */
    void (*evict)(struct pool_idle *idle);   /* closes it, which gives its place back */
    void (*release)(struct pool_idle *idle); /* its user keeps it no longer; calls pool_remove_idle */
};

struct http_pool {
    uint32_t limit; /* 0: none */
    uint32_t open;
    uint64_t opened; /* since the start */
    struct pool_idle *oldest, *newest;
    struct pool_waiter *first, *last;
};

/* Waits on the current fiber for a place, or for an idle connection to `server`, released by its user, which comes with its place
 * in `*shared` (otherwise NULL). ERROR_TIMEOUT, ERROR_CANCELLED. */
MUST_USE enum error pool_take(struct http_pool *p, const void *server, uint64_t deadline_ns, struct pool_idle **shared);
void pool_give(struct http_pool *p);

/* Who waits gets it at once: it is then released or evicted on return. */
void pool_add_idle(struct http_pool *p, struct pool_idle *idle);
void pool_remove_idle(struct http_pool *p, struct pool_idle *idle);

#endif
