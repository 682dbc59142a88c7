/* SPDX-License-Identifier: MIT */
/* output/json_stages.h - the stages and the warm-up in the JSON report; docs/json.md describes them */
#ifndef CICADA_OUTPUT_JSON_STAGES_H
#define CICADA_OUTPUT_JSON_STAGES_H

#include "output/json_value.h"
#include "plan/stages.h"
#include "stats/snapshot.h"

/* One stage with its total and its rows; a new value, as of the others. */
json_t *json_stage(const struct snapshot_stage *stage);

/* What was left out; null without a warm-up. */
json_t *json_warmup(const struct snapshot_warmup *w);

/* The list that was asked for. */
json_t *json_planned_stages(const struct plan_stages *stages);

#endif
