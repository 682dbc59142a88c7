/* SPDX-License-Identifier: MIT */
/* store/run_reader.c - see run_reader.h */
#include "store/run_reader.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/limits.h"
#include "stats/histogram.h"
#include "stats/series.h"
#include "store/block_rows.h"
#include "store/plan_rows.h"
#include "store/request_rows.h"
#include "store/resource_rows.h"
#include "store/run_columns.h"
#include "store/stage_rows.h"

struct reading {
    struct stored_run *run;
    struct store *store;
};

/* A list read to the end: an array in the arena. */
struct list {
    char *at;
    size_t count, capacity;
};

static void *add(struct list *list, size_t size, struct arena *arena)
{
    char *record;

    if (list->count == list->capacity) {
        size_t capacity = MAX(2 * list->capacity, (size_t)16);

        list->at = arena_grow(arena, list->at, list->capacity * size, capacity * size);
        list->capacity = capacity;
    }
    record = list->at + list->count++ * size;
    memset(record, 0, size);
    return record;
}

/* All rows of a run as an array of records of `size` bytes. */
static enum error read_list(const struct reading *r, const struct columns *c, const char *order, size_t limit, size_t size,
                            struct list *out)
{
    struct statement *select = columns_prepare_select(r->store, c, order, limit);
    enum step step;

    *out = (struct list){0};
    if (!select)
        return database_failure(r->store);
    statement_bind_number(select, 1, r->run->id);
    while ((step = statement_step(select)) == STEP_ROW)
        columns_read(select, c, add(out, size, &r->run->arena), &r->run->arena);
    statement_finish(select);
    return step == STEP_DONE ? OK : database_failure(r->store);
}

static enum error damaged(struct store *s, int64_t run, const char *problem)
{
    snprintf(s->problem, sizeof s->problem, "run %lld in the store \"%s\" is damaged: %s", (long long)run, s->path, problem);
    return ERROR_SYNTAX;
}

/* Names, then the total in a record of its own. */
static enum error read_requests(const struct reading *r)
{
    struct snapshot *s = &r->run->snapshot;
    struct statement *select = columns_prepare_select(r->store, &request_columns, "is_total, name, method", LIMIT_NAMES + 2);
    const char *problem = NULL;
    struct list rows = {0};
    enum error e = OK;
    enum step step = STEP_DONE;

    if (!select)
        return database_failure(r->store);
    statement_bind_number(select, 1, r->run->id);
    while (e == OK && (step = statement_step(select)) == STEP_ROW)
        e = request_rows_read(select, &request_columns, add(&rows, sizeof(struct snapshot_row), &r->run->arena), &r->run->arena,
                              &problem);
    statement_finish(select);
    s->rows = (struct snapshot_row *)(void *)rows.at;
    s->row_count = rows.count;
    if (e != OK)
        return damaged(r->store, r->run->id, problem);
    if (step != STEP_DONE)
        return database_failure(r->store);
    if (rows.count == 0)
        return damaged(r->store, r->run->id, "its numbers are missing");
    s->total = s->rows[--s->row_count];
    e = block_rows_read(r->store, r->run->id, s, &r->run->arena, &problem);
    if (e == OK)
        e = stage_rows_read(r->store, r->run->id, s, &r->run->arena, &problem);
    return e != OK && problem ? damaged(r->store, r->run->id, problem) : e;
}

static enum error read_series(const struct reading *r)
{
    struct snapshot *s = &r->run->snapshot;
    struct list points, errors = {0};
    enum error e = read_list(r, &series_columns, "second", LIMIT_SERIES_POINTS, sizeof(struct series_point), &points);
    struct series_point *at = (struct series_point *)(void *)points.at;
    size_t point = 0;

    s->series = at;
    s->series_count = points.count;
    if (e == OK)
        e = read_list(r, &series_error_columns, "second, class", LIMIT_SERIES_POINTS * (SERIES_ERRORS_NAMED + 1),
                      sizeof(struct stored_point_error), &errors);
    for (size_t i = 0; i < errors.count; i++) {
        const struct stored_point_error *row = (const struct stored_point_error *)(void *)errors.at + i;

        while (point < points.count && at[point].second < row->second)
            point++;
        if (point < points.count && at[point].second == row->second && row->class)
            at[point].errors[series_error_place(s->series_errors, row->class)] += row->failures;
    }
    return e;
}

static enum error read_lists(const struct reading *r)
{
    struct snapshot *s = &r->run->snapshot;
    struct list list;
    enum error e = read_list(r, &class_columns, "position", LIMIT_USER_CLASSES, sizeof(struct run_class), &list);

    r->run->info.classes = (const struct run_class *)(void *)list.at;
    r->run->info.class_count = list.count;
    if (e == OK)
        e = read_list(r, &class_users_columns, "position", LIMIT_USER_CLASSES, sizeof(struct class_count), &list);
    s->progress.classes = (const struct class_count *)(void *)list.at;
    s->progress.class_count = list.count;
    if (e == OK)
        e = read_list(r, &iteration_columns, "position", LIMIT_USER_CLASSES, sizeof(struct iteration_counts), &list);
    s->iterations.classes = (const struct iteration_counts *)(void *)list.at;
    s->iterations.class_count = list.count;
    for (size_t i = 0; i < list.count; i++)
        iteration_counts_add(&s->iterations.total, &s->iterations.classes[i]);
    if (e == OK)
        e = read_list(r, &error_columns, "position", LIMIT_ERRORS + 1, sizeof(struct snapshot_error), &list);
    s->errors = (const struct snapshot_error *)(void *)list.at;
    s->error_count = list.count;
    if (e == OK)
        e = read_list(r, &exception_columns, "position", LIMIT_EXCEPTIONS + 1, sizeof(struct snapshot_exception), &list);
    s->exceptions = (const struct snapshot_exception *)(void *)list.at;
    s->exception_count = list.count;
    if (e == OK)
        e = read_list(r, &metric_columns, "position", LIMIT_METRICS + 1, sizeof(struct snapshot_metric), &list);
    s->metrics = (const struct snapshot_metric *)(void *)list.at;
    s->metric_count = list.count;
    if (e == OK)
        e = read_series(r);
    return e == OK ? resource_rows_read(r->store, r->run->id, s, &r->run->arena) : e;
}

/* A run that was cut off has none. */
static enum error read_verdict(const struct reading *r)
{
    struct kept_verdict *v = &r->run->verdict;
    struct list list;
    enum error e = read_list(r, &verdict_columns, NULL, 1, sizeof *v, &list);

    if (e == OK && list.count == 1)
        memcpy(v, list.at, sizeof *v);
    if (e == OK)
        e = read_list(r, &check_columns, "position", LIMIT_OPTION_WORDS, sizeof(struct kept_check), &list);
    v->checks = (const struct kept_check *)(void *)list.at;
    v->check_count = list.count;
    if (e == OK)
        e = read_list(r, &reason_columns, "position", LIMIT_OPTION_WORDS, sizeof(struct kept_reason), &list);
    v->reasons = (const struct kept_reason *)(void *)list.at;
    v->reason_count = list.count;
    return e;
}

static enum error read_identity(const struct reading *r)
{
    struct stored_run *run = r->run;
    struct statement *select = database_prepare(r->store, "SELECT uuid, label, ended, exit_code FROM runs WHERE id = $1");
    enum step step;

    if (!select)
        return database_failure(r->store);
    statement_bind_number(select, 1, run->id);
    step = statement_step(select);
    if (step == STEP_ROW) {
        const char *uuid = statement_string(select, 0), *label = statement_string(select, 1);

        run->uuid = arena_strdup(&run->arena, uuid ? uuid : "");
        run->label = label ? arena_strdup(&run->arena, label) : NULL;
        run->ended = statement_number(select, 2) != 0;
        run->exit_code = statement_number(select, 3);
    }
    statement_finish(select);
    if (step == STEP_ROW)
        return OK;
    if (step != STEP_DONE)
        return database_failure(r->store);
    snprintf(r->store->problem, sizeof r->store->problem, "there is no run %lld in the store \"%s\"", (long long)run->id,
             r->store->path);
    return ERROR_NOT_FOUND;
}

/* The one row of a table, into a record that exists. Older runs do not have what was added later. */
static enum error read_record(const struct reading *r, const struct columns *c, bool needed, void *record)
{
    struct statement *select = columns_prepare_select(r->store, c, NULL, 1);
    enum step step;

    if (!select)
        return database_failure(r->store);
    statement_bind_number(select, 1, r->run->id);
    step = statement_step(select);
    if (step == STEP_ROW)
        columns_read(select, c, record, &r->run->arena);
    statement_finish(select);
    if (step == STEP_DONE && needed)
        return damaged(r->store, r->run->id, "parts of it are missing");
    return step == STEP_ROW || step == STEP_DONE ? OK : database_failure(r->store);
}

/* Outputs show texts that the running program always has. */
static void complete(struct stored_run *run)
{
    struct run_info *info = &run->info;
    const char **texts[] = {&info->title, &info->command_line, &info->machine, &info->system, &info->version, &info->libraries};
    bool silent = clock_wall() > run->snapshot.taken_wall_ns + STORED_RUN_SILENCE_NS;

    for (size_t i = 0; i < COUNT(texts); i++)
        if (!*texts[i])
            *texts[i] = "";
    info->plan = &run->plan;
    if (!run->ended && !run->snapshot.progress.stop_reason)
        run->snapshot.progress.stop_reason = silent ? "cut off, by a crash or a signal" : "still going on";
}

/* One transaction, so that a run that goes on is read at one moment. */
static enum error read_all(const struct reading *r)
{
    struct stored_run *run = r->run;
    enum error e = read_identity(r);

    if (e == OK)
        e = read_record(r, &run_info_columns, true, &run->info);
    if (e == OK)
        e = plan_rows_read(r->store, run->id, &run->plan, &run->arena);
    if (e == OK)
        e = read_record(r, &progress_columns, true, &run->snapshot);
    if (e == OK)
        e = read_record(r, &arrival_columns, false, &run->snapshot);
    if (e == OK)
        e = read_lists(r);
    if (e == OK)
        e = read_verdict(r);
    return e == OK ? read_requests(r) : e;
}

enum error stored_run_read(struct stored_run *r, struct store *s, int64_t id)
{
    struct reading reading = {.run = r, .store = s};
    enum error e;

    *r = (struct stored_run){.id = id};
    e = database_run(s, "BEGIN");
    if (e == OK)
        e = database_end(s, read_all(&reading));
    if (e == OK)
        complete(r);
    else
        stored_run_free(r);
    return e;
}

void stored_run_free(struct stored_run *r)
{
    for (size_t i = 0; i < r->snapshot.row_count; i++)
        request_rows_free_histograms(&r->snapshot.rows[i]);
    request_rows_free_histograms(&r->snapshot.total);
    for (size_t i = 0; i < r->snapshot.stage_count; i++) {
        const struct snapshot_stage *stage = &r->snapshot.stages[i];

        request_rows_free_histograms(&stage->total);
        for (size_t n = 0; n < stage->row_count; n++)
            request_rows_free_histograms(&stage->rows[n]);
    }
    arena_reset(&r->arena);
}
