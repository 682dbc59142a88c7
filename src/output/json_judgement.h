/* SPDX-License-Identifier: MIT */
/* output/json_judgement.h - checks and verdict as JSON values; docs/json.md describes each member */
#ifndef CICADA_OUTPUT_JSON_JUDGEMENT_H
#define CICADA_OUTPUT_JSON_JUDGEMENT_H

#include "output/json_value.h"
#include "output/json_write.h"
#include "verdict/judge.h"

extern const char *const json_judgement_results[CHECK_FAILS + 1]; /* the words for enum check_state */

void json_judgement_check(struct json_writer *w, const struct check_result *r);
void json_judgement_validity(struct json_writer *w, const char *key, const struct run_validity *v);

/* A new value, of that check: durations in milliseconds as everywhere in the report, all else as it is; null when not finite. */
json_t *json_judgement_in_unit(const struct check *c, double value);

#endif
