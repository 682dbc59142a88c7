/* SPDX-License-Identifier: MIT */
/* cli/compare_side.h - the runs that one side of a comparison names, read from the store and from JSON reports
 *
 *   SIDE = RUN , RUN ...
 *
 * A run is a number, "latest" or the beginning of a uuid, as for "cicada runs"; a label, which stands for all runs that bear it;
 * a JSON report (a name with "/" or ".json", or of a file that is there); or a folder, which stands for all reports in it.
 */
#ifndef CICADA_CLI_COMPARE_SIDE_H
#define CICADA_CLI_COMPARE_SIDE_H

#include "cli/exit_codes.h"
#include "cli/options.h"
#include "store/store.h"
#include "verdict/comparison.h"

struct compare_side { /* zeroes: empty; released with compare_side_free */
    struct recording *runs[COMPARISON_RUNS_MAX];
    const char *labels[COMPARISON_RUNS_MAX]; /* "run 12", "before.json" */
    size_t count;
};

/* Reads all of them; at least one, or it is an error. The store is opened into `*store` when it is needed first, and closed by
 * the caller. Texts live in the arena of the options. Says itself what is wrong. */
enum exit_code compare_side_read(struct compare_side *side, const char *words, struct cli_options *options, struct store **store);
void compare_side_free(struct compare_side *side);

/* For comparison_make; borrows. */
struct comparison_side compare_side_view(const struct compare_side *side);

/* What --metrics and --tolerance say. False when it cannot be read, which is said. */
MUST_USE bool compare_metrics_read(struct comparison_metrics *out, const struct cli_options *options);

#endif
