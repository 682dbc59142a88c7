/* SPDX-License-Identifier: MIT */
/* output/json_rows.h - the repeated parts of the JSON report and of the live page: a request, an error, a metric, a second
 *
 * docs/json.md describes each member. What has no key here is an element of an array.
 */
#ifndef CICADA_OUTPUT_JSON_ROWS_H
#define CICADA_OUTPUT_JSON_ROWS_H

#include "output/causes.h"
#include "output/json_write.h"

/* "p50", "p99.9", ...: the percentiles as members, by their place in QUANTILE_LIST. */
extern const char *const json_quantile_keys[QUANTILE_COUNT];

enum json_row_detail {
    JSON_ROW_LIVE, /* what changes from second to second: without phases, statuses, wall times and what only the histogram knows
                    */
    JSON_ROW_COUNTED, /* all but what only the histogram knows (bounds of percentiles), which takes a walk over it */
    JSON_ROW_FULL,
    JSON_ROW_BRIEF /* what a row of the table in the HTML report shows */
};

/* Count, extremes, mean and percentiles in ms; with a histogram also what only it knows. */
void json_row_durations(struct json_writer *w, const char *key, const struct duration_summary *d,
                        const struct histogram *histogram);
void json_row_request(struct json_writer *w, const char *key, const struct snapshot_row *row, enum json_row_detail detail);
/* The whole list: it is short. */
void json_row_exceptions(struct json_writer *w, const char *key, const struct snapshot *s);
void json_row_error(struct json_writer *w, const struct snapshot *s, const struct snapshot_error *error);
void json_row_metric(struct json_writer *w, const struct snapshot_metric *metric);
/* `classes`: series_errors of the snapshot. */
void json_row_second(struct json_writer *w, const struct series_point *point, const enum error *classes);
void json_row_cause(struct json_writer *w, const struct cause *cause);

#endif
