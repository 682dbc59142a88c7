/* SPDX-License-Identifier: MIT */
/* stats/statuses.c - see stats/statuses.h */
#include "stats/statuses.h"

#include "base/mem.h"

#define FIRST_CAPACITY 2

static void insert(struct statuses *s, uint32_t at, struct status_count added)
{
    if (s->count == s->capacity) {
        s->capacity = MAX(2 * s->capacity, (uint32_t)FIRST_CAPACITY);
        s->list = mem_resize(s->list, s->capacity, sizeof(s->list[0]));
    }
    memmove(&s->list[at + 1], &s->list[at], (s->count - at) * sizeof(s->list[0]));
    s->list[at] = added;
    s->count++;
}

void statuses_add(struct statuses *s, int status, uint64_t times)
{
    uint32_t at = 0;

    if (LIKELY(s->last < s->count && s->list[s->last].status == status)) {
        s->list[s->last].count += times;
        return;
    }
    if (status < 0 || status > STATUS_MAX)
        status = STATUS_INVALID;
    while (at < s->count && s->list[at].status < status)
        at++;
    if (at == s->count || s->list[at].status != status)
        insert(s, at, (struct status_count){.status = status});
    s->list[at].count += times;
    s->last = at;
}

void statuses_merge(struct statuses *to, const struct statuses *from)
{
    for (uint32_t i = 0; i < from->count; i++)
        statuses_add(to, from->list[i].status, from->list[i].count);
}

void statuses_clear(struct statuses *s)
{
    s->count = 0;
}

void statuses_free(struct statuses *s)
{
    mem_free(s->list);
    *s = (struct statuses){0};
}
