/* SPDX-License-Identifier: MIT */
/* cli/seed_command.h - "cicada seed": fills a table of the service's database with made-up rows, or removes them again
 *
 * Not here: how rows are made and known again (seed/seed.h).
 */
#ifndef CICADA_CLI_SEED_COMMAND_H
#define CICADA_CLI_SEED_COMMAND_H

#include "cli/exit_codes.h"
#include "cli/options.h"

/* A subcommand_run (cli/subcommand.h). */
enum exit_code seed_command(struct cli_options *options, int count, char *const words[]);

#endif
