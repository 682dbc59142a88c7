/* SPDX-License-Identifier: MIT */
/* output/csv_rows.h - the rows of Locust's four CSV files, as text
 *
 * Columns and number formats are Locust's (locust/stats.py, class StatsCSV): rows end in CR LF; times are milliseconds, written
 * as Python writes floats; percentiles are whole milliseconds and "N/A" without requests. Cells that a spreadsheet would take for
 * a formula begin with a ' here, which Locust does not do.
 *
 * Pure functions. Not here: files (output/csv.h).
 */
#ifndef CICADA_OUTPUT_CSV_ROWS_H
#define CICADA_OUTPUT_CSV_ROWS_H

#include "base/buffer.h"
#include "stats/snapshot.h"

void csv_stats_heading(struct buffer *out);
void csv_stats_row(const struct snapshot_row *row, struct buffer *out);

void csv_history_heading(struct buffer *out);
/* The state at the time of the snapshot. `current`: percentiles of the last 10 s instead of those of the whole run (Locust's
 * --csv-full-history). */
void csv_history_row(const struct snapshot *s, const struct snapshot_row *row, bool current, struct buffer *out);

void csv_failures_heading(struct buffer *out);
void csv_failures_row(const struct snapshot_error *error, struct buffer *out);

/* A second of a component (or several, when the run was long). Locust has no such file. */
void csv_resources_heading(struct buffer *out);
void csv_resources_row(const struct snapshot *s, const struct snapshot_resource *r, const struct resource_point *p,
                       struct buffer *out);

/* Mistakes of the scenario (stats/exceptions.h). Tools expect the file, also without rows. */
void csv_exceptions_heading(struct buffer *out);
void csv_exceptions_row(const struct snapshot_exception *exception, struct buffer *out);

#endif
