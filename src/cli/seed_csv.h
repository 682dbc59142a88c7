/* SPDX-License-Identifier: MIT */
/* cli/seed_csv.h - the rows of a seeding as a CSV file that scenarios are fed with (cic_feed_open)
 *
 * RFC 4180 and nothing else: unlike in reports (output/escape.h) no value is altered for spreadsheets, since it is data.
 */
#ifndef CICADA_CLI_SEED_CSV_H
#define CICADA_CLI_SEED_CSV_H

#include "output/report_file.h"
#include "seed/seed.h"

struct seed_csv {
    const struct seed_column *columns;
    size_t count;
    struct report_file file; /* closed: no file is wanted */
};

/* Writes the heading. ERROR_IO with errno. Ends with report_file_commit or report_file_abandon of its file. */
MUST_USE enum error seed_csv_open(struct seed_csv *csv, const char *path, const struct seed_column *columns, size_t count);

/* A seed_take_row, whose context is the record. */
bool seed_csv_take(void *context, const struct seed_value *values);

#endif
