/* SPDX-License-Identifier: MIT */
/* output/fixture.h - a run with known numbers, for the tests of the outputs
 *
 * Two requests, 40 good ones of GET /items and 60 of POST /data of which 55 were answered 403, in 20 seconds. The numbers are
 * chosen, not measured: so a test states exact text.
 */
#ifndef CICADA_TESTS_OUTPUT_FIXTURE_H
#define CICADA_TESTS_OUTPUT_FIXTURE_H

#include "support.h"

#include "output/output.h"
#include "stats/histogram.h"

#define FIXTURE_START_WALL (1787392800 * NANOS_PER_SECOND) /* 2026-08-22T10:00:00Z */
#define FIXTURE_SERIES     20

struct fixture {
    struct plan plan;
    struct run_info info;
    struct run_class classes[1];
    struct class_count counts[1];
    struct snapshot_row rows[2];
    struct status_count statuses[3]; /* of the rows, then of the total */
    struct status_count total_statuses[2];
    struct snapshot_error errors[2];
    struct series_point series[FIXTURE_SERIES];
    struct histogram *histogram; /* of all rows alike: freed by fixture_free */
    struct snapshot snapshot;
};

/* Every percentile is `ms`, but the last, which is the maximum. */
static inline struct duration_summary fixture_durations(uint64_t count, double ms, double max_ms)
{
    struct duration_summary d = {.count = count,
                                 .min_ns = 500 * NANOS_PER_MICRO,
                                 .max_ns = (uint64_t)(max_ms * 1e6),
                                 .mean_ns = ms * 1e6,
                                 .deviation_ns = 1e5};

    for (size_t q = 0; q < QUANTILE_COUNT; q++)
        d.quantile_ns[q] = (uint64_t)((q == QUANTILE_100 ? max_ms : ms) * 1e6);
    return d;
}

static inline void fixture_row(struct snapshot_row *row, struct text method, struct text name, uint64_t requests, uint64_t failed)
{
    *row = (struct snapshot_row){
        .method = method,
        .name = name,
        .started = requests,
        .completed = requests - failed,
        .failed = failed,
        .requests = requests,
        .bytes_sent = 100 * requests,
        .bytes_received = 1000 * requests,
        .body_bytes = 250 * requests,
        .new_connections = 4,
        .requests_per_second = (double)requests / FIXTURE_SERIES,
        .failures_per_second = (double)failed / FIXTURE_SERIES,
        .current_requests_per_second = (double)requests / 10,
        .current_failures_per_second = (double)failed / 10,
        .response = fixture_durations(requests, 12.3456, 98.7),
        .service = fixture_durations(requests, 12.3, 98.6),
        .current = fixture_durations(requests, 11, 50),
        .connect = {.count = 4, .sum_ns = 4 * NANOS_PER_MILLI, .max_ns = 2 * NANOS_PER_MILLI},
        .wait = {.count = requests, .sum_ns = requests * 10 * NANOS_PER_MILLI, .max_ns = 90 * NANOS_PER_MILLI},
        .first_request_wall_ns = FIXTURE_START_WALL,
        .last_request_wall_ns = FIXTURE_START_WALL + 19 * NANOS_PER_SECOND,
    };
}

static inline void fixture_progress(struct fixture *f)
{
    f->counts[0] = (struct class_count){TEXT("ApiUser"), 10, 10};
    f->snapshot.progress = (struct run_progress){
        .state = RUN_RUNNING,
        .users = 10,
        .target_users = 10,
        .peak_users = 10,
        .classes = f->counts,
        .class_count = 1,
        .start_ns = 100 * NANOS_PER_SECOND,
        .start_wall_ns = FIXTURE_START_WALL,
        .run_time_s = 60,
        .cpu = 0.25,
        .cpu_total = 4,
        .memory_bytes = 20 << 20,
        .lag_mean_ns = 60 * NANOS_PER_MICRO,
        .lag_50_ns = 50 * NANOS_PER_MICRO,
        .lag_99_ns = 200 * NANOS_PER_MICRO,
        .lag_max_ns = 3 * NANOS_PER_MILLI,
        .step_max_ns = 2 * NANOS_PER_MILLI,
        .connections = 8,
    };
}

static inline void fixture_errors(struct fixture *f)
{
    f->errors[0] = (struct snapshot_error){TEXT("POST"),
                                           TEXT("/data"),
                                           TEXT("403 Forbidden"),
                                           ERROR_HTTP_STATUS,
                                           403,
                                           55,
                                           FIXTURE_START_WALL + NANOS_PER_SECOND,
                                           FIXTURE_START_WALL + 19 * NANOS_PER_SECOND};
    f->snapshot.errors = f->errors;
    f->snapshot.error_count = 1;
    f->statuses[0] = (struct status_count){200, 40};
    f->statuses[1] = (struct status_count){200, 5};
    f->statuses[2] = (struct status_count){403, 55};
    f->total_statuses[0] = (struct status_count){200, 45};
    f->total_statuses[1] = (struct status_count){403, 55};
    f->rows[0].statuses = &f->statuses[0];
    f->rows[0].status_count = 1;
    f->rows[1].statuses = &f->statuses[1];
    f->rows[1].status_count = 2;
    f->snapshot.total.statuses = f->total_statuses;
    f->snapshot.total.status_count = 2;
}

static inline void fixture_init(struct fixture *f)
{
    memset(f, 0, sizeof *f);
    f->classes[0] = (struct run_class){"ApiUser", 1, 0};
    f->info = (struct run_info){
        &f->plan,   "api.c", "http://localhost:8000", "cicada -f api.c", "box", "Linux 6.1, 2 CPUs", "cicada 0", "OpenSSL 3",
        f->classes, 1};
    f->snapshot.taken_ns = 120 * NANOS_PER_SECOND;
    f->snapshot.taken_wall_ns = FIXTURE_START_WALL + 20 * NANOS_PER_SECOND;
    f->snapshot.elapsed_s = FIXTURE_SERIES;
    fixture_row(&f->rows[0], TEXT("GET"), TEXT("/items"), 40, 0);
    fixture_row(&f->rows[1], TEXT("POST"), TEXT("/data"), 60, 55);
    fixture_row(&f->snapshot.total, TEXT(""), TEXT("Aggregated"), 100, 55);
    f->snapshot.rows = f->rows;
    f->snapshot.row_count = 2;
    fixture_progress(f);
    fixture_errors(f);
    for (uint32_t i = 0; i < FIXTURE_SERIES; i++)
        f->series[i] = (struct series_point){.second = i,
                                             .seconds = 1,
                                             .requests = i % 8,
                                             .failures = i % 2,
                                             .users = 10,
                                             .cpu = i == 3 ? 0.62f : 0.2f,
                                             .errors = {[0] = i % 4 == 1, [SERIES_ERRORS_OTHER] = i % 4 == 3}};
    f->snapshot.series_errors[0] = ERROR_HTTP_STATUS;
    f->snapshot.series = f->series;
    f->snapshot.series_count = FIXTURE_SERIES;
    f->histogram = histogram_new();
    histogram_record_many(f->histogram, 12 * NANOS_PER_MILLI, 50);
    for (size_t i = 0; i < COUNT(f->rows); i++)
        f->rows[i].response_histogram = f->rows[i].service_histogram = f->histogram;
    f->snapshot.total.response_histogram = f->snapshot.total.service_histogram = f->histogram;
}

static inline void fixture_free(struct fixture *f)
{
    histogram_free(f->histogram);
}

/* A run in which nothing has happened yet. */
static inline void fixture_init_empty(struct fixture *f)
{
    fixture_init(f);
    f->snapshot.total = (struct snapshot_row){.name = TEXT("Aggregated")};
    f->snapshot.row_count = f->snapshot.error_count = f->snapshot.series_count = 0;
    f->snapshot.progress = (struct run_progress){.state = RUN_READY};
    f->snapshot.elapsed_s = 0;
}

#endif
