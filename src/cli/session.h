/* SPDX-License-Identifier: MIT */
/* cli/session.h - a process that runs tests: one, from the options to the exit code, or those that the web UI starts
 *
 * Opens the scenario and sees that the run of the options is sound. Without the UI that run begins, and the session ends with it.
 * With it, runs come one after the other as the page asks for them (--autostart: the first one at once); the session ends by a
 * signal or --autoquit, with the exit code of the last run. Says every problem on the log itself.
 */
#ifndef CICADA_CLI_SESSION_H
#define CICADA_CLI_SESSION_H

#include "cli/exit_codes.h"
#include "cli/options.h"

enum exit_code session_run(struct cli_options *options);

#endif
