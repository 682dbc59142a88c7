/* SPDX-License-Identifier: MIT */
/* cli/sweep_run.h - one run of a sweep: a process of its own, so that a crash ends that run and not the sweep
 *
 * What it prints goes to output.txt in its folder, its report to report.json there.
 */
#ifndef CICADA_CLI_SWEEP_RUN_H
#define CICADA_CLI_SWEEP_RUN_H

#include "base/arena.h"
#include "output/sweep_table.h"

#define SWEEP_REPORT "report"

/* From now on CTRL+C, SIGTERM and SIGHUP are handed to the run that goes on, if it has not got them itself, and end the sweep
 * after it. */
void sweep_catch_signals(void);
bool sweep_is_interrupted(void);

/* Runs `words` (NULL at the end) with this program and waits for its end. The code is that of the process, or 128 and the number
 * of the signal that ended it. False when it could not be started, with errno. */
MUST_USE bool sweep_run_process(const char *const words[], const char *folder, struct arena *arena, int *exit_code);

/* Reads the report in the folder into the row; without one the row stays unmeasured. Texts are in the arena. */
void sweep_read_report(const char *folder, struct arena *arena, struct sweep_row *row);

#endif
