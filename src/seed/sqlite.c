/* SPDX-License-Identifier: MIT */
/* seed/sqlite.c - a SQLite file as the database that is seeded; see seed_database.h
 *
 * The file may be in use: another writer is waited for. It is never made: a database without tables has nothing to seed.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

#include "base/map.h"
#include "base/mem.h"
#include "seed/seed_database.h"

#define PATIENCE_MS 10000 /* with others who write to the file */

struct sqlite_database {
    struct seed_database database;
    sqlite3 *connection;
    struct map *statements; /* SQL -> sqlite3_stmt: the program has some dozen */
    char *path;
};

static enum error fail(struct sqlite_database *d)
{
    int code = sqlite3_errcode(d->connection) & 0xff;
    const char *advice = "";

    if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        advice = ": another process does not let go of it";
    else if (code == SQLITE_READONLY)
        advice = ": this user may not write to the file or to its folder";
    snprintf(d->database.problem, sizeof d->database.problem, "%.200s: %s%s", d->path, sqlite3_errmsg(d->connection), advice);
    return ERROR_IO;
}

static sqlite3_stmt *prepared(struct sqlite_database *d, const char *sql)
{
    sqlite3_stmt *statement = map_get(d->statements, text_from(sql));

    if (statement || sqlite3_prepare_v2(d->connection, sql, -1, &statement, NULL) != SQLITE_OK)
        return statement;
    map_put(d->statements, text_from(sql), statement);
    return statement;
}

static void take_row(sqlite3_stmt *statement, struct seed_database_rows *rows, size_t *capacity, struct arena *arena)
{
    const char **cells = (const char **)(uintptr_t)rows->cells;

    rows->columns = (size_t)sqlite3_column_count(statement);
    if ((rows->count + 1) * rows->columns > *capacity) {
        size_t more = 2 * (rows->count + 1) * rows->columns;

        cells = arena_grow(arena, cells, *capacity * sizeof *cells, more * sizeof *cells);
        *capacity = more;
        rows->cells = cells;
    }
    for (size_t i = 0; i < rows->columns; i++) {
        const char *text = (const char *)sqlite3_column_text(statement, (int)i);

        cells[rows->count * rows->columns + i] = text ? arena_strdup(arena, text) : NULL;
    }
    rows->count++;
}

static enum error sqlite_run(struct seed_database *database, const char *sql, const char *const values[], size_t count,
                             struct arena *arena, struct seed_database_rows *rows)
{
    struct sqlite_database *d = CONTAINER_OF(database, struct sqlite_database, database);
    sqlite3_stmt *statement = prepared(d, sql);
    size_t capacity = 0;
    int step;

    if (!statement)
        return fail(d);
    for (size_t i = 0; i < count; i++)
        if (sqlite3_bind_text(statement, (int)i + 1, values[i], -1, SQLITE_STATIC) != SQLITE_OK)
            return fail(d);
    if (rows)
        *rows = (struct seed_database_rows){0};
    while ((step = sqlite3_step(statement)) == SQLITE_ROW)
        if (rows)
            take_row(statement, rows, &capacity, arena);
    if (step != SQLITE_DONE) {
        enum error e = fail(d);

        sqlite3_reset(statement);
        return e;
    }
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return OK;
}

static void sqlite_close(struct seed_database *database)
{
    struct sqlite_database *d = CONTAINER_OF(database, struct sqlite_database, database);
    void *statement;

    for (size_t at = 0; map_next(d->statements, &at, NULL, &statement);)
        sqlite3_finalize(statement);
    map_free(d->statements);
    sqlite3_close(d->connection);
    mem_free(d->path);
    mem_free(d);
}

static const struct seed_database_ops ops = {.run = sqlite_run, .close = sqlite_close};

enum error sqlite_database_open(const char *path, struct seed_database **out, char *problem)
{
    struct sqlite_database *d;

    if (access(path, F_OK) != 0) {
        snprintf(problem, SEED_PROBLEM, "%.300s: %m. The service makes its database; start it once before seeding", path);
        return ERROR_NOT_FOUND;
    }
    d = MEM_NEW(struct sqlite_database);
    d->database = (struct seed_database){.ops = &ops, .is_sqlite = true};
    d->path = mem_strdup(path);
    d->statements = map_new();
    if (sqlite3_open_v2(path, &d->connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL) !=
            SQLITE_OK ||
        sqlite3_busy_timeout(d->connection, PATIENCE_MS) != SQLITE_OK ||
        sqlite3_exec(d->connection, "PRAGMA foreign_keys = ON; SELECT 1 FROM sqlite_schema", NULL, NULL, NULL) != SQLITE_OK) {
        fail(d);
        snprintf(problem, SEED_PROBLEM, "%s", d->database.problem);
        seed_database_close(&d->database);
        return ERROR_IO;
    }
    *out = &d->database;
    return OK;
}
