/* SPDX-License-Identifier: MIT */
/* stats/slope.h - how fast a measured value grows, and how sure that is: a leak is a slope, not a feeling
 *
 * The least-squares line through the values, with a 95 % confidence interval for its slope. Values of neighbouring seconds
 * resemble each other (what a process holds now it mostly held a second ago), so there is less to be learned from n of them than
 * from n independent ones, and the textbook's interval is far too narrow. It is made with the effective number instead, n (1 - r)
 * / (1 + r), where r is the lag-1 autocorrelation of what the line leaves over (Santer et al., "Statistical significance of
 * trends and trend differences in layer-average atmospheric temperature time series", J. Geophys. Res. 105, 2000), corrected for
 * the bias that r has in short series (Marriott and Pope, Biometrika 41, 1954), and with Student's t for that number.
 *
 * Not here: which seconds are looked at (stats/resources.h).
 */
#ifndef CICADA_STATS_SLOPE_H
#define CICADA_STATS_SLOPE_H

#include "base/base.h"

#define SLOPE_POINTS_MIN 10 /* fewer say nothing of how values depend on each other */

struct slope {
    bool known;        /* there were enough points at different times */
    double per_second; /* in the unit of the values */
    double low, high;  /* 95 % confidence interval */
};

/* `seconds` ascend. O(count). */
struct slope slope_of(const double *seconds, const double *values, size_t count);

#endif
