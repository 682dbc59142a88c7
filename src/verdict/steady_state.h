/* SPDX-License-Identifier: MIT */
/* verdict/steady_state.h - where the warm-up of a series ends, if it does
 *
 * MSER-m (White, "An effective truncation heuristic for bias reduction in simulation output", 1997; MSER-5 is what Hoad and
 * Robinson recommend for automation, WSC 2011): the series is averaged in batches of m, and cut where the standard error of what
 * remains is least. A cut in the second half means that the series still moves: it has no steady state.
 */
#ifndef CICADA_VERDICT_STEADY_STATE_H
#define CICADA_VERDICT_STEADY_STATE_H

#include "base/base.h"

#define STEADY_STATE_BATCH       5 /* values, the m of MSER-5 */
#define STEADY_STATE_BATCHES_MIN 4 /* fewer say nothing */

struct steady_state {
    bool steady; /* false: it still moves, or there are too few values */
    size_t cut;  /* values that belong to the warm-up; 0 unless steady */
    double mean; /* of the values after the cut; of all when not steady */
};

/* Values at even distances in time, oldest first, all finite. `batch` values are averaged; STEADY_STATE_BATCH unless the series
 * is too short for it. A rest at the front that fills no batch belongs to the warm-up. */
struct steady_state steady_state_find(const double *values, size_t count, size_t batch);

#endif
