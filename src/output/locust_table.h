/* SPDX-License-Identifier: MIT */
/* output/locust_table.h - Locust's three console tables as text
 *
 * Headings, columns and blanks are those of locust/stats.py (2.12.1 and 2.46 agree), for tools and people that read them. Two
 * things differ: percentiles come from the full histogram, not from two-digit buckets, though the heading keeps its
 * "(approximated)"; and names are escaped.
 *
 * Pure functions: snapshot in, text out. Not here: when they are printed (output/console_table.h).
 */
#ifndef CICADA_OUTPUT_LOCUST_TABLE_H
#define CICADA_OUTPUT_LOCUST_TABLE_H

#include "base/buffer.h"
#include "stats/snapshot.h"

#define LOCUST_TABLE_NAME_WIDTH 80 /* where there is no terminal to ask */

/* Locust's width of names on a terminal of so many columns. */
unsigned locust_table_name_width(unsigned terminal_columns);

/* Requests, failures, average, minimum, maximum, median (ms) and rates; `current`: rates of the last 10 s, else of the whole run.
 * Ends with a blank line. */
void locust_table_stats(const struct snapshot *s, bool current, unsigned name_width, struct buffer *out);

/* "Response time percentiles (approximated)" in ms. Ends with a blank line. */
void locust_table_percentiles(const struct snapshot *s, unsigned name_width, struct buffer *out);

/* "Error report"; nothing when there were no errors. Ends with a blank line. */
void locust_table_errors(const struct snapshot *s, unsigned name_width, struct buffer *out);

#endif
