/* SPDX-License-Identifier: MIT */
/* output/csv.c - when the CSV files are written; see csv.h */
#include "output/csv.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "output/csv_rows.h"
#include "output/report_file.h"
#include "output/stage_table.h"

#define SHARE_OF_TIME 50 /* one part of so many may go to rewriting */

enum csv_file { CSV_STATS, CSV_HISTORY, CSV_FAILURES, CSV_EXCEPTIONS, CSV_STAGES, CSV_RESOURCES, CSV_COUNT };

static const char *const suffixes[CSV_COUNT] = {"_stats.csv",      "_stats_history.csv", "_failures.csv",
                                                "_exceptions.csv", "_stages.csv",        "_resources.csv"};

struct csv {
    struct output output;
    bool full_history;
    bool wanted[CSV_COUNT]; /* those of stages and components only where there are any */
    char *paths[CSV_COUNT];
    FILE *history;
    uint64_t rewrite_from_ns; /* not before this time */
    uint64_t history_second;  /* of the last rows, of wall time */
    struct buffer row;
};

/* Writes the row that was prepared. What cannot be written shows when the stream is flushed. */
static void put_row(struct csv *csv, FILE *stream)
{
    fwrite(csv->row.data, 1, csv->row.size, stream);
    buffer_clear(&csv->row);
}

static enum error fail(struct csv *csv, enum csv_file file)
{
    snprintf(csv->output.problem, sizeof csv->output.problem, "cannot write %s: %m", csv->paths[file]);
    return ERROR_IO;
}

static void write_stats(struct csv *csv, const struct snapshot *s, FILE *stream)
{
    csv_stats_heading(&csv->row);
    put_row(csv, stream);
    for (size_t i = 0; i < s->row_count; i++) {
        csv_stats_row(&s->rows[i], &csv->row);
        put_row(csv, stream);
    }
    csv_stats_row(&s->total, &csv->row);
    put_row(csv, stream);
}

static void write_failures(struct csv *csv, const struct snapshot *s, FILE *stream)
{
    csv_failures_heading(&csv->row);
    put_row(csv, stream);
    for (size_t i = 0; i < s->error_count; i++) {
        csv_failures_row(&s->errors[i], &csv->row);
        put_row(csv, stream);
    }
}

static void write_exceptions(struct csv *csv, const struct snapshot *s, FILE *stream)
{
    csv_exceptions_heading(&csv->row);
    put_row(csv, stream);
    for (size_t i = 0; i < s->exception_count; i++) {
        csv_exceptions_row(&s->exceptions[i], &csv->row);
        put_row(csv, stream);
    }
}

static void write_stages(struct csv *csv, const struct snapshot *s, FILE *stream)
{
    stage_csv_heading(&csv->row);
    put_row(csv, stream);
    for (size_t i = 0; i < s->stage_count; i++) {
        const struct snapshot_stage *stage = &s->stages[i];

        for (size_t n = 0; n < stage->row_count; n++) {
            stage_csv_row(stage, &stage->rows[n], &csv->row);
            put_row(csv, stream);
        }
        stage_csv_row(stage, &stage->total, &csv->row);
        put_row(csv, stream);
    }
}

static void write_resources(struct csv *csv, const struct snapshot *s, FILE *stream)
{
    csv_resources_heading(&csv->row);
    put_row(csv, stream);
    for (size_t i = 0; i < s->resource_count; i++) {
        const struct snapshot_resource *r = &s->resources[i];

        for (size_t k = 0; k < r->point_count; k++) {
            csv_resources_row(s, r, &r->points[k], &csv->row);
            put_row(csv, stream);
        }
    }
}

static enum error rewrite(struct csv *csv, const struct snapshot *s)
{
    static void (*const writers[CSV_COUNT])(struct csv *, const struct snapshot *, FILE *) = {[CSV_STATS] = write_stats,
                                                                                              [CSV_FAILURES] = write_failures,
                                                                                              [CSV_EXCEPTIONS] = write_exceptions,
                                                                                              [CSV_STAGES] = write_stages,
                                                                                              [CSV_RESOURCES] = write_resources};
    uint64_t start = clock_now();
    enum error result = OK;

    for (size_t file = 0; file < CSV_COUNT; file++) {
        struct report_file f;

        if (!writers[file] || !csv->wanted[file])
            continue;
        if (report_file_open(&f, csv->paths[file]) != OK) {
            result = fail(csv, (enum csv_file)file);
            continue;
        }
        writers[file](csv, s, f.stream);
        if (report_file_commit(&f) != OK)
            result = fail(csv, (enum csv_file)file);
    }
    csv->rewrite_from_ns = s->taken_ns + (clock_now() - start) * SHARE_OF_TIME;
    return result;
}

static enum error append_history(struct csv *csv, const struct snapshot *s)
{
    uint64_t second = s->taken_wall_ns / NANOS_PER_SECOND;

    if (second == csv->history_second) /* the end of the run comes within a second of the last tick */
        return OK;
    csv->history_second = second;
    for (size_t i = 0; i < s->row_count && csv->full_history; i++) {
        csv_history_row(s, &s->rows[i], true, &csv->row);
        put_row(csv, csv->history);
    }
    csv_history_row(s, &s->total, csv->full_history, &csv->row);
    put_row(csv, csv->history);
    if (fflush(csv->history) == 0 && !ferror(csv->history))
        return OK;
    clearerr(csv->history);
    return fail(csv, CSV_HISTORY);
}

static enum error csv_start(struct output *o, const struct run_info *info, char *problem)
{
    struct csv *csv = CONTAINER_OF(o, struct csv, output);

    csv->wanted[CSV_STAGES] = info->plan->stages.count > 0;
    csv->wanted[CSV_RESOURCES] = info->plan->monitors.count > 0;
    for (size_t file = 0; file < CSV_COUNT; file++)
        if (csv->wanted[file] && report_file_check(csv->paths[file], problem, OUTPUT_PROBLEM) != OK)
            return ERROR_IO;
    csv->history = fopen(csv->paths[CSV_HISTORY], "we");
    if (!csv->history) {
        snprintf(problem, OUTPUT_PROBLEM, "cannot write %s: %m", csv->paths[CSV_HISTORY]);
        return ERROR_IO;
    }
    csv_history_heading(&csv->row);
    put_row(csv, csv->history);
    return OK;
}

static enum error csv_tick(struct output *o, const struct snapshot *s)
{
    struct csv *csv = CONTAINER_OF(o, struct csv, output);
    enum error history = append_history(csv, s);
    enum error tables = s->taken_ns >= csv->rewrite_from_ns ? rewrite(csv, s) : OK;

    return history != OK ? history : tables;
}

static enum error csv_stop(struct output *o, const struct snapshot *s, int exit_code)
{
    struct csv *csv = CONTAINER_OF(o, struct csv, output);
    enum error history = append_history(csv, s);
    enum error tables = rewrite(csv, s);

    if (fclose(csv->history) != 0 && history == OK)
        history = fail(csv, CSV_HISTORY);
    csv->history = NULL;
    return history != OK ? history : tables;
}

static void csv_free(struct output *o)
{
    struct csv *csv = CONTAINER_OF(o, struct csv, output);

    if (csv->history)
        fclose(csv->history);
    for (size_t file = 0; file < CSV_COUNT; file++)
        mem_free(csv->paths[file]);
    buffer_free(&csv->row);
    mem_free(csv);
}

static const struct output_ops ops = {
    .name = "csv",
    .start = csv_start,
    .tick = csv_tick,
    .stop = csv_stop,
    .free = csv_free,
};

struct output *csv_new(const char *prefix, bool full_history)
{
    struct csv *csv = MEM_NEW(struct csv);

    csv->output.ops = &ops;
    csv->full_history = full_history;
    for (size_t file = 0; file < CSV_STAGES; file++)
        csv->wanted[file] = true;
    for (size_t file = 0; file < CSV_COUNT; file++)
        csv->paths[file] = mem_printf("%s%s", prefix, suffixes[file]);
    buffer_init(&csv->row, LIMIT_REPORT_ROW);
    return &csv->output;
}
