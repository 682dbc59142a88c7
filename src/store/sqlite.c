/* SPDX-License-Identifier: MIT */
/* store/sqlite.c - see sqlite.h */
#include "store/sqlite.h"

#include <sqlite3.h>
#include <stdio.h>

#include "base/mem.h"
#include "store/migrations.h"

#define SWITCH_TRIES   100
#define SWITCH_WAIT_MS 20

struct sqlite_store {
    struct store store;
    struct sqlite_file *file;
    sqlite3 *db;
};

struct sqlite_statement {
    struct statement statement;
    sqlite3_stmt *handle;
};

static struct sqlite_store *of(struct store *s)
{
    return CONTAINER_OF(s, struct sqlite_store, store);
}

static sqlite3_stmt *handle_of(struct statement *st)
{
    return CONTAINER_OF(st, struct sqlite_statement, statement)->handle;
}

/* Turns what SQLite met last into an error and a sentence. */
static enum error fail(struct store *s)
{
    sqlite3 *db = of(s)->db;
    int code = sqlite3_errcode(db) & 0xff;

    if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
        return database_fail(s, ERROR_SYNTAX, "the store \"%s\" is damaged (%s): move it away, or restore a copy", s->path,
                             sqlite3_errmsg(db));
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        return database_fail(s, ERROR_TIMEOUT, "the store \"%s\" is in use by another process, which does not let go of it",
                             s->path);
    return database_fail(s, ERROR_IO, "the store \"%s\": %s", s->path, sqlite3_errmsg(db));
}

static enum error run(struct store *s, const char *sql)
{
    return sqlite3_exec(of(s)->db, sql, NULL, NULL, NULL) == SQLITE_OK ? OK : fail(s);
}

static enum error begin(struct store *s, bool to_write)
{
    return run(s, to_write ? "BEGIN IMMEDIATE" : "BEGIN");
}

static enum error commit(struct store *s)
{
    return run(s, "COMMIT");
}

static void roll_back(struct store *s)
{
    if (!sqlite3_get_autocommit(of(s)->db))
        sqlite3_exec(of(s)->db, "ROLLBACK", NULL, NULL, NULL);
}

static struct statement *prepare(struct store *s, const char *sql)
{
    sqlite3_stmt *handle = NULL;
    struct sqlite_statement *st;

    if (sqlite3_prepare_v2(of(s)->db, sql, -1, &handle, NULL) != SQLITE_OK) {
        fail(s);
        return NULL;
    }
    st = MEM_NEW(struct sqlite_statement);
    st->statement.store = s;
    st->handle = handle;
    return &st->statement;
}

static void bind_value(struct statement *st, int at, const struct value *value)
{
    sqlite3_stmt *handle = handle_of(st);

    switch (value->kind) {
    case VALUE_NULL:
        sqlite3_bind_null(handle, at);
        break;
    case VALUE_NUMBER:
        sqlite3_bind_int64(handle, at, value->number);
        break;
    case VALUE_DOUBLE:
        sqlite3_bind_double(handle, at, value->real);
        break;
    case VALUE_TEXT:
        sqlite3_bind_text(handle, at, value->text.data, (int)value->text.size, SQLITE_STATIC);
        break;
    case VALUE_BYTES:
        sqlite3_bind_blob(handle, at, value->text.data, (int)value->text.size, SQLITE_STATIC);
        break;
    }
}

static enum step step(struct statement *st)
{
    struct store *s = st->store;
    int result = sqlite3_step(handle_of(st));

    if (result == SQLITE_ROW)
        return STEP_ROW;
    if (result != SQLITE_DONE)
        fail(s);
    s->changes = (size_t)sqlite3_changes(of(s)->db);
    sqlite3_reset(handle_of(st)); /* repeats the error of the step */
    return result == SQLITE_DONE ? STEP_DONE : STEP_FAILED;
}

static struct value column(struct statement *st, int at)
{
    sqlite3_stmt *handle = handle_of(st);
    struct value value = {.kind = VALUE_NULL};

    switch (sqlite3_column_type(handle, at)) {
    case SQLITE_INTEGER:
        value = (struct value){.kind = VALUE_NUMBER, .number = sqlite3_column_int64(handle, at)};
        break;
    case SQLITE_FLOAT:
        value = (struct value){.kind = VALUE_DOUBLE, .real = sqlite3_column_double(handle, at)};
        break;
    case SQLITE_TEXT:
        value.kind = VALUE_TEXT;
        value.text.data = (const char *)sqlite3_column_text(handle, at);
        value.text.size = (size_t)sqlite3_column_bytes(handle, at);
        break;
    case SQLITE_BLOB:
        value.kind = VALUE_BYTES;
        value.text.data = sqlite3_column_blob(handle, at);
        value.text.size = (size_t)sqlite3_column_bytes(handle, at);
        break;
    default:
        break;
    }
    return value;
}

static void reset(struct statement *st)
{
    sqlite3_reset(handle_of(st));
}

static void finish(struct statement *st)
{
    sqlite3_finalize(handle_of(st));
    mem_free(CONTAINER_OF(st, struct sqlite_statement, statement));
}

static int64_t version(struct store *s)
{
    return database_number(s, "PRAGMA user_version", -1);
}

static enum error set_version(struct store *s, int number)
{
    char sql[128];

    snprintf(sql, sizeof sql, "PRAGMA user_version = %d; PRAGMA application_id = %d", number, SQLITE_STORE_ID);
    return run(s, sql);
}

static void translate(const char *sql, struct buffer *out)
{
    buffer_string(out, sql);
}

static enum error tidy(struct store *s)
{
    return run(s, "PRAGMA incremental_vacuum");
}

static enum error recover(struct store *s)
{
    return OK;
}

static void interrupt(struct store *s)
{
    sqlite3_interrupt(of(s)->db);
}

static void close_store(struct store *s)
{
    sqlite3_close(of(s)->db);
    sqlite_file_close(of(s)->file);
    mem_free(s->path);
    mem_free(of(s));
}

static const struct database_ops ops = {
    .close = close_store,
    .run = run,
    .begin = begin,
    .commit = commit,
    .roll_back = roll_back,
    .prepare = prepare,
    .bind = bind_value,
    .step = step,
    .run_soon = statement_run,
    .column = column,
    .reset = reset,
    .finish = finish,
    .version = version,
    .set_version = set_version,
    .translate = translate,
    .tidy = tidy,
    .recover = recover,
    .interrupt = interrupt,
};

/* Another process that is just opening the file as well makes SQLite say "busy" without waiting. */
static enum error switch_to_log(struct store *s)
{
    enum error e = ERROR_TIMEOUT;

    for (int i = 0; i < SWITCH_TRIES && e == ERROR_TIMEOUT; i++) {
        if (i > 0)
            sqlite3_sleep(SWITCH_WAIT_MS);
        e = run(s, "PRAGMA journal_mode = WAL");
    }
    return e;
}

/* NORMAL: the log is synced before its content is moved to the file, and commits do not wait for the disk. So a power failure may
 * lose the last seconds of a run, but no run before it; OFF could lose those as well, FULL would sync each second. */
static enum error set_up(struct store *s)
{
    enum error e = run(s, "PRAGMA trusted_schema = OFF; PRAGMA synchronous = NORMAL");

    if (e == OK && version(s) == 0) /* has to stand before the first table: deleted runs then give their room back */
        e = run(s, "PRAGMA auto_vacuum = INCREMENTAL");
    if (e == OK)
        e = migrations_apply(s);
    if (e == OK)
        e = switch_to_log(s);
    return e == OK ? run(s, "PRAGMA foreign_keys = ON") : e;
}

enum error sqlite_store_open(struct store **out, const char *path, bool create, char *problem)
{
    struct sqlite_file *file;
    struct sqlite_store *s;
    enum error e = sqlite_file_open(&file, path, create, problem);

    if (e != OK)
        return e;
    s = MEM_NEW(struct sqlite_store);
    s->file = file;
    s->store.ops = &ops;
    s->store.path = mem_strdup(path);
    if (sqlite3_open_v2(path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL) == SQLITE_OK) {
        sqlite3_busy_timeout(s->db, DATABASE_PATIENCE_MS);
        sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
        e = set_up(&s->store);
    } else {
        e = s->db ? fail(&s->store) : ERROR_IO;
    }
    if (e == OK) {
        *out = &s->store;
        return OK;
    }
    snprintf(problem, STORE_PROBLEM, "%s", s->store.problem);
    close_store(&s->store);
    return e;
}
