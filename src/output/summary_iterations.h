/* SPDX-License-Identifier: MIT */
/* output/summary_iterations.h - the part of the summary about arrivals, iterations and how late they began */
#ifndef CICADA_OUTPUT_SUMMARY_ITERATIONS_H
#define CICADA_OUTPUT_SUMMARY_ITERATIONS_H

#include "output/canvas.h"
#include "output/output.h"

/* Nothing for a run without arrivals, limit of iterations and due times. */
void summary_draw_iterations(const struct snapshot *s, const struct run_info *info, struct canvas *c);

#endif
