/* SPDX-License-Identifier: MIT */
/* seed/seed_database.h - the database that is seeded: statements with text values in, rows of text out, one transaction
 *
 * Two kinds, by URL: "sqlite:FILE" (seed/sqlite.c) and "postgresql://..." (seed/postgres.c). All values travel as text, which
 * both turn into the type of the column; placeholders are $1, $2, ... in this order. What differs between the two is asked with
 * `database->is_sqlite`.
 *
 * Calls wait: seeding runs before or after a run, never beside the loop.
 */
#ifndef CICADA_SEED_SEED_DATABASE_H
#define CICADA_SEED_SEED_DATABASE_H

#include "base/arena.h"
#include "base/error.h"

#define SEED_PROBLEM 600

struct seed_database_rows {
    const char *const *cells; /* row after row; NULL for NULL. In the arena of the call */
    size_t count, columns;
};

struct seed_database;

struct seed_database_ops {
    /* Runs a statement; `rows` may be NULL. ERROR_IO with a sentence in d->problem. */
    enum error (*run)(struct seed_database *d, const char *sql, const char *const values[], size_t count, struct arena *arena,
                      struct seed_database_rows *rows);
    void (*close)(struct seed_database *d);
};

struct seed_database { /* first member of each kind */
    const struct seed_database_ops *ops;
    bool is_sqlite;
    bool in_transaction;
    char problem[SEED_PROBLEM]; /* of the last call that failed: without passwords */
};

/* ERROR_NOT_FOUND: no such file; ERROR_SYNTAX: no such kind of URL; ERROR_IO. `problem` of SEED_PROBLEM bytes says it. */
MUST_USE enum error seed_database_open(const char *url, struct seed_database **out, char *problem);

/* What was not committed is taken back. NULL is fine. */
void seed_database_close(struct seed_database *d);

/* One that writes. */
MUST_USE enum error seed_database_begin(struct seed_database *d);
MUST_USE enum error seed_database_commit(struct seed_database *d);

static inline enum error seed_database_run(struct seed_database *d, const char *sql, const char *const values[], size_t count,
                                           struct arena *arena, struct seed_database_rows *rows)
{
    return d->ops->run(d, sql, values, count, arena, rows);
}

/* For seed/seed_database.c. */
enum error sqlite_database_open(const char *path, struct seed_database **out, char *problem);
enum error postgres_database_open(const char *url, struct seed_database **out, char *problem);

/* "users" and "public.users" as an identifier of SQL, quoted. SQLite's names are one part: a point belongs to them. */
const char *seed_database_quote(const struct seed_database *d, const char *name, struct arena *arena);

#endif
