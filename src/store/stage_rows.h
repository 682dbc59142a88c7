/* SPDX-License-Identifier: MIT */
/* store/stage_rows.h - the stages of a run with their rows, and back; for this folder only
 *
 * What an ended stage counted stays as it is, so its rows are written once, as many at a time as a slice allows. Of the running
 * one the total is written each time: after a crash that much of it is there.
 */
#ifndef CICADA_STORE_STAGE_ROWS_H
#define CICADA_STORE_STAGE_ROWS_H

#include "store/request_rows.h"

struct stage_rows {
    struct store *store; /* borrowed */
    struct statement *insert, *insert_row;
};

/* How far it came: the place of the stage whose rows are written, and how many of them there are (the total is the first). */
struct stages_written {
    size_t stage, rows;
};

/* `store` is that of a writing queue. Freed with stage_rows_free. */
void stage_rows_init(struct stage_rows *r, struct store *store);
void stage_rows_free(struct stage_rows *r);

/* `last`: all that is left, however long it takes. */
MUST_USE enum error stage_rows_write(struct stage_rows *r, struct request_rows *rows, const struct snapshot *s,
                                     struct stages_written *written, bool last);
/* The counts were zeroed: rows that were written are deleted. */
MUST_USE enum error stage_rows_clear(struct stage_rows *r, struct stages_written *written);

/* Fills the stages of the snapshot; memory is the arena's, but for the histograms, which belong to the caller. ERROR_SYNTAX with
 * a constant sentence in `problem`, or an error of the database. */
MUST_USE enum error stage_rows_read(struct store *s, int64_t run, struct snapshot *snapshot, struct arena *arena,
                                    const char **problem);

#endif
