/* SPDX-License-Identifier: MIT */
/* output/request_table.h - requests by name on a canvas: counts, rate, percentiles
 *
 * Shared by the live view and the summary. Narrow canvases lose columns. Not here: Locust's table (output/locust_table.h).
 */
#ifndef CICADA_OUTPUT_REQUEST_TABLE_H
#define CICADA_OUTPUT_REQUEST_TABLE_H

#include "output/canvas.h"
#include "stats/snapshot.h"

/* One line a name under a heading, sorted by name, in at most `lines` lines; the last one says how many names are not shown.
 * `current`: rates of the last 10 s, else of the whole run. Draws nothing with fewer than 2 lines or without names. The canvas
 * has at least 40 columns. */
void request_table_draw(const struct snapshot *s, bool current, unsigned lines, struct canvas *c);

#endif
