/* SPDX-License-Identifier: MIT */
/* store/run_writer.c - see run_writer.h */
#include "store/run_writer.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/random.h"
#include "store/block_rows.h"
#include "store/checkpointer.h"
#include "store/request_rows.h"
#include "store/run_columns.h"

#define PATIENCE_MS    5
#define NAMES_SLICE_NS NANOS_PER_MILLI
#define UUID_TEXT      33

/* Lists that are written as a whole: first the former rows go. */
enum list { LIST_CLASSES, LIST_CLASS_USERS, LIST_ERRORS, LIST_METRICS, LIST_CHECKS, LIST_REASONS, LIST_COUNT };
static const struct columns *const list_columns[LIST_COUNT] = {&class_columns,  &class_users_columns, &error_columns,
                                                               &metric_columns, &check_columns,       &reason_columns};
static const char *const list_clearing[LIST_COUNT] = {
    "DELETE FROM classes WHERE run = ?", "DELETE FROM class_users WHERE run = ?", "DELETE FROM errors WHERE run = ?",
    "DELETE FROM metrics WHERE run = ?", "DELETE FROM checks WHERE run = ?",      "DELETE FROM verdict_reasons WHERE run = ?"};

/* What has been committed, so that only news is written. */
struct written {
    int64_t run;           /* 0: nothing */
    uint64_t failed;       /* requests, when the errors were written */
    double elapsed_s;      /* of the counts; when it becomes less, they were zeroed */
    bool any_second;       /* of the series; then: */
    uint32_t last_second;  /* the last point, which may have grown since */
    uint32_t series_width; /* seconds of a point */
    size_t next_row;       /* whose turn it is */
};

struct run_writer {
    struct store *store;
    const struct run_info *info;
    plan_rows_mask *mask;
    struct checkpointer *checkpointer;
    struct request_rows rows;
    struct block_rows blocks;
    sqlite3_stmt *progress, *series;
    sqlite3_stmt *lists[LIST_COUNT];
    struct written written;
};

struct run_writer *run_writer_new(struct store *s, const struct run_info *info, plan_rows_mask *mask)
{
    struct run_writer *w = MEM_NEW(struct run_writer);
    bool fine = request_rows_init(&w->rows, s) == OK, blocks_fine = block_rows_init(&w->blocks, s) == OK;

    w->store = s;
    w->info = info;
    w->mask = mask;
    w->progress = columns_prepare_insert(s, &progress_columns);
    w->series = columns_prepare_insert(s, &series_columns);
    fine = fine && blocks_fine && w->progress && w->series;
    for (size_t i = 0; i < LIST_COUNT; i++) {
        w->lists[i] = columns_prepare_insert(s, list_columns[i]);
        fine = fine && w->lists[i];
    }
    if (fine) {
        w->checkpointer = checkpointer_start(s);
        return w;
    }
    run_writer_free(w);
    return NULL;
}

void run_writer_free(struct run_writer *w)
{
    if (!w)
        return;
    checkpointer_stop(w->checkpointer);
    request_rows_free(&w->rows);
    block_rows_free(&w->blocks);
    sqlite3_finalize(w->progress);
    sqlite3_finalize(w->series);
    for (size_t i = 0; i < LIST_COUNT; i++)
        sqlite3_finalize(w->lists[i]);
    mem_free(w);
}

int64_t run_writer_run(const struct run_writer *w)
{
    return w->written.run;
}

static enum error write_list(struct run_writer *w, int64_t run, enum list list, const void *records, size_t size, size_t count)
{
    enum error e = database_run_with(w->store, list_clearing[list], run);

    for (size_t i = 0; i < count && e == OK; i++) {
        sqlite3_bind_int64(w->lists[list], 1, run);
        sqlite3_bind_int64(w->lists[list], 2, (int64_t)i);
        columns_bind(w->lists[list], 3, list_columns[list], (const char *)records + i * size);
        e = database_step(w->store, w->lists[list]);
    }
    return e;
}

/* What is known before the first number. */
static enum error insert_run(struct run_writer *w, int64_t *run)
{
    const struct run_info *info = w->info;
    sqlite3_stmt *insert = columns_prepare_insert(w->store, &run_info_columns);
    char uuid[UUID_TEXT];
    enum error e;

    if (!insert)
        return database_fail(w->store);
    snprintf(uuid, sizeof uuid, "%016" PRIx64 "%016" PRIx64, random_system_seed(), random_system_seed());
    sqlite3_bind_text(insert, 2, uuid, -1, SQLITE_STATIC); /* 1 is the number, which SQLite chooses */
    sqlite3_bind_text(insert, 3, info->plan->profile, -1, SQLITE_STATIC);
    sqlite3_bind_int(insert, 4, false);
    columns_bind(insert, 5, &run_info_columns, info);
    e = database_step(w->store, insert);
    sqlite3_finalize(insert);
    *run = sqlite3_last_insert_rowid(w->store->db);
    if (e == OK)
        e = plan_rows_write(w->store, *run, info->plan, w->mask);
    return e == OK ? write_list(w, *run, LIST_CLASSES, info->classes, sizeof info->classes[0], info->class_count) : e;
}

static enum error write_progress(struct run_writer *w, int64_t run, const struct snapshot *s)
{
    enum error e;

    sqlite3_bind_int64(w->progress, 1, run);
    columns_bind(w->progress, 2, &progress_columns, s);
    e = database_step(w->store, w->progress);
    if (e != OK)
        return e;
    return write_list(w, run, LIST_CLASS_USERS, s->progress.classes, sizeof s->progress.classes[0], s->progress.class_count);
}

/* The points since the last one written, and that one again. When the series was merged to wider points, all of it. */
static enum error write_series(struct run_writer *w, const struct snapshot *s, struct written *now)
{
    size_t from = 0;
    enum error e = OK;

    if (s->series_count == 0)
        return OK;
    if (now->any_second && s->series[0].seconds != now->series_width)
        e = database_run_with(w->store, "DELETE FROM series WHERE run = ?", now->run);
    else if (now->any_second)
        for (from = s->series_count - 1; from > 0 && s->series[from].second > now->last_second;)
            from--;
    for (size_t i = from; i < s->series_count && e == OK; i++) {
        sqlite3_bind_int64(w->series, 1, now->run);
        columns_bind(w->series, 2, &series_columns, &s->series[i]);
        e = database_step(w->store, w->series);
    }
    now->any_second = true;
    now->series_width = s->series[0].seconds;
    now->last_second = s->series[s->series_count - 1].second;
    return e;
}

static enum error write_troubles_and_metrics(struct run_writer *w, const struct snapshot *s, struct written *now)
{
    enum error e = OK;

    if (s->total.failed != now->failed)
        e = write_list(w, now->run, LIST_ERRORS, s->errors, sizeof s->errors[0], s->error_count);
    now->failed = s->total.failed;
    if (e == OK && s->metric_count > 0)
        e = write_list(w, now->run, LIST_METRICS, s->metrics, sizeof s->metrics[0], s->metric_count);
    return e;
}

/* A name with its blocks of time. */
static enum error write_row(struct run_writer *w, int64_t run, const struct snapshot_row *row, bool total, bool last)
{
    enum error e = request_rows_write(&w->rows, run, row, total, last);

    return e == OK ? block_rows_write(&w->blocks, run, row) : e;
}

/* As many as the slice allows, from where the last call left off. */
static enum error write_some_rows(struct run_writer *w, const struct snapshot *s, struct written *now)
{
    uint64_t until = clock_now() + NAMES_SLICE_NS;
    enum error e = OK;

    for (size_t i = 0; i < s->row_count && e == OK; i++) {
        if (now->next_row >= s->row_count)
            now->next_row = 0;
        e = write_row(w, now->run, &s->rows[now->next_row++], false, false);
        if (clock_now() >= until)
            break;
    }
    return e;
}

static enum error write_all_rows(struct run_writer *w, const struct snapshot *s, int64_t run)
{
    enum error e = OK;

    for (size_t i = 0; i < s->row_count && e == OK; i++)
        e = write_row(w, run, &s->rows[i], false, true);
    return e;
}

/* Within a transaction. `now` is what will have been written when it is committed. */
static enum error write_snapshot(struct run_writer *w, const struct snapshot *s, struct written *now, bool last)
{
    enum error e = now->run ? OK : insert_run(w, &now->run);

    if (e == OK)
        e = write_progress(w, now->run, s);
    if (e == OK)
        e = write_series(w, s, now);
    if (e == OK && (s->elapsed_s < now->elapsed_s || last)) { /* names may have gone */
        e = database_run_with(w->store, "DELETE FROM requests WHERE run = ?", now->run);
        now->failed = UINT64_MAX;
    }
    if (e == OK && s->elapsed_s < now->elapsed_s) {
        e = database_run_with(w->store, "DELETE FROM blocks WHERE run = ?", now->run);
        block_rows_forget(&w->blocks);
    }
    now->elapsed_s = s->elapsed_s;
    if (e == OK)
        e = write_troubles_and_metrics(w, s, now);
    if (e == OK)
        e = write_row(w, now->run, &s->total, true, last);
    if (e == OK)
        e = last ? write_all_rows(w, s, now->run) : write_some_rows(w, s, now);
    return e;
}

static enum error write_verdict(struct run_writer *w, int64_t run, const struct kept_verdict *v)
{
    sqlite3_stmt *insert = columns_prepare_insert(w->store, &verdict_columns);
    enum error e;

    if (!insert)
        return database_fail(w->store);
    sqlite3_bind_int64(insert, 1, run);
    columns_bind(insert, 2, &verdict_columns, v);
    e = database_step(w->store, insert);
    sqlite3_finalize(insert);
    if (e == OK)
        e = write_list(w, run, LIST_CHECKS, v->checks, sizeof v->checks[0], v->check_count);
    return e == OK ? write_list(w, run, LIST_REASONS, v->reasons, sizeof v->reasons[0], v->reason_count) : e;
}

static enum error mark_ended(struct run_writer *w, int64_t run, int exit_code)
{
    sqlite3_stmt *update = database_prepare(w->store, "UPDATE runs SET ended = 1, exit_code = ?2 WHERE id = ?1");
    enum error e;

    if (!update)
        return database_fail(w->store);
    sqlite3_bind_int64(update, 1, run);
    sqlite3_bind_int(update, 2, exit_code);
    e = database_step(w->store, update);
    sqlite3_finalize(update);
    return e;
}

enum error run_writer_tick(struct run_writer *w, const struct snapshot *snapshot)
{
    struct written now = w->written;
    enum error e;

    if (snapshot->progress.start_ns == 0)
        return OK;
    database_set_patience(w->store, PATIENCE_MS);
    e = database_begin(w->store);
    if (e == ERROR_TIMEOUT)
        return OK; /* somebody else's turn; the next second has it all */
    if (e == OK)
        e = database_end(w->store, write_snapshot(w, snapshot, &now, false));
    if (e == OK)
        w->written = now;
    else
        block_rows_forget(&w->blocks);
    return e == ERROR_TIMEOUT ? OK : e;
}

enum error run_writer_end(struct run_writer *w, const struct snapshot *snapshot, const struct kept_verdict *verdict,
                          int exit_code)
{
    struct written now = w->written;
    enum error e;

    if (snapshot->progress.start_ns == 0)
        return OK;
    database_set_patience(w->store, DATABASE_PATIENT_MS);
    e = database_begin(w->store);
    if (e != OK)
        return e;
    e = write_snapshot(w, snapshot, &now, true);
    if (e == OK && verdict)
        e = write_verdict(w, now.run, verdict);
    if (e == OK)
        e = mark_ended(w, now.run, exit_code);
    e = database_end(w->store, e);
    if (e == OK)
        w->written = now;
    else
        block_rows_forget(&w->blocks);
    return e;
}
