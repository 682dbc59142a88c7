/* SPDX-License-Identifier: MIT */
/* runner/user_pool.c - see runner/user_pool.h */
#include "runner/user_pool.h"

#include "base/mem.h"

#define CAPACITY_MIN 16

void user_pool_free(struct user_pool *p)
{
    mem_free(p->waiting);
}

void user_pool_put(struct user_pool *p, struct cic_user *u)
{
    u->idle = true;
    u->idle_previous = NULL;
    u->idle_next = p->idle;
    if (p->idle)
        p->idle->idle_previous = u;
    p->idle = u;
}

void user_pool_remove(struct user_pool *p, struct cic_user *u)
{
    if (!u->idle)
        return;
    u->idle = false;
    *(u->idle_previous ? &u->idle_previous->idle_next : &p->idle) = u->idle_next;
    if (u->idle_next)
        u->idle_next->idle_previous = u->idle_previous;
}

struct cic_user *user_pool_take(struct user_pool *p)
{
    struct cic_user *u = p->idle;

    if (u)
        user_pool_remove(p, u);
    return u;
}

static void grow(struct user_pool *p)
{
    size_t capacity = MAX(2 * p->capacity, (size_t)CAPACITY_MIN);
    struct user_arrival *wider = mem_alloc(capacity * sizeof *wider);

    for (size_t i = 0; i < p->count; i++)
        wider[i] = p->waiting[(p->first + i) % p->capacity];
    mem_free(p->waiting);
    p->waiting = wider;
    p->first = 0;
    p->capacity = capacity;
}

void user_pool_wait(struct user_pool *p, const struct user_arrival *arrival)
{
    if (p->count == p->capacity)
        grow(p);
    p->waiting[(p->first + p->count++) % p->capacity] = *arrival;
}

bool user_pool_next(struct user_pool *p, struct user_arrival *arrival)
{
    if (p->count == 0)
        return false;
    *arrival = p->waiting[p->first];
    p->first = (p->first + 1) % p->capacity;
    p->count--;
    return true;
}
