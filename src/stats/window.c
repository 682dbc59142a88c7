/* SPDX-License-Identifier: MIT */
/* stats/window.c - see stats/window.h */
#include "stats/window.h"

#include "base/mem.h"

#define FIRST_CAPACITY 16

struct window_times {
    struct totals totals;
    size_t count, capacity;
    uint16_t cells[]; /* of the values that have one, in the order they came */
};

void window_count(struct window *w, uint64_t requests, uint64_t failures)
{
    w->seconds[w->running].requests += requests;
    w->seconds[w->running].failures += failures;
}

/* The list of the running second, with room for `more` cells. */
static struct window_times *running_times(struct window *w, size_t more)
{
    struct window_second *second = &w->seconds[w->running];
    size_t count = second->times ? second->times->count : 0;
    size_t capacity = second->times ? second->times->capacity : FIRST_CAPACITY;

    while (capacity < count + more)
        capacity *= 2;
    if (!second->times || capacity > second->times->capacity) {
        struct window_times *grown = mem_resize(second->times, 1, sizeof(*grown) + capacity * sizeof(grown->cells[0]));
        grown->totals = second->times ? grown->totals : TOTALS_EMPTY;
        grown->count = count;
        grown->capacity = capacity;
        second->times = grown;
    }
    return second->times;
}

void window_add_cells(struct window *w, const uint16_t *cells, size_t count, const struct totals *totals)
{
    struct window_times *t = running_times(w, count);

    memcpy(&t->cells[t->count], cells, count * sizeof(cells[0]));
    t->count += count;
    totals_merge(&t->totals, totals);
    w->sum = w->sum ? w->sum : histogram_new();
    histogram_add_cells(w->sum, cells, count, totals);
}

void window_add_histogram(struct window *w, const struct histogram *times)
{
    struct window_times *t = running_times(w, times->totals.count);
    uint64_t low, high, count;

    for (size_t at = 0; histogram_next(times, &at, &low, &high, &count);) {
        while (count-- > 0)
            t->cells[t->count++] = (uint16_t)(at - 1);
    }
    totals_merge(&t->totals, &times->totals);
    w->sum = w->sum ? w->sum : histogram_new();
    histogram_merge(w->sum, times);
}

static void take_times(struct window *w, struct window_times *t)
{
    if (!t)
        return;
    histogram_take_cells(w->sum, t->cells, t->count, &t->totals);
    mem_free(t);
    if (histogram_count(w->sum) == 0) {
        histogram_free(w->sum);
        w->sum = NULL;
    }
}

void window_close_second(struct window *w, bool whole)
{
    struct window_second *ended = &w->seconds[w->running], *oldest;

    if (!whole)
        ended->requests = ended->failures = 0;
    w->requests += ended->requests;
    w->failures += ended->failures;
    w->running = (w->running + 1) % COUNT(w->seconds);
    oldest = &w->seconds[w->running];
    w->requests -= oldest->requests;
    w->failures -= oldest->failures;
    take_times(w, oldest->times);
    *oldest = (struct window_second){0};
}

bool window_is_empty(const struct window *w)
{
    return !w->sum && w->requests == 0 && w->seconds[w->running].requests == 0;
}

struct duration_summary window_summary(struct window *w)
{
    if (!w->sum)
        return (struct duration_summary){0};
    w->sum->totals.min = UINT64_MAX;
    w->sum->totals.max = 0;
    for (size_t i = 0; i < COUNT(w->seconds); i++) {
        const struct window_times *t = w->seconds[i].times;
        if (!t)
            continue;
        w->sum->totals.min = MIN(w->sum->totals.min, t->totals.min);
        w->sum->totals.max = MAX(w->sum->totals.max, t->totals.max);
    }
    return summary_of(w->sum);
}

void window_clear(struct window *w)
{
    for (size_t i = 0; i < COUNT(w->seconds); i++)
        mem_free(w->seconds[i].times);
    histogram_free(w->sum);
    *w = (struct window){0};
}
