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
    uint64_t before = 0;

    for (size_t i = 0; i < bound_count; i++) {
        uint64_t up_to = histogram_count_up_to(h, bounds_ns[i]);

        counts[i] = up_to - before;
        before = up_to;
    }
    counts[bound_count] = histogram_count(h) - before;
}
