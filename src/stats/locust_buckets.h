/* SPDX-License-Identifier: MIT */
/* stats/locust_buckets.h - Locust's two-digit buckets of milliseconds, for the places that must equal Locust
 *
 * Below 100 ms to 1 ms, below 1 s to 10 ms, below 10 s to 100 ms, above to 1 s, with Python's rounding (half to even). Made from
 * a histogram when needed: each cell goes to the bucket of its middle, the values without a cell to that of their mean, so the
 * counts of all buckets add up to histogram_count.
 */
#ifndef CICADA_STATS_LOCUST_BUCKETS_H
#define CICADA_STATS_LOCUST_BUCKETS_H

#include "stats/histogram.h"

/* 0 for what is not above 0; at most 2^63. */
uint64_t locust_bucket(double milliseconds);

struct locust_bucket {
    uint64_t milliseconds, count;
};

/* Ascending buckets that are not empty; `*count` of them; freed by the caller with mem_free; NULL when there are none. */
struct locust_bucket *locust_buckets(const struct histogram *h, size_t *count);

#endif
