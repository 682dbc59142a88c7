/* SPDX-License-Identifier: MIT */
/* cli/capacity_command.h - "cicada capacity": the highest load that a service holds
 *
 * Its options are those of a run, less those that say the load, and some of its own. Not here: their meaning
 * (cli/capacity_options.h), the search itself (cli/capacity_driver.h).
 */
#ifndef CICADA_CLI_CAPACITY_COMMAND_H
#define CICADA_CLI_CAPACITY_COMMAND_H

#include "cli/exit_codes.h"
#include "cli/options.h"

/* A subcommand_run (cli/subcommand.h). */
enum exit_code capacity_command(struct cli_options *options, int count, char *const words[]);

#endif
