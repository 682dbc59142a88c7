/* SPDX-License-Identifier: MIT */
/* http/pool.c - a counter, a list of idle connections by age and a line of waiting fibers
 *
 * A place that is given back goes straight to the first in line, so that a newcomer cannot overtake it.
 */
#include "http/pool.h"

struct pool_waiter {
    struct pool_waiter *next;
    struct fiber *fiber;
    bool served;
};

void pool_add_idle(struct http_pool *p, struct pool_idle *idle)
{
    idle->older = p->newest;
    idle->newer = NULL;
    if (p->newest)
        p->newest->newer = idle;
    else
        p->oldest = idle;
    p->newest = idle;
    if (p->first)
        idle->evict(idle); /* somebody waits: keeping it would starve them */
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

enum error pool_take(struct http_pool *p, uint64_t deadline_ns)
{
    if (p->limit && p->open >= p->limit && !p->first && p->oldest)
        p->oldest->evict(p->oldest);
    if (p->limit && (p->first || p->open >= p->limit)) {
        struct pool_waiter w = {.fiber = fiber_current()};
        enum error e = OK;

        *(p->last ? &p->last->next : &p->first) = &w;
        p->last = &w;
        while (!w.served && e == OK)
            e = fiber_park(deadline_ns);
        if (!w.served) {
            leave_line(p, &w);
            return e;
        }
        p->opened++;
        return OK; /* the place was handed over: `open` already counts it */
    }
    p->open++;
    p->opened++;
    return OK;
}

void pool_give(struct http_pool *p)
{
    struct pool_waiter *w = p->first;

    if (!w) {
        p->open--;
        return;
    }
    p->first = w->next;
    if (!p->first)
        p->last = NULL;
    w->served = true;
    fiber_wake(w->fiber);
}
