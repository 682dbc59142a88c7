/* SPDX-License-Identifier: MIT */
/* seed/table.h - what the database says of a table: its columns, and what names a row
 *
 * Not here: changing it (seed/seed.h).
 */
#ifndef CICADA_SEED_TABLE_H
#define CICADA_SEED_TABLE_H

#include "seed/column_kind.h"
#include "seed/seed_database.h"

#define TABLE_COLUMNS_MAX 1600 /* PostgreSQL's own limit */

struct table_column {
    const char *name, *type;
    bool needs_value; /* NOT NULL, without a default */
    bool in_key;
};

struct table {
    const char *name;   /* as given */
    const char *quoted; /* for SQL */
    struct table_column *columns;
    size_t column_count;
    const char **keys; /* columns that name a row, quoted: the primary key, or SQLite's rowid */
    const char **key_names;
    size_t key_count;
    bool keys_never_return; /* the database makes them, and none twice: not even when a row was deleted */
};

/* All in the arena. ERROR_NOT_FOUND, ERROR_SYNTAX (it cannot be seeded) or ERROR_IO with a sentence in d->problem. */
MUST_USE enum error table_describe(struct seed_database *d, const char *name, struct arena *arena, struct table *out);

/* Does each column exist, and is each one given that needs a value? ERROR_SYNTAX with a sentence in d->problem. */
MUST_USE enum error table_fits(struct seed_database *d, const struct table *t, const struct seed_column *columns, size_t count);

#endif
