/* SPDX-License-Identifier: MIT */
/* cli/subcommand.h - what "cicada WORD ..." does besides running a test, and what the commands have in common
 *
 * A subcommand is the first word of the command line and nothing else: "cicada runs" lists runs, "cicada -f FILE runs" starts the
 * user class of that name. Its options are those records of the one option table that make sense for it.
 *
 * Not here: the commands themselves, one file each (cli/NAME_command.c); a new one is a line in subcommand.c.
 */
#ifndef CICADA_CLI_SUBCOMMAND_H
#define CICADA_CLI_SUBCOMMAND_H

#include "cli/exit_codes.h"
#include "cli/parse_arguments.h"

/* `words` are the whole command line; the command is words[1]. Says itself what is wrong. `options` is zeroed, and its arena is
 * the caller's. */
typedef enum exit_code subcommand_run(struct cli_options *options, int count, char *const words[]);

/* The command of that command line; NULL: it is a run. */
subcommand_run *subcommand_find(int count, char *const words[]);

struct subcommand_text {
    const char *name, *arguments, *summary;
};

/* The i-th of them, for help and manual; NULL behind the last. */
const struct subcommand_text *subcommand_text_at(size_t i);

#define SUBCOMMAND_OPTIONS_MAX 24

/* Are all options among the allowed ones (NULL ends the list)? `usage` is how the message calls the command: "runs list". */
MUST_USE bool subcommand_allows(const struct arguments *arguments, const char *const allowed[SUBCOMMAND_OPTIONS_MAX],
                                const char *usage, char problem[OPTION_PROBLEM]);

/* Where the words of the command itself end: at "--", behind which stand those of a run, or at the end. */
size_t subcommand_end_of_own(int count, char *const words[]);

/* Writes to standard output; what cannot be written is said. */
enum exit_code subcommand_print(struct text text);

#endif
