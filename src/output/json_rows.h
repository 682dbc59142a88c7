/* SPDX-License-Identifier: MIT */
/* output/json_rows.h - the repeated parts of the JSON report: a request, an error, a metric, a second, a cause
 *
 * docs/json.md describes each member. All functions return a new value, which the caller hands on.
 */
#ifndef CICADA_OUTPUT_JSON_ROWS_H
#define CICADA_OUTPUT_JSON_ROWS_H

#include "output/causes.h"
#include "output/json_value.h"

/* Count, extremes, mean and percentiles in ms; with a histogram also what only it knows. */
json_t *json_row_durations(const struct duration_summary *d, const struct histogram *histogram);
json_t *json_row_request(const struct snapshot_row *row);
json_t *json_row_error(const struct snapshot *s, const struct snapshot_error *error);
json_t *json_row_metric(const struct snapshot_metric *metric);
json_t *json_row_second(const struct series_point *point);
json_t *json_row_cause(const struct cause *cause);

#endif
