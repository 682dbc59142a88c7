/* SPDX-License-Identifier: MIT */
/* cli/fault_handler.h - says which task crashed, left the process, or does not give way
 *
 * A scenario is C code in this process: it can overflow its stack, follow a wild pointer, call exit or loop for ever. A stack
 * overflow is recognised by the guard it hit, and ends the process with EXIT_INTERNAL and an advice. Any other fault is named
 * with the task in which it happened, and then takes its course: a core dump, or the report of a sanitizer. After an exit in a
 * task the process ends with EXIT_INTERNAL, whatever code the task wanted. A task that never gives way keeps the loop from
 * hearing CTRL+C: the second one names it, the third one ends the process with EXIT_INTERNAL and without the final reports. Two
 * signals do the same where nobody presses keys (cli/watchdog.h).
 */
#ifndef CICADA_CLI_FAULT_HANDLER_H
#define CICADA_CLI_FAULT_HANDLER_H

#include <signal.h>

#define FAULT_SIGNAL_NAME (SIGRTMIN + 1) /* says which task runs, and lets it go on */
#define FAULT_SIGNAL_END  (SIGRTMIN + 2) /* says it, and ends the process */

/* For the calling thread, once. Handlers of signals run on a stack of their own from here on. */
void fault_handler_install(void);

/* What of the scenario runs outside of users from now on (a constant text, for messages); NULL: nothing. */
void fault_handler_runs(const char *what);

#endif
