/* SPDX-License-Identifier: MIT */
/* cli/runs_command.h - "cicada runs" and "cicada report": past runs listed, shown, labelled, exported, deleted
 *
 * The store comes from --store, the environment or the configuration files as for a run.
 */
#ifndef CICADA_CLI_RUNS_COMMAND_H
#define CICADA_CLI_RUNS_COMMAND_H

#include "cli/exit_codes.h"
#include "cli/options.h"

/* A subcommand_run (cli/subcommand.h). */
enum exit_code runs_command(struct cli_options *options, int count, char *const words[]);

#endif
