/* SPDX-License-Identifier: MIT */
/* cli/session.h - one run, from the options to the exit code
 *
 * Opens the scenario, tries the report paths, looks whether the host answers, runs, shows, writes the reports. Says every problem
 * on the log itself.
 */
#ifndef CICADA_CLI_SESSION_H
#define CICADA_CLI_SESSION_H

#include "cli/exit_codes.h"
#include "cli/options.h"

enum exit_code session_run(struct cli_options *options);

#endif
