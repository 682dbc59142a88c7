/* SPDX-License-Identifier: MIT */
/* verdict/false_discovery.h - many comparisons at once: of a hundred names without a difference five would be called different
 *
 * The step-up procedure of Benjamini and Hochberg (1995): each probability becomes the smallest share of false discoveries at
 * which its comparison would still be called. Called at 0.05, at most 5 % of what is called is expected to be chance; and when
 * nothing differs at all, anything is called in at most 5 % of the cases.
 */
#ifndef CICADA_VERDICT_FALSE_DISCOVERY_H
#define CICADA_VERDICT_FALSE_DISCOVERY_H

#include "base/base.h"

/* Adjusts the probabilities that `p` points to, in place. Their order stays. */
void false_discovery_adjust(double *const *p, size_t count);

#endif
