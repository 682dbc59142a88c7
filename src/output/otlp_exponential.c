/* SPDX-License-Identifier: MIT */
/* output/otlp_exponential.c - a histogram in the exponential buckets of OpenTelemetry
 *
 * Source: OpenTelemetry's metrics data model, "ExponentialHistogram": halving the resolution joins buckets 2i and 2i + 1 into i,
 * so the finest scale that fits is found from the indices of the smallest and the largest value alone.
 */
#include <math.h>

#include "output/otlp_points.h"

/* The middle of a cell, in seconds. */
static double middle_of(uint64_t low_ns, uint64_t high_ns)
{
    return ((double)low_ns + (double)high_ns) / 2 / (double)NANOS_PER_SECOND;
}

static int64_t index_of(double seconds, int scale)
{
    return (int64_t)ceil(ldexp(log2(seconds), scale)) - 1;
}

static void find_scale(const struct histogram *h, struct otlp_exponential *out)
{
    uint64_t low, high, count;
    double smallest = 0, largest = 0;
    int64_t last;

    for (size_t at = 0; histogram_next(h, &at, &low, &high, &count);) {
        if (high == 0)
            continue;
        largest = middle_of(low, high);
        if (smallest == 0)
            smallest = largest;
    }
    if (histogram_too_long(h) > 0) {
        largest = (double)histogram_max(h) / (double)NANOS_PER_SECOND;
        smallest = smallest > 0 ? smallest : largest;
    }
    out->scale = OTLP_SCALE_MAX;
    if (largest == 0)
        return;
    out->offset = index_of(smallest, out->scale);
    last = index_of(largest, out->scale);
    while (last - out->offset >= OTLP_EXPONENTIAL_BUCKETS) {
        out->scale--;
        out->offset >>= 1;
        last >>= 1;
    }
    out->count = (size_t)(last - out->offset) + 1;
}

void otlp_exponential_of(const struct histogram *h, struct otlp_exponential *out)
{
    uint64_t low, high, count;

    *out = (struct otlp_exponential){0};
    find_scale(h, out);
    for (size_t at = 0; histogram_next(h, &at, &low, &high, &count);) {
        if (high == 0)
            out->zero += count;
        else
            out->buckets[(index_of(middle_of(low, high), OTLP_SCALE_MAX) >> (OTLP_SCALE_MAX - out->scale)) - out->offset] +=
                count;
    }
    if (out->count > 0)
        out->buckets[out->count - 1] += histogram_too_long(h);
}
