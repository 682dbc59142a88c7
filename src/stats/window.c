/* SPDX-License-Identifier: MIT */
/* stats/window.c - see stats/window.h */
#include "stats/window.h"

#include "base/mem.h"

#define FIRST_CAPACITY 16

struct window_times {
    struct totals totals;
    size_t count, capacity;
    struct cell_times cells[]; /* of the values that have one, in the order they were added; a cell may come several times */
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

    for (size_t i = 0; i < count; i++)
        t->cells[t->count++] = (struct cell_times){.cell = cells[i], .times = 1};
    totals_merge(&t->totals, totals);
    w->sum = w->sum ? w->sum : histogram_new();
    histogram_add_cells(w->sum, cells, count, totals);
    w->changed = true;
}

void window_add_histogram(struct window *w, const struct histogram *times)
{
    uint64_t low, high, count;

    for (size_t at = 0; histogram_next(times, &at, &low, &high, &count);) {
        struct window_times *t = running_times(w, count / UINT16_MAX + 1);
        for (; count > 0; count -= t->cells[t->count++].times)
            t->cells[t->count] = (struct cell_times){.cell = (uint16_t)(at - 1),
                                                     .times = (uint16_t)MIN(count, (uint64_t)UINT16_MAX)};
    }
    totals_merge(&running_times(w, 0)->totals, &times->totals);
    w->sum = w->sum ? w->sum : histogram_new();
    histogram_merge(w->sum, times);
    w->changed = true;
}

static void take_times(struct window *w, struct window_times *t)
{
    if (!t)
        return;
    histogram_take_cells(w->sum, t->cells, t->count, &t->totals);
    mem_free(t);
    w->changed = true;
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

/* Minimum and maximum of what is left, which the sum itself cannot know. */
static void set_extremes(struct window *w)
{
    struct totals *sum = &w->sum->totals;

    sum->min = UINT64_MAX;
    sum->max = 0;
    for (size_t i = 0; i < COUNT(w->seconds); i++) {
        const struct window_times *t = w->seconds[i].times;
        if (!t)
            continue;
        sum->min = MIN(sum->min, t->totals.min);
        sum->max = MAX(sum->max, t->totals.max);
    }
}

struct duration_summary window_summary(struct window *w)
{
    if (!w->sum)
        return (struct duration_summary){0};
    if (w->changed) {
        set_extremes(w);
        w->summary = summary_of(w->sum);
        w->changed = false;
    }
    return w->summary;
}

void window_clear(struct window *w)
{
    for (size_t i = 0; i < COUNT(w->seconds); i++)
        mem_free(w->seconds[i].times);
    histogram_free(w->sum);
    *w = (struct window){0};
}
