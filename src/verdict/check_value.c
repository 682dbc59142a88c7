/* SPDX-License-Identifier: MIT */
/* verdict/check_value.c - see check_value.h */
#include "verdict/check_value.h"

#include <math.h>

#include "stats/confidence.h"
#include "stats/histogram.h"
#include "verdict/check_resource.h"

/* What all scopes have: the run as a whole, or a group. */
struct part {
    uint64_t requests, failed;
    const struct status_count *statuses;
    size_t status_count;
    const uint64_t *errors; /* NULL for the run as a whole */
    const struct histogram *response, *service;
    uint64_t arrivals, dropped;
};

static struct part part_of(const struct check *c, const struct snapshot *s)
{
    if (c->group >= 0 && (size_t)c->group < s->group_count) {
        const struct snapshot_group *g = &s->groups[c->group];

        return (struct part){g->requests,          g->failed,   g->statuses, g->status_count, g->errors, g->response_histogram,
                             g->service_histogram, g->arrivals, g->dropped};
    }
    return (struct part){.requests = s->total.requests,
                         .failed = s->total.failed,
                         .statuses = s->total.statuses,
                         .status_count = s->total.status_count,
                         .response = s->total.response_histogram,
                         .service = s->total.service_histogram,
                         .arrivals = s->iterations.total.planned,
                         .dropped = iteration_counts_dropped(&s->iterations.total)};
}

const struct snapshot_stage *check_stage_of(const struct check *c, const struct snapshot *s)
{
    return c->stage_number > 0 && c->stage_number <= s->stage_count ? &s->stages[c->stage_number - 1] : NULL;
}

static double seconds_of(const struct check *c, const struct snapshot *s)
{
    const struct snapshot_stage *stage = check_stage_of(c, s);

    return stage ? stage->elapsed_s : c->stage_number > 0 ? 0 : s->elapsed_s;
}

struct check_counts check_counts_of(const struct check *c, const struct snapshot *s)
{
    struct part part = part_of(c, s);
    struct check_counts counts = {.requests = part.requests,
                                  .failed = part.failed,
                                  .arrivals = part.arrivals,
                                  .dropped = part.dropped,
                                  .seconds = seconds_of(c, s)};

    if (c->metric == CHECK_ERRORS && part.errors)
        counts.matched = part.errors[c->error];
    for (size_t i = 0; c->metric == CHECK_STATUS && i < part.status_count; i++)
        if (part.statuses[i].status == c->status)
            counts.matched = part.statuses[i].count;
    return counts;
}

const struct histogram *check_times_of(const struct check *c, const struct snapshot *s)
{
    struct part part = part_of(c, s);

    return c->service ? part.service : part.response;
}

struct check_value check_value_of_counts(const struct check *c, const struct check_counts *n)
{
    double requests = (double)n->requests, failed = (double)n->failed;
    struct check_value v = {.known = true, .samples = n->requests};

    switch (c->metric) {
    case CHECK_RATE:
        v.known = n->seconds > 0;
        v.value = v.known ? requests / n->seconds : 0;
        break;
    case CHECK_FAIL_RATIO:
        v.known = n->requests > 0;
        v.value = v.known ? failed / requests : 0;
        break;
    case CHECK_SUCCESS_RATE:
        v.known = n->requests > 0;
        v.value = v.known ? (requests - failed) / requests : 0;
        break;
    case CHECK_COUNT:
        v.value = requests;
        break;
    case CHECK_FAILURES:
        v.value = failed;
        break;
    case CHECK_ERRORS:
    case CHECK_STATUS:
        v.value = (double)n->matched;
        break;
    default: /* times and sums have functions of their own */
        v.known = false;
    }
    return v;
}

bool check_is_unbounded(const struct check *c, uint64_t arrivals, uint64_t dropped)
{
    double share = c->metric == CHECK_MAX ? 1 : c->share;

    return !c->service && (c->metric == CHECK_QUANTILE || c->metric == CHECK_MAX) && arrivals > 0 &&
           confidence_is_unbounded(share, (double)dropped / (double)arrivals);
}

static struct check_value value_of_times(const struct check *c, const struct snapshot *s)
{
    const struct histogram *times = check_times_of(c, s);
    struct part part = part_of(c, s);
    struct check_value v = {.samples = times ? histogram_count(times) : 0};
    uint64_t ns;

    v.known = v.samples > 0;
    if (!v.known)
        return v;
    if (c->metric == CHECK_MEAN) {
        v.value = histogram_mean(times);
        return v;
    }
    ns = c->metric == CHECK_MIN   ? histogram_min(times)
         : c->metric == CHECK_MAX ? histogram_max(times)
         : c->share == 0          ? histogram_min(times)
                                  : histogram_quantile(times, c->share);
    v.value = ns == UINT64_MAX || check_is_unbounded(c, part.arrivals, part.dropped) ? INFINITY : (double)ns;
    return v;
}

static double quantile_of_metric(const struct snapshot_metric *m, double share)
{
    for (size_t i = 0; i < QUANTILE_COUNT; i++)
        if (fabs(quantile_shares[i] - share) < 1e-9)
            return m->quantile[i];
    return m->min; /* p0: the reader lets no other through */
}

static struct check_value value_of_metric(const struct check *c, const struct snapshot *s)
{
    const struct snapshot_metric *m = NULL;
    struct check_value v = {0};

    for (size_t i = 0; i < s->metric_count && !m; i++)
        if (text_equal(s->metrics[i].name, c->name))
            m = &s->metrics[i];
    v.samples = m ? m->count : 0;
    v.known = v.samples > 0 || c->metric == CHECK_COUNT || c->metric == CHECK_SUM;
    if (v.samples == 0)
        return v;
    switch (c->metric) {
    case CHECK_QUANTILE:
        v.value = quantile_of_metric(m, c->share);
        break;
    case CHECK_MEAN:
        v.value = m->sum / (double)m->count;
        break;
    case CHECK_MIN:
        v.value = m->min;
        break;
    case CHECK_MAX:
        v.value = m->max;
        break;
    case CHECK_SUM:
        v.value = m->sum;
        break;
    case CHECK_LAST:
        v.value = m->last;
        break;
    default:
        v.value = (double)m->count;
    }
    return v;
}

struct check_value check_value_of(const struct check *c, const struct snapshot *s)
{
    struct check_counts counts;

    if (c->custom)
        return value_of_metric(c, s);
    if (c->metric == CHECK_RESOURCE)
        return check_resource_value(c, s);
    if (check_is_of_times(c))
        return value_of_times(c, s);
    counts = check_counts_of(c, s);
    return check_value_of_counts(c, &counts);
}

bool check_holds(const struct check *c, double value)
{
    switch (c->comparison) {
    case CHECK_BELOW:
        return value < c->limit;
    case CHECK_AT_MOST:
        return value <= c->limit;
    case CHECK_ABOVE:
        return value > c->limit;
    case CHECK_AT_LEAST:
        return value >= c->limit;
    case CHECK_EQUAL:
        return value == c->limit;
    default:
        return value != c->limit;
    }
}

double check_margin(const struct check *c, double value)
{
    double distance = (c->limit - value) / fabs(c->limit);

    if (c->limit == 0 || c->comparison >= CHECK_EQUAL || !isfinite(value))
        return NAN;
    return c->comparison <= CHECK_AT_MOST ? distance : -distance;
}

bool check_has_few_samples(const struct check *c, const struct check_value *v)
{
    return v->known && check_is_of_times(c) && c->metric == CHECK_QUANTILE && !confidence_is_enough(c->share, v->samples);
}
