/* SPDX-License-Identifier: MIT */
/* cli/baseline.h - --baseline: the run that this one is compared with when it has ended
 *
 * The baseline is read before the first user starts, so that one that is missing or damaged costs no run.
 */
#ifndef CICADA_CLI_BASELINE_H
#define CICADA_CLI_BASELINE_H

#include "cli/compare_side.h"

struct baseline { /* zeroes: none; released with baseline_free */
    struct comparison_metrics metrics;
    struct compare_side side;
    struct recording now;
    struct comparison comparison;
};

/* Reads what --baseline names, if it is given, and what is to be compared. Says itself what is wrong. */
enum exit_code baseline_read(struct baseline *b, struct cli_options *options);

/* The comparison of the run that has ended; NULL without a baseline. Lives as long as `b`. */
const struct comparison *baseline_compare(struct baseline *b, const struct run_info *info, const struct snapshot *s);

void baseline_free(struct baseline *b);

/* The label and the baseline of one of several runs that one command makes, a step of a suite or a value of a sweep: its name
 * stands behind the label, also behind that of "last-good:LABEL", or each would be compared with the one before it. Both are in
 * `arena`. */
const char *baseline_label_of_part(const char *label, const char *part, struct arena *arena);
const char *baseline_of_part(const char *baseline, const char *part, struct arena *arena);

#endif
