/* SPDX-License-Identifier: MIT */
/* output/report_course.c - see report_course.h */
#include "output/report_course.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

#define THERE 0.95 /* of the users: the last ones may be late */

struct range {
    const struct series_point *at;
    size_t count;
};

static struct report_course_part part_of(struct range r)
{
    struct report_course_part part = {0};

    for (size_t i = 0; i < r.count; i++) {
        part.seconds += r.at[i].seconds;
        part.requests_per_second += (double)r.at[i].requests;
        part.failures_per_second += (double)r.at[i].failures;
        part.worst_p95_ns = MAX(part.worst_p95_ns, r.at[i].response_95_ns);
    }
    if (part.seconds > 0) {
        part.requests_per_second /= part.seconds;
        part.failures_per_second /= part.seconds;
    }
    return part;
}

/* Users come and go with the work where iterations arrive when they are due: there the rate tells, and it is there at once. */
static bool is_open(const struct snapshot *s)
{
    return s->iterations.own_lag.count > 0;
}

static size_t startup_points(const struct snapshot *s)
{
    uint32_t most = 0;
    size_t end = 0;

    for (size_t i = 0; i < s->series_count && !is_open(s); i++)
        most = MAX(most, s->series[i].users);
    while (end < s->series_count && (s->series[end].users < THERE * most || s->series[end].warmup))
        end++;
    return end < s->series_count && s->stage_count == 0 ? end : 0;
}

static int by_value(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

/* Of the seconds that had requests. */
static uint64_t middle_p95(struct range r)
{
    uint64_t *values = mem_alloc((r.count + 1) * sizeof *values), middle;
    size_t count = 0;

    for (size_t i = 0; i < r.count; i++)
        if (r.at[i].requests > 0)
            values[count++] = r.at[i].response_95_ns;
    qsort(values, count, sizeof *values, by_value);
    middle = count > 0 ? values[count / 2] : 0;
    mem_free(values);
    return middle;
}

static double rate_of(const struct series_point *p)
{
    return p->seconds > 0 ? (double)p->requests / p->seconds : 0;
}

static void find_extremes(struct range steady, struct report_course *out)
{
    double mean = out->steady.requests_per_second, squares = 0;

    out->least_rate = steady.count > 0 ? INFINITY : 0;
    for (size_t i = 0; i < steady.count; i++) {
        double rate = rate_of(&steady.at[i]);

        squares += steady.at[i].seconds * (rate - mean) * (rate - mean);
        out->least_rate = MIN(out->least_rate, rate);
        if (rate <= out->peak_rate)
            continue;
        out->peak_rate = rate;
        out->peak_second = steady.at[i].second;
    }
    out->variation = mean > 0 && steady.count > 1 ? sqrt(squares / out->steady.seconds) / mean : NAN;
}

void report_course_of(const struct snapshot *s, struct report_course *out)
{
    size_t startup = startup_points(s);
    struct range steady = {startup > 0 ? s->series + startup : s->series, s->series_count - startup};
    size_t third = steady.count / 3;

    *out = (struct report_course){.startup = part_of((struct range){s->series, startup}), .steady = part_of(steady)};
    find_extremes(steady, out);
    if (out->steady.seconds < REPORT_TREND_MIN || s->stage_count > 0)
        return;
    out->first = part_of((struct range){steady.at, third});
    out->last = part_of((struct range){steady.at + steady.count - third, third});
    out->first_p95_ns = middle_p95((struct range){steady.at, third});
    out->last_p95_ns = middle_p95((struct range){steady.at + steady.count - third, third});
}
