/* SPDX-License-Identifier: MIT */
/* verdict/comparison_estimate.c - see comparison_estimate.h */
#include "verdict/comparison_estimate.h"

#include <math.h>
#include <stdlib.h>

#include "stats/confidence.h"
#include "stats/histogram.h"
#include "stats/student.h"
#include "verdict/block_bootstrap.h"

#define SIGNIFICANT    0.05
#define RANGE_RUNS_MIN 4

static const char too_few_requests[] = "too few requests";
static const char arrivals_dropped[] = "arrivals were dropped"; /* so many that the percentile may lie beyond all that was seen */
static const char too_long[] = "longer than an hour";
static const char without_seconds[] = "without its seconds"; /* kept by an older version */
static const char too_short[] = "too short a run";
static const char too_few_runs[] = "too few runs";

void estimate_side_init(struct estimate_side *s, size_t runs, struct arena *arena)
{
    s->runs = arena_alloc(arena, runs * sizeof *s->runs);
    s->names = arena_alloc(arena, runs * sizeof *s->names);
    s->count = 0;
}

void estimate_side_add(struct estimate_side *s, const struct recording *run, const struct recorded_name *name)
{
    if (s->count > 0 && s->runs[s->count - 1] == run)
        return;
    s->runs[s->count] = run;
    s->names[s->count++] = name;
}

/* ---- the value in one run ---- */

/* NAN, with the reason, when it cannot be known. */
static double quantile_of(const struct recorded_name *n, const struct histogram *h, double share, const char **reason)
{
    uint64_t value = histogram_quantile(h, share), planned = n->requests + n->dropped;

    if (!confidence_is_enough(share, histogram_count(h)) || histogram_count(h) == 0) {
        *reason = too_few_requests;
        return NAN;
    }
    if (value == UINT64_MAX || (double)n->dropped > (1 - share) * (double)planned) {
        *reason = value == UINT64_MAX ? too_long : arrivals_dropped;
        return NAN;
    }
    return (double)value;
}

static double value_of(const struct recording *run, const struct recorded_name *n, const struct comparison_metric *m,
                       const char **reason)
{
    const struct histogram *h = m->service ? n->service : n->response;
    uint64_t count = comparison_metric_is_time(m) ? histogram_count(h) : n->requests;

    if (count == 0 || (m->kind == COMPARISON_RATE && !(run->measured_s > 0))) {
        *reason = too_few_requests;
        return NAN;
    }
    switch (m->kind) {
    case COMPARISON_QUANTILE:
        return quantile_of(n, h, m->share, reason);
    case COMPARISON_MEAN:
        return histogram_mean(h);
    case COMPARISON_RATE:
        return (double)n->requests / run->measured_s;
    case COMPARISON_FAIL_RATIO:
        return (double)n->failures / (double)n->requests;
    }
    return NAN;
}

/* What is compared: the logarithm, or the value itself. */
static double compared(const struct comparison_metric *m, double value)
{
    return m->kind == COMPARISON_FAIL_RATIO ? value : log(fmax(value, 1e-9));
}

/* From the difference of what was compared to that of the values. */
static void set_difference(struct compared_metric *out, double shift, double low, double high)
{
    if (out->metric->kind == COMPARISON_FAIL_RATIO) {
        out->difference = shift;
        out->low = low;
        out->high = high;
        out->relative = out->relative_low = out->relative_high = NAN;
        return;
    }
    out->relative = expm1(shift);
    out->relative_low = expm1(low);
    out->relative_high = expm1(high);
    out->difference = out->base * out->relative;
    out->low = out->base * out->relative_low;
    out->high = out->base * out->relative_high;
}

/* ---- what is beyond doubt ---- */

struct range { /* of the values of one side: of its runs, or of the slots of time of its only run */
    double least, most;
    double margin; /* by so much it may be longer at either end */
};

/* Of fewer than `enough` values the range tells nothing. By its own length where it is that of so few, by half of it from twice
 * as many on: of pairs of sides that are the same, one in 10,000 then lies apart with four runs; with 8 slots that keep 0.9 of
 * their level, one in 150. */
static struct range range_of(double least, double most, size_t count, size_t enough)
{
    double share = count < enough ? NAN : fmax(0.5, (double)enough / (double)count);

    return (struct range){least, most, share * (most - least)};
}

/* Where a side has few values that are independent, Student's t and ranks are sure of nothing, however large a change is. But
 * when the ranges of both sides lie further apart than both margins, scatter is no explanation. Then p is 0, and the interval no
 * longer than what lies between the ranges with their margins. */
static void settle_what_is_beyond_doubt(struct compared_metric *m, double shift, double low, double high, struct range base,
                                        struct range now)
{
    double margins = base.margin + now.margin, nearest = now.least - base.most, furthest = now.most - base.least;

    if (nearest > margins || furthest < -margins) {
        low = fmax(low, nearest - margins);
        high = fmin(high, furthest + margins);
        m->p = 0;
    }
    set_difference(m, shift, low, high);
}

/* ---- one run on each side ---- */

/* Student's t with the freedom of Welch and Satterthwaite: the sides need not scatter alike. */
static void set_from_spreads(struct compared_metric *out, const struct bootstrap_spread *base, const struct bootstrap_spread *now)
{
    double a = base->error * base->error, b = now->error * now->error, error = sqrt(a + b);
    double shift = compared(out->metric, out->now) - compared(out->metric, out->base);
    double freedom = a + b > 0 ? (a + b) * (a + b) / (a * a / base->freedom + b * b / now->freedom) : 1;
    double reach = error * student_distance(SIGNIFICANT, freedom);

    out->p = error > 0 ? student_two_sided(shift / error, freedom) : shift == 0 ? 1 : 0;
    settle_what_is_beyond_doubt(out, shift, shift - reach, shift + reach,
                                range_of(base->least, base->most, base->slots, BOOTSTRAP_SLOTS_MIN),
                                range_of(now->least, now->most, now->slots, BOOTSTRAP_SLOTS_MIN));
}

/* False, with the reason, when the seconds of the run do not tell its scatter. */
static bool bootstrap(const struct recording *run, const struct recorded_name *n, const struct comparison_metrics *metrics,
                      uint64_t seed, struct bootstrap_spread *spreads, const char **reason)
{
    const struct recorded_name *total = &run->total;
    uint32_t first, end;

    if (total->block_count == 0) {
        *reason = without_seconds;
        return false;
    }
    first = total->blocks[0].second;
    end = total->blocks[total->block_count - 1].second + total->blocks[total->block_count - 1].seconds;
    if (end < first || end - first < BOOTSTRAP_SLOTS_MIN) {
        *reason = too_short;
        return false;
    }
    block_bootstrap(n, first, end, metrics, seed ^ text_hash(n->name) ^ text_hash(n->method), spreads);
    return true;
}

static void estimate_from_seconds(struct compared_metric *out, const struct comparison_metrics *metrics,
                                  const struct estimate_side *base, const struct estimate_side *now, uint64_t seed)
{
    struct bootstrap_spread spreads[2][COMPARISON_METRICS_MAX];
    const char *reason = NULL;
    bool known = bootstrap(base->runs[0], base->names[0], metrics, seed, spreads[0], &reason) &&
                 bootstrap(now->runs[0], now->names[0], metrics, seed + 1, spreads[1], &reason);

    for (size_t i = 0; i < metrics->count; i++) {
        struct compared_metric *m = &out[i];

        m->base = value_of(base->runs[0], base->names[0], m->metric, &m->reason);
        m->now = value_of(now->runs[0], now->names[0], m->metric, &m->reason);
        if (!m->reason && !known)
            m->reason = reason;
        if (!m->reason && (isnan(spreads[0][i].error) || isnan(spreads[1][i].error)))
            m->reason = too_few_requests;
        if (!m->reason)
            set_from_spreads(m, &spreads[0][i], &spreads[1][i]);
        else if (!isnan(m->base) && !isnan(m->now))
            set_difference(m, compared(m->metric, m->now) - compared(m->metric, m->base), -INFINITY, INFINITY);
    }
}

/* ---- several runs ---- */

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

/* The values of those runs that have one; the first reason of those that have none. */
static size_t values_of(const struct estimate_side *side, const struct comparison_metric *m, double *values, const char **reason)
{
    size_t count = 0;

    for (size_t i = 0; i < side->count; i++) {
        const char *why = NULL;
        double value = value_of(side->runs[i], side->names[i], m, &why);

        if (!isnan(value))
            values[count++] = value;
        else if (!*reason)
            *reason = why;
    }
    qsort(values, count, sizeof *values, compare_doubles);
    return count;
}

static double median(const double *sorted, size_t count)
{
    return count > 0 ? (sorted[(count - 1) / 2] + sorted[count / 2]) / 2 : NAN;
}

static void estimate_from_runs(struct compared_metric *m, const struct estimate_side *base, const struct estimate_side *now)
{
    double first[COMPARISON_RUNS_MAX], second[COMPARISON_RUNS_MAX];
    const char *reason = NULL;
    size_t m_count = values_of(base, m->metric, first, &reason), n_count = values_of(now, m->metric, second, &reason);
    struct rank_test test;

    m->base = median(first, m_count);
    m->now = median(second, n_count);
    if (m_count == 0 || n_count == 0) {
        m->reason = reason;
        return;
    }
    for (size_t i = 0; i < m_count; i++)
        first[i] = compared(m->metric, first[i]);
    for (size_t i = 0; i < n_count; i++)
        second[i] = compared(m->metric, second[i]);
    test = rank_test(first, m_count, second, n_count);
    m->p = test.p;
    if (rank_smallest_p(m_count, n_count) > SIGNIFICANT)
        m->reason = reason ? reason : too_few_runs;
    settle_what_is_beyond_doubt(m, test.shift, test.low, test.high,
                                range_of(first[0], first[m_count - 1], m_count, RANGE_RUNS_MIN),
                                range_of(second[0], second[n_count - 1], n_count, RANGE_RUNS_MIN));
}

void comparison_estimate(struct compared_metric *out, const struct comparison_metrics *metrics, const struct estimate_side *base,
                         const struct estimate_side *now, uint64_t seed)
{
    for (size_t i = 0; i < metrics->count; i++)
        out[i] = (struct compared_metric){.metric = &metrics->at[i],
                                          .word = COMPARISON_NO_DIFFERENCE,
                                          .difference = NAN,
                                          .low = NAN,
                                          .high = NAN,
                                          .relative = NAN,
                                          .relative_low = NAN,
                                          .relative_high = NAN,
                                          .p = 1};
    if (base->count == 1 && now->count == 1)
        estimate_from_seconds(out, metrics, base, now, seed);
    else
        for (size_t i = 0; i < metrics->count; i++)
            estimate_from_runs(&out[i], base, now);
    for (size_t i = 0; i < metrics->count; i++)
        if (out[i].reason)
            out[i].word = COMPARISON_NOT_ENOUGH;
}
