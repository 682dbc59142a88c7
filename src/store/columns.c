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

static struct statement *prepare(struct store *s, struct buffer *sql)
{
    struct statement *statement;

    assert(!sql->overflowed);
    statement = database_prepare(s, buffer_cstring(sql));
    buffer_free(sql);
    return statement;
}

/* ON CONFLICT(a, b) DO UPDATE SET c = excluded.c, ...: of all that is in the record. */
static void append_replacing(struct buffer *sql, const struct columns *c)
{
    struct text blobs = text_from(c->blobs ? c->blobs : "");

    buffer_printf(sql, " ON CONFLICT(%s) DO UPDATE SET ", c->unique);
    for (size_t i = 0; i < c->count; i++)
        buffer_printf(sql, "%s%s = excluded.%s", i ? ", " : "", c->at[i].name, c->at[i].name);
    while (blobs.size > 0) {
        struct text blob = text_trim(text_cut(&blobs, ','));

        buffer_printf(sql, ", %.*s = excluded.%.*s", (int)blob.size, blob.data, (int)blob.size, blob.data);
    }
}

static bool database_numbers(const struct columns *c)
{
    return strncmp(c->keys, c->run, strlen(c->run)) != 0;
}

struct statement *columns_prepare_insert(struct store *s, const struct columns *c)
{
    size_t values = count_names(c->keys) + c->count + count_names(c->blobs);
    struct buffer sql;

    buffer_init(&sql, SQL_MAX);
    buffer_printf(&sql, "INSERT INTO %s(%s, ", c->table, c->keys);
    append_names(&sql, c);
    buffer_string(&sql, ") VALUES(");
    for (size_t i = 1; i <= values; i++)
        buffer_printf(&sql, "%s$%zu", i > 1 ? "," : "", i);
    buffer_byte(&sql, ')');
    if (c->unique)
        append_replacing(&sql, c);
    if (database_numbers(c))
        buffer_printf(&sql, " RETURNING %s", c->run);
    return prepare(s, &sql);
}

struct statement *columns_prepare_select(struct store *s, const struct columns *c, const char *order, size_t limit)
{
    struct buffer sql;

    buffer_init(&sql, SQL_MAX);
    buffer_string(&sql, "SELECT ");
    append_names(&sql, c);
    buffer_printf(&sql, " FROM %s WHERE %s = $1", c->table, c->run);
    if (order)
        buffer_printf(&sql, " ORDER BY %s", order);
    buffer_printf(&sql, " LIMIT %zu", limit);
    return prepare(s, &sql);
}

static void bind_one(struct statement *statement, int at, enum column_kind kind, const void *member)
{
    const struct text *text = member;

    switch (kind) {
    case COLUMN_U64:
        statement_bind_number(statement, at, (int64_t) * (const uint64_t *)member);
        break;
    case COLUMN_U32:
        statement_bind_number(statement, at, *(const uint32_t *)member);
        break;
    case COLUMN_INT:
        statement_bind_number(statement, at, *(const int *)member);
        break;
    case COLUMN_SIZE:
        statement_bind_number(statement, at, (int64_t) * (const size_t *)member);
        break;
    case COLUMN_DOUBLE:
        statement_bind_double(statement, at, *(const double *)member);
        break;
    case COLUMN_FLOAT:
        statement_bind_double(statement, at, *(const float *)member);
        break;
    case COLUMN_BOOL:
        statement_bind_number(statement, at, *(const bool *)member);
        break;
    case COLUMN_TEXT:
        statement_bind_text(statement, at, *text);
        break;
    case COLUMN_STRING:
        statement_bind_string(statement, at, *(const char *const *)member); /* NULL becomes NULL */
        break;
    case COLUMN_ERROR:
        statement_bind_string(statement, at, error_id(*(const enum error *)member));
        break;
    case COLUMN_STATE:
        statement_bind_number(statement, at, (int)*(const enum run_state *)member);
        break;
    }
}

int columns_bind(struct statement *statement, int first, const struct columns *c, const void *record)
{
    for (size_t i = 0; i < c->count; i++)
        bind_one(statement, first + (int)i, c->at[i].kind, (const char *)record + c->at[i].offset);
    return first + (int)c->count;
}

static struct text read_text(struct statement *statement, int at, struct arena *arena)
{
    struct text t = statement_text(statement, at);

    return t.data ? (struct text){arena_copy(arena, t), t.size} : (struct text){"", 0};
}

/* Identifiers of other versions count as an internal error. */
static enum error read_error(struct statement *statement, int at)
{
    const char *id = statement_string(statement, at);

    for (int e = OK; id && e < ERROR_COUNT; e++)
        if (strcmp(error_id((enum error)e), id) == 0)
            return (enum error)e;
    return ERROR_INTERNAL;
}

static enum run_state read_state(struct statement *statement, int at)
{
    int state = statement_number(statement, at);

    return state >= RUN_READY && state <= RUN_STOPPED ? (enum run_state)state : RUN_STOPPED;
}

static void read_one(struct statement *statement, int at, enum column_kind kind, void *member, struct arena *arena)
{
    bool absent = statement_is_null(statement, at);

    switch (kind) {
    case COLUMN_U64:
        *(uint64_t *)member = (uint64_t)statement_number(statement, at);
        break;
    case COLUMN_U32:
        *(uint32_t *)member = (uint32_t)statement_number(statement, at);
        break;
    case COLUMN_INT:
        *(int *)member = statement_number(statement, at);
        break;
    case COLUMN_SIZE:
        *(size_t *)member = (size_t)statement_number(statement, at);
        break;
    case COLUMN_DOUBLE:
        *(double *)member = absent ? NAN : statement_double(statement, at); /* as NaN is kept */
        break;
    case COLUMN_FLOAT:
        *(float *)member = absent ? NAN : (float)statement_double(statement, at);
        break;
    case COLUMN_BOOL:
        *(bool *)member = statement_number(statement, at) != 0;
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

int columns_read(struct statement *statement, const struct columns *c, void *record, struct arena *arena)
{
    for (size_t i = 0; i < c->count; i++)
        read_one(statement, (int)i, c->at[i].kind, (char *)record + c->at[i].offset, arena);
    return (int)c->count;
}
