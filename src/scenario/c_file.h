/* SPDX-License-Identifier: MIT */
/* scenario/c_file.h - the front end for scenarios in C: a .c file, which is compiled, or a .so file that already is
 *
 * The record is read once: .setup runs (feeds are found from the scenario's folder), and the classes that it adds stand behind
 * those of .users. Everything that the scenario opened is closed with it.
 */
#ifndef CICADA_SCENARIO_C_FILE_H
#define CICADA_SCENARIO_C_FILE_H

#include "scenario/scenario.h"

/* As scenario_open, for a file that is there. `compiled`: it is a shared object. Of the plan only the options of the scenario
 * matter. */
MUST_USE enum scenario_problem c_file_open(struct scenario *s, const char *file, bool compiled, const struct plan *plan,
                                           char *problem);

#endif
