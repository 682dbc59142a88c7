/* SPDX-License-Identifier: MIT */
/* store/columns.c - see columns.h */
#include "store/columns.h"

#include <math.h>

#include "stats/snapshot.h"

#define SQL_MAX (64 * 1024)

static void append_names(struct buffer *sql, const struct columns *c)
{
    for (size_t i = 0; i < c->count; i++)
        buffer_printf(sql, "%s%s", i ? ", " : "", c->at[i].name);
    if (c->blobs)
        buffer_printf(sql, ", %s", c->blobs);
}

static size_t count_names(const char *list)
{
    size_t count = list ? 1 : 0;

    for (; list && *list; list++)
        count += *list == ',';
    return count;
}

static sqlite3_stmt *prepare(struct store *s, struct buffer *sql)
{
    sqlite3_stmt *statement;

    assert(!sql->overflowed);
    statement = database_prepare(s, buffer_cstring(sql));
    buffer_free(sql);
    return statement;
}

sqlite3_stmt *columns_prepare_insert(struct store *s, const struct columns *c)
{
    size_t values = count_names(c->keys) + c->count + count_names(c->blobs);
    struct buffer sql;

    buffer_init(&sql, SQL_MAX);
    buffer_printf(&sql, "INSERT OR REPLACE INTO %s(%s, ", c->table, c->keys);
    append_names(&sql, c);
    buffer_string(&sql, ") VALUES(");
    for (size_t i = 0; i < values; i++)
        buffer_string(&sql, i ? ",?" : "?");
    buffer_byte(&sql, ')');
    return prepare(s, &sql);
}

sqlite3_stmt *columns_prepare_select(struct store *s, const struct columns *c, const char *order, size_t limit)
{
    struct buffer sql;

    buffer_init(&sql, SQL_MAX);
    buffer_string(&sql, "SELECT ");
    append_names(&sql, c);
    buffer_printf(&sql, " FROM %s WHERE %.*s = ?1", c->table, (int)strcspn(c->keys, ","), c->keys);
    if (order)
        buffer_printf(&sql, " ORDER BY %s", order);
    buffer_printf(&sql, " LIMIT %zu", limit);
    return prepare(s, &sql);
}

static void bind_one(sqlite3_stmt *statement, int at, enum column_kind kind, const void *member)
{
    const struct text *text = member;

    switch (kind) {
    case COLUMN_U64:
        sqlite3_bind_int64(statement, at, (int64_t) * (const uint64_t *)member);
        break;
    case COLUMN_U32:
        sqlite3_bind_int64(statement, at, *(const uint32_t *)member);
        break;
    case COLUMN_INT:
        sqlite3_bind_int(statement, at, *(const int *)member);
        break;
    case COLUMN_SIZE:
        sqlite3_bind_int64(statement, at, (int64_t) * (const size_t *)member);
        break;
    case COLUMN_DOUBLE:
        sqlite3_bind_double(statement, at, *(const double *)member);
        break;
    case COLUMN_FLOAT:
        sqlite3_bind_double(statement, at, *(const float *)member);
        break;
    case COLUMN_BOOL:
        sqlite3_bind_int(statement, at, *(const bool *)member);
        break;
    case COLUMN_TEXT:
        sqlite3_bind_text(statement, at, text->data ? text->data : "", (int)text->size, SQLITE_STATIC);
        break;
    case COLUMN_STRING:
        sqlite3_bind_text(statement, at, *(const char *const *)member, -1, SQLITE_STATIC); /* NULL becomes NULL */
        break;
    case COLUMN_ERROR:
        sqlite3_bind_text(statement, at, error_id(*(const enum error *)member), -1, SQLITE_STATIC);
        break;
    case COLUMN_STATE:
        sqlite3_bind_int(statement, at, (int)*(const enum run_state *)member);
        break;
    }
}

int columns_bind(sqlite3_stmt *statement, int first, const struct columns *c, const void *record)
{
    for (size_t i = 0; i < c->count; i++)
        bind_one(statement, first + (int)i, c->at[i].kind, (const char *)record + c->at[i].offset);
    return first + (int)c->count;
}

static struct text read_text(sqlite3_stmt *statement, int at, struct arena *arena)
{
    struct text t = {(const char *)sqlite3_column_text(statement, at), (size_t)sqlite3_column_bytes(statement, at)};

    return t.data ? (struct text){arena_copy(arena, t), t.size} : (struct text){"", 0};
}

/* Identifiers of other versions count as an internal error. */
static enum error read_error(sqlite3_stmt *statement, int at)
{
    const char *id = (const char *)sqlite3_column_text(statement, at);

    for (int e = OK; id && e < ERROR_COUNT; e++)
        if (strcmp(error_id((enum error)e), id) == 0)
            return (enum error)e;
    return ERROR_INTERNAL;
}

static enum run_state read_state(sqlite3_stmt *statement, int at)
{
    int state = sqlite3_column_int(statement, at);

    return state >= RUN_READY && state <= RUN_STOPPED ? (enum run_state)state : RUN_STOPPED;
}

static void read_one(sqlite3_stmt *statement, int at, enum column_kind kind, void *member, struct arena *arena)
{
    bool absent = sqlite3_column_type(statement, at) == SQLITE_NULL;

    switch (kind) {
    case COLUMN_U64:
        *(uint64_t *)member = (uint64_t)sqlite3_column_int64(statement, at);
        break;
    case COLUMN_U32:
        *(uint32_t *)member = (uint32_t)sqlite3_column_int64(statement, at);
        break;
    case COLUMN_INT:
        *(int *)member = sqlite3_column_int(statement, at);
        break;
    case COLUMN_SIZE:
        *(size_t *)member = (size_t)sqlite3_column_int64(statement, at);
        break;
    case COLUMN_DOUBLE:
        *(double *)member = absent ? NAN : sqlite3_column_double(statement, at); /* as SQLite keeps NaN */
        break;
    case COLUMN_FLOAT:
        *(float *)member = (float)sqlite3_column_double(statement, at);
        break;
    case COLUMN_BOOL:
        *(bool *)member = sqlite3_column_int(statement, at) != 0;
        break;
    case COLUMN_TEXT:
        *(struct text *)member = read_text(statement, at, arena);
        break;
    case COLUMN_STRING:
        *(const char **)member = absent ? NULL : read_text(statement, at, arena).data;
        break;
    case COLUMN_ERROR:
        *(enum error *)member = read_error(statement, at);
        break;
    case COLUMN_STATE:
        *(enum run_state *)member = read_state(statement, at);
        break;
    }
}

int columns_read(sqlite3_stmt *statement, const struct columns *c, void *record, struct arena *arena)
{
    for (size_t i = 0; i < c->count; i++)
        read_one(statement, (int)i, c->at[i].kind, (char *)record + c->at[i].offset, arena);
    return (int)c->count;
}
