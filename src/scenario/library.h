/* SPDX-License-Identifier: MIT */
/* scenario/library.h - a compiled scenario in this process: the shared object and the record that it exports
 *
 * Not here: where it comes from (scenario/compile.h), what is done with the record (scenario/c_file.h).
 */
#ifndef CICADA_SCENARIO_LIBRARY_H
#define CICADA_SCENARIO_LIBRARY_H

#include "scenario/scenario.h"

struct library {
    void *handle;
    const cic_scenario *record; /* valid until library_close */
};

/* Loads `path` and checks that its record fits this program. `shown` names it in messages. On failure SCENARIO_NOT_LOADABLE,
 * SCENARIO_NOT_A_SCENARIO or SCENARIO_WRONG_ABI, with what to do in `problem`; then nothing is loaded. */
MUST_USE enum scenario_problem library_open(struct library *l, const char *path, const char *shown, char *problem);
void library_close(struct library *l);

#endif
