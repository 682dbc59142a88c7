/* SPDX-License-Identifier: MIT */
/* output/duration_buckets.h - a histogram in the few buckets of systems that collect metrics
 *
 * Our cells are 0.1 % wide and do not end where such a bucket ends, so a value within 0.1 % above a bound may be counted as being
 * at the bound. All counts are exact otherwise, and add up to the count of the histogram; values of more than an hour are in the
 * last bucket.
 */
#ifndef CICADA_OUTPUT_DURATION_BUCKETS_H
#define CICADA_OUTPUT_DURATION_BUCKETS_H

#include "stats/histogram.h"

/* The bounds that OpenTelemetry's semantic conventions advise for http.client.request.duration: 5 ms to 10 s. Those below are
 * ours: a service on the local network answers in less than 5 ms. */
#define DURATION_BOUNDS_FINE    4
#define DURATION_BOUNDS_ADVISED 14
#define DURATION_BOUNDS         (DURATION_BOUNDS_FINE + DURATION_BOUNDS_ADVISED)
extern const uint64_t duration_bounds_ns[DURATION_BOUNDS]; /* ascending; the advised ones from DURATION_BOUNDS_FINE on */

/* How many values lie in each bucket: above the bound before and at most at its own. counts[bound_count] has those beyond the
 * last one. */
void duration_buckets_count(const struct histogram *h, const uint64_t *bounds_ns, size_t bound_count, uint64_t *counts);

/* The sum of all values. */
static inline double duration_sum_seconds(const struct histogram *h)
{
    return histogram_mean(h) * (double)histogram_count(h) / (double)NANOS_PER_SECOND;
}

#endif
