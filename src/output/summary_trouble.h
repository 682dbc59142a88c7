/* SPDX-License-Identifier: MIT */
/* output/summary_trouble.h - the parts of the summary that tell what went wrong, and whose fault it may be
 *
 * Each draws a section with a blank line after it, or nothing where there is nothing to say.
 */
#ifndef CICADA_OUTPUT_SUMMARY_TROUBLE_H
#define CICADA_OUTPUT_SUMMARY_TROUBLE_H

#include "output/canvas.h"
#include "output/output.h"

/* The most frequent errors with their share of all requests and the time of the run at which they were seen first and last. */
void summary_draw_errors(const struct snapshot *s, struct canvas *c);

/* What causes_find says. */
void summary_draw_causes(const struct snapshot *s, const struct run_info *info, struct canvas *c);

/* CPU, memory and lateness of this process, and whether that may have limited the run. */
void summary_draw_generator(const struct snapshot *s, struct canvas *c);

#endif
