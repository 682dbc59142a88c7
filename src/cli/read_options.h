/* SPDX-License-Identifier: MIT */
/* cli/read_options.h - from argv, the environment and the configuration files to complete options
 *
 * Weakest first: defaults, configuration files, environment, command line; then the words of the command line are sorted into
 * user classes and a URL, contradictions are refused, and what was left open gets its default.
 */
#ifndef CICADA_CLI_READ_OPTIONS_H
#define CICADA_CLI_READ_OPTIONS_H

#include "cli/exit_codes.h"
#include "cli/option_table.h"

/* Fills `options`, zeroed by the caller, who owns its arena in any case. Not EXIT_FINE: `problem` says what is wrong with which
 * option. When options->action is not ACTION_RUN nothing else is set. */
enum exit_code options_read(struct cli_options *options, int count, char *const words[], char problem[OPTION_PROBLEM]);

#endif
