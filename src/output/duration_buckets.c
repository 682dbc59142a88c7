/* SPDX-License-Identifier: MIT */
/* output/duration_buckets.c - see duration_buckets.h */
#include "output/duration_buckets.h"

#define MICRO NANOS_PER_MICRO
#define MILLI NANOS_PER_MILLI

const uint64_t duration_bounds_ns[DURATION_BOUNDS] = {
    250 * MICRO, 500 * MICRO, 1 * MILLI,   2500 * MICRO, 5 * MILLI,    10 * MILLI,   25 * MILLI,   50 * MILLI,   75 * MILLI,
    100 * MILLI, 250 * MILLI, 500 * MILLI, 750 * MILLI,  1000 * MILLI, 2500 * MILLI, 5000 * MILLI, 7500 * MILLI, 10000 * MILLI,
};

void duration_buckets_count(const struct histogram *h, const uint64_t *bounds_ns, size_t bound_count, uint64_t *counts)
{
    uint64_t low, high, count;
    size_t bucket = 0;

    for (size_t i = 0; i <= bound_count; i++)
        counts[i] = 0;
    for (size_t at = 0; histogram_next(h, &at, &low, &high, &count);) {
        while (bucket < bound_count && low > bounds_ns[bucket])
            bucket++;
        counts[bucket] += count;
    }
    counts[bound_count] += histogram_too_long(h);
}
