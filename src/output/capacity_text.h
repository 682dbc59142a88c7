/* SPDX-License-Identifier: MIT */
/* output/capacity_text.h - what a search for the capacity found, for people
 *
 * Pure functions. The answer first; then the load at which each limit breaks, the levels with a plot of them, the knee, and what
 * ran out. Sections that have nothing to say are left out. docs/capacity.md explains each line.
 *
 * Not here: the plot (output/capacity_plot.h), the forms for programs (output/capacity_json.h, output/capacity_markdown.h).
 */
#ifndef CICADA_OUTPUT_CAPACITY_TEXT_H
#define CICADA_OUTPUT_CAPACITY_TEXT_H

#include "output/number.h"
#include "output/summary_text.h"
#include "verdict/capacity_report.h"

#define CAPACITY_TEXT     48
#define CAPACITY_SENTENCE 320

/* "1 user", "1,024 users", "512/s"; "-" for 0. */
char *capacity_text_load(const struct capacity_report *r, double load, char out[CAPACITY_TEXT]);

/* One line about one level: "64 users: 640/s, p95 105 ms, 0.00 % failed; holds". No line end. */
void capacity_text_level(const struct capacity_report *r, const struct capacity_level *l, struct buffer *out);

/* Of a level: "12.3 ms", "unbounded" for INFINITY, "-" for NAN; and the share of its requests that failed. */
char *capacity_text_duration(double ns, char out[NUMBER_TEXT]);
char *capacity_text_failed(const struct capacity_level *l, char out[NUMBER_TEXT]);

/* The parts that all forms for people share, each a sentence: the answer; the knee; what ran out. "" when there is nothing to
 * say. */
char *capacity_text_answer(const struct capacity_report *r, char out[CAPACITY_SENTENCE]);
char *capacity_text_knee(const struct capacity_report *r, char out[CAPACITY_SENTENCE]);
char *capacity_text_resource(const struct capacity_report *r, char out[CAPACITY_SENTENCE]);

/* "holds", "generator", or the limits that are broken: "p95 < 200ms, fail_ratio < 1%". */
void capacity_text_result(const struct capacity_report *r, const struct capacity_level *l, struct buffer *out);

/* The whole of it, instead of the summary of a run. */
void capacity_text_write(const struct capacity_report *r, const struct snapshot *s, const struct run_info *info,
                         const struct summary_look *look, struct buffer *out);

#endif
