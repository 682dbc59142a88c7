/* SPDX-License-Identifier: MIT */
/* database.h - SQLite behind four verbs: run, select, next, close
 *
 * Each statement is prepared once, under its own text, and kept. Values are bound by a string of types, one letter an argument:
 *     i  int64_t      d  double      s  const char * (NULL gives NULL)      b  const void *, size_t (two arguments)
 * Bound text and bytes must live until the statement has been run or its rows closed. A statement may not be selected again
 * while its rows are open.
 *
 * Errors of SQLite are logged here, once, with the statement; the caller only has to answer.
 */
#ifndef TARGET_DATABASE_H
#define TARGET_DATABASE_H

#include <sqlite3.h>

#include "base/base.h"

struct database;

enum database_result { DATABASE_OK, DATABASE_CONFLICT /* a unique key is taken */, DATABASE_FAILED };

/* Opens or makes the file (":memory:" for none) with all tables. NULL, with a sentence in `problem`, when that fails. */
struct database *database_open(const char *path, char *problem, size_t room);
void database_close(struct database *database); /* NULL is fine */

/* Runs a statement without rows. */
enum database_result database_run(struct database *database, const char *sql, const char *types, ...);
int64_t database_last_id(const struct database *database);

struct rows {
    sqlite3_stmt *statement; /* NULL once closed */
    struct database *database;
    bool failed;
};

/* for (struct rows rows = database_select(...); rows_next(&rows);). After the last row the rows close themselves. */
struct rows database_select(struct database *database, const char *sql, const char *types, ...);
bool rows_next(struct rows *rows);
void rows_close(struct rows *rows); /* needed only when not all rows were read; harmless otherwise */

/* Columns from 0 of the current row; text and bytes live until the next row. */
int64_t rows_int(const struct rows *rows, int column);
double rows_real(const struct rows *rows, int column);
const char *rows_text(const struct rows *rows, int column); /* NULL for NULL */
const void *rows_bytes(const struct rows *rows, int column, size_t *size);

/* The first column of the only row, `fallback` when there is none. */
int64_t database_number(struct database *database, int64_t fallback, const char *sql, const char *types, ...);

/* Several statements as one. */
MUST_USE bool database_begin(struct database *database);
MUST_USE bool database_commit(struct database *database);
void database_rollback(struct database *database);

/* After an insert: each 1000th time, runs `remove`, a statement whose one parameter is the greatest id that is not among the
 * `most` newest. */
void database_keep_newest(struct database *database, const char *remove, int64_t most);

size_t database_statements(const struct database *database);

#endif
