/* SPDX-License-Identifier: MIT */
/* seed/seed.c - see seed.h */
#include "seed/seed.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "seed/ledger.h"
#include "seed/statements.h"

#define CLEAN_BATCH 1000
#define SEED_DIGITS 21

struct work { /* one table, one seed, and the statements on it */
    struct seed_database *database;
    struct table table;
    struct ledger ledger;
    struct statements statements;
    const struct seed_column *columns;
    size_t column_count;
    bool key_is_enough; /* to know a row again */
    char seed[SEED_DIGITS];
    struct arena arena; /* for all of it */
};

/* ---- knowing a row again ---- */

/* A number for each value as the database gives it, "-" for NULL. */
static const char *marks_of(const char *const *values, size_t count, struct arena *arena)
{
    const char *marks = "";

    for (size_t i = 0; i < count; i++) {
        const char *space = i ? " " : "";

        marks = values[i] ? arena_printf(arena, "%s%s%016" PRIx64, marks, space, text_hash(text_from(values[i])))
                          : arena_printf(arena, "%s%s-", marks, space);
    }
    return marks;
}

static bool is_ours(const struct work *w, const char *marks_then, const char *marks_now)
{
    struct text then = text_from(marks_then), now = text_from(marks_now);
    bool can_tell = false;

    if (w->key_is_enough)
        return true;
    for (size_t i = 0; i < w->column_count; i++) {
        struct text a = text_cut(&then, ' '), b = text_cut(&now, ' ');

        if (!column_tells_rows_apart(&w->columns[i]))
            continue;
        can_tell = true;
        if (text_equal(a, b))
            return true;
    }
    return !can_tell && strcmp(marks_then, marks_now) == 0;
}

enum row_state { ROW_OURS, ROW_GONE, ROW_OTHER };

static enum error look_up(struct work *w, const struct ledger_row *noted, struct arena *arena, enum row_state *state)
{
    struct seed_database_rows rows;
    enum error e;

    if (noted->key_count != w->table.key_count) {
        *state = ROW_GONE; /* the table was made anew, with another key */
        return OK;
    }
    e = seed_database_run(w->database, w->statements.look_up, noted->keys, noted->key_count, arena, &rows);
    if (e != OK)
        return e;
    if (rows.count == 0)
        *state = ROW_GONE;
    else
        *state = is_ours(w, noted->marks, marks_of(rows.cells, w->column_count, arena)) ? ROW_OURS : ROW_OTHER;
    return OK;
}

static bool is_key(const struct table *t, const char *column)
{
    for (size_t i = 0; i < t->key_count; i++)
        if (strcmp(t->key_names[i], column) == 0)
            return true;
    return false;
}

static bool key_is_enough(const struct work *w)
{
    bool is_given = false;

    for (size_t i = 0; i < w->column_count; i++) {
        if (!is_key(&w->table, w->columns[i].name))
            continue;
        if (column_tells_rows_apart(&w->columns[i]))
            return true;
        is_given = true;
    }
    return w->table.keys_never_return && !is_given;
}

/* ---- both ways ---- */

static enum error open_table(struct work *w, struct seed_database *d, const char *name, uint64_t seed)
{
    enum error e;

    *w = (struct work){.database = d};
    snprintf(w->seed, sizeof w->seed, "%" PRIu64, seed);
    w->ledger = (struct ledger){.database = d, .table = name, .seed = w->seed};
    e = seed_database_begin(d);
    return e == OK ? table_describe(d, name, &w->arena, &w->table) : e;
}

static void use_columns(struct work *w, const struct seed_column *columns, size_t count)
{
    w->columns = columns;
    w->column_count = count;
    w->key_is_enough = key_is_enough(w);
    statements_make(&w->statements, w->database, &w->table, columns, count, &w->arena);
}

static void say_row(struct work *w, uint64_t row, const char *advice)
{
    char reason[SEED_PROBLEM];

    snprintf(reason, sizeof reason, "%s", w->database->problem);
    snprintf(w->database->problem, sizeof w->database->problem, "row %" PRIu64 " of table \"%.100s\": %.400s%s", row + 1,
             w->table.name, reason, advice);
}

/* ---- making ---- */

static const char *advice_for(const char *problem)
{
    if (strcasestr(problem, "unique"))
        return ". There is such a row already: remove it, or choose another --seed";
    if (strcasestr(problem, "foreign key"))
        return ". Seed the table that it refers to first";
    return "";
}

/* The first row shows whether rows of this table can be found again. */
static enum error try_row(struct work *w, const struct ledger_row *noted, struct arena *arena)
{
    enum row_state state;
    enum error e = look_up(w, noted, &w->arena, &state);

    if (e != OK || state == ROW_OURS)
        return e;
    snprintf(w->database->problem, sizeof w->database->problem,
             "rows of table \"%.200s\" cannot be known again: a trigger changes what is written, or the key has no plain type",
             w->table.name);
    return ERROR_SYNTAX;
}

static enum error make_row(struct work *w, uint64_t number, const struct seed_value *values, bool is_first, struct arena *arena)
{
    const char **stored = arena_alloc(arena, w->column_count * sizeof *stored);
    struct ledger_row noted = {.position = arena_printf(arena, "%" PRIu64, number), .key_count = w->table.key_count};
    struct seed_database_rows rows = {0};
    enum error e;

    for (size_t i = 0; i < w->column_count; i++)
        stored[i] = values[i].stored;
    e = seed_database_run(w->database, w->statements.insert, stored, w->column_count, arena, &rows);
    if (e != OK || rows.count == 0) {
        if (e == OK)
            snprintf(w->database->problem, sizeof w->database->problem, "the database did not take it (a trigger or a rule)");
        say_row(w, number, advice_for(w->database->problem));
        return e == OK ? ERROR_IO : e;
    }
    noted.keys = rows.cells;
    noted.marks = marks_of(rows.cells + w->table.key_count, w->column_count, arena);
    e = ledger_add(&w->ledger, &noted, arena);
    return e == OK && is_first ? try_row(w, &noted, arena) : e;
}

/* Whether the row of an earlier seeding is still there; if it is not, it is forgotten. */
static enum error find_made(struct work *w, uint64_t number, struct arena *arena, bool *there)
{
    const char *position = arena_printf(arena, "%" PRIu64, number);
    struct ledger_row noted;
    enum row_state state = ROW_GONE;
    bool found;
    enum error e = ledger_find(&w->ledger, position, arena, &noted, &found);

    if (e == OK && found)
        e = look_up(w, &noted, arena, &state);
    *there = state == ROW_OURS;
    return e == OK && found && !*there ? ledger_remove(&w->ledger, position) : e;
}

/* The same seed with other columns would be other data under the same name. */
static enum error compare_recipe(struct work *w, const struct seed_request *r, bool *made_before)
{
    const char **now = arena_alloc(&w->arena, (r->column_count + 1) * sizeof *now);
    const char *const *then;
    size_t count;
    enum error e = ledger_recipe(&w->ledger, &w->arena, &then, &count);
    bool equal = e == OK && count == r->column_count;

    *made_before = count > 0;
    for (size_t i = 0; i < r->column_count; i++) {
        now[i] = r->columns[i].as;
        equal = equal && strcmp(then[i], now[i]) == 0;
    }
    if (e != OK || equal)
        return e;
    if (count == 0)
        return ledger_begin(&w->ledger, now, r->column_count, &w->arena);
    snprintf(w->database->problem, sizeof w->database->problem,
             "table \"%.200s\" holds rows of seed %s that were made with other columns: remove them with --clean, or choose "
             "another --seed",
             w->table.name, w->seed);
    return ERROR_SYNTAX;
}

static enum error make_rows(struct work *w, const struct seed_request *r, bool made_before, seed_take_row *take, void *context,
                            struct seed_made *out)
{
    struct seed_value *values = arena_alloc(&w->arena, r->column_count * sizeof *values);
    struct arena_mark mark = arena_mark(&w->arena);
    enum error e = OK;

    for (uint64_t row = 0; row < r->count && e == OK; row++) {
        bool there = false;

        for (size_t i = 0; i < r->column_count; i++)
            values[i] = column_value(&r->columns[i], r->seed, row, &w->arena);
        if (made_before)
            e = find_made(w, row, &w->arena, &there);
        if (e == OK && !there)
            e = make_row(w, row, values, out->made == 0, &w->arena);
        out->made += e == OK && !there;
        out->kept += e == OK && there;
        if (e == OK && !take(context, values))
            e = ERROR_CANCELLED;
        arena_release(&w->arena, mark);
    }
    return e;
}

enum error seed_make(struct seed_database *d, const struct seed_request *r, seed_take_row *take, void *context,
                     struct seed_made *out)
{
    bool made_before = false;
    struct work w;
    enum error e = open_table(&w, d, r->table, r->seed);

    *out = (struct seed_made){0};
    if (e == OK)
        e = table_fits(d, &w.table, r->columns, r->column_count);
    if (e == OK)
        e = ledger_prepare(d);
    if (e == OK)
        e = compare_recipe(&w, r, &made_before);
    if (e == OK) {
        use_columns(&w, r->columns, r->column_count);
        e = make_rows(&w, r, made_before, take, context, out);
    }
    arena_reset(&w.arena);
    return e;
}

/* ---- cleaning ---- */

/* Removes a noted row, or its note alone. */
typedef enum error clean_one(struct work *w, const struct ledger_row *noted, struct seed_cleaned *out);

static enum error clean_row(struct work *w, const struct ledger_row *noted, struct seed_cleaned *out)
{
    enum row_state state;
    enum error e = look_up(w, noted, &w->arena, &state);

    if (e == OK && state == ROW_OURS)
        e = seed_database_run(w->database, w->statements.delete_row, noted->keys, noted->key_count, NULL, NULL);
    if (e != OK) {
        uint64_t row = 0;

        if (!text_to_u64(text_from(noted->position), &row))
            row = 0;
        say_row(w, row, strcasestr(w->database->problem, "foreign key") ? ". Delete the rows that refer to it first" : "");
        return e;
    }
    out->deleted += state == ROW_OURS;
    out->gone += state == ROW_GONE;
    out->others += state == ROW_OTHER;
    return ledger_remove(&w->ledger, noted->position);
}

/* A table that is not there any more took its rows along: only the note is left. */
static enum error forget_row(struct work *w, const struct ledger_row *noted, struct seed_cleaned *out)
{
    out->gone++;
    return ledger_remove(&w->ledger, noted->position);
}

static enum error clean_rows(struct work *w, clean_one *clean, struct seed_cleaned *out)
{
    struct arena_mark mark = arena_mark(&w->arena);
    size_t count;
    enum error e;

    do {
        struct ledger_row *noted;

        e = ledger_first(&w->ledger, CLEAN_BATCH, &w->arena, &noted, &count);
        for (size_t i = 0; i < count && e == OK; i++)
            e = clean(w, &noted[i], out);
        arena_release(&w->arena, mark);
    } while (e == OK && count > 0);
    return e;
}

/* The columns of the seeding, read again from what was noted. */
static enum error recall_columns(struct work *w, struct seed_column **columns, size_t *count)
{
    const char *const *recipe;
    struct buffer problem;
    enum error e = ledger_recipe(&w->ledger, &w->arena, &recipe, count);

    if (e != OK)
        return e;
    *columns = arena_alloc(&w->arena, (*count + 1) * sizeof **columns);
    buffer_init(&problem, SEED_PROBLEM);
    for (size_t i = 0; i < *count && e == OK; i++) {
        if (column_read(recipe[i], &w->arena, &(*columns)[i], &problem))
            continue;
        e = ERROR_SYNTAX;
        snprintf(w->database->problem, sizeof w->database->problem, "the seeding was noted by another version: %.400s",
                 buffer_cstring(&problem));
    }
    buffer_free(&problem);
    return e;
}

static enum error has_ledger(struct seed_database *d, struct arena *arena, bool *there)
{
    struct seed_database_rows rows = {0};
    enum error e = seed_database_run(d,
                                     d->is_sqlite ? "SELECT 1 FROM sqlite_schema WHERE name = 'cicada_seeds'"
                                                  : "SELECT 1 WHERE to_regclass('cicada_seeds') IS NOT NULL",
                                     NULL, 0, arena, &rows);

    *there = rows.count > 0;
    return e;
}

enum error seed_clean(struct seed_database *d, const char *table, uint64_t seed, struct seed_cleaned *out)
{
    struct seed_column *columns = NULL;
    size_t count = 0;
    bool there = false, table_is_gone;
    struct work w;
    enum error e = open_table(&w, d, table, seed);

    *out = (struct seed_cleaned){0};
    table_is_gone = e == ERROR_NOT_FOUND;
    if (e == OK || table_is_gone)
        e = has_ledger(d, &w.arena, &there);
    if (e == OK && there)
        e = recall_columns(&w, &columns, &count);
    out->unknown = e == OK && count == 0;
    if (e == OK && count > 0) {
        if (!table_is_gone)
            use_columns(&w, columns, count);
        e = clean_rows(&w, table_is_gone ? forget_row : clean_row, out);
        if (e == OK)
            e = ledger_end(&w.ledger, &w.arena);
    }
    arena_reset(&w.arena);
    return e;
}
