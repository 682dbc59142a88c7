/* SPDX-License-Identifier: MIT */
/* cli/env_file.h - .env files: variables that a run needs, one NAME=VALUE a line
 *
 *     # limits of the team
 *     export AUTH_P95_LATENCY_MS=200
 *     LOAD_TEST_HOST = http://localhost:${PORT:-8000}   # a comment needs a blank before it
 *     GREETING="two\nlines, ${NAME}, \$5"
 *     PATTERN='as it is: ${NAME} \n'
 *
 * Values may refer to variables (cli/variables.h) but for those in single quotes. A value ends with its line. Of several files
 * the later one wins, and the environment of the process wins over all of them, also in references. Nothing is run: $(...) and
 * backquotes are just characters.
 *
 * A mistake is shown with its line and a caret. What stands in a file may be secret, so of the line only the name and what is
 * wrong are shown.
 */
#ifndef CICADA_CLI_ENV_FILE_H
#define CICADA_CLI_ENV_FILE_H

#include "base/map.h"
#include "cli/option_table.h"

/* Variables read from files: name -> const char *, in `arena`. */
struct env_values {
    struct arena *arena;
    struct map *map;
};

void env_values_init(struct env_values *v, struct arena *arena);
void env_values_free(struct env_values *v);

/* Adds what the content of a file says. `label` names it in messages. */
MUST_USE bool env_file_parse(struct env_values *v, const char *label, struct text content, char problem[OPTION_PROBLEM]);

/* Adds a file. One that is not there is an error only when it is `needed`. */
MUST_USE bool env_file_read(struct env_values *v, const char *path, bool needed, char problem[OPTION_PROBLEM]);

/* Puts the variables into the environment of the process, where it has none of that name. */
void env_values_apply(const struct env_values *v);

#endif
