/* SPDX-License-Identifier: MIT */
/* user/csv.h - a CSV text with a header line, taken apart (RFC 4180); no I/O; private to user/
 *
 * Fields are separated by commas, lines by CR LF or LF; a field in double quotes may hold all of these, and a quote written
 * twice. A UTF-8 byte order mark is skipped, and so are empty lines. Every row has as many values as the header has columns.
 *
 * The text is taken apart in place: the values of a row stand one behind the other in it, each with a zero at its end, so that a
 * row is one pointer however many columns it has.
 */
#ifndef CICADA_USER_CSV_H
#define CICADA_USER_CSV_H

#include "base/base.h"

struct csv {
    const char *names;       /* of the columns, as a row */
    const char *const *rows; /* owned: csv_free */
    size_t columns, count;
};

/* Takes apart `size` bytes at `text`, with a byte of room behind them, which then belong to the result: they must stay until it
 * is freed. On failure false, with the line (from 1) and a constant sentence; then nothing has to be freed. */
MUST_USE bool csv_read(struct csv *out, char *text, size_t size, size_t *line, const char **problem);
void csv_free(struct csv *csv);

/* The value in the n-th column (from 0) of a row. */
const char *csv_value(const char *row, size_t column);

/* The number of the named column; csv->columns when there is none. */
size_t csv_column(const struct csv *csv, const char *name);

#endif
