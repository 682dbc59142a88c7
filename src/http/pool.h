/* SPDX-License-Identifier: MIT */
/* http/pool.h - how many connections this process may have open, and who waits for one
 *
 * A place is taken before a connection is opened and given back when it is closed. Without a limit it only counts. With one, a
 * fiber that finds no place first has the longest idle connection of any user closed, and otherwise waits in line.
 */
#ifndef CICADA_HTTP_POOL_H
#define CICADA_HTTP_POOL_H

#include "base/error.h"
#include "fiber/fiber.h"

/* What the pool knows of a connection that nobody uses at the moment; part of the connection. */
struct pool_idle {
    struct pool_idle *older, *newer;
    void (*evict)(struct pool_idle *idle); /* closes it, which gives its place back */
};

struct http_pool {
    uint32_t limit; /* 0: none */
    uint32_t open;
    uint64_t opened; /* since the start */
    struct pool_idle *oldest, *newest;
    struct pool_waiter *first, *last;
};

/* Waits on the current fiber for a place. ERROR_TIMEOUT, ERROR_CANCELLED. */
MUST_USE enum error pool_take(struct http_pool *p, uint64_t deadline_ns);
void pool_give(struct http_pool *p);

void pool_add_idle(struct http_pool *p, struct pool_idle *idle);
void pool_remove_idle(struct http_pool *p, struct pool_idle *idle);

#endif
