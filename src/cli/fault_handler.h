/* SPDX-License-Identifier: MIT */
/* cli/fault_handler.h - says which task crashed
 *
 * A scenario is C code in this process: it can overflow its stack or follow a wild pointer. A stack overflow is recognised by the
 * guard it hit, and ends the process with EXIT_INTERNAL and an advice. Any other fault is named with the task in which it
 * happened, and then takes its course: a core dump, or the report of a sanitizer.
 */
#ifndef CICADA_CLI_FAULT_HANDLER_H
#define CICADA_CLI_FAULT_HANDLER_H

/* For the calling thread, once. Handlers of signals run on a stack of their own from here on. */
void fault_handler_install(void);

#endif
