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

_Static_assert(CELL_COUNT <= UINT16_MAX + 1, "the number of a cell fits");

void window_count(struct window *w, uint64_t requests, uint64_t failures)
{
    w->seconds[w->running].requests += requests;
    w->seconds[w->running].failures += failures;
}

/* Makes room for one more time. */
static struct window_times *grow(struct window_times *t)
{
    size_t capacity = t ? 2 * t->capacity : FIRST_CAPACITY;
    struct window_times *grown = mem_resize(t, 1, sizeof(*grown) + capacity * sizeof(grown->cells[0]));

    if (!t) {
        grown->totals = TOTALS_EMPTY;
        grown->count = 0;
    }
    grown->capacity = capacity;
    return grown;
}

void window_time(struct window *w, uint64_t response_ns)
{
    struct window_second *second = &w->seconds[w->running];

    if (UNLIKELY(!w->sum))
        w->sum = histogram_new();
    histogram_record(w->sum, response_ns);
    if (UNLIKELY(!second->times || second->times->count == second->times->capacity))
        second->times = grow(second->times);
    totals_record(&second->times->totals, response_ns, 1);
    if (LIKELY(response_ns <= HISTOGRAM_MAX_NS))
        second->times->cells[second->times->count++] = (uint16_t)histogram_cell(response_ns);
}

static void take_times(struct window *w, struct window_times *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < t->count; i++)
        histogram_take_from_cell(w->sum, t->cells[i]);
    totals_take(&w->sum->totals, &t->totals);
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
