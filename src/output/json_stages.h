/* SPDX-License-Identifier: MIT */
/* output/json_stages.h - the stages and the warm-up in the JSON report; docs/json.md describes them */
#ifndef CICADA_OUTPUT_JSON_STAGES_H
#define CICADA_OUTPUT_JSON_STAGES_H

#include "output/json_rows.h"
#include "plan/stages.h"
#include "stats/snapshot.h"

/* One stage with its total and, unless JSON_ROW_LIVE is asked for, its rows. */
void json_stage(struct json_writer *w, const struct snapshot_stage *stage, enum json_row_detail detail);

/* What was left out; null without a warm-up. */
void json_warmup(struct json_writer *w, const char *key, const struct snapshot_warmup *warmup);

/* The list that was asked for; a new value. */
json_t *json_planned_stages(const struct plan_stages *stages);

#endif
