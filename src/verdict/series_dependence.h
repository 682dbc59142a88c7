/* SPDX-License-Identifier: MIT */
/* verdict/series_dependence.h - how much the values of a series depend on those before: how long the blocks have to be in which
 * it is resampled, and what even these miss
 *
 * The length is that of Politis and White ("Automatic block-length selection for the dependent bootstrap", 2004, with the
 * correction by Patton, 2009) for blocks on a circle: the autocorrelation of the series is followed up to where it is lost in
 * chance, and the length is taken that gives the mean's variance with the smallest error, twice.
 *
 * In short series such blocks cut much of the dependence off, and the variance comes out too small. It is held against that of a
 * series in which each value keeps a share of the one before (an autoregression of order one, its share corrected for the short
 * series after Kendall, 1954), and against that of such a series behind noise of its own, as percentiles of single seconds have
 * it: noise hides the memory from the first autocorrelation, but not from how the next ones decay (Granger and Morris, "Time
 * series modelling and interpretation", 1976). It is widened to the largest of the three.
 */
#ifndef CICADA_VERDICT_SERIES_DEPENDENCE_H
#define CICADA_VERDICT_SERIES_DEPENDENCE_H

#include "base/base.h"

#define DEPENDENT_SERIES_MAX 512 /* values of a series */

struct dependence {
    size_t block_length; /* from 1 to a third of the series (at least 1) */
    double widening;     /* factor for the variance that blocks of this length give; at least 1 */
};

/* `count` is at most DEPENDENT_SERIES_MAX. */
struct dependence series_dependence(const double *series, size_t count);

#endif
