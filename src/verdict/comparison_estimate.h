/* SPDX-License-Identifier: MIT */
/* verdict/comparison_estimate.h - the values of one name on both sides, their difference and how sure it is; private to verdict/
 *
 * Times and rates are compared by the logarithm: what counts is the factor, and the scatter of logarithms is even on both sides.
 * Shares of failed requests are compared as they are.
 */
#ifndef CICADA_VERDICT_COMPARISON_ESTIMATE_H
#define CICADA_VERDICT_COMPARISON_ESTIMATE_H

#include "verdict/comparison.h"

struct estimate_side { /* the runs of one side that have the name */
    const struct recording **runs;
    const struct recorded_name **names; /* in each of them */
    size_t count;
};

/* Room for so many runs. */
void estimate_side_init(struct estimate_side *s, size_t runs, struct arena *arena);
/* A name that a run has twice, as a damaged report may, counts once. */
void estimate_side_add(struct estimate_side *s, const struct recording *run, const struct recorded_name *name);

/* For each metric in `out`: all but the adjustment of p; the word is COMPARISON_NOT_ENOUGH with its reason, or
 * COMPARISON_NO_DIFFERENCE until it is judged. */
void comparison_estimate(struct compared_metric *out, const struct comparison_metrics *metrics, const struct estimate_side *base,
                         const struct estimate_side *now, uint64_t seed);

#endif
