/* SPDX-License-Identifier: MIT */
/* cli/outputs.h - the outputs that the options ask for, started, fed and stopped together
 *
 * An output that fails later is reported once and left out from then on; the run goes on, and the exit code tells.
 */
#ifndef CICADA_CLI_OUTPUTS_H
#define CICADA_CLI_OUTPUTS_H

#include "cli/options.h"
#include "output/output.h"

#define OUTPUTS_MAX 8
#define OUTPUTS_FILES_MAX 8

struct outputs {
    struct output *at[OUTPUTS_MAX];
    size_t count;
    const char *files[OUTPUTS_FILES_MAX]; /* that will be written: named in the summary */
    size_t file_count;
    bool failed;
};

void outputs_make(struct outputs *all, struct cli_options *options);
/* False when one cannot start (its path, mostly): said on the log. */
MUST_USE bool outputs_start(struct outputs *all, const struct run_info *info);
void outputs_tick(struct outputs *all, const struct snapshot *s);
void outputs_stop(struct outputs *all, const struct snapshot *s, int exit_code);
void outputs_free(struct outputs *all);

#endif
