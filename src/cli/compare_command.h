/* SPDX-License-Identifier: MIT */
/* cli/compare_command.h - "cicada compare BASE NEW": is one side worse than the other?
 *
 * Prints the comparison as text, JSON or Markdown and ends with code 5 when something got worse.
 */
#ifndef CICADA_CLI_COMPARE_COMMAND_H
#define CICADA_CLI_COMPARE_COMMAND_H

#include "cli/subcommand.h"

subcommand_run compare_command;

#endif
