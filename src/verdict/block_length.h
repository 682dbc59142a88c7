/* SPDX-License-Identifier: MIT */
/* verdict/block_length.h - how long the blocks have to be in which a series is resampled, so that what depends on each other
 * stays together
 *
 * The rule of Politis and White ("Automatic block-length selection for the dependent bootstrap", 2004, with the correction by
 * Patton, 2009) for blocks on a circle: the autocorrelation of the series is followed up to where it is lost in chance, and the
 * length is taken that gives the mean's variance with the smallest error.
 */
#ifndef CICADA_VERDICT_BLOCK_LENGTH_H
#define CICADA_VERDICT_BLOCK_LENGTH_H

#include "base/base.h"

#define BLOCK_SERIES_MAX 512 /* values of a series */

/* From 1 to a third of `count` (at least 1). `count` is at most BLOCK_SERIES_MAX. */
size_t block_length(const double *series, size_t count);

#endif
