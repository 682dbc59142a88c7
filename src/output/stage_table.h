/* SPDX-License-Identifier: MIT */
/* output/stage_table.h - the stages of a run: as a table on a canvas, as a line of the live view, as rows of a CSV file
 *
 * Pure functions. Without stages all of them do nothing.
 */
#ifndef CICADA_OUTPUT_STAGE_TABLE_H
#define CICADA_OUTPUT_STAGE_TABLE_H

#include "base/buffer.h"
#include "output/canvas.h"
#include "stats/snapshot.h"

#define STAGE_LOAD_TEXT 40

/* "500 users" or "50.0/s": what a stage was to reach. */
char *stage_load(const struct stage_aim *aim, char out[STAGE_LOAD_TEXT]);

/* A line a stage under a heading, the running one included, then a blank line. */
void stage_table_draw(const struct snapshot *s, struct canvas *c);

/* How many lines stage_table_draw_live takes: 0 or 1. */
unsigned stage_table_live_lines(const struct snapshot *s);
/* "stage 2 of 5, peak: 0:13 of 1:00, 12,345 requests, p95 20 ms" */
void stage_table_draw_live(const struct snapshot *s, struct canvas *c);

/* The columns of PREFIX_stages.csv: those of a stage, then those of PREFIX_stats.csv. */
void stage_csv_heading(struct buffer *out);
void stage_csv_row(const struct snapshot_stage *stage, const struct snapshot_row *row, struct buffer *out);

#endif
