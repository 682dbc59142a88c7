/* SPDX-License-Identifier: MIT */
/* cli/run_command.h - what "cicada" without a subcommand does: a run, or something about a scenario that is shown instead */
#ifndef CICADA_CLI_RUN_COMMAND_H
#define CICADA_CLI_RUN_COMMAND_H

#include "cli/exit_codes.h"
#include "cli/options.h"

/* Reads the options, and runs. Says itself what is wrong. */
enum exit_code run_command(struct cli_options *options, int count, char *const words[]);

/* The two steps behind the reading: sends the log where the options say; runs, or shows. */
enum exit_code run_set_up_log(const struct cli_options *options);
enum exit_code run_with_options(struct cli_options *options);

#endif
