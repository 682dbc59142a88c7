/* SPDX-License-Identifier: MIT */
/* cli/load_curve.h - how the load of a run will go, as a line: for the start form, before anything starts
 *
 * Of users (by stages, or a ramp that stays) or of arrivals per second. A run without an end is shown for as long as its ramp and
 * a while more. Pure. What a shape will say nobody knows before: it has no line.
 */
#ifndef CICADA_CLI_LOAD_CURVE_H
#define CICADA_CLI_LOAD_CURVE_H

#include "base/buffer.h"
#include "plan/plan.h"

#define LOAD_CURVE_POINTS (2 * 100 + 4) /* two for each of LIMIT_STAGES */

struct load_curve {
    struct load_point {
        double at_s, value;
    } points[LOAD_CURVE_POINTS];
    size_t count;
    bool open; /* arrivals per second, not users */
};

/* `rate`: of all arrivals together, per second; 0: there are none. `stages`: those of the plan or of the scenario. */
void load_curve_make(struct load_curve *c, const struct plan *plan, const struct plan_stages *stages, double rate);

/* Appends "[[0,0],[10,100]]". */
void load_curve_write(const struct load_curve *c, struct buffer *out);

#endif
