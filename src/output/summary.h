/* SPDX-License-Identifier: MIT */
/* output/summary.h - prints the summary at the end of a run, or what a search for the capacity found
 *
 * Not here: its text (output/summary_text.h, output/capacity_text.h).
 */
#ifndef CICADA_OUTPUT_SUMMARY_H
#define CICADA_OUTPUT_SUMMARY_H

#include "output/output.h"

/* To the descriptor `fd`, which is not closed, and up to 100 columns wide. `with_names`: with a table of requests by name, for
 * where Locust's tables are not printed. `files` are the reports to be named; their texts are borrowed for the life of the
 * output. */
struct output *summary_new(int fd, bool with_names, struct plan_list files);

#endif
