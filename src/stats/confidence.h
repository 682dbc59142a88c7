/* SPDX-License-Identifier: MIT */
/* stats/confidence.h - how sure a percentile is: order-statistic bounds at 95 %, free of any distribution
 *
 * A percentile of n values lies with 95 % confidence between two of the values themselves, whose ranks are n q -+ 1.96
 * sqrt(n q (1 - q)) (Hahn & Meeker, Statistical Intervals, chapter 5). Where n is so small that even the largest value may lie
 * below the true percentile, there is no upper bound: such a percentile is little more than the maximum, and is shown as
 * uncertain.
 *
 * Requests of a run depend on each other, so the true uncertainty is larger than these bounds.
 */
#ifndef CICADA_STATS_CONFIDENCE_H
#define CICADA_STATS_CONFIDENCE_H

#include "stats/histogram.h"

/* The values that the share q needs, for bounds on both sides: 6 for 0.5, 368 for 0.99, 3,688 for 0.999. 1 for 0 and 1, which
 * are extremes and not estimated. */
uint64_t confidence_samples_needed(double q);

static inline bool confidence_is_enough(double q, uint64_t samples)
{
    return samples >= confidence_samples_needed(q);
}

/* A dropped arrival would have waited longer than any that was served: where the share that was dropped is larger than what lies
 * above the percentile q, the percentile is one of these, and nothing bounds it. */
static inline bool confidence_is_unbounded(double q, double drop_share)
{
    return drop_share > 1 - q;
}

/* The bounds of several ascending shares, as histogram_quantiles gives values. Only those with enough samples mean something;
 * of the others the bounds are the extremes. `count` is at most CONFIDENCE_SHARES_MAX. */
#define CONFIDENCE_SHARES_MAX 16
void confidence_bounds(const struct histogram *h, const double *q, size_t count, uint64_t *low_ns, uint64_t *high_ns);

#endif
