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
 * Values may come in stretches, between which they step for reasons of their own: a service that gets more users holds more. Each
 * stretch then has its own level and all share one slope (the within-groups estimate, or analysis of covariance: Searle, "Linear
 * Models", 1971), so that a step between stretches is no growth, while a growth that goes on through all of them is.
 *
 * Not here: which seconds are looked at, and where stretches end (stats/resources.h).
 */
#ifndef CICADA_STATS_SLOPE_H
#define CICADA_STATS_SLOPE_H

#include "base/base.h"

#define SLOPE_POINTS_MIN  10 /* fewer say nothing of how values depend on each other */
#define SLOPE_STRETCH_MIN 5

struct slope {
    bool known;        /* there were enough values at different times */
    double per_second; /* in the unit of the values */
    double low, high;  /* 95 % confidence interval */
};

/* `seconds` ascend. `stretches` numbers the stretch of each value, and ascends too. Those of fewer than SLOPE_STRETCH_MIN values
 * are left out. O(count). */
struct slope slope_of(const double *seconds, const double *values, const uint32_t *stretches, size_t count);

#endif
