/* SPDX-License-Identifier: MIT */
/* verdict/block_bootstrap.c - see block_bootstrap.h */
#include "verdict/block_bootstrap.h"

#include <math.h>

#include "base/random.h"
#include "stats/rank.h"
#include "verdict/series_dependence.h"
#include "verdict/time_slots.h"

#define RESAMPLES     1000
#define RESAMPLES_MIN 500 /* that have to give a number */

_Static_assert(TIME_SLOTS_MAX <= DEPENDENT_SERIES_MAX, "a series has room for all slots");

/* Stretches of slots: from, and to before. */
struct draw {
    size_t count;
    uint16_t from[TIME_SLOTS_MAX], to[TIME_SLOTS_MAX];
};

static void draw_stretches(struct draw *d, size_t slots, size_t length, struct random *r)
{
    d->count = 0;
    for (size_t have = 0; have < slots; have += length) {
        uint16_t from = (uint16_t)random_below(r, slots);

        d->from[d->count] = from;
        d->to[d->count++] = (uint16_t)(from + MIN(length, slots - have));
    }
}

static uint64_t sum_of(const struct draw *d, const uint64_t *before)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < d->count; i++)
        sum += before[d->to[i]] - before[d->from[i]];
    return sum;
}

static const uint64_t *line_of(const struct slot_times *t, size_t bin)
{
    return t->up_to + bin * TIME_SLOTS_END;
}

/* The first bin in which the share of the drawn values is reached, looked for from `near` on in growing steps, then by halves. */
static size_t bin_of_quantile(const struct slot_times *t, const struct draw *d, double share, size_t near)
{
    uint64_t all = sum_of(d, line_of(t, t->bin_count - 1)), rank = rank_of_share(share, MAX(all, (uint64_t)1));
    size_t low = 0, high = t->bin_count - 1; /* the bin is one of low..high */

    if (sum_of(d, line_of(t, near)) >= rank) {
        high = near;
        for (size_t step = 1; high > low && step <= high; step *= 2) {
            if (sum_of(d, line_of(t, high - step)) < rank) {
                low = high - step + 1;
                break;
            }
            high -= step;
        }
    } else {
        low = MIN(near + 1, high);
        for (size_t step = 1; low + step <= high; step *= 2) {
            if (sum_of(d, line_of(t, low + step - 1)) >= rank) {
                high = low + step - 1;
                break;
            }
            low += step;
        }
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (sum_of(d, line_of(t, middle)) >= rank)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* What is resampled: one metric of one name. */
struct subject {
    const struct time_slots *slots;
    const struct slot_times *times; /* of a metric of times */
    const struct comparison_metric *metric;
    size_t near; /* of a quantile: its bin in the run as it was */
};

/* The number that the drawn slots give; NAN when they give none. */
static double number_of(const struct subject *s, const struct draw *d)
{
    uint64_t requests = sum_of(d, s->slots->requests), values;
    double sum = 0;

    if (s->metric->kind == COMPARISON_RATE)
        return requests > 0 ? log((double)requests) : NAN;
    if (s->metric->kind == COMPARISON_FAIL_RATIO)
        return requests > 0 ? (double)sum_of(d, s->slots->failures) / (double)requests : NAN;
    assert(s->times);
    values = sum_of(d, line_of(s->times, s->times->bin_count - 1));
    if (values == 0)
        return NAN;
    if (s->metric->kind == COMPARISON_QUANTILE) {
        uint64_t edge = s->times->edges_ns[bin_of_quantile(s->times, d, s->metric->share, s->near)];
        return edge == UINT64_MAX ? NAN : log((double)MAX(edge, (uint64_t)1));
    }
    for (size_t i = 0; i < d->count; i++)
        sum += s->times->sum_ns[d->to[i]] - s->times->sum_ns[d->from[i]];
    return log(fmax(sum / (double)values, 1));
}

/* By how much each slot moves a metric of times, up to a factor. */
static void influences_on_times(const struct subject *s, double *series)
{
    const struct slot_times *t = s->times;
    const uint64_t *line;
    size_t count = s->slots->count;
    double mean;

    assert(t);
    line = line_of(t, s->near);
    mean = t->sum_ns[count] / (double)slot_times_before(t, count);
    for (size_t i = 0; i < count; i++) {
        double values = (double)(slot_times_before(t, i + 1) - slot_times_before(t, i));

        series[i] = s->metric->kind == COMPARISON_MEAN ? t->sum_ns[i + 1] - t->sum_ns[i] - mean * values
                                                       : (double)(line[i + 1] - line[i]) - s->metric->share * values;
    }
}

/* The same of any metric: the series on which the dependence is measured. */
static void influences(const struct subject *s, double *series)
{
    const struct time_slots *slots = s->slots;
    size_t count = slots->count;
    double share = (double)slots->failures[count] / (double)MAX(slots->requests[count], (uint64_t)1);

    if (comparison_metric_is_time(s->metric)) {
        influences_on_times(s, series);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        double requests = (double)(slots->requests[i + 1] - slots->requests[i]);
        double failures = (double)(slots->failures[i + 1] - slots->failures[i]);

        series[i] = s->metric->kind == COMPARISON_RATE ? requests : failures - share * requests;
    }
}

/* The variance of a share of independent requests, after the rule of succession: a run without a failure has no scatter to draw
 * from, and yet a thousand requests without one do not say that there are none. */
static double least_variance(const struct subject *s)
{
    double requests = (double)s->slots->requests[s->slots->count], failures = (double)s->slots->failures[s->slots->count];
    double share = (failures + 1) / (requests + 2);

    return fmax(share * (1 - share) / fmax(requests, 1), 0);
}

/* Between which values the slots lie, those without a value left out. Not of rates: the last slot may be a shorter one. */
static void find_range(const struct subject *s, struct bootstrap_spread *out)
{
    out->least = out->most = NAN;
    if (s->metric->kind == COMPARISON_RATE)
        return;
    for (size_t i = 0; i < s->slots->count; i++) {
        double number = number_of(s, &(struct draw){.count = 1, .from = {(uint16_t)i}, .to = {(uint16_t)(i + 1)}});

        out->least = fmin(out->least, number); /* which take the other one for NAN */
        out->most = fmax(out->most, number);
        out->slots += !isnan(number);
    }
}

static struct bootstrap_spread resample(const struct subject *s, struct random *r)
{
    double series[TIME_SLOTS_MAX], mean = 0, squares = 0, n = 0, slots = (double)s->slots->count, length;
    struct dependence dependence;
    struct draw d;

    influences(s, series);
    dependence = series_dependence(series, s->slots->count);
    length = (double)dependence.block_length;
    for (size_t i = 0; i < RESAMPLES; i++) {
        double number, step;

        draw_stretches(&d, s->slots->count, dependence.block_length, r);
        number = number_of(s, &d);
        if (isnan(number))
            continue;
        n++;
        step = number - mean;
        mean += step / n;
        squares += step * (number - mean);
    }
    if (n < RESAMPLES_MIN)
        return (struct bootstrap_spread){.error = NAN};
    if (s->metric->kind == COMPARISON_FAIL_RATIO)
        squares = fmax(squares, n * least_variance(s));
    /* Stretches are drawn around the mean of this run, not around the true one, which takes their share from the variance. */
    return (struct bootstrap_spread){.error = sqrt(dependence.widening * squares / n * slots / fmax(slots - length, 1)),
                                     .freedom = fmax(slots / length - 1, 1)};
}

/* False when the metric has no values. */
static bool prepare(struct subject *s)
{
    struct draw all = {.count = 1, .to = {(uint16_t)s->slots->count}};

    if (!comparison_metric_is_time(s->metric))
        return s->slots->requests[s->slots->count] > 0;
    s->times = s->metric->service ? &s->slots->service : &s->slots->response;
    if (slot_times_before(s->times, s->slots->count) == 0)
        return false;
    s->near = bin_of_quantile(s->times, &all, s->metric->kind == COMPARISON_QUANTILE ? s->metric->share : 0.5, 0);
    return true;
}

void block_bootstrap(const struct recorded_name *n, uint32_t first, uint32_t end, const struct comparison_metrics *metrics,
                     uint64_t seed, struct bootstrap_spread *out)
{
    struct time_slots *slots;
    bool with_service = false;

    for (size_t i = 0; i < metrics->count; i++)
        with_service |= metrics->at[i].service;
    slots = time_slots_new(n, first, end, with_service);
    for (size_t i = 0; i < metrics->count; i++) {
        struct subject s = {.slots = slots, .metric = &metrics->at[i]};
        struct random r;

        out[i] = (struct bootstrap_spread){.error = NAN, .least = NAN, .most = NAN};
        if (slots->count < BOOTSTRAP_SLOTS_MIN || !prepare(&s))
            continue;
        random_init(&r, seed, text_hash(text_from(metrics->at[i].name)));
        out[i] = resample(&s, &r);
        find_range(&s, &out[i]);
    }
    time_slots_free(slots);
}
