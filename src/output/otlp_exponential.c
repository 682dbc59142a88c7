/* SPDX-License-Identifier: MIT */
/* output/otlp_exponential.c - a histogram in the exponential buckets of OpenTelemetry
 *
 * Source: OpenTelemetry's metrics data model, "ExponentialHistogram": halving the resolution joins buckets 2i and 2i + 1 into i,
 * so the finest scale that fits is found from the indices of the smallest and the largest value alone.
 */
#include <math.h>

#include "output/duration_buckets.h"
#include "output/otlp_points.h"

static int64_t index_of(uint64_t ns)
{
    return (int64_t)ceil(ldexp(log2((double)ns / (double)NANOS_PER_SECOND), OTLP_SCALE_MAX)) - 1;
}

static uint64_t upper_bound_ns(int64_t index, int scale)
{
    return (uint64_t)(exp2(ldexp((double)(index + 1), -scale)) * (double)NANOS_PER_SECOND);
}

/* The smallest value above 0 and the largest one, as edges of their cells; false when there is none above 0. */
static bool find_ends(const struct histogram *h, uint64_t *smallest_ns, uint64_t *largest_ns)
{
    uint64_t high, count;
    bool any = false;

    *largest_ns = histogram_too_long(h) > 0 ? histogram_max(h) : histogram_quantile(h, 1);
    *smallest_ns = 0;
    for (size_t at = 0; *smallest_ns == 0 && histogram_next(h, &at, smallest_ns, &high, &count);)
        any = *smallest_ns > 0;
    if (!any)
        *smallest_ns = *largest_ns;
    return *largest_ns > 0;
}

void otlp_exponential_of(const struct histogram *h, struct otlp_exponential *out)
{
    uint64_t bounds_ns[OTLP_EXPONENTIAL_BUCKETS - 1], smallest_ns, largest_ns;
    int64_t last;

    *out = (struct otlp_exponential){.scale = OTLP_SCALE_MAX, .zero = histogram_count_up_to(h, 0)};
    if (!find_ends(h, &smallest_ns, &largest_ns))
        return;
    out->offset = index_of(smallest_ns);
    last = index_of(largest_ns);
    while (last - out->offset >= OTLP_EXPONENTIAL_BUCKETS) {
        out->scale--;
        out->offset >>= 1;
        last >>= 1;
    }
    out->count = (size_t)(last - out->offset) + 1;
    for (size_t i = 0; i + 1 < out->count; i++)
        bounds_ns[i] = upper_bound_ns(out->offset + (int64_t)i, out->scale);
    duration_buckets_count(h, bounds_ns, out->count - 1, out->buckets);
    out->buckets[0] -= out->zero;
    while (out->count > 1 && out->buckets[out->count - 1] == 0) /* a cell across a bound counts below it */
        out->count--;
}
