/* SPDX-License-Identifier: MIT */
/* store/request_rows.h - the numbers of one request name as a row, with both histograms, and back; for this folder only
 *
 * Histograms are kept in HdrHistogram's V2 encoding (stats/hdr_encoding.h), which has no room for values beyond an hour: their
 * number stands in a column of its own. Statuses are text: "200:153 404:2".
 */
#ifndef CICADA_STORE_REQUEST_ROWS_H
#define CICADA_STORE_REQUEST_ROWS_H

#include "base/arena.h"
#include "stats/hdr_encoding.h"
#include "stats/snapshot.h"
#include "store/columns.h"

struct request_rows {
    struct statement *insert;
    struct hdr_encoder *encoder;
    struct buffer statuses, response; /* of the row being written */
};

/* `store` is that of a writing queue. Freed with request_rows_free. */
void request_rows_init(struct request_rows *r, struct store *store);
void request_rows_free(struct request_rows *r);

/* Inserts or replaces. `compressed` costs several times the time and saves half the room. */
MUST_USE enum error request_rows_write(struct request_rows *r, int64_t run, const struct snapshot_row *row, bool total,
                                       bool compressed);

/* Writes a record of `c` that begins with a row (struct snapshot_row), whose keys are bound up to the parameter before `first`.
 */
MUST_USE enum error request_rows_write_record(struct request_rows *r, struct statement *insert, const struct columns *c,
                                              int first, const void *record, bool compressed);

/* From the current row of a statement made by columns_prepare_select of `c`, whose record begins with a struct snapshot_row. The
 * texts and statuses go to `arena`; the histograms of the row belong to the caller, who frees them, and are there in any case.
 * ERROR_SYNTAX with a constant sentence in `problem`. */
MUST_USE enum error request_rows_read(struct statement *select, const struct columns *c, void *record, struct arena *arena,
                                      const char **problem);
/* Those of a row that was read. */
void request_rows_free_histograms(const struct snapshot_row *row);

#endif
