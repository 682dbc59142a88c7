/* SPDX-License-Identifier: MIT */
/* cli/read_options.h - from argv, the environment and the configuration files to complete options
 *
 * Weakest first: defaults, configuration files, a suite, environment, command line. Variables of .env files are put into the
 * environment before all of them, so that references find them. Then the words of the command line are sorted into
 * user classes and a URL, contradictions are refused, and what was left open gets its default.
 */
#ifndef CICADA_CLI_READ_OPTIONS_H
#define CICADA_CLI_READ_OPTIONS_H

#include "cli/exit_codes.h"
#include "cli/parse_arguments.h"

/* Fills `options`, zeroed by the caller, who owns its arena in any case. Not EXIT_FINE: `problem` says what is wrong with which
 * option. When options->action is not ACTION_RUN nothing else is set. */
enum exit_code options_read(struct cli_options *options, int count, char *const words[], char problem[OPTION_PROBLEM]);

/* Refuses contradictions and gives what was left open its default: once more for options that were read before, when some of them
 * were set anew. */
MUST_USE bool options_complete(struct cli_options *options, char problem[OPTION_PROBLEM]);

/* What a suite says. */
struct options_preset {
    const struct settings *at; /* weakest first */
    size_t count;
    struct plan_list env_files; /* read if they are there, before those of --env-file */
};

/* The same from a command line that was parsed already. `count` and `words` are the whole of it, for reports. */
enum exit_code options_read_preset(struct cli_options *options, const struct arguments *arguments,
                                   const struct options_preset *preset, int count, char *const words[],
                                   char problem[OPTION_PROBLEM]);

#endif
