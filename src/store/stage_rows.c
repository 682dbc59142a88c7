/* SPDX-License-Identifier: MIT */
/* store/stage_rows.c - see stage_rows.h */
#include "store/stage_rows.h"

#include "base/clock.h"
#include "base/limits.h"
#include "stats/histogram.h"
#include "store/run_columns.h"
#include "store/writing_queue.h"

#define SLICE_NS NANOS_PER_MILLI

void stage_rows_init(struct stage_rows *r, struct store *store)
{
    *r = (struct stage_rows){.store = store};
    r->insert = columns_prepare_insert(store, &stage_columns);
    r->insert_row = columns_prepare_insert(store, &stage_request_columns);
}

void stage_rows_free(struct stage_rows *r)
{
    statement_finish(r->insert);
    statement_finish(r->insert_row);
}

static enum error write_list(struct stage_rows *r, const struct snapshot *s)
{
    enum error e = database_run_with(r->store, "DELETE FROM stages WHERE run = $1", WRITING_RUN);

    for (size_t i = 0; i < s->stage_count && e == OK; i++) {
        statement_bind_number(r->insert, 1, WRITING_RUN);
        statement_bind_number(r->insert, 2, (int64_t)i);
        columns_bind(r->insert, 3, &stage_columns, &s->stages[i]);
        e = statement_run(r->insert);
    }
    return e;
}

static enum error write_row(struct stage_rows *r, struct request_rows *rows, const struct snapshot_stage *stage, size_t place)
{
    struct stored_stage_row record = {
        .row = place == 0 ? stage->total : stage->rows[place - 1], .stage = stage->number, .is_total = place == 0};

    statement_bind_number(r->insert_row, 1, WRITING_RUN);
    return request_rows_write_record(rows, r->insert_row, &stage_request_columns, 2, &record, !stage->running);
}

enum error stage_rows_write(struct stage_rows *r, struct request_rows *rows, const struct snapshot *s,
                            struct stages_written *written, bool last)
{
    uint64_t until = clock_now() + SLICE_NS;
    const struct snapshot_stage *newest = &s->stages[s->stage_count - 1];
    enum error e = write_list(r, s);

    while (e == OK && written->stage < s->stage_count && !s->stages[written->stage].running) {
        const struct snapshot_stage *stage = &s->stages[written->stage];

        e = write_row(r, rows, stage, written->rows++);
        if (written->rows > stage->row_count)
            *written = (struct stages_written){.stage = written->stage + 1};
        if (!last && clock_now() >= until)
            break;
    }
    return e == OK && newest->running ? write_row(r, rows, newest, 0) : e;
}

enum error stage_rows_clear(struct stage_rows *r, struct stages_written *written)
{
    *written = (struct stages_written){0};
    return database_run_with(r->store, "DELETE FROM stage_requests WHERE run = $1", WRITING_RUN);
}

/* ---- the way back ---- */

static enum error read_list(struct store *s, int64_t run, struct snapshot *snapshot, struct arena *arena, const char **problem)
{
    struct statement *select = columns_prepare_select(s, &stage_columns, "position", LIMIT_STAGES);
    struct snapshot_stage *list = arena_zalloc(arena, LIMIT_STAGES * sizeof *list);
    size_t count = 0;
    bool fine = true;
    enum step step;

    if (!select)
        return database_failure(s);
    statement_bind_number(select, 1, run);
    while ((step = statement_step(select)) == STEP_ROW) {
        columns_read(select, &stage_columns, &list[count], arena);
        list[count].total.name = TEXT("Aggregated");
        fine = fine && list[count].number == count + 1;
        count++;
    }
    statement_finish(select);
    snapshot->stages = list;
    snapshot->stage_count = count;
    if (!fine)
        *problem = "its stages are not in order";
    return !fine ? ERROR_SYNTAX : step == STEP_DONE ? OK : database_failure(s);
}

/* Rows come by stage; those of one grow its list. A row of a stage that is not there is left out. */
static void keep(const struct stored_stage_row *record, struct snapshot *s, struct arena *arena)
{
    struct snapshot_stage *stages = (struct snapshot_stage *)(uintptr_t)s->stages; /* ours, shown as constant */
    struct snapshot_stage *stage = record->stage >= 1 && record->stage <= s->stage_count ? &stages[record->stage - 1] : NULL;
    struct snapshot_row *rows;

    if (!stage || (record->is_total && stage->total.response_histogram)) {
        request_rows_free_histograms(&record->row);
        return;
    }
    if (record->is_total) {
        stage->total = record->row;
        return;
    }
    rows = (struct snapshot_row *)(uintptr_t)stage->rows;
    if ((stage->row_count & (stage->row_count - 1)) == 0) /* full: its room doubles */
        rows = arena_grow(arena, rows, stage->row_count * sizeof *rows, MAX(2 * stage->row_count, (size_t)1) * sizeof *rows);
    rows[stage->row_count++] = record->row;
    stage->rows = rows;
}

enum error stage_rows_read(struct store *s, int64_t run, struct snapshot *snapshot, struct arena *arena, const char **problem)
{
    enum error e = read_list(s, run, snapshot, arena, problem);
    struct statement *select;
    enum step step = STEP_DONE;

    if (e != OK || snapshot->stage_count == 0)
        return e;
    select = columns_prepare_select(s, &stage_request_columns, "stage, is_total, name, method",
                                    (size_t)LIMIT_STAGES * (LIMIT_NAMES + 2));
    if (!select)
        return database_failure(s);
    statement_bind_number(select, 1, run);
    while (e == OK && (step = statement_step(select)) == STEP_ROW) {
        struct stored_stage_row record = {0};

        e = request_rows_read(select, &stage_request_columns, &record, arena, problem);
        keep(&record, snapshot, arena);
    }
    statement_finish(select);
    return e != OK ? e : step == STEP_DONE ? OK : database_failure(s);
}
