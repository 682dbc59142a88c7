/* SPDX-License-Identifier: MIT */
/* verdict/check_window.c - see check_window.h */
#include "verdict/check_window.h"

#include <math.h>

#include "base/limits.h"
#include "base/mem.h"
#include "stats/slide.h"
#include "verdict/check_resource.h"

/* Ticks are a little early or late; a window of 30 ticks is one of 30 s. */
#define TOLERANCE_NS (NANOS_PER_SECOND / 2)

struct moment {
    uint64_t taken_ns;
    struct check_counts so_far;
};

struct check_window {
    const struct check *check;
    uint64_t length_ns;
    struct moment moments[LIMIT_CHECK_WINDOW + 2]; /* a ring */
    size_t first, count;
    struct slide *times; /* NULL: the check is not of times */

    /* Of a check of resources, whose seconds are in each snapshot: they need not be remembered. */
    struct check_value of_resource;
    bool resource_is_full;
};

struct check_window *check_window_new(const struct check *c)
{
    struct check_window *w = MEM_NEW(struct check_window);

    w->check = c;
    w->length_ns = (uint64_t)(c->window_s * (double)NANOS_PER_SECOND);
    w->times = check_is_of_times(c) ? slide_new() : NULL;
    return w;
}

void check_window_free(struct check_window *w)
{
    if (!w)
        return;
    slide_free(w->times);
    mem_free(w);
}

static const struct moment *at(const struct check_window *w, size_t place)
{
    return &w->moments[(w->first + place) % COUNT(w->moments)];
}

static const struct moment *newest(const struct check_window *w)
{
    return at(w, w->count - 1);
}

static void forget_oldest(struct check_window *w)
{
    w->first = (w->first + 1) % COUNT(w->moments);
    w->count--;
    if (w->times && slide_steps(w->times) > 0)
        slide_forget(w->times); /* the step between the two oldest moments */
}

static void add(struct check_window *w, uint64_t taken_ns, const struct check_counts *so_far)
{
    if (w->count == COUNT(w->moments))
        forget_oldest(w);
    w->moments[(w->first + w->count++) % COUNT(w->moments)] = (struct moment){taken_ns, *so_far};
}

/* The first moment is the beginning of counting, when all was nought. */
static void begin(struct check_window *w, const struct snapshot *s)
{
    struct check_counts nothing = {0};
    uint64_t elapsed = (uint64_t)(check_counts_of(w->check, s).seconds * (double)NANOS_PER_SECOND);

    w->first = w->count = 0;
    if (w->times)
        slide_clear(w->times);
    add(w, s->taken_ns - MIN(elapsed, s->taken_ns), &nothing);
}

/* A stage may have ended before the snapshot was taken: its time is that which was counted. */
static uint64_t moment_of(const struct check_window *w, const struct snapshot *s, const struct check_counts *so_far)
{
    double since = so_far->seconds - newest(w)->so_far.seconds;

    return w->check->stage_number == 0 ? s->taken_ns : newest(w)->taken_ns + (uint64_t)(since * (double)NANOS_PER_SECOND);
}

void check_window_add(struct check_window *w, const struct snapshot *s)
{
    struct check_counts so_far = check_counts_of(w->check, s);
    const struct histogram *times = w->times ? check_times_of(w->check, s) : NULL;
    uint64_t now;

    if (w->check->metric == CHECK_RESOURCE) {
        w->resource_is_full = check_resource_window(w->check, s, w->check->window_s, &w->of_resource);
        return;
    }
    if (w->count == 0 || so_far.seconds < newest(w)->so_far.seconds)
        begin(w, s);
    now = moment_of(w, s, &so_far);
    if (now <= newest(w)->taken_ns)
        return;
    add(w, now, &so_far);
    if (times)
        slide_step(w->times, times);
    while (w->count > 2 && at(w, 1)->taken_ns + w->length_ns <= now + TOLERANCE_NS)
        forget_oldest(w);
}

bool check_window_is_full(const struct check_window *w)
{
    if (w->check->metric == CHECK_RESOURCE)
        return w->resource_is_full;
    return w->count > 1 && newest(w)->taken_ns - at(w, 0)->taken_ns + TOLERANCE_NS >= w->length_ns;
}

static struct check_value value_of_times(const struct check_window *w, const struct check_counts *within)
{
    const struct check *c = w->check;
    struct check_value v = {.samples = slide_count(w->times)};
    uint64_t ns;

    v.known = v.samples > 0;
    if (c->metric == CHECK_MEAN) {
        v.value = slide_mean(w->times);
        return v;
    }
    ns = slide_quantile(w->times, c->metric == CHECK_MIN ? 0 : c->metric == CHECK_MAX ? 1 : c->share);
    v.value = ns == UINT64_MAX || check_is_unbounded(c, within->arrivals, within->dropped) ? INFINITY : (double)ns;
    return v;
}

static struct check_value value(const struct check_window *w, bool with_dropped)
{
    const struct check_counts *from, *to;
    struct check_counts within;

    if (w->check->metric == CHECK_RESOURCE)
        return w->of_resource;
    if (w->count < 2)
        return (struct check_value){0};
    from = &at(w, 0)->so_far;
    to = &newest(w)->so_far;
    within = (struct check_counts){.requests = to->requests - from->requests,
                                   .failed = to->failed - from->failed,
                                   .matched = to->matched - from->matched,
                                   .arrivals = with_dropped ? to->arrivals - from->arrivals : 0,
                                   .dropped = with_dropped ? to->dropped - from->dropped : 0,
                                   .seconds = (double)(newest(w)->taken_ns - at(w, 0)->taken_ns) / (double)NANOS_PER_SECOND};
    return w->times ? value_of_times(w, &within) : check_value_of_counts(w->check, &within);
}

struct check_value check_window_value(const struct check_window *w)
{
    return value(w, true);
}

struct check_value check_window_value_of_served(const struct check_window *w)
{
    return value(w, false);
}
