/* SPDX-License-Identifier: MIT */
/* cli/load.h - who says how the load goes: the options, or the scenario
 *
 * --stages comes before the scenario's .stages, and these before its .shape (a scenario has one of the two). Users and rate on
 * the command line contradict stages and shape; in a file or in the environment they give way. A search for the capacity says it
 * itself, whatever the scenario has.
 *
 * Not here: contradictions among options (cli/check_options.h).
 */
#ifndef CICADA_CLI_LOAD_H
#define CICADA_CLI_LOAD_H

#include "cli/exit_codes.h"
#include "cli/options.h"
#include "scenario/scenario.h"

/* Completes the plan from the opened scenario, whose memory it then uses. Says what is wrong itself. */
MUST_USE enum exit_code load_settle(struct cli_options *options, const struct scenario *scenario);

#endif
