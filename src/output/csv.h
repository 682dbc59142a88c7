/* SPDX-License-Identifier: MIT */
/* output/csv.h - Locust's four CSV files: PREFIX_stats.csv, _stats_history.csv, _failures.csv, _exceptions.csv
 *
 * The history gets a row each second, also when idle. The other files are written anew as a whole and put in place by a rename,
 * once a second; where that takes long (thousands of names) less often, so that it never takes more than a fiftieth of the time.
 *
 * When components are watched there is a fifth of our own, PREFIX_resources.csv.
 *
 * Not here: the text of the rows (output/csv_rows.h).
 */
#ifndef CICADA_OUTPUT_CSV_H
#define CICADA_OUTPUT_CSV_H

#include "output/output.h"

/* Folders in `prefix` are made. `full_history`: a row for each name in the history, with percentiles of the last 10 s. */
struct output *csv_new(const char *prefix, bool full_history);

#endif
