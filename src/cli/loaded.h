/* SPDX-License-Identifier: MIT */
/* cli/loaded.h - the scenario of the plan, opened, with its user classes read: for a run, for --list and --show-task-ratio */
#ifndef CICADA_CLI_LOADED_H
#define CICADA_CLI_LOADED_H

#include "cli/exit_codes.h"
#include "scenario/scenario.h"

struct loaded {
    struct scenario scenario;
    struct user_classes classes;
};

/* Opens the scenario alone; `scenario_close` is needed only after EXIT_FINE. This and the next one say what is wrong themselves.
 */
enum exit_code loaded_open_scenario(struct scenario *s, const struct plan *plan);

/* Reads the classes of the opened scenario; user_classes_free is needed in any case. */
enum exit_code loaded_read_classes(struct loaded *l, const struct plan *plan);

/* Both. `loaded_close` is needed only after EXIT_FINE. */
enum exit_code loaded_open(struct loaded *l, const struct plan *plan);
void loaded_close(struct loaded *l);

#endif
