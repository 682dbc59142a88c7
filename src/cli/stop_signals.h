/* SPDX-License-Identifier: MIT */
/* cli/stop_signals.h - the signals that ask for the end of a run, of a session, or of what is made of several runs
 *
 * Only which they are: what each part does when one comes is its own affair (session.c, child_run.c).
 */
#ifndef CICADA_CLI_STOP_SIGNALS_H
#define CICADA_CLI_STOP_SIGNALS_H

#include "base/base.h"

#define STOP_SIGNALS 3

extern const int stop_signals[STOP_SIGNALS]; /* SIGINT, SIGTERM, SIGHUP */

/* True for SIGHUP that is ignored now: nohup has the end of the terminal ignored, so that the run outlives it. SIGINT, which a
 * script's shell has ignored in what it starts with &, is caught all the same: such a script may want to end the run. */
MUST_USE bool stop_signal_is_left_alone(int signal_number);

#endif
