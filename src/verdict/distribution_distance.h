/* SPDX-License-Identifier: MIT */
/* verdict/distribution_distance.h - how far two distributions are apart: Kolmogorov-Smirnov's D
 *
 * The largest difference of the shares of values up to any value: 0 for the same distribution, 1 for two that do not overlap. As
 * the size of an effect, not as a test: with a million requests the test finds everything significant.
 */
#ifndef CICADA_VERDICT_DISTRIBUTION_DISTANCE_H
#define CICADA_VERDICT_DISTRIBUTION_DISTANCE_H

#include "stats/histogram.h"

/* NAN when one of them is empty. */
double distribution_distance(const struct histogram *a, const struct histogram *b);

#endif
