/* SPDX-License-Identifier: MIT */
/* seed/ledger.c - see ledger.h; lists are kept as JSON arrays of text */
#include "seed/ledger.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

static enum error run(const struct ledger *l, const char *sql, const char *const *more, size_t count, struct arena *arena,
                      struct seed_database_rows *rows)
{
    const char *values[8] = {l->table, l->seed};

    assert(count + 2 <= COUNT(values));
    for (size_t i = 0; i < count; i++)
        values[2 + i] = more[i];
    return seed_database_run(l->database, sql, values, count + 2, arena, rows);
}

enum error ledger_prepare(struct seed_database *d)
{
    enum error e = seed_database_run(d,
                                     "CREATE TABLE IF NOT EXISTS cicada_seeds (table_name TEXT NOT NULL, seed TEXT NOT NULL, "
                                     "recipe TEXT NOT NULL, PRIMARY KEY (table_name, seed))",
                                     NULL, 0, NULL, NULL);

    if (e != OK)
        return e;
    return seed_database_run(d,
                             "CREATE TABLE IF NOT EXISTS cicada_seed_rows (table_name TEXT NOT NULL, seed TEXT NOT NULL, "
                             "position BIGINT NOT NULL, row_key TEXT NOT NULL, marks TEXT NOT NULL, "
                             "PRIMARY KEY (table_name, seed, position))",
                             NULL, 0, NULL, NULL);
}

/* NULL with the problem said: a text that is not UTF-8 has no JSON. */
static const char *write_list(struct seed_database *d, const char *const *texts, size_t count, struct arena *arena)
{
    json_t *list = json_array();
    const char *copy = NULL;
    char *text = NULL;
    bool fine = true;

    for (size_t i = 0; i < count && fine; i++)
        fine = texts[i] && json_array_append_new(list, json_string(texts[i])) == 0;
    if (fine)
        text = json_dumps(list, JSON_COMPACT);
    if (text)
        copy = arena_strdup(arena, text);
    else
        snprintf(d->problem, sizeof d->problem, "a key of a row is NULL or not UTF-8: such rows could not be found again");
    free(text); /* memory of a library */
    json_decref(list);
    return copy;
}

static enum error read_list(struct seed_database *d, const char *text, struct arena *arena, const char *const **out,
                            size_t *count)
{
    json_t *list = text ? json_loads(text, 0, NULL) : NULL;
    size_t size = json_array_size(list);
    const char **texts = arena_zalloc(arena, (size + 1) * sizeof *texts);
    bool fine = json_is_array(list);

    for (size_t i = 0; i < size && fine; i++) {
        const char *one = json_string_value(json_array_get(list, i));

        fine = one != NULL;
        texts[i] = fine ? arena_strdup(arena, one) : NULL;
    }
    json_decref(list);
    *out = texts;
    *count = size;
    if (fine)
        return OK;
    snprintf(d->problem, sizeof d->problem, "the tables cicada_seeds and cicada_seed_rows were damaged: nothing was changed");
    return ERROR_SYNTAX;
}

enum error ledger_recipe(const struct ledger *l, struct arena *arena, const char *const **columns, size_t *count)
{
    struct seed_database_rows rows;
    enum error e = run(l, "SELECT recipe FROM cicada_seeds WHERE table_name = $1 AND seed = $2", NULL, 0, arena, &rows);

    *count = 0;
    return e != OK || rows.count == 0 ? e : read_list(l->database, rows.cells[0], arena, columns, count);
}

enum error ledger_begin(const struct ledger *l, const char *const *columns, size_t count, struct arena *arena)
{
    const char *recipe = write_list(l->database, columns, count, arena);

    if (!recipe)
        return ERROR_SYNTAX;
    return run(l, "INSERT INTO cicada_seeds (table_name, seed, recipe) VALUES ($1, $2, $3)", &recipe, 1, NULL, NULL);
}

enum error ledger_add(const struct ledger *l, const struct ledger_row *row, struct arena *arena)
{
    const char *more[] = {row->position, write_list(l->database, row->keys, row->key_count, arena), row->marks};

    if (!more[1])
        return ERROR_SYNTAX;
    return run(l,
               "INSERT INTO cicada_seed_rows (table_name, seed, position, row_key, marks) VALUES ($1, $2, CAST($3 AS BIGINT), "
               "$4, $5)",
               more, COUNT(more), NULL, NULL);
}

static enum error take_row(const struct ledger *l, const char *const *cells, struct arena *arena, struct ledger_row *out)
{
    *out = (struct ledger_row){.position = cells[0], .marks = cells[2]};
    return read_list(l->database, cells[1], arena, &out->keys, &out->key_count);
}

enum error ledger_find(const struct ledger *l, const char *position, struct arena *arena, struct ledger_row *out, bool *found)
{
    struct seed_database_rows rows;
    enum error e = run(l,
                       "SELECT CAST(position AS TEXT), row_key, marks FROM cicada_seed_rows WHERE table_name = $1 AND seed = $2 "
                       "AND position = CAST($3 AS BIGINT)",
                       &position, 1, arena, &rows);

    *found = e == OK && rows.count > 0;
    return *found ? take_row(l, rows.cells, arena, out) : e;
}

enum error ledger_first(const struct ledger *l, size_t limit, struct arena *arena, struct ledger_row **out, size_t *count)
{
    const char *most = arena_printf(arena, "%zu", limit);
    struct seed_database_rows rows;
    enum error e = run(l,
                       "SELECT CAST(position AS TEXT), row_key, marks FROM cicada_seed_rows WHERE table_name = $1 AND seed = $2 "
                       "ORDER BY position LIMIT CAST($3 AS BIGINT)",
                       &most, 1, arena, &rows);

    *count = 0;
    if (e != OK)
        return e;
    *out = arena_alloc(arena, (rows.count + 1) * sizeof **out);
    for (; *count < rows.count && e == OK; (*count)++)
        e = take_row(l, rows.cells + *count * rows.columns, arena, &(*out)[*count]);
    return e;
}

enum error ledger_remove(const struct ledger *l, const char *position)
{
    return run(l, "DELETE FROM cicada_seed_rows WHERE table_name = $1 AND seed = $2 AND position = CAST($3 AS BIGINT)", &position,
               1, NULL, NULL);
}

enum error ledger_end(const struct ledger *l, struct arena *arena)
{
    struct seed_database_rows rows;
    enum error e = run(l, "DELETE FROM cicada_seeds WHERE table_name = $1 AND seed = $2", NULL, 0, NULL, NULL);

    if (e == OK)
        e = seed_database_run(l->database, "SELECT 1 FROM cicada_seeds LIMIT 1", NULL, 0, arena, &rows);
    if (e != OK || rows.count > 0)
        return e;
    e = seed_database_run(l->database, "DROP TABLE cicada_seed_rows", NULL, 0, NULL, NULL);
    return e == OK ? seed_database_run(l->database, "DROP TABLE cicada_seeds", NULL, 0, NULL, NULL) : e;
}
