/* SPDX-License-Identifier: MIT */
/* cli/suite_steps.h - a run of a suite that is made of others: they run one after the other, a process each
 *
 * Each gets the options of the command line. Files that a run writes get the step's name, or each step would overwrite those of
 * the one before: --json-file out becomes out-dashboard, --junit all.xml becomes all-dashboard.xml. So do the label and that of
 * --baseline last-good:LABEL, or a step would be compared with the one before it.
 */
#ifndef CICADA_CLI_SUITE_STEPS_H
#define CICADA_CLI_SUITE_STEPS_H

#include "cli/exit_codes.h"
#include "cli/parse_arguments.h"
#include "cli/suite_file.h"

/* The highest exit code of the steps. `given` are the options of the command line; --run is not among them. */
enum exit_code suite_steps_run(const struct suite *suite, const struct suite_run *run, const struct settings *given);

/* The value of an option for one step: with the step's name when the option names a file or a label. In `arena`. */
const char *suite_step_value(const struct setting *given, const char *step, struct arena *arena);

#endif
