/* SPDX-License-Identifier: MIT */
/* cli/schedule_command.h - "cicada schedule": the systemd units, or the line of a crontab, for a run each night
 *
 * Prints them, or writes the units into a folder; it installs nothing. Not here: the text of each form (cli/schedule_text.h).
 */
#ifndef CICADA_CLI_SCHEDULE_COMMAND_H
#define CICADA_CLI_SCHEDULE_COMMAND_H

#include "cli/exit_codes.h"
#include "cli/options.h"

/* A subcommand_run (cli/subcommand.h). */
enum exit_code schedule_command(struct cli_options *options, int count, char *const words[]);

#endif
