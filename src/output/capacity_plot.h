/* SPDX-License-Identifier: MIT */
/* output/capacity_plot.h - throughput and p95 over the load, drawn with characters
 *
 * The load grows by factors from left to right. Throughput has its own linear scale on the left; p95 has a scale by factors on
 * the right, for it grows without bounds where throughput stops.
 */
#ifndef CICADA_OUTPUT_CAPACITY_PLOT_H
#define CICADA_OUTPUT_CAPACITY_PLOT_H

#include "output/canvas.h"
#include "verdict/capacity_report.h"

/* Nothing is drawn of fewer than three loads. Ends with a blank line. */
void capacity_plot_draw(const struct capacity_report *r, struct canvas *c);

#endif
