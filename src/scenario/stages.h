/* SPDX-License-Identifier: MIT */
/* scenario/stages.h - the .stages of a scenario as the plan wants them, or what is wrong with them
 *
 * Not here: stages of the command line (plan/stages.h), which take their place.
 */
#ifndef CICADA_SCENARIO_STAGES_H
#define CICADA_SCENARIO_STAGES_H

#include "plan/stages.h"
#include "scenario/scenario.h"

/* Fills `out` from the record, nothing when it has no stages; memory is the arena's. False says in `problem`
 * (SCENARIO_PROBLEM_SIZE bytes) which member of which stage of `file` cannot be. */
MUST_USE bool scenario_stages_read(const cic_scenario *record, const char *file, struct arena *arena, struct plan_stages *out,
                                   char *problem);

#endif
