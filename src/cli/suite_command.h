/* SPDX-License-Identifier: MIT */
/* cli/suite_command.h - "cicada suite": runs the load tests of a team by their names
 *
 *     cicada suite                                 lists the suites and their runs
 *     cicada suite TEAM [RUN] [--run RUN] [any option of a run]
 *
 * A suite is a list of values for the options of a run, weaker than the environment and the command line; what then runs is a run
 * like any other. Without a host it loads the server that comes with Cicada, if the suite says how to start that.
 */
#ifndef CICADA_CLI_SUITE_COMMAND_H
#define CICADA_CLI_SUITE_COMMAND_H

#include "cli/subcommand.h"

subcommand_run suite_command;

#endif
