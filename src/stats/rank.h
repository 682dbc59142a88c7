/* SPDX-License-Identifier: MIT */
/* stats/rank.h - the rule by which a share of values becomes one of them: nearest rank, ceil(q n), at least 1
 *
 * HdrHistogram's (Java) rule: it never gives a value below the true quantile of the sample.
 */
#ifndef CICADA_STATS_RANK_H
#define CICADA_STATS_RANK_H

#include <math.h>

#include "base/base.h"

/* The rank, 1..n, of the share q (0..1) of n > 0 values in ascending order. */
static inline uint64_t rank_of_share(double q, uint64_t n)
{
    /* 0.07 * 100 is 7.000000000000001 in binary and would skip a rank; hence the next lower share. */
    double rank = ceil(nextafter(q, 0) * (double)n);

    if (!(rank >= 1)) /* also for NaN */
        return 1;
    return rank >= (double)n ? n : (uint64_t)rank;
}

#endif
