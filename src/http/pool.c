/* SPDX-License-Identifier: MIT */
/* http/pool.c - a counter, a list of idle connections by age and a line of waiting fibers
 *
 * A place that is given back goes straight to the first in line, so that a newcomer cannot overtake it.
 */
#include "http/pool.h"

struct pool_waiter {
    struct pool_waiter *next;
    struct fiber *fiber;
    const void *server;
    struct pool_idle *shared;
    bool served;
};

/* The first in line has what it waits for. */
static void serve_first(struct http_pool *p, struct pool_idle *shared)
{
    struct pool_waiter *w = p->first;

    p->first = w->next;
    if (!p->first)
        p->last = NULL;
    w->served = true;
    w->shared = shared;
    fiber_wake(w->fiber);
}

void pool_add_idle(struct http_pool *p, struct pool_idle *idle)
{
    idle->older = p->newest;
    idle->newer = NULL;
    if (p->newest)
        p->newest->newer = idle;
    else
        p->oldest = idle;
    p->newest = idle;
    if (!p->first)
        return;
    if (idle->server && idle->server == p->first->server) {
        idle->release(idle);
        serve_first(p, idle);
    } else {
        idle->evict(idle); /* keeping it would starve them */
    }
}

void pool_remove_idle(struct http_pool *p, struct pool_idle *idle)
{
    *(idle->older ? &idle->older->newer : &p->oldest) = idle->newer;
    *(idle->newer ? &idle->newer->older : &p->newest) = idle->older;
}

static void leave_line(struct http_pool *p, struct pool_waiter *w)
{
    struct pool_waiter **link = &p->first, *previous = NULL;

    while (*link && *link != w) {
        previous = *link;
        link = &(*link)->next;
    }
    if (!*link)
        return;
    *link = w->next;
    if (p->last == w)
        p->last = previous;
}

/* The one used last: the server is the least likely to have closed it. */
static struct pool_idle *idle_to(const struct http_pool *p, const void *server)
{
    struct pool_idle *idle = p->newest;

    while (idle && idle->server != server)
        idle = idle->older;
    return idle;
}

static enum error wait_in_line(struct http_pool *p, const void *server, uint64_t deadline_ns, struct pool_idle **shared)
{
    struct pool_waiter w = {.fiber = fiber_current(), .server = server};
    enum error e = OK;

    *(p->last ? &p->last->next : &p->first) = &w;
    p->last = &w;
    while (!w.served && e == OK)
        e = fiber_park(deadline_ns);
    if (!w.served) {
        leave_line(p, &w);
        return e;
    }
    *shared = w.shared;
    p->opened += w.shared == NULL; /* the place was handed over: `open` already counts it */
    return OK;
}

enum error pool_take(struct http_pool *p, const void *server, uint64_t deadline_ns, struct pool_idle **shared)
{
    bool full = p->limit && p->open >= p->limit;

    *shared = NULL;
    if (full && !p->first) {
        *shared = idle_to(p, server);
        if (*shared) {
            (*shared)->release(*shared);
            return OK;
        }
        if (p->oldest)
            p->oldest->evict(p->oldest);
    }
    if (p->limit && (p->first || p->open >= p->limit))
        return wait_in_line(p, server, deadline_ns, shared);
    p->open++;
    p->opened++;
    return OK;
}

void pool_give(struct http_pool *p)
{
    if (p->first)
        serve_first(p, NULL);
    else
        p->open--;
}
