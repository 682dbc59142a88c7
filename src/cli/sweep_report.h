/* SPDX-License-Identifier: MIT */
/* cli/sweep_report.h - a line of the sweep's table, from the JSON report that its run wrote */
#ifndef CICADA_CLI_SWEEP_REPORT_H
#define CICADA_CLI_SWEEP_REPORT_H

#include "base/arena.h"
#include "output/sweep_table.h"

#define SWEEP_REPORT "report" /* its file, without .json */

/* Reads the report in the folder into the row; without one the row stays unmeasured. Texts are in the arena. */
void sweep_read_report(const char *folder, struct arena *arena, struct sweep_row *row);

#endif
