/* SPDX-License-Identifier: MIT */
/* cli/child_run.h - runs this program once more, as a process of its own, and waits for it
 *
 * For what is made of several runs: one that crashes does not end those after it. While it goes on, CTRL+C reaches both processes
 * and ends the run properly; this process only notes it. Signals that are sent to this process alone are handed on.
 */
#ifndef CICADA_CLI_CHILD_RUN_H
#define CICADA_CLI_CHILD_RUN_H

#include "cli/exit_codes.h"

struct child_result {
    enum exit_code code; /* EXIT_INTERNAL when it was ended by a signal or could not be started, which is said */
    bool interrupted;    /* this process got a signal meanwhile: the runs that would follow are not wanted */
};

/* `words` are those behind the program's name, ended by NULL. */
struct child_result child_run(const char *const words[]);

/* The file of the running program; false when the system does not tell. */
MUST_USE bool child_run_program(char *out, size_t size);

#endif
