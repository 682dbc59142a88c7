/* SPDX-License-Identifier: MIT */
/* store/database.c - see database.h */
#include "store/database.h"

#include <stdio.h>

static bool is_refusal(int code)
{
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

enum error database_fail(struct store *s)
{
    int code = sqlite3_errcode(s->db) & 0xff;

    if (is_refusal(code)) {
        snprintf(s->problem, sizeof s->problem, "the store \"%s\" is damaged (%s): move it away, or restore a copy", s->path,
                 sqlite3_errmsg(s->db));
        return ERROR_SYNTAX;
    }
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
        snprintf(s->problem, sizeof s->problem, "the store \"%s\" is in use by another process, which does not let go of it",
                 s->path);
        return ERROR_TIMEOUT;
    }
    snprintf(s->problem, sizeof s->problem, "the store \"%s\": %s", s->path, sqlite3_errmsg(s->db));
    return ERROR_IO;
}

bool database_is_busy(const struct store *s)
{
    int code = sqlite3_errcode(s->db) & 0xff;

    return code == SQLITE_BUSY || code == SQLITE_LOCKED;
}

void database_set_patience(struct store *s, int milliseconds)
{
    sqlite3_busy_timeout(s->db, milliseconds);
}

enum error database_run(struct store *s, const char *sql)
{
    return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK ? OK : database_fail(s);
}

int64_t database_number(struct store *s, const char *sql, int64_t otherwise)
{
    sqlite3_stmt *statement = database_prepare(s, sql);
    int64_t number = otherwise;

    if (statement && sqlite3_step(statement) == SQLITE_ROW)
        number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return number;
}

sqlite3_stmt *database_prepare(struct store *s, const char *sql)
{
    sqlite3_stmt *statement = NULL;

    if (sqlite3_prepare_v2(s->db, sql, -1, &statement, NULL) != SQLITE_OK)
        database_fail(s);
    return statement;
}

enum error database_step(struct store *s, sqlite3_stmt *statement)
{
    enum error e = sqlite3_step(statement) == SQLITE_DONE ? OK : database_fail(s);

    sqlite3_reset(statement); /* repeats the error of the step */
    return e;
}

enum error database_run_with(struct store *s, const char *sql, int64_t number)
{
    sqlite3_stmt *statement = database_prepare(s, sql);
    enum error e;

    if (!statement)
        return database_fail(s);
    sqlite3_bind_int64(statement, 1, number);
    e = database_step(s, statement);
    sqlite3_finalize(statement);
    return e;
}

enum error database_begin(struct store *s)
{
    return database_run(s, "BEGIN IMMEDIATE");
}

enum error database_end(struct store *s, enum error so_far)
{
    enum error e = so_far == OK ? database_run(s, "COMMIT") : so_far;

    if (e != OK && !sqlite3_get_autocommit(s->db))
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL); /* the first error is the one that matters */
    return e;
}
