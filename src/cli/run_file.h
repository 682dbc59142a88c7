/* SPDX-License-Identifier: MIT */
/* cli/run_file.h - JSON reports as words of a command that also takes runs of the store */
#ifndef CICADA_CLI_RUN_FILE_H
#define CICADA_CLI_RUN_FILE_H

#include "base/arena.h"
#include "cli/exit_codes.h"

/* Is a file meant, rather than a run? It is when the word has a "/" or ends in ".json", or when there is such a file; a number is
 * always a run. */
bool run_file_is_meant(const char *word);

/* Its bytes, in the arena. EXIT_RUN_UNREADABLE when it cannot be read or is too large, which is said. */
enum exit_code run_file_read(const char *path, struct arena *arena, struct text *content);

/* Says why it cannot be used. `why` may be NULL: errno tells. Returns EXIT_RUN_UNREADABLE. */
enum exit_code run_file_complain(const char *path, const char *why);

#endif
