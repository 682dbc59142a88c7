/* SPDX-License-Identifier: MIT */
/* database.c - see database.h */
#include "database.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "maxima.h"
#include "schema.h"

#define TRIM_EVERY 1000

struct database {
    sqlite3 *connection;
    struct map *statements; /* SQL text -> sqlite3_stmt */
};

static void report(const struct database *d, const char *sql)
{
    log_error("target", "database: %s, in: %.200s", sqlite3_errmsg(d->connection), sql);
}

struct database *database_open(const char *path, char *problem, size_t room)
{
    struct database *d = MEM_NEW(struct database);

    d->statements = map_new();
    if (sqlite3_open(path, &d->connection) != SQLITE_OK)
        goto failed;
    /* a seeder may write to the file meanwhile; the content is test data, which a crash of the machine may take */
    if (sqlite3_busy_timeout(d->connection, 2000) != SQLITE_OK ||
        sqlite3_exec(d->connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;", NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_exec(d->connection, schema_sql, NULL, NULL, NULL) != SQLITE_OK)
        goto failed;
    return d;

failed:
    snprintf(problem, room, "%s", sqlite3_errmsg(d->connection));
    database_close(d);
    return NULL;
}

void database_close(struct database *d)
{
    void *statement;

    if (!d)
        return;
    for (size_t at = 0; map_next(d->statements, &at, NULL, &statement);)
        sqlite3_finalize(statement);
    map_free(d->statements);
    sqlite3_close(d->connection);
    mem_free(d);
}

static sqlite3_stmt *prepared(struct database *d, const char *sql)
{
    sqlite3_stmt *statement = map_get(d->statements, text_from(sql));

    if (statement)
        return statement;
    if (sqlite3_prepare_v3(d->connection, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK) {
        report(d, sql);
        return NULL;
    }
    /* statements are constants of the program: more of them than this would mean that one is made of data */
    assert(map_size(d->statements) < LIMIT_STATEMENTS);
    (void)map_put(d->statements, text_from(sql), statement);
    return statement;
}

static bool bind_one(sqlite3_stmt *statement, int place, char type, va_list *arguments)
{
    const char *text;
    const void *bytes;

    switch (type) {
    case 'i':
        return sqlite3_bind_int64(statement, place, va_arg(*arguments, int64_t)) == SQLITE_OK;
    case 'd':
        return sqlite3_bind_double(statement, place, va_arg(*arguments, double)) == SQLITE_OK;
    case 's':
        text = va_arg(*arguments, const char *);
        return sqlite3_bind_text(statement, place, text, -1, SQLITE_STATIC) == SQLITE_OK;
    case 'b':
        bytes = va_arg(*arguments, const void *);
        return sqlite3_bind_blob64(statement, place, bytes, va_arg(*arguments, size_t), SQLITE_STATIC) == SQLITE_OK;
    default:
        return false;
    }
}

static sqlite3_stmt *bound(struct database *d, const char *sql, const char *types, va_list *arguments)
{
    sqlite3_stmt *statement = prepared(d, sql);

    for (int i = 0; statement && types[i]; i++) {
        if (!bind_one(statement, i + 1, types[i], arguments)) {
            report(d, sql);
            return NULL;
        }
    }
    return statement;
}

static void finish(sqlite3_stmt *statement)
{
    /* gives the error of the last step again, which was looked at then */
    (void)sqlite3_reset(statement);
    (void)sqlite3_clear_bindings(statement);
}

enum database_result database_run(struct database *d, const char *sql, const char *types, ...)
{
    va_list arguments;

    va_start(arguments, types);
    sqlite3_stmt *statement = bound(d, sql, types, &arguments);
    va_end(arguments);
    if (!statement)
        return DATABASE_FAILED;

    int step = sqlite3_step(statement);
    enum database_result result = step == SQLITE_DONE || step == SQLITE_ROW ? DATABASE_OK : DATABASE_FAILED;

    if (step == SQLITE_CONSTRAINT)
        result = DATABASE_CONFLICT;
    else if (result == DATABASE_FAILED)
        report(d, sql);
    finish(statement);
    return result;
}

int64_t database_last_id(const struct database *d)
{
    return sqlite3_last_insert_rowid(d->connection);
}

struct rows database_select(struct database *d, const char *sql, const char *types, ...)
{
    va_list arguments;

    va_start(arguments, types);
    sqlite3_stmt *statement = bound(d, sql, types, &arguments);
    va_end(arguments);
    return (struct rows){.statement = statement, .database = d, .failed = !statement};
}

bool rows_next(struct rows *rows)
{
    if (!rows->statement)
        return false;

    int step = sqlite3_step(rows->statement);

    if (step == SQLITE_ROW)
        return true;
    if (step != SQLITE_DONE) {
        rows->failed = true;
        report(rows->database, sqlite3_sql(rows->statement));
    }
    rows_close(rows);
    return false;
}

void rows_close(struct rows *rows)
{
    if (rows->statement)
        finish(rows->statement);
    rows->statement = NULL;
}

int64_t rows_int(const struct rows *rows, int column)
{
    return sqlite3_column_int64(rows->statement, column);
}

double rows_real(const struct rows *rows, int column)
{
    return sqlite3_column_double(rows->statement, column);
}

const char *rows_text(const struct rows *rows, int column)
{
    return (const char *)sqlite3_column_text(rows->statement, column);
}

const void *rows_bytes(const struct rows *rows, int column, size_t *size)
{
    const void *bytes = sqlite3_column_blob(rows->statement, column);

    *size = (size_t)sqlite3_column_bytes(rows->statement, column);
    return bytes;
}

int64_t database_number(struct database *d, int64_t fallback, const char *sql, const char *types, ...)
{
    va_list arguments;
    int64_t number = fallback;

    va_start(arguments, types);
    struct rows rows = {.statement = bound(d, sql, types, &arguments), .database = d};
    va_end(arguments);
    if (rows_next(&rows))
        number = rows_int(&rows, 0);
    rows_close(&rows);
    return number;
}

bool database_begin(struct database *d)
{
    return database_run(d, "BEGIN IMMEDIATE", "") == DATABASE_OK;
}

bool database_commit(struct database *d)
{
    return database_run(d, "COMMIT", "") == DATABASE_OK;
}

void database_rollback(struct database *d)
{
    /* SQLite may have rolled back by itself, which makes this one an error without a meaning */
    if (!sqlite3_get_autocommit(d->connection))
        (void)database_run(d, "ROLLBACK", "");
}

void database_keep_newest(struct database *d, const char *remove, int64_t most)
{
    int64_t newest = database_last_id(d);

    if (newest % TRIM_EVERY == 0 && newest > most && database_run(d, remove, "i", newest - most) != DATABASE_OK)
        log_warning("target", "old rows could not be removed");
}

size_t database_statements(const struct database *d)
{
    return map_size(d->statements);
}
