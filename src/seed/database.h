/* SPDX-License-Identifier: MIT */
/* seed/database.h - the database that is seeded: statements with text values in, rows of text out, one transaction
 *
 * Two kinds, by URL: "sqlite:FILE" (seed/sqlite.c) and "postgresql://..." (seed/postgres.c). All values travel as text, which
 * both turn into the type of the column; placeholders are $1, $2, ... in this order. What differs between the two is asked with
 * `database->is_sqlite`.
 *
 * Calls wait: seeding runs before or after a run, never beside the loop.
 */
#ifndef CICADA_SEED_DATABASE_H
#define CICADA_SEED_DATABASE_H

#include "base/arena.h"
#include "base/error.h"

#define DATABASE_PROBLEM 600

struct database_rows {
    const char *const *cells; /* row after row; NULL for NULL. In the arena of the call */
    size_t count, columns;
};

struct database;

struct database_ops {
    /* Runs a statement; `rows` may be NULL. ERROR_IO with a sentence in database->problem. */
    enum error (*run)(struct database *d, const char *sql, const char *const values[], size_t count, struct arena *arena,
                      struct database_rows *rows);
    void (*close)(struct database *d);
};

struct database { /* first member of each kind */
    const struct database_ops *ops;
    bool is_sqlite;
    bool in_transaction;
    char problem[DATABASE_PROBLEM]; /* of the last call that failed: without passwords */
};

/* ERROR_NOT_FOUND: no such file; ERROR_SYNTAX: no such kind of URL; ERROR_IO. `problem` of DATABASE_PROBLEM bytes says it. */
MUST_USE enum error database_open(const char *url, struct database **out, char *problem);

/* What was not committed is taken back. NULL is fine. */
void database_close(struct database *d);

/* One that writes. */
MUST_USE enum error database_begin(struct database *d);
MUST_USE enum error database_commit(struct database *d);

static inline enum error database_run(struct database *d, const char *sql, const char *const values[], size_t count,
                                      struct arena *arena, struct database_rows *rows)
{
    return d->ops->run(d, sql, values, count, arena, rows);
}

/* For seed/database.c. */
enum error sqlite_database_open(const char *path, struct database **out, char *problem);
enum error postgres_database_open(const char *url, struct database **out, char *problem);

/* "users" and "public.users" as an identifier of SQL, quoted. SQLite's names are one part: a point belongs to them. */
const char *database_quote(const struct database *d, const char *name, struct arena *arena);

#endif
