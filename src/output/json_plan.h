/* SPDX-License-Identifier: MIT */
/* output/json_plan.h - the plan of a run as a JSON object, with its secrets masked
 */
#ifndef CICADA_OUTPUT_JSON_PLAN_H
#define CICADA_OUTPUT_JSON_PLAN_H

#include <jansson.h>

#include "plan/plan.h"

/* The words of how arrivals come (the second: at random times), and of enum plan_catch_up. */
extern const char *const json_plan_arrivals[2];
extern const char *const json_plan_catch_up[PLAN_CATCH_UP_SKIP + 1];

/* A new value. What was not asked for is null, 0 or false, as in the plan itself. */
json_t *json_plan(const struct plan *plan);

#endif
