/* SPDX-License-Identifier: MIT */
/* verdict/rank_test.h - do two groups of values differ, and by how much, without any assumption about their distribution
 *
 * The test of Mann and Whitney (1947): how often a value of one group exceeds one of the other. Its probability is exact, ties
 * included, for up to RANK_EXACT_MAX values in all: of all ways to choose the first group from the values, how many are at least
 * as uneven. Above, the normal approximation with correction for ties and continuity.
 *
 * The size of the difference is the Hodges-Lehmann shift: the median of the differences of all pairs. Its interval is bounded by
 * those differences at which the test would just not reject (Hollander & Wolfe, Nonparametric Statistical Methods, 4.2 and 4.3).
 *
 * Not here: differences within one run (verdict/block_bootstrap.h).
 */
#ifndef CICADA_VERDICT_RANK_TEST_H
#define CICADA_VERDICT_RANK_TEST_H

#include "base/base.h"

#define RANK_VALUES_MAX 100 /* of one group */
#define RANK_EXACT_MAX  30  /* values in all, up to which the probability is exact */

struct rank_test {
    double p;         /* two-sided */
    double shift;     /* by how much the second group is larger */
    double low, high; /* 95 % interval of the shift; infinite where there are too few values for one */
};

/* Both groups have 1 to RANK_VALUES_MAX finite values, in any order. */
struct rank_test rank_test(const double *first, size_t first_count, const double *second, size_t second_count);

/* The smallest p that groups of this size can give: above 0.05 the test cannot find anything. */
double rank_smallest_p(size_t first_count, size_t second_count);

/* How many of the smallest values of U (0, 1, ...) have together at most 2.5 % when there is no difference and there are no ties:
 * the test rejects at 5 % for a U below this. 0: never. */
size_t rank_critical_u(size_t first_count, size_t second_count);

#endif
