/* SPDX-License-Identifier: MIT */
/* store/columns.h - records as rows of a table: which member is which column
 *
 * One list a record (store/run_columns.h) serves both directions, so what is written and what is read cannot differ. For the
 * files of this folder only.
 *
 * Numbers without a sign are kept bit for bit in the signed ones of databases: UINT64_MAX reads as -1 there.
 */
#ifndef CICADA_STORE_COLUMNS_H
#define CICADA_STORE_COLUMNS_H

#include "base/arena.h"
#include "store/database.h"

enum column_kind {
    COLUMN_U64,
    COLUMN_U32,
    COLUMN_INT,
    COLUMN_SIZE, /* size_t */
    COLUMN_DOUBLE,
    COLUMN_FLOAT,
    COLUMN_BOOL,
    COLUMN_TEXT,   /* struct text */
    COLUMN_STRING, /* const char *, or NULL */
    COLUMN_ERROR,  /* enum error, by its identifier */
    COLUMN_STATE,  /* enum run_state */
};

struct column {
    const char *name;
    enum column_kind kind;
    size_t offset;
};

struct columns {
    const char *table;
    const char *run;    /* column that says which run it belongs to */
    const char *keys;   /* "run, position": not in the record, inserted before it */
    const char *unique; /* columns by which a row is replaced; NULL: rows are only inserted */
    const char *blobs;  /* "a, b": behind the record's; NULL */
    const struct column *at;
    size_t count;
};

/* A statement that inserts one row, or replaces it where rows are; values are bound in the order keys, record, blobs. When the
 * database gives the run its number (`run` is not among the keys), that is the result. NULL: see database_prepare. */
struct statement *columns_prepare_insert(struct store *s, const struct columns *c);
/* A statement that selects record and blobs of a run (bound to $1), at most `limit` rows. `order` may be NULL. */
struct statement *columns_prepare_select(struct store *s, const struct columns *c, const char *order, size_t limit);

/* Binds the members of `record` from the parameter `first` on; texts are borrowed until the step. Returns the next parameter. */
int columns_bind(struct statement *statement, int first, const struct columns *c, const void *record);

/* The other way round, from result column 0 on; texts are copied to `arena`. Returns the next column. Whatever stands in the row
 * gives a valid record. */
int columns_read(struct statement *statement, const struct columns *c, void *record, struct arena *arena);

#endif
