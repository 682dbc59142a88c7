/* SPDX-License-Identifier: MIT */
/* stats/confidence.c - see stats/confidence.h */
#include "stats/confidence.h"

#include <math.h>

#define ONE_SIDE 0.025 /* beyond each end of a two-sided 95 % interval */
#define NORMAL   1.96  /* the normal distribution's quantile for that */

uint64_t confidence_samples_needed(double q)
{
    double rarer = q > 0.5 ? q : 1 - q; /* the side on which values are rarer needs more */

    if (!(q > 0 && q < 1))
        return 1;
    return (uint64_t)ceil(log(ONE_SIDE) / log(rarer));
}

void confidence_bounds(const struct histogram *h, const double *q, size_t count, uint64_t *low_ns, uint64_t *high_ns)
{
    double n = (double)histogram_count(h);
    double low[CONFIDENCE_SHARES_MAX], high[CONFIDENCE_SHARES_MAX];

    assert(count <= CONFIDENCE_SHARES_MAX);
    for (size_t i = 0; i < count; i++) {
        double spread = NORMAL * sqrt(n * q[i] * (1 - q[i]));
        double down = floor(n * q[i] - spread), up = ceil(n * q[i] + spread) + 1;

        low[i] = n > 0 ? fmax(down, 0) / n : 0;
        high[i] = n > 0 ? fmin(up / n, 1) : 0;
    }
    histogram_quantiles(h, low, count, low_ns);
    histogram_quantiles(h, high, count, high_ns);
}
