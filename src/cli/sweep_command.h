/* SPDX-License-Identifier: MIT */
/* cli/sweep_command.h - "cicada sweep": the same run with several numbers of users, or rates, one after the other, and one table
 *
 * Not here: a single run of it (cli/child_run.h), reading its report (cli/sweep_report.h), the table (output/sweep_table.h).
 */
#ifndef CICADA_CLI_SWEEP_COMMAND_H
#define CICADA_CLI_SWEEP_COMMAND_H

#include "cli/exit_codes.h"
#include "cli/options.h"

/* A subcommand_run (cli/subcommand.h). */
enum exit_code sweep_command(struct cli_options *options, int count, char *const words[]);

#endif
