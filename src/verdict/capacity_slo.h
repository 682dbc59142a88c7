/* SPDX-License-Identifier: MIT */
/* verdict/capacity_slo.h - can a check bound a search for the capacity? */
#ifndef CICADA_VERDICT_CAPACITY_SLO_H
#define CICADA_VERDICT_CAPACITY_SLO_H

#include "verdict/check.h"

/* It has to limit something that grows worse with the load (times, failures), and to say nothing of time: each load is judged
 * over its own window. False fills `problem`. */
MUST_USE bool capacity_slo_is_fine(const struct check *c, struct check_problem *problem);

#define CAPACITY_SLO_OF_FAILURES "fail_ratio < 10%" /* unless another limit is */

/* Does it say how many of all requests may fail? */
bool capacity_slo_limits_failures(const struct check *c);

#endif
