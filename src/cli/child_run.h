/* SPDX-License-Identifier: MIT */
/* cli/child_run.h - runs this program once more, as a process of its own, and waits for it
 *
 * For what is made of several runs: one that crashes does not end those after it. While runs are made, CTRL+C reaches both
 * processes and ends the run properly; this process only notes it. Signals that are sent to this process alone are handed on.
 */
#ifndef CICADA_CLI_CHILD_RUN_H
#define CICADA_CLI_CHILD_RUN_H

#include "cli/exit_codes.h"

struct child_result {
    bool started; /* if not, that is said, and `code` is what the caller may end with */
    int code;     /* what the run ended with: an exit code, or 128 and the number of the signal that ended it, which is said */
};

/* From begin to end, SIGINT, SIGTERM and SIGHUP are noted and handed on, also those that come between two runs. */
void child_runs_begin(void);
void child_runs_end(void);

/* The last signal that came since the last begin, or 0: with one, what would follow is not wanted. */
int child_runs_interrupted(void);

/* `words` are those behind the program's name, ended by NULL. What the run prints goes to the file `output`, which is made or
 * emptied; where it is NULL, to where this process prints. Between begin and end only. */
struct child_result child_run(const char *const words[], const char *output);

/* The file of the running program; false when the system does not tell. */
MUST_USE bool child_run_program(char *out, size_t size);

#endif
