/* SPDX-License-Identifier: MIT */
/* seed/table.c - see table.h */
#include "seed/table.h"

#include <stdio.h>
#include <string.h>

#define NAMES_SHOWN 300

/* name, type, "does it need a value", place in the primary key (0: none); `hidden` 2 and 3 are generated columns. An INTEGER
 * PRIMARY KEY gets its value by itself. */
static const char sqlite_columns[] =
    "SELECT name, type, \"notnull\" AND dflt_value IS NULL AND hidden = 0 AND NOT (pk = 1 AND upper(type) = 'INTEGER'), pk "
    "FROM pragma_table_xinfo($1) WHERE hidden <> 1 ORDER BY cid";
static const char sqlite_kind[] = "SELECT type, sql FROM sqlite_schema WHERE name = $1 AND type IN ('table', 'view')";

static const char postgres_columns[] =
    "SELECT a.attname, format_type(a.atttypid, a.atttypmod), "
    "CASE WHEN a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' THEN 1 ELSE 0 END, "
    "coalesce((SELECT k.n FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(number, n) WHERE k.number = a.attnum), 0) "
    "FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary "
    "WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";
/* A sequence goes up only, so a key that one makes does not return. */
static const char postgres_kind[] =
    "SELECT CASE WHEN c.relkind IN ('r', 'p') THEN 'table' ELSE 'view' END, "
    "CASE WHEN EXISTS (SELECT 1 FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey) "
    "WHERE i.indrelid = c.oid AND i.indisprimary AND (a.attidentity <> '' OR pg_get_serial_sequence($1, a.attname) IS NOT NULL)) "
    "THEN 'autoincrement' END FROM pg_class c WHERE c.oid = to_regclass($1)";

static const char *cell(const struct seed_database_rows *rows, size_t row, size_t column)
{
    const char *text = rows->cells[row * rows->columns + column];

    return text ? text : "";
}

static enum error refuse(struct seed_database *d, enum error e, const char *name, const char *sentence)
{
    snprintf(d->problem, sizeof d->problem, "table \"%.200s\" %s", name, sentence);
    return e;
}

static enum error look_at_kind(struct seed_database *d, struct table *t, struct arena *arena)
{
    const char *name = d->is_sqlite ? t->name : t->quoted;
    struct seed_database_rows rows;
    enum error e = seed_database_run(d, d->is_sqlite ? sqlite_kind : postgres_kind, &name, 1, arena, &rows);

    if (e != OK)
        return e;
    if (rows.count == 0)
        return refuse(d, ERROR_NOT_FOUND, t->name, "is not in this database");
    if (strcmp(cell(&rows, 0, 0), "table") != 0)
        return refuse(d, ERROR_SYNTAX, t->name, "is a view: seed the tables behind it");
    t->keys_never_return = strcasestr(cell(&rows, 0, 1), "autoincrement") != NULL;
    return OK;
}

static void take_key(struct seed_database *d, struct table *t, const char *name, struct arena *arena)
{
    t->key_names[t->key_count] = name;
    t->keys[t->key_count++] = seed_database_quote(d, name, arena);
}

enum error table_describe(struct seed_database *d, const char *name, struct arena *arena, struct table *out)
{
    struct seed_database_rows rows;
    enum error e;

    *out = (struct table){.name = name, .quoted = seed_database_quote(d, name, arena)};
    name = d->is_sqlite ? name : out->quoted;
    e = look_at_kind(d, out, arena);
    if (e == OK)
        e = seed_database_run(d, d->is_sqlite ? sqlite_columns : postgres_columns, &name, 1, arena, &rows);
    if (e != OK)
        return e;
    if (rows.count > TABLE_COLUMNS_MAX)
        return refuse(d, ERROR_SYNTAX, out->name, "has too many columns");
    out->columns = arena_zalloc(arena, (rows.count + 1) * sizeof *out->columns);
    out->keys = arena_zalloc(arena, (rows.count + 1) * sizeof *out->keys);
    out->key_names = arena_zalloc(arena, (rows.count + 1) * sizeof *out->key_names);
    for (size_t i = 0; i < rows.count; i++) {
        out->columns[out->column_count++] = (struct table_column){.name = cell(&rows, i, 0),
                                                                  .type = cell(&rows, i, 1),
                                                                  .needs_value = cell(&rows, i, 2)[0] == '1',
                                                                  .in_key = cell(&rows, i, 3)[0] != '0'};
        if (out->columns[i].in_key)
            take_key(d, out, out->columns[i].name, arena);
    }
    if (out->key_count == 0 && d->is_sqlite)
        take_key(d, out, "rowid", arena);
    if (out->key_count == 0)
        return refuse(d, ERROR_SYNTAX, out->name, "has no primary key, so its seeded rows could not be found again");
    return OK;
}

static bool is_given(const struct seed_column *columns, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(columns[i].name, name) == 0)
            return true;
    return false;
}

static bool has_column(const struct table *t, const char *name)
{
    for (size_t i = 0; i < t->column_count; i++)
        if (strcmp(t->columns[i].name, name) == 0)
            return true;
    return false;
}

static enum error refuse_column(struct seed_database *d, const struct table *t, const char *name)
{
    char known[NAMES_SHOWN] = "";
    size_t used = 0;

    for (size_t i = 0; i < t->column_count && used < sizeof known; i++)
        used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "", t->columns[i].name);
    snprintf(d->problem, sizeof d->problem, "table \"%.100s\" has no column \"%.100s\"; it has %s", t->name, name, known);
    return ERROR_SYNTAX;
}

enum error table_fits(struct seed_database *d, const struct table *t, const struct seed_column *columns, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!has_column(t, columns[i].name))
            return refuse_column(d, t, columns[i].name);
        if (is_given(columns, i, columns[i].name)) {
            snprintf(d->problem, sizeof d->problem, "column \"%.100s\" is given twice", columns[i].name);
            return ERROR_SYNTAX;
        }
    }
    for (size_t i = 0; i < t->column_count; i++) {
        const struct table_column *c = &t->columns[i];

        if (!c->needs_value || is_given(columns, count, c->name))
            continue;
        snprintf(d->problem, sizeof d->problem,
                 "column \"%.100s\" (%.60s) of table \"%.100s\" is NOT NULL and has no default: give it a --column too", c->name,
                 c->type, t->name);
        return ERROR_SYNTAX;
    }
    return OK;
}
