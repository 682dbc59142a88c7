/* SPDX-License-Identifier: MIT */
/* cli/parse_arguments.h - the syntax of the command line
 *
 *   --users 5   --users=5   -u 5   -u5   -u=5   -lk (flags together)   --tags a b c (words up to the next option)   -- (only
 * words from here on)
 *
 * A value that begins with "-" is written with "=", since a forgotten value is the more frequent case: "--host --headless" is an
 * error. Options and words may be mixed.
 *
 * Not here: whether a value fits (option_set).
 */
#ifndef CICADA_CLI_PARSE_ARGUMENTS_H
#define CICADA_CLI_PARSE_ARGUMENTS_H

#include "cli/settings.h"

struct arguments {
    struct settings settings;
    const char **words; /* that belong to no option: user classes, or a URL */
    size_t word_count;
    enum cli_action action; /* of --help and the like; what stands behind it is not read */
};

/* `words` are those behind the program's name; they are borrowed. Memory comes from `arena`. */
MUST_USE bool arguments_parse(struct arguments *out, struct arena *arena, size_t count, const char *const words[],
                              char problem[OPTION_PROBLEM]);

#endif
