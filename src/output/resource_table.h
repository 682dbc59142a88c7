/* SPDX-License-Identifier: MIT */
/* output/resource_table.h - what the components used, on a canvas; and what that cost
 *
 * Nothing is drawn when only the generator was watched: it has lines of its own.
 */
#ifndef CICADA_OUTPUT_RESOURCE_TABLE_H
#define CICADA_OUTPUT_RESOURCE_TABLE_H

#include "output/canvas.h"
#include "output/output.h"

/* A row a component, below it how its memory and descriptors grow, and what else is known; a blank line after it. */
void resource_table_draw(const struct snapshot *s, struct canvas *c);

/* The prices and their sum; a blank line after it. Nothing without prices. */
void resource_table_draw_cost(const struct snapshot *s, const struct run_info *info, struct canvas *c);

/* While the run goes on: a line a component, and how many lines these are. */
unsigned resource_table_live_lines(const struct snapshot *s);
void resource_table_draw_live(const struct snapshot *s, struct canvas *c);

/* "1.24 MiB/min" of a slope per second, with its sign; "3.5/min" of one of things. `out` has RESOURCE_TEXT bytes. */
#define RESOURCE_TEXT 48
char *resource_table_slope(enum resource_measure m, double per_second, char out[RESOURCE_TEXT]);

#endif
