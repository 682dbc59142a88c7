/* SPDX-License-Identifier: MIT */
/* store/run_writer.c - see run_writer.h */
#include "store/run_writer.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/random.h"
#include "store/block_rows.h"
#include "store/request_rows.h"
#include "store/resource_rows.h"
#include "store/run_columns.h"
#include "store/stage_rows.h"
#include "store/writing_queue.h"

#define END_PATIENCE_MS 30000 /* for all of a run, on a slow server */
#define NAMES_SLICE_NS  NANOS_PER_MILLI
#define UUID_TEXT       33

/* Lists that are written as a whole: first the former rows go. */
enum list {
    LIST_CLASSES,
    LIST_CLASS_USERS,
    LIST_ITERATIONS,
    LIST_ERRORS,
    LIST_EXCEPTIONS,
    LIST_METRICS,
    LIST_CHECKS,
    LIST_REASONS,
    LIST_COUNT
};
static const struct columns *const list_columns[LIST_COUNT] = {&class_columns, &class_users_columns, &iteration_columns,
                                                               &error_columns, &exception_columns,   &metric_columns,
                                                               &check_columns, &reason_columns};
static const char *const list_clearing[LIST_COUNT] = {
    "DELETE FROM classes WHERE run = $1", "DELETE FROM class_users WHERE run = $1",    "DELETE FROM iterations WHERE run = $1",
    "DELETE FROM errors WHERE run = $1",  "DELETE FROM exceptions WHERE run = $1",     "DELETE FROM metrics WHERE run = $1",
    "DELETE FROM checks WHERE run = $1",  "DELETE FROM verdict_reasons WHERE run = $1"};

/* What the database has, so that only news is written. */
struct written {
    bool begun;            /* the run has its number */
    uint64_t failed;       /* requests, when the errors were written */
    size_t exceptions;     /* kinds of them that were written */
    double elapsed_s;      /* of the counts; when it becomes less, they were zeroed */
    bool any_second;       /* of the series; then: */
    uint32_t last_second;  /* the last point, which may have grown since */
    uint32_t series_width; /* seconds of a point */
    enum error series_errors[SERIES_ERRORS_NAMED];
    size_t next_row; /* whose turn it is */
    struct stages_written stages;
};

struct run_writer {
    struct writing_queue *queue;
    struct store *store; /* of the queue */
    const struct run_info *info;
    plan_rows_mask *mask;
    struct request_rows rows;
    struct block_rows blocks;
    struct resource_rows resources;
    struct stage_rows stages;
    struct statement *progress, *arrivals, *series, *series_errors;
    struct statement *forget_series_errors; /* from a second on */
    struct statement *lists[LIST_COUNT];
    struct written committed; /* before what is on its way, */
    struct written written;   /* and with it */
    bool silent;              /* the end was waited for in vain */
};

struct run_writer *run_writer_new(struct store *s, const struct run_info *info, plan_rows_mask *mask)
{
    struct writing_queue *queue = writing_queue_start(s);
    struct run_writer *w;

    if (!queue)
        return NULL;
    w = MEM_NEW(struct run_writer);
    w->queue = queue;
    w->store = writing_queue_store(queue);
    w->info = info;
    w->mask = mask;
    request_rows_init(&w->rows, w->store);
    block_rows_init(&w->blocks, w->store);
    resource_rows_init(&w->resources, w->store);
    stage_rows_init(&w->stages, w->store);
    w->progress = columns_prepare_insert(w->store, &progress_columns);
    w->arrivals = columns_prepare_insert(w->store, &arrival_columns);
    w->series = columns_prepare_insert(w->store, &series_columns);
    w->series_errors = columns_prepare_insert(w->store, &series_error_columns);
    w->forget_series_errors = database_prepare(w->store, "DELETE FROM series_errors WHERE run = $1 AND second >= $2");
    for (size_t i = 0; i < LIST_COUNT; i++)
        w->lists[i] = columns_prepare_insert(w->store, list_columns[i]);
    return w;
}

void run_writer_free(struct run_writer *w)
{
    if (!w)
        return;
    request_rows_free(&w->rows);
    block_rows_free(&w->blocks);
    resource_rows_free(&w->resources);
    stage_rows_free(&w->stages);
    statement_finish(w->progress);
    statement_finish(w->arrivals);
    statement_finish(w->series);
    statement_finish(w->series_errors);
    statement_finish(w->forget_series_errors);
    for (size_t i = 0; i < LIST_COUNT; i++)
        statement_finish(w->lists[i]);
    writing_queue_stop(w->queue, w->silent ? 0 : DATABASE_PATIENCE_MS);
    mem_free(w);
}

const char *run_writer_problem(const struct run_writer *w)
{
    return store_problem(w->store);
}

int64_t run_writer_run(const struct run_writer *w)
{
    return writing_queue_run(w->queue);
}

static enum error write_list(struct run_writer *w, enum list list, const void *records, size_t size, size_t count)
{
    enum error e = database_run_with(w->store, list_clearing[list], WRITING_RUN);

    for (size_t i = 0; i < count && e == OK; i++) {
        statement_bind_number(w->lists[list], 1, WRITING_RUN);
        statement_bind_number(w->lists[list], 2, (int64_t)i);
        columns_bind(w->lists[list], 3, list_columns[list], (const char *)records + i * size);
        e = statement_run(w->lists[list]);
    }
    return e;
}

/* What is known before the first number. */
static enum error insert_run(struct run_writer *w)
{
    const struct run_info *info = w->info;
    struct statement *insert = columns_prepare_insert(w->store, &run_info_columns);
    char uuid[UUID_TEXT];
    enum error e;

    snprintf(uuid, sizeof uuid, "%016" PRIx64 "%016" PRIx64, random_system_seed(), random_system_seed());
    statement_bind_string(insert, 1, uuid);
    statement_bind_string(insert, 2, info->plan->profile);
    statement_bind_number(insert, 3, false);
    columns_bind(insert, 4, &run_info_columns, info);
    e = statement_run(insert);
    statement_finish(insert);
    if (e == OK)
        e = plan_rows_write(w->store, WRITING_RUN, info->plan, w->mask);
    return e == OK ? write_list(w, LIST_CLASSES, info->classes, sizeof info->classes[0], info->class_count) : e;
}

static enum error write_record(struct statement *insert, const struct columns *c, const void *record)
{
    statement_bind_number(insert, 1, WRITING_RUN);
    columns_bind(insert, 2, c, record);
    return statement_run(insert);
}

static enum error write_progress(struct run_writer *w, const struct snapshot *s)
{
    const struct run_progress *p = &s->progress;
    const struct snapshot_iterations *i = &s->iterations;
    enum error e = write_record(w->progress, &progress_columns, s);

    if (e == OK)
        e = write_record(w->arrivals, &arrival_columns, s);
    if (e == OK)
        e = write_list(w, LIST_CLASS_USERS, p->classes, sizeof p->classes[0], p->class_count);
    return e == OK ? write_list(w, LIST_ITERATIONS, i->classes, sizeof i->classes[0], i->class_count) : e;
}

static enum error write_point_errors(struct run_writer *w, const struct snapshot *s, const struct series_point *point)
{
    enum error e = OK;

    for (size_t i = 0; i < COUNT(point->errors) && e == OK; i++) {
        struct stored_point_error row = {.second = point->second,
                                         .class = i < SERIES_ERRORS_NAMED ? error_id(s->series_errors[i]) : "other",
                                         .failures = point->errors[i]};

        if (row.failures == 0)
            continue;
        statement_bind_number(w->series_errors, 1, WRITING_RUN);
        columns_bind(w->series_errors, 2, &series_error_columns, &row);
        e = statement_run(w->series_errors);
    }
    return e;
}

static enum error forget_point_errors(struct run_writer *w, uint32_t from_second)
{
    statement_bind_number(w->forget_series_errors, 1, WRITING_RUN);
    statement_bind_number(w->forget_series_errors, 2, from_second);
    return statement_run(w->forget_series_errors);
}

/* A class gave its place to another, and what it had is among the others now. */
static bool series_was_renamed(const struct written *before, const struct snapshot *s)
{
    for (size_t i = 0; i < SERIES_ERRORS_NAMED; i++)
        if (before->series_errors[i] != OK && before->series_errors[i] != s->series_errors[i])
            return true;
    return false;
}

/* The points since the last one written, and that one again. When the series was merged to wider points, or its classes of errors
 * are others, all of it. */
static enum error write_series(struct run_writer *w, const struct snapshot *s, struct written *now)
{
    size_t from = 0;
    enum error e = OK;

    if (s->series_count == 0)
        return OK;
    if (now->any_second && (s->series[0].seconds != now->series_width || series_was_renamed(now, s)))
        e = database_run_with(w->store, "DELETE FROM series WHERE run = $1", WRITING_RUN);
    else if (now->any_second)
        for (from = s->series_count - 1; from > 0 && s->series[from].second > now->last_second;)
            from--;
    if (e == OK && now->any_second)
        e = forget_point_errors(w, s->series[from].second);
    for (size_t i = from; i < s->series_count && e == OK; i++) {
        statement_bind_number(w->series, 1, WRITING_RUN);
        columns_bind(w->series, 2, &series_columns, &s->series[i]);
        e = statement_run(w->series);
        if (e == OK)
            e = write_point_errors(w, s, &s->series[i]);
    }
    now->any_second = true;
    now->series_width = s->series[0].seconds;
    memcpy(now->series_errors, s->series_errors, sizeof now->series_errors);
    now->last_second = s->series[s->series_count - 1].second;
    return e;
}

static enum error write_troubles_and_metrics(struct run_writer *w, const struct snapshot *s, struct written *now)
{
    enum error e = OK;

    if (s->total.failed != now->failed)
        e = write_list(w, LIST_ERRORS, s->errors, sizeof s->errors[0], s->error_count);
    now->failed = s->total.failed;
    if (e == OK && (s->exception_count > 0 || now->exceptions > 0))
        e = write_list(w, LIST_EXCEPTIONS, s->exceptions, sizeof s->exceptions[0], s->exception_count);
    now->exceptions = s->exception_count;
    if (e == OK && s->metric_count > 0)
        e = write_list(w, LIST_METRICS, s->metrics, sizeof s->metrics[0], s->metric_count);
    return e;
}

/* As many as the slice allows, from where the last call left off: their histograms take the time. */
static enum error write_some_rows(struct run_writer *w, const struct snapshot *s, struct written *now)
{
    uint64_t until = clock_now() + NAMES_SLICE_NS;
    enum error e = OK;

    for (size_t i = 0; i < s->row_count && e == OK; i++) {
        if (now->next_row >= s->row_count)
            now->next_row = 0;
        e = request_rows_write(&w->rows, WRITING_RUN, &s->rows[now->next_row++], false, false);
        if (clock_now() >= until)
            break;
    }
    return e;
}

static enum error write_all_rows(struct run_writer *w, const struct snapshot *s)
{
    enum error e = OK;

    for (size_t i = 0; i < s->row_count && e == OK; i++)
        e = request_rows_write(&w->rows, WRITING_RUN, &s->rows[i], false, true);
    return e;
}

static enum error write_blocks(struct run_writer *w, const struct snapshot *s)
{
    enum error e = block_rows_write(&w->blocks, WRITING_RUN, &s->total);

    for (size_t i = 0; i < s->row_count && e == OK; i++)
        e = block_rows_write(&w->blocks, WRITING_RUN, &s->rows[i]);
    return e;
}

/* Names may have gone. */
static enum error forget_names(struct run_writer *w, bool blocks_too)
{
    enum error e = database_run_with(w->store, "DELETE FROM requests WHERE run = $1", WRITING_RUN);

    if (e != OK || !blocks_too)
        return e;
    block_rows_forget(&w->blocks);
    return database_run_with(w->store, "DELETE FROM blocks WHERE run = $1", WRITING_RUN);
}

/* Within a transaction. `now` is what will have been written when it is committed. */
static enum error write_snapshot(struct run_writer *w, const struct snapshot *s, struct written *now, bool last)
{
    bool anew = s->elapsed_s < now->elapsed_s;
    enum error e = now->begun ? OK : insert_run(w);

    now->begun = true;
    now->elapsed_s = s->elapsed_s;
    if (e == OK)
        e = write_progress(w, s);
    if (e == OK)
        e = write_series(w, s, now);
    if (e == OK && (anew || last)) {
        e = forget_names(w, anew);
        now->failed = UINT64_MAX;
    }
    if (e == OK && anew)
        e = stage_rows_clear(&w->stages, &now->stages);
    if (e == OK)
        e = write_troubles_and_metrics(w, s, now);
    if (e == OK)
        e = request_rows_write(&w->rows, WRITING_RUN, &s->total, true, last);
    if (e == OK)
        e = resource_rows_write(&w->resources, WRITING_RUN, s);
    if (e == OK)
        e = write_blocks(w, s);
    if (e == OK)
        e = last ? write_all_rows(w, s) : write_some_rows(w, s, now);
    if (e == OK && s->stage_count > 0)
        e = stage_rows_write(&w->stages, &w->rows, s, &now->stages, last);
    return e;
}

static enum error write_verdict(struct run_writer *w, const struct kept_verdict *v)
{
    struct statement *insert = columns_prepare_insert(w->store, &verdict_columns);
    enum error e;

    statement_bind_number(insert, 1, WRITING_RUN);
    columns_bind(insert, 2, &verdict_columns, v);
    e = statement_run(insert);
    statement_finish(insert);
    if (e == OK)
        e = write_list(w, LIST_CHECKS, v->checks, sizeof v->checks[0], v->check_count);
    return e == OK ? write_list(w, LIST_REASONS, v->reasons, sizeof v->reasons[0], v->reason_count) : e;
}

static enum error mark_ended(struct run_writer *w, int exit_code)
{
    struct statement *update = database_prepare(w->store, "UPDATE runs SET ended = 1, exit_code = $1 WHERE id = $2");
    enum error e;

    statement_bind_number(update, 1, exit_code);
    statement_bind_number(update, 2, WRITING_RUN);
    e = statement_run(update);
    statement_finish(update);
    return e;
}

/* What became of the last transaction; none is on its way. */
static enum error settle(struct run_writer *w)
{
    enum error e = writing_queue_outcome(w->queue);

    if (e == OK) {
        w->committed = w->written;
    } else {
        w->written = w->committed;
        block_rows_forget(&w->blocks);
        resource_rows_forget(&w->resources);
    }
    return e;
}

static enum error say_silence(struct run_writer *w)
{
    return database_fail(w->store, ERROR_TIMEOUT, "the store \"%s\" does not answer", w->store->path);
}

enum error run_writer_wait(struct run_writer *w, int milliseconds)
{
    return writing_queue_wait(w->queue, milliseconds) ? settle(w) : say_silence(w);
}

/* Begins, writes and hands over. */
static enum error write_all(struct run_writer *w, const struct snapshot *snapshot, bool last, const struct kept_verdict *verdict,
                            int exit_code)
{
    enum error e = database_begin(w->store, true);

    if (e == OK)
        e = write_snapshot(w, snapshot, &w->written, last);
    if (e == OK && verdict)
        e = write_verdict(w, verdict);
    if (e == OK && last)
        e = mark_ended(w, exit_code);
    return database_end(w->store, e);
}

enum error run_writer_tick(struct run_writer *w, const struct snapshot *snapshot)
{
    uint64_t busy_ns = writing_queue_busy_ns(w->queue);
    enum error former, e;

    if (snapshot->progress.start_ns == 0)
        return OK;
    if (busy_ns > 0) /* the next second has it all */
        return busy_ns > DATABASE_PATIENCE_MS * NANOS_PER_MILLI ? say_silence(w) : OK;
    former = settle(w);
    if (former == ERROR_SYNTAX)
        return former;
    e = write_all(w, snapshot, false, NULL, 0);
    if (former != OK && former != ERROR_TIMEOUT) /* else another process writes, and this second may make up for it */
        return former;
    return e;
}

enum error run_writer_end(struct run_writer *w, const struct snapshot *snapshot, const struct kept_verdict *verdict,
                          int exit_code)
{
    enum error e;

    if (snapshot->progress.start_ns == 0)
        return OK;
    e = run_writer_wait(w, DATABASE_PATIENCE_MS);
    if (e != ERROR_SYNTAX && writing_queue_busy_ns(w->queue) == 0) {
        e = write_all(w, snapshot, true, verdict, exit_code);
        if (e == OK)
            e = run_writer_wait(w, END_PATIENCE_MS);
    }
    w->silent = writing_queue_busy_ns(w->queue) > 0;
    return e;
}
