/* SPDX-License-Identifier: MIT */
/* cli/runs_command.h - "cicada runs" and "cicada report": past runs listed, shown, labelled, exported, deleted
 *
 * A subcommand is the first word of the command line and nothing else: "cicada runs" lists runs, "cicada -f FILE runs" starts the
 * user class of that name. Its options are those of the option table that make sense for it; the store comes from --store, the
 * environment or the configuration files as for a run.
 */
#ifndef CICADA_CLI_RUNS_COMMAND_H
#define CICADA_CLI_RUNS_COMMAND_H

#include "cli/exit_codes.h"
#include "cli/options.h"

bool runs_command_is_wanted(int count, char *const words[]);

/* Says itself what is wrong. `options` is zeroed, and its arena is the caller's. */
enum exit_code runs_command(struct cli_options *options, int count, char *const words[]);

#endif
