/* SPDX-License-Identifier: MIT */
/* stats/student.h - Student's t distribution: how far an estimate may lie from the truth when its spread was estimated too
 *
 * From the regularised incomplete beta function, by its continued fraction (Abramowitz & Stegun, 26.5.8 and 26.7.1), to about ten
 * digits. Degrees of freedom need not be whole and are at least 1; an infinite number is the normal distribution.
 */
#ifndef CICADA_STATS_STUDENT_H
#define CICADA_STATS_STUDENT_H

#include "base/base.h"

/* The probability of a value at least as far from 0 as `t`, on either side: 1 for 0, 0.05 for 1.96 and infinite `freedom`. */
double student_two_sided(double t, double freedom);

/* The distance from 0 that is exceeded, on either side, with probability `p` (above 0, at most 1): 1.96 for 0.05 and infinite
 * `freedom`. */
double student_distance(double p, double freedom);

#endif
