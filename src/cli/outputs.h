/* SPDX-License-Identifier: MIT */
/* cli/outputs.h - the outputs that the options ask for, started, fed and stopped together
 *
 * Reports in files come first, so that they are tried before anything else happens and are complete before a terminal or a pipe,
 * which may not take the bytes, is written to. An output that fails is reported once; the run goes on, and the exit code tells if
 * a report could not be completed.
 */
#ifndef CICADA_CLI_OUTPUTS_H
#define CICADA_CLI_OUTPUTS_H

#include "cli/options.h"
#include "output/output.h"

#define OUTPUTS_MAX       16
#define OUTPUTS_FILES_MAX 16

struct outputs {
    struct output *at[OUTPUTS_MAX];
    size_t count;
    size_t file_reports;                  /* so many of them, the first ones, write files */
    const char *files[OUTPUTS_FILES_MAX]; /* that will be written: named in the summary */
    size_t file_count;
    struct output *json;        /* on standard output; NULL */
    struct output *request_log; /* is given each sample as well; NULL */
    struct output *store;       /* of past runs; NULL */
    bool store_wanted;          /* it was asked for */
    bool incomplete;            /* a report could not be written to its end */
    bool not_kept;              /* the run is not whole in a store that was asked for */
};

void outputs_make(struct outputs *all, struct cli_options *options);
/* For a run from the store, of that plan: the reports that the options ask for, or the `summary` on standard output. No ticks
 * follow. */
void outputs_make_again(struct outputs *all, struct cli_options *options, const struct plan *plan, bool summary);
/* False when one cannot start (its path, mostly), which is said. */
MUST_USE bool outputs_start(struct outputs *all, const struct run_info *info);
void outputs_tick(struct outputs *all, const struct snapshot *s);
/* At the end: first the files, then terminal and standard output. */
void outputs_stop_files(struct outputs *all, const struct snapshot *s, int exit_code);
void outputs_stop_others(struct outputs *all, const struct snapshot *s, int exit_code);
void outputs_free(struct outputs *all);

#endif
