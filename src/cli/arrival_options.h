/* SPDX-License-Identifier: MIT */
/* cli/arrival_options.h - arrival rates and numbers of iterations, of the options and of the scenario's classes
 *
 * --rate comes before the .arrivals of the classes, --iterations before their .iterations. With either the run is open: users are
 * a pool that grows up to --max-users, --users is what it begins with, and waits between tasks are not used.
 *
 * Not here: how they are written (plan/amounts.h), stages of arrivals (cli/load.h).
 */
#ifndef CICADA_CLI_ARRIVAL_OPTIONS_H
#define CICADA_CLI_ARRIVAL_OPTIONS_H

#include "cli/exit_codes.h"
#include "cli/loaded.h"
#include "cli/options.h"

/* Completes the plan and the classes, once they and the stages of the run are known. Says what is wrong itself. */
MUST_USE enum exit_code arrival_options_settle(struct cli_options *options, struct loaded *l);

#endif
