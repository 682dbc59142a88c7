/* SPDX-License-Identifier: MIT */
/* output/json_run_parts.h - the parts of output/json_run.h, each in a file of its own; for that reader alone
 *
 * Each reads members of the document into the record and leaves a problem when something does not fit.
 */
#ifndef CICADA_OUTPUT_JSON_RUN_PARTS_H
#define CICADA_OUTPUT_JSON_RUN_PARTS_H

#include "output/json_reading.h"
#include "output/json_run.h"

/* "plan" */
MUST_USE bool json_run_read_plan(struct json_reading *r, const json_t *document, struct json_run *run);

/* "total", "requests", "warmup", "stages": all but distributions */
MUST_USE bool json_run_read_requests(struct json_reading *r, const json_t *document, struct json_run *run);
/* "histograms", "stage_histograms", "blocks", into these */
MUST_USE bool json_run_read_times(struct json_reading *r, const json_t *document, struct json_run *run);
/* A summary of durations: the member `key`, which may be absent. */
MUST_USE bool json_run_read_durations(struct json_reading *r, const json_t *object, const struct json_place *p, const char *key,
                                      struct duration_summary *out);

/* "errors", "exceptions", "metrics", "series" */
MUST_USE bool json_run_read_course(struct json_reading *r, const json_t *document, struct json_run *run);
/* "resources" */
MUST_USE bool json_run_read_resources(struct json_reading *r, const json_t *document, struct json_run *run);

/* "checks", "verdict" */
MUST_USE bool json_run_read_judgement(struct json_reading *r, const json_t *document, struct json_run *run);
/* "capacity" */
MUST_USE bool json_run_read_capacity(struct json_reading *r, const json_t *document, struct json_run *run);
/* "comparison" */
MUST_USE bool json_run_read_comparison(struct json_reading *r, const json_t *document, struct json_run *run);

#endif
