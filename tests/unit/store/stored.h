/* SPDX-License-Identifier: MIT */
/* stored.h - a run in which every member has a value of its own, and a store in a folder of the test's */
#ifndef CICADA_TESTS_STORE_STORED_H
#define CICADA_TESTS_STORE_STORED_H

#include "support.h"

#include "base/clock.h"
#include "stats/histogram.h"
#include "store/catalog.h"
#include "store/run_reader.h"
#include "store/run_writer.h"

#define STORED_ROWS   3
#define STORED_SERIES 5

struct stored {
    char folder[PATH_MAX];
    char path[2 * PATH_MAX];
    char problem[STORE_PROBLEM];
    struct store *store;
    struct plan plan;
    struct run_class classes[2];
    struct run_info info;
    struct class_count users[2];
    struct iteration_counts iterations[2];
    struct snapshot_row rows[STORED_ROWS];
    struct status_count statuses[2];
    struct snapshot_error errors[2];
    struct snapshot_exception exceptions[2];
    struct snapshot_metric metrics[2];
    struct series_point series[STORED_SERIES];
    struct plan_stage planned[2];
    struct snapshot_stage stages[2];
    struct snapshot snapshot;
    struct kept_check checks[2];
    struct kept_reason reasons[1];
    struct kept_verdict verdict;
    struct histogram *histogram;
};

/* Different bytes in each member, as far as their types allow; texts and lists are set by the caller. */
static inline struct duration_summary stored_durations(uint64_t n)
{
    struct duration_summary d = {
        .count = n + 1, .min_ns = n + 2, .max_ns = n + 3, .mean_ns = (double)n + 0.1, .deviation_ns = (double)n + 0.2};

    for (size_t q = 0; q < QUANTILE_COUNT; q++)
        d.quantile_ns[q] = q == QUANTILE_100 ? UINT64_MAX : n + 10 + q;
    return d;
}

static inline struct snapshot_row stored_row(struct stored *it, struct text method, struct text name, uint64_t n)
{
    return (struct snapshot_row){
        .method = method,
        .name = name,
        .started = n + 1,
        .completed = n + 2,
        .failed = n + 3,
        .dropped = n + 4,
        .cancelled = n + 5,
        .cancelled_sent = n + 6,
        .in_flight = n + 7,
        .requests = n + 8,
        .bytes_sent = n + 9,
        .bytes_received = n + 10,
        .body_bytes = n + 11,
        .new_connections = n + 12,
        .requests_per_second = (double)n + 1.0 / 3,
        .failures_per_second = (double)n + 2.0 / 3,
        .current_requests_per_second = (double)n + 1.0 / 7,
        .current_failures_per_second = (double)n + 2.0 / 7,
        .response = stored_durations(n + 100),
        .service = stored_durations(n + 200),
        .current = stored_durations(n + 300),
        .dns = {n + 20, n + 21, n + 22},
        .connect = {n + 23, n + 24, n + 25},
        .tls = {n + 26, n + 27, n + 28},
        .send = {n + 29, n + 30, n + 31},
        .wait = {n + 32, n + 33, n + 34},
        .receive = {n + 35, n + 36, n + 37},
        .statuses = it->statuses,
        .status_count = 2,
        .first_request_wall_ns = n + 40,
        .last_request_wall_ns = n + 41,
        .response_histogram = it->histogram,
        .service_histogram = it->histogram,
    };
}

static inline void stored_stages(struct stored *it)
{
    it->planned[0] = (struct plan_stage){.name = "1", .users = 10, .rate = 0.5, .hold_s = 60};
    it->planned[1] = (struct plan_stage){.name = "peak", .users = 20, .rate = 1.5, .hold_s = 61};
    it->plan.stages = (struct plan_stages){.at = it->planned, .count = 2};
    it->stages[0] = (struct snapshot_stage){
        .aim = {TEXT("1"), 10, 0.5, 0},
        .number = 1,
        .users = 9,
        .start_s = 0.25,
        .elapsed_s = 80.5,
        .total = stored_row(it, TEXT(""), TEXT("Aggregated"), 5000),
        .rows = it->rows,
        .row_count = STORED_ROWS,
    };
    it->stages[1] = (struct snapshot_stage){
        .aim = {TEXT("peak"), 20, 1.5, 2.5},
        .number = 2,
        .users = 19,
        .start_s = 80.75,
        .elapsed_s = 7,
        .running = true,
        .total = stored_row(it, TEXT(""), TEXT("Aggregated"), 6000),
    };
    it->snapshot.stages = it->stages;
    it->snapshot.stage_count = 2;
    it->snapshot.warmup = (struct snapshot_warmup){true, 41.5, 42, 43, 44, 45, 46};
}

static inline void stored_plan(struct plan *plan)
{
    static const char *const words[] = {"one", "two words", ""};
    static const char *const headers[] = {"Authorization: Bearer abc"};

    *plan = (struct plan){.scenario_file = "a.c",
                          .url = {.url = "http://h/", .method = "PUT", .body = "secret", .body_size = 6},
                          .host = "http://h",
                          .users = 7,
                          .spawn_rate = 0.1,
                          .rate_text = "First=5/s",
                          .poisson = true,
                          .catch_up = PLAN_CATCH_UP_SKIP,
                          .max_users = 50,
                          .iterations_text = "100",
                          .run_time_s = 1.5,
                          .warmup_s = 5.5,
                          .shaped = true,
                          .stop_timeout_s = 2.5,
                          .user_classes = {words, 3},
                          .tags = {words, 1},
                          .exclude_tags = {words, 2},
                          .settings = {words, 2},
                          .equal_weights = true,
                          .seed = UINT64_MAX - 1,
                          .reset_stats = true,
                          .require_host = true,
                          .debug = true,
                          .stack_size = 65536,
                          .profile = "night"};
    plan->http = (struct plan_http){.timeout_s = 3.5,
                                    .connect_timeout_s = 4.5,
                                    .max_redirects = 9,
                                    .no_redirects = true,
                                    .insecure = true,
                                    .ca_file = "ca",
                                    .certificate_file = "certificate",
                                    .key_file = "key",
                                    .keylog_file = "keylog",
                                    .ciphers = "ciphers",
                                    .tls_resume = true,
                                    .resolve = {words, 2},
                                    .dns_servers = "dns",
                                    .ip_version = 6,
                                    .source_address = "::1",
                                    .max_connections = 11,
                                    .no_keepalive = true,
                                    .retry_stale = true,
                                    .max_body = 12,
                                    .user_agent = "agent",
                                    .headers = {headers, 1},
                                    .no_compression = true};
}

static inline struct run_progress stored_progress(struct stored *it)
{
    return (struct run_progress){
        .state = RUN_STOPPING,
        .users = 1,
        .target_users = 2,
        .peak_users = 3,
        .classes = it->users,
        .class_count = 2,
        .start_ns = 4,
        .start_wall_ns = clock_wall() - 60 * NANOS_PER_SECOND,
        .end_ns = 6,
        .end_wall_ns = 7,
        .run_time_s = 8.25,
        .paused_ns = 1500000001,
        .cpu = 9.1,
        .cpu_total = 10.1,
        .memory_bytes = 11,
        .lag_50_ns = 12,
        .lag_99_ns = 13,
        .lag_max_ns = 14,
        .lag_mean_ns = 15,
        .lag_second_max_ns = 16,
        .lag_count = 17,
        .step_max_ns = 18,
        .long_steps = 19,
        .starved_steps = 23,
        .processor_wait_ns = 24,
        .connections = 20,
        .arrivals_per_second = 21.5,
        .iterations_planned = 22,
        .iterations_done = true,
        .stop_reason = "because",
    };
}

static inline void stored_numbers(struct stored *it)
{
    it->users[0] = (struct class_count){TEXT("First"), 3, 4, 50, 2};
    it->users[1] = (struct class_count){TEXT("Second"), 5, 6, 70, 1};
    it->iterations[0] = (struct iteration_counts){1, 2, 3, 4, 5, 6, 7, 8};
    it->iterations[1] = (struct iteration_counts){10, 20, 30, 40, 50, 60, 70, 80};
    it->statuses[0] = (struct status_count){-1, 7};
    it->statuses[1] = (struct status_count){200, UINT64_MAX};
    it->rows[0] = stored_row(it, TEXT("GET"), TEXT("/a"), 1000);
    it->rows[1] = stored_row(it, TEXT("POST"), TEXT("/a"), 2000);
    it->rows[2] = stored_row(it, TEXT(""), TEXT("/\xff\x01 \"b'"), 3000);
    it->errors[0] = (struct snapshot_error){TEXT("GET"), TEXT("/a"), TEXT("refused"), ERROR_REFUSED, 0, 1, 2, 3};
    it->errors[1] = (struct snapshot_error){TEXT("GET"), TEXT("/b"), TEXT("503"), ERROR_HTTP_STATUS, 503, 4, 5, UINT64_MAX};
    it->exceptions[0] = (struct snapshot_exception){TEXT("returned \xff"), TEXT("First, task \"a\"\nline 2"), 7, TEXT("local")};
    it->exceptions[1] = (struct snapshot_exception){TEXT("gave up"), TEXT(""), UINT64_MAX, TEXT("one, two")};
    for (size_t m = 0; m < COUNT(it->metrics); m++) {
        double n = (double)m * 100;

        it->metrics[m] = (struct snapshot_metric){TEXT("hits"), m + 1, n + 0.1, n - 1, n + 5, n + 2, {0}};
        for (size_t q = 0; q < QUANTILE_COUNT; q++)
            it->metrics[m].quantile[q] = n + (double)q / 3;
    }
    for (uint32_t i = 0; i < STORED_SERIES; i++)
        it->series[i] = (struct series_point){i,     1,     i + 1,  i + 2,  i + 3,   i + 4,  i + 5, i + 6, i + 7,
                                              i + 8, i + 9, i + 10, i + 11, i + 0.5, i + 12, 0.1f,  i % 2, i % 3 == 0};
    it->series[0].errors[0] = 1;
    it->series[1].errors[1] = 2;
    it->series[1].errors[SERIES_ERRORS_OTHER] = 3;
    it->snapshot = (struct snapshot){
        .taken_ns = 1,
        .taken_wall_ns = clock_wall(),
        .elapsed_s = 3.3,
        .progress = stored_progress(it),
        .rows = it->rows,
        .row_count = STORED_ROWS,
        .total = stored_row(it, TEXT(""), TEXT("Aggregated"), 9000),
        .errors = it->errors,
        .error_count = COUNT(it->errors),
        .exceptions = it->exceptions,
        .exception_count = COUNT(it->exceptions),
        .metrics = it->metrics,
        .metric_count = COUNT(it->metrics),
        .series = it->series,
        .series_count = STORED_SERIES,
        .series_errors = {ERROR_REFUSED, ERROR_HTTP_STATUS},
        .names_beyond_limit = 31,
        .errors_beyond_limit = 32,
        .negative_durations = 33,
        .drop_share = 0.125,
        .iterations = {.classes = it->iterations,
                       .class_count = 2,
                       .own_lag = stored_durations(10000),
                       .user_lag = stored_durations(20000)},
    };
}

static inline void stored_open(struct stored *it)
{
    if (store_open(&it->store, it->path, true, it->problem) != OK)
        fail_msg("%s", it->problem);
}

static inline int stored_set_up(void **state)
{
    static struct stored all;
    struct stored *it = &all;

    memset(it, 0, sizeof *it);
    test_directory(it->folder);
    snprintf(it->path, sizeof it->path, "%.*s/runs.db", PATH_MAX, it->folder);
    it->histogram = histogram_new();
    histogram_record_many(it->histogram, 12345678, 50);
    histogram_record_many(it->histogram, 77, 3);
    histogram_record_many(it->histogram, HISTOGRAM_MAX_NS + 5, 2);
    stored_plan(&it->plan);
    it->classes[0] = (struct run_class){"First", 1.5, 0};
    it->classes[1] = (struct run_class){"Second", 2, 3};
    it->info = (struct run_info){&it->plan,
                                 "a.c",
                                 "http://h",
                                 "cicada -f a.c",
                                 "box",
                                 "Linux",
                                 "cicada 0",
                                 "OpenSSL 3",
                                 it->classes,
                                 2,
                                 "{\"per_class\": {}, \"total\": {}}"};
    stored_numbers(it);
    stored_stages(it);
    it->checks[0] = (struct kept_check){"p95 < 1ms", 1, true, 12.5, 13, 0.25, true, false};
    it->checks[1] = (struct kept_check){"max < 1s", 2, false, INFINITY, 0, NAN, false, true};
    it->reasons[0] = (struct kept_reason){"cpu", "too busy", 2, 0.97, 0.95};
    it->verdict = (struct kept_verdict){.judged = true,
                                        .level = 2,
                                        .tolerates_all = true,
                                        .capacity = "{\"levels\": []}",
                                        .comparison = "{\"names\": []}",
                                        .checks = it->checks,
                                        .check_count = 2,
                                        .reasons = it->reasons,
                                        .reason_count = 1};
    *state = it;
    stored_open(it);
    return 0;
}

static inline int stored_clean_up(void **state)
{
    struct stored *it = *state;

    store_close(it->store);
    histogram_free(it->histogram);
    test_remove_directory(it->folder);
    return 0;
}

#define TEST_STORED(function) TEST_WITH(function, stored_set_up, stored_clean_up)

static inline void stored_mask(struct text t, struct buffer *out)
{
    if (text_starts_with(t, TEXT("Authorization")))
        buffer_string(out, "Authorization: ***");
    else
        buffer_text(out, t);
}

static inline void assert_fine(struct stored *it, enum error e)
{
    if (e != OK)
        fail_msg("%s: %s", error_id(e), store_problem(it->store));
}

/* A new writer, which the caller frees. */
static inline struct run_writer *stored_writer(struct stored *it)
{
    struct run_writer *w = run_writer_new(it->store, &it->info, stored_mask);

    if (!w)
        fail_msg("%s", store_problem(it->store));
    return w;
}

/* A second, waited for until it is committed. */
static inline enum error stored_tick(struct run_writer *w, const struct snapshot *snapshot)
{
    enum error former = run_writer_tick(w, snapshot), e = run_writer_wait(w, 60000);

    return former == OK ? e : former;
}

/* The run as it stands, kept whole; its number. */
static inline int64_t stored_keep(struct stored *it)
{
    struct run_writer *w = stored_writer(it);
    int64_t run;

    assert_fine(it, run_writer_end(w, &it->snapshot, &it->verdict, 3));
    run = run_writer_run(w);
    run_writer_free(w);
    return run;
}

#endif
