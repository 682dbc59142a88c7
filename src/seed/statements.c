/* SPDX-License-Identifier: MIT */
/* seed/statements.c - see statements.h */
#include "seed/statements.h"

#include "base/limits.h"

struct maker {
    const struct seed_database *database;
    const struct table *table;
    const struct seed_column *columns;
    size_t count;
    struct arena *arena;
    struct buffer out;
};

static const char *finish(struct maker *m)
{
    const char *sql = arena_strdup(m->arena, buffer_cstring(&m->out));

    buffer_clear(&m->out);
    return sql;
}

/* "email", "name"; or CAST("email" AS TEXT), ... */
static void write_columns(struct maker *m, bool as_text)
{
    for (size_t i = 0; i < m->count; i++) {
        const char *name = seed_database_quote(m->database, m->columns[i].name, m->arena);

        buffer_printf(&m->out, as_text ? "%sCAST(%s AS TEXT)" : "%s%s", i ? ", " : "", name);
    }
}

static void write_condition(struct maker *m)
{
    for (size_t i = 0; i < m->table->key_count; i++)
        buffer_printf(&m->out, "%s%s = $%zu", i ? " AND " : " WHERE ", m->table->keys[i], i + 1);
}

static const char *make_insert(struct maker *m)
{
    buffer_printf(&m->out, "INSERT INTO %s (", m->table->quoted);
    write_columns(m, false);
    buffer_string(&m->out, ") VALUES (");
    for (size_t i = 0; i < m->count; i++)
        buffer_printf(&m->out, "%s$%zu", i ? ", " : "", i + 1);
    buffer_string(&m->out, ") RETURNING ");
    for (size_t i = 0; i < m->table->key_count; i++)
        buffer_printf(&m->out, "CAST(%s AS TEXT), ", m->table->keys[i]);
    write_columns(m, true);
    return finish(m);
}

static const char *make_look_up(struct maker *m)
{
    buffer_string(&m->out, "SELECT ");
    write_columns(m, true);
    buffer_printf(&m->out, " FROM %s", m->table->quoted);
    write_condition(m);
    if (!m->database->is_sqlite) /* which has one writer at a time anyway */
        buffer_string(&m->out, " FOR UPDATE");
    return finish(m);
}

static const char *make_delete(struct maker *m)
{
    buffer_printf(&m->out, "DELETE FROM %s", m->table->quoted);
    write_condition(m);
    return finish(m);
}

void statements_make(struct statements *s, const struct seed_database *d, const struct table *t,
                     const struct seed_column *columns, size_t count, struct arena *arena)
{
    struct maker m = {.database = d, .table = t, .columns = columns, .count = count, .arena = arena};

    buffer_init(&m.out, LIMIT_REPORT_TEXT);
    s->insert = make_insert(&m);
    s->look_up = make_look_up(&m);
    s->delete_row = make_delete(&m);
    buffer_free(&m.out);
}
