/* SPDX-License-Identifier: MIT */
/* cli/watchdog.h - sees a task that does not give way in a run that nobody watches
 *
 * A task that computes for ever holds the loop, and with it every timer that could end the run. A thread of its own looks once a
 * second how long the present step has taken, and interrupts it with a signal: the handler (cli/fault_handler.h) runs where the
 * task does, so it can name the task.
 *
 * Not here: steps that come to an end by themselves; the runner names those and counts them (runner/runner.c).
 */
#ifndef CICADA_CLI_WATCHDOG_H
#define CICADA_CLI_WATCHDOG_H

#include "loop/loop.h"

struct watchdog;

/* From the thread that runs the loop, which is borrowed. With `may_end` a step of WATCHDOG_END_S ends the process; otherwise it
 * is only named, after WATCHDOG_NAME_S. NULL without threads or memory of the system: then nobody watches. */
#define WATCHDOG_NAME_S 10
#define WATCHDOG_END_S  60
struct watchdog *watchdog_start(struct loop *l, bool may_end);
void watchdog_stop(struct watchdog *w); /* NULL is fine */

#endif
