/* SPDX-License-Identifier: MIT */
/* store/block_rows.h - the blocks of time of each name as rows, and back; for this folder only
 *
 * A name is told by its number (struct snapshot_row), which its row in `requests` has too. Only what is new is written: the
 * blocks since the last one, and that one again if it has grown. When blocks were joined meanwhile, or forgotten, those of
 * the name are written anew.
 */
#ifndef CICADA_STORE_BLOCK_ROWS_H
#define CICADA_STORE_BLOCK_ROWS_H

#include "base/arena.h"
#include "stats/hdr_encoding.h"
#include "stats/snapshot.h"
#include "store/database.h"

struct blocks_written; /* of a name */

struct block_rows {
    struct statement *insert, *clear;
    struct hdr_encoder *encoder;
    struct buffer response;         /* of the block being written */
    struct blocks_written *written; /* by number */
    size_t capacity;
};

/* `store` is that of a writing queue. Freed with block_rows_free. */
void block_rows_init(struct block_rows *r, struct store *store);
void block_rows_free(struct block_rows *r);

MUST_USE enum error block_rows_write(struct block_rows *r, int64_t run, const struct snapshot_row *row);
/* What was written is not known any more (its transaction failed), or was deleted: all is written anew. */
void block_rows_forget(struct block_rows *r);

/* Gives each row of the snapshot, and the total, its blocks; all memory is the arena's. ERROR_SYNTAX with a constant sentence in
 * `problem`, or an error of the database. */
MUST_USE enum error block_rows_read(struct store *s, int64_t run, struct snapshot *snapshot, struct arena *arena,
                                    const char **problem);

#endif
