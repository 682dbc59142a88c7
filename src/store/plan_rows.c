/* SPDX-License-Identifier: MIT */
/* store/plan_rows.c - see plan_rows.h */
#include "store/plan_rows.h"

#include "base/limits.h"
#include "store/run_columns.h"

static const char *masked(const char *value, plan_rows_mask *mask, struct arena *arena)
{
    struct buffer out;
    const char *copy;

    if (!value)
        return NULL;
    buffer_init(&out, LIMIT_CONFIG_FILE);
    mask(text_from(value), &out);
    copy = arena_copy(arena, buffer_view(&out));
    buffer_free(&out);
    return copy;
}

static enum error write_values(struct store *s, int64_t run, const struct plan *plan, plan_rows_mask *mask, struct arena *arena)
{
    struct statement *insert = columns_prepare_insert(s, &plan_columns);
    struct plan copy = *plan;
    enum error e;

    if (!insert)
        return ERROR_IO;
    for (size_t i = 0; i < plan_columns.count; i++) {
        const char **member = (const char **)(void *)((char *)&copy + plan_columns.at[i].offset);

        if (plan_columns.at[i].kind == COLUMN_STRING)
            *member = masked(*member, mask, arena);
    }
    statement_bind_number(insert, 1, run);
    columns_bind(insert, 2, &plan_columns, &copy);
    e = statement_run(insert);
    statement_finish(insert);
    return e;
}

static enum error write_lists(struct store *s, int64_t run, const struct plan *plan, plan_rows_mask *mask, struct arena *arena)
{
    struct statement *insert = database_prepare(s, "INSERT INTO plan_lists(run, name, position, value) VALUES($1, $2, $3, $4)");
    enum error e = insert ? OK : ERROR_IO;

    for (size_t l = 0; l < plan_list_column_count && e == OK; l++) {
        const struct plan_list *list = (const void *)((const char *)plan + plan_list_columns[l].offset);

        for (size_t i = 0; i < list->count && e == OK; i++) {
            statement_bind_number(insert, 1, run);
            statement_bind_string(insert, 2, plan_list_columns[l].name);
            statement_bind_number(insert, 3, (int64_t)i);
            statement_bind_string(insert, 4, masked(list->at[i], mask, arena));
            e = statement_run(insert);
        }
    }
    statement_finish(insert);
    return e;
}

static enum error write_stages(struct store *s, int64_t run, const struct plan_stages *stages)
{
    struct statement *insert = columns_prepare_insert(s, &plan_stage_columns);
    enum error e = insert ? OK : ERROR_IO;

    for (size_t i = 0; i < stages->count && e == OK; i++) {
        statement_bind_number(insert, 1, run);
        statement_bind_number(insert, 2, (int64_t)i);
        columns_bind(insert, 3, &plan_stage_columns, &stages->at[i]);
        e = statement_run(insert);
    }
    statement_finish(insert);
    return e;
}

enum error plan_rows_write(struct store *s, int64_t run, const struct plan *plan, plan_rows_mask *mask)
{
    struct arena arena = {0};
    enum error e = write_values(s, run, plan, mask, &arena);

    if (e == OK)
        e = write_lists(s, run, plan, mask, &arena);
    if (e == OK)
        e = write_stages(s, run, &plan->stages);
    arena_reset(&arena);
    return e;
}

static enum error read_values(struct store *s, int64_t run, struct plan *plan, struct arena *arena)
{
    struct statement *select = columns_prepare_select(s, &plan_columns, NULL, 1);
    enum step step;

    if (!select)
        return database_failure(s);
    statement_bind_number(select, 1, run);
    step = statement_step(select);
    if (step == STEP_ROW)
        columns_read(select, &plan_columns, plan, arena);
    statement_finish(select);
    return step == STEP_ROW || step == STEP_DONE ? OK : database_failure(s);
}

static enum error read_list(struct store *s, struct statement *select, struct plan_list *list, struct arena *arena)
{
    size_t capacity = 16;
    const char **words = arena_alloc(arena, capacity * sizeof *words);
    enum step step;

    while ((step = statement_step(select)) == STEP_ROW) {
        const char *word = statement_string(select, 0);

        if (list->count == capacity) {
            words = arena_grow(arena, words, capacity * sizeof *words, 2 * capacity * sizeof *words);
            capacity *= 2;
        }
        words[list->count++] = arena_strdup(arena, word ? word : "");
    }
    list->at = words;
    statement_reset(select);
    return step == STEP_DONE ? OK : database_failure(s);
}

static enum error read_stages(struct store *s, int64_t run, struct plan_stages *stages, struct arena *arena)
{
    struct statement *select = columns_prepare_select(s, &plan_stage_columns, "position", LIMIT_STAGES);
    struct plan_stage *list = arena_zalloc(arena, LIMIT_STAGES * sizeof *list);
    enum step step;

    if (!select)
        return database_failure(s);
    statement_bind_number(select, 1, run);
    stages->at = list;
    while ((step = statement_step(select)) == STEP_ROW) {
        struct plan_stage *stage = &list[stages->count++];

        columns_read(select, &plan_stage_columns, stage, arena);
        if (!stage->name)
            stage->name = "";
        stages->open |= stage->arrivals > 0 || stage->ramp_s > 0;
    }
    statement_finish(select);
    return step == STEP_DONE ? OK : database_failure(s);
}

enum error plan_rows_read(struct store *s, int64_t run, struct plan *plan, struct arena *arena)
{
    struct statement *select;
    enum error e;

    *plan = (struct plan){0};
    e = read_values(s, run, plan, arena);
    if (e != OK)
        return e;
    select = database_prepare(s, "SELECT value FROM plan_lists WHERE run = $1 AND name = $2 ORDER BY position LIMIT $3");
    if (!select)
        return database_failure(s);
    statement_bind_number(select, 1, run);
    statement_bind_number(select, 3, LIMIT_OPTION_WORDS);
    for (size_t l = 0; l < plan_list_column_count && e == OK; l++) {
        struct plan_list *list = (void *)((char *)plan + plan_list_columns[l].offset);

        statement_bind_string(select, 2, plan_list_columns[l].name);
        e = read_list(s, select, list, arena);
    }
    statement_finish(select);
    return e == OK ? read_stages(s, run, &plan->stages, arena) : e;
}
