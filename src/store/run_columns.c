/* SPDX-License-Identifier: MIT */
/* store/run_columns.c - see run_columns.h */
#include "store/run_columns.h"

#define SET(name, record_table, record_keys, replaced_by, record_blobs, list) \
    const struct columns name = {.table = record_table,                       \
                                 .run = "run",                                \
                                 .keys = record_keys,                         \
                                 .unique = replaced_by,                       \
                                 .blobs = record_blobs,                       \
                                 .at = list,                                  \
                                 .count = COUNT(list)}

#define IN(record, kind, name, member)                       \
    {                                                        \
        name, COLUMN_##kind, offsetof(struct record, member) \
    }

#define INFO(kind, member) IN(run_info, kind, #member, member)
static const struct column info_list[] = {INFO(STRING, title),     INFO(STRING, host),   INFO(STRING, command_line),
                                          INFO(STRING, machine),   INFO(STRING, system), INFO(STRING, version),
                                          INFO(STRING, libraries), INFO(STRING, tasks)};
const struct columns run_info_columns = {
    .table = "runs", .run = "id", .keys = "uuid, label, ended", .at = info_list, .count = COUNT(info_list)};

#define QUANTILE(record, name, member, share, place) IN(record, U64, name "_p" share "_ns", member.quantile_ns[place])
#define DURATIONS(record, name, member)                                                                         \
    IN(record, U64, name "_count", member.count), IN(record, U64, name "_min_ns", member.min_ns),               \
        IN(record, U64, name "_max_ns", member.max_ns), IN(record, DOUBLE, name "_mean_ns", member.mean_ns),    \
        IN(record, DOUBLE, name "_deviation_ns", member.deviation_ns), QUANTILE(record, name, member, "50", 0), \
        QUANTILE(record, name, member, "66", 1), QUANTILE(record, name, member, "75", 2),                       \
        QUANTILE(record, name, member, "80", 3), QUANTILE(record, name, member, "90", 4),                       \
        QUANTILE(record, name, member, "95", 5), QUANTILE(record, name, member, "98", 6),                       \
        QUANTILE(record, name, member, "99", 7), QUANTILE(record, name, member, "999", 8),                      \
        QUANTILE(record, name, member, "9999", 9), QUANTILE(record, name, member, "100", 10)

#define TOP(kind, member)    IN(snapshot, kind, #member, member)
#define UNDER(kind, member)  IN(snapshot, kind, #member, progress.member)
#define WARMUP(kind, member) IN(snapshot, kind, "warmup_" #member, warmup.member)
static const struct column progress_list[] = {
    TOP(U64, taken_ns),           TOP(U64, taken_wall_ns),       TOP(DOUBLE, elapsed_s),        TOP(BOOL, reset),
    TOP(U64, names_beyond_limit), TOP(U64, errors_beyond_limit), TOP(U64, negative_durations),  WARMUP(BOOL, running),
    WARMUP(DOUBLE, seconds),      WARMUP(U64, requests),         WARMUP(U64, failed),           WARMUP(U64, cancelled),
    WARMUP(U64, cancelled_sent),  WARMUP(U64, dropped),          UNDER(STATE, state),           UNDER(U32, users),
    UNDER(U32, target_users),     UNDER(U32, peak_users),        UNDER(U64, start_ns),          UNDER(U64, start_wall_ns),
    UNDER(U64, end_ns),           UNDER(U64, end_wall_ns),       UNDER(DOUBLE, run_time_s),     UNDER(DOUBLE, cpu),
    UNDER(DOUBLE, cpu_total),     UNDER(U64, memory_bytes),      UNDER(U64, lag_50_ns),         UNDER(U64, lag_99_ns),
    UNDER(U64, lag_max_ns),       UNDER(U64, lag_mean_ns),       UNDER(U64, lag_second_max_ns), UNDER(U64, lag_count),
    UNDER(U64, step_max_ns),      UNDER(U64, long_steps),        UNDER(U32, connections),       UNDER(STRING, stop_reason),
    UNDER(U64, paused_ns),        UNDER(U64, processor_wait_ns), UNDER(U64, starved_steps)};
SET(progress_columns, "progress", "run", "run", NULL, progress_list);

static const struct column arrival_list[] = {
    TOP(DOUBLE, drop_share),
    UNDER(DOUBLE, arrivals_per_second),
    UNDER(U64, iterations_planned),
    UNDER(BOOL, iterations_done),
    IN(snapshot, U64, "iterations_left_out", iterations.left_out),
    DURATIONS(snapshot, "own_lag", iterations.own_lag),
    DURATIONS(snapshot, "user_lag", iterations.user_lag),
};
SET(arrival_columns, "arrivals", "run", "run", NULL, arrival_list);

#define PLAN(kind, member) IN(plan, kind, #member, member)
#define URL(kind, member)  IN(plan, kind, "url_" #member, url.member)
#define HTTP(kind, member) IN(plan, kind, #member, http.member)
static const struct column plan_members[] = {
    PLAN(STRING, scenario_file),
    IN(plan, STRING, "url", url.url),
    URL(STRING, method),
    URL(SIZE, body_size),
    PLAN(STRING, host),
    PLAN(U32, users),
    PLAN(DOUBLE, spawn_rate),
    PLAN(STRING, rate_text),
    PLAN(BOOL, poisson),
    PLAN(INT, catch_up),
    PLAN(U32, max_users),
    PLAN(STRING, iterations_text),
    PLAN(DOUBLE, run_time_s),
    PLAN(DOUBLE, warmup_s),
    PLAN(BOOL, shaped),
    PLAN(DOUBLE, stop_timeout_s),
    PLAN(BOOL, equal_weights),
    PLAN(U64, seed),
    PLAN(BOOL, reset_stats),
    PLAN(BOOL, require_host),
    PLAN(BOOL, debug),
    PLAN(U64, stack_size),
    PLAN(STRING, profile),
    HTTP(DOUBLE, timeout_s),
    HTTP(DOUBLE, connect_timeout_s),
    HTTP(U32, max_redirects),
    HTTP(BOOL, no_redirects),
    HTTP(BOOL, insecure),
    HTTP(STRING, ca_file),
    HTTP(STRING, certificate_file),
    HTTP(STRING, key_file),
    HTTP(STRING, keylog_file),
    HTTP(STRING, ciphers),
    HTTP(BOOL, tls_resume),
    HTTP(STRING, dns_servers),
    HTTP(INT, ip_version),
    HTTP(STRING, source_address),
    HTTP(U32, max_connections),
    HTTP(BOOL, no_keepalive),
    HTTP(BOOL, retry_stale),
    HTTP(U64, max_body),
    HTTP(STRING, user_agent),
    HTTP(BOOL, no_compression),
};
SET(plan_columns, "plans", "run", NULL, NULL, plan_members);

const struct plan_list_column plan_list_columns[] = {
    {"user_classes", offsetof(struct plan, user_classes)},
    {"tags", offsetof(struct plan, tags)},
    {"exclude_tags", offsetof(struct plan, exclude_tags)},
    {"resolve", offsetof(struct plan, http.resolve)},
    {"headers", offsetof(struct plan, http.headers)},
    {"monitors", offsetof(struct plan, monitors)},
    {"costs", offsetof(struct plan, costs)},
    {"settings", offsetof(struct plan, settings)},
};
const size_t plan_list_column_count = COUNT(plan_list_columns);

static const struct column class_list[] = {IN(run_class, STRING, "name", name), IN(run_class, DOUBLE, "weight", weight),
                                           IN(run_class, U32, "fixed_count", fixed_count)};
SET(class_columns, "classes", "run, position", NULL, NULL, class_list);

static const struct column class_users_list[] = {
    IN(class_count, TEXT, "name", name), IN(class_count, U32, "users", users), IN(class_count, U32, "target", target),
    IN(class_count, U64, "requests", requests), IN(class_count, U64, "failed", failed)};
SET(class_users_columns, "class_users", "run, position", NULL, NULL, class_users_list);

#define ITERATIONS(member) IN(iteration_counts, U64, #member, member)
static const struct column iteration_list[] = {ITERATIONS(planned),         ITERATIONS(begun),       ITERATIONS(waiting),
                                               ITERATIONS(running),         ITERATIONS(finished),    ITERATIONS(interrupted),
                                               ITERATIONS(dropped_no_user), ITERATIONS(dropped_late)};
SET(iteration_columns, "iterations", "run, position", NULL, NULL, iteration_list);

#define ROW(kind, member)     IN(snapshot_row, kind, #member, member)
#define ROW_DURATIONS(prefix) DURATIONS(snapshot_row, #prefix, prefix)
#define ROW_PHASE(prefix)                                                                                           \
    IN(snapshot_row, U64, #prefix "_count", prefix.count), IN(snapshot_row, U64, #prefix "_sum_ns", prefix.sum_ns), \
        IN(snapshot_row, U64, #prefix "_max_ns", prefix.max_ns)
/* All of them, in one list and in another. */
#define ROW_LIST                                                                                                                 \
    ROW(U32, number), ROW(U64, started), ROW(U64, completed), ROW(U64, failed), ROW(U64, dropped), ROW(U64, cancelled),          \
        ROW(U64, cancelled_sent), ROW(U64, in_flight), ROW(U64, requests), ROW(U64, bytes_sent), ROW(U64, bytes_received),       \
        ROW(U64, body_bytes), ROW(U64, new_connections), ROW(DOUBLE, requests_per_second), ROW(DOUBLE, failures_per_second),     \
        ROW(DOUBLE, current_requests_per_second), ROW(DOUBLE, current_failures_per_second), ROW_DURATIONS(response),             \
        ROW_DURATIONS(service), ROW_DURATIONS(current), ROW_PHASE(dns), ROW_PHASE(connect), ROW_PHASE(tls), ROW_PHASE(send),     \
        ROW_PHASE(wait), ROW_PHASE(receive), ROW(U64, first_request_wall_ns), ROW(U64, last_request_wall_ns), ROW(TEXT, method), \
        ROW(TEXT, name)
static const struct column request_list[] = {ROW_LIST};
SET(request_columns, "requests", "run, is_total", "run, is_total, method, name",
    "statuses, response_too_long, service_too_long, response_histogram, service_histogram", request_list);

static const struct column stage_request_list[] = {ROW_LIST, IN(stored_stage_row, U32, "stage", stage),
                                                   IN(stored_stage_row, BOOL, "is_total", is_total)};
SET(stage_request_columns, "stage_requests", "run", "run, stage, is_total, method, name",
    "statuses, response_too_long, service_too_long, response_histogram, service_histogram", stage_request_list);

#define STAGE(kind, name, member) IN(snapshot_stage, kind, name, member)
static const struct column stage_list[] = {STAGE(U32, "number", number),
                                           STAGE(TEXT, "name", aim.name),
                                           STAGE(U32, "wanted_users", aim.users),
                                           STAGE(DOUBLE, "users_per_s", aim.users_per_s),
                                           STAGE(DOUBLE, "arrivals_per_s", aim.arrivals_per_s),
                                           STAGE(U32, "users", users),
                                           STAGE(DOUBLE, "start_s", start_s),
                                           STAGE(DOUBLE, "elapsed_s", elapsed_s),
                                           STAGE(BOOL, "running", running)};
SET(stage_columns, "stages", "run, position", NULL, NULL, stage_list);

#define PLANNED(kind, member) IN(plan_stage, kind, #member, member)
static const struct column plan_stage_list[] = {PLANNED(STRING, name),     PLANNED(U32, users),     PLANNED(DOUBLE, rate),
                                                PLANNED(DOUBLE, arrivals), PLANNED(DOUBLE, ramp_s), PLANNED(DOUBLE, hold_s)};
SET(plan_stage_columns, "plan_stages", "run, position", NULL, NULL, plan_stage_list);

#define FAILURE(kind, member) IN(snapshot_error, kind, #member, member)
static const struct column error_list[] = {FAILURE(TEXT, method),
                                           FAILURE(TEXT, name),
                                           FAILURE(TEXT, text),
                                           FAILURE(ERROR, error),
                                           FAILURE(INT, status),
                                           FAILURE(U64, occurrences),
                                           FAILURE(U64, first_seen_wall_ns),
                                           FAILURE(U64, last_seen_wall_ns)};
SET(error_columns, "errors", "run, position", NULL, NULL, error_list);

#define EXCEPTION(kind, member) IN(snapshot_exception, kind, #member, member)
static const struct column exception_list[] = {EXCEPTION(TEXT, message), EXCEPTION(TEXT, traceback), EXCEPTION(U64, count),
                                               EXCEPTION(TEXT, nodes)};
SET(exception_columns, "exceptions", "run, position", NULL, NULL, exception_list);

#define METRIC(kind, member)    IN(snapshot_metric, kind, #member, member)
#define METRIC_AT(share, place) IN(snapshot_metric, DOUBLE, "p" share, quantile[place])
static const struct column metric_list[] = {
    METRIC(TEXT, name), METRIC(U64, count), METRIC(DOUBLE, sum), METRIC(DOUBLE, min),  METRIC(DOUBLE, max), METRIC(DOUBLE, last),
    METRIC_AT("50", 0), METRIC_AT("66", 1), METRIC_AT("75", 2),  METRIC_AT("80", 3),   METRIC_AT("90", 4),  METRIC_AT("95", 5),
    METRIC_AT("98", 6), METRIC_AT("99", 7), METRIC_AT("999", 8), METRIC_AT("9999", 9), METRIC_AT("100", 10)};
SET(metric_columns, "metrics", "run, position", NULL, NULL, metric_list);

#define POINT(kind, member) IN(series_point, kind, #member, member)
static const struct column series_list[] = {POINT(U32, second),         POINT(U32, seconds),
                                            POINT(U64, requests),       POINT(U64, failures),
                                            POINT(U64, bytes_received), POINT(U32, users),
                                            POINT(U64, response_50_ns), POINT(U64, response_95_ns),
                                            POINT(U64, response_99_ns), POINT(U64, response_max_ns),
                                            POINT(U64, service_50_ns),  POINT(U64, service_95_ns),
                                            POINT(U64, service_99_ns),  POINT(DOUBLE, response_mean_ns),
                                            POINT(U64, lag_max_ns),     POINT(FLOAT, cpu),
                                            POINT(BOOL, warmup),        POINT(BOOL, paused)};
SET(series_columns, "series", "run", "run, second", NULL, series_list);

#define POINT_ERROR(kind, member) IN(stored_point_error, kind, #member, member)
static const struct column series_error_list[] = {POINT_ERROR(U32, second), POINT_ERROR(STRING, class),
                                                  POINT_ERROR(U64, failures)};
SET(series_error_columns, "series_errors", "run", NULL, NULL, series_error_list);

#define BLOCK(kind, member) IN(stored_block, kind, #member, block.member)
static const struct column block_list[] = {IN(stored_block, U32, "number", number),
                                           BLOCK(U32, second),
                                           BLOCK(U32, seconds),
                                           BLOCK(U64, requests),
                                           BLOCK(U64, failures),
                                           BLOCK(U64, response_too_long),
                                           BLOCK(U64, service_too_long)};
SET(block_columns, "blocks", "run", "run, number, second", "response, service", block_list);

#define RESOURCE(kind, member) IN(stored_resource, kind, #member, resource.member)
static const struct column resource_list[] = {IN(stored_resource, U32, "number", number),
                                              IN(stored_resource, TEXT, "name", resource.component.name),
                                              IN(stored_resource, TEXT, "source", resource.component.source),
                                              RESOURCE(U32, seconds),
                                              RESOURCE(U32, missing),
                                              RESOURCE(U32, restarts),
                                              RESOURCE(DOUBLE, memory_limit),
                                              RESOURCE(DOUBLE, connections_limit)};
SET(resource_columns, "resources", "run", "run, number", NULL, resource_list);

#define SUMMARY(kind, member) IN(stored_measure, kind, #member, summary.member)
static const struct column resource_measure_list[] = {IN(stored_measure, U32, "number", number),
                                                      IN(stored_measure, STRING, "measure", measure),
                                                      SUMMARY(U32, count),
                                                      SUMMARY(DOUBLE, mean),
                                                      SUMMARY(DOUBLE, max),
                                                      SUMMARY(DOUBLE, last),
                                                      SUMMARY(DOUBLE, p95),
                                                      SUMMARY(BOOL, has_slope),
                                                      SUMMARY(DOUBLE, slope),
                                                      SUMMARY(DOUBLE, slope_low),
                                                      SUMMARY(DOUBLE, slope_high)};
SET(resource_measure_columns, "resource_measures", "run", NULL, NULL, resource_measure_list);

#define RESOURCE_VALUE(symbol, identifier, unit, grows) IN(stored_point, FLOAT, identifier, point.value[RESOURCE_##symbol]),
static const struct column resource_point_list[] = {
    RESOURCE_LIST(RESOURCE_VALUE) IN(stored_point, U32, "number", number), IN(stored_point, U32, "second", point.second),
    IN(stored_point, U32, "seconds", point.seconds), IN(stored_point, BOOL, "steady", point.steady)};
SET(resource_point_columns, "resource_points", "run", "run, number, second", NULL, resource_point_list);

#define VERDICT(kind, member) IN(kept_verdict, kind, #member, member)
static const struct column verdict_list[] = {VERDICT(BOOL, judged), VERDICT(INT, level), VERDICT(BOOL, tolerates_all),
                                             VERDICT(STRING, capacity), VERDICT(STRING, comparison)};
SET(verdict_columns, "verdicts", "run", NULL, NULL, verdict_list);

#define CHECK(kind, member) IN(kept_check, kind, #member, member)
static const struct column check_list[] = {CHECK(STRING, text),      CHECK(INT, state),   CHECK(BOOL, known),
                                           CHECK(DOUBLE, value),     CHECK(U64, samples), CHECK(DOUBLE, margin),
                                           CHECK(BOOL, few_samples), CHECK(BOOL, aborted)};
SET(check_columns, "checks", "run, position", NULL, NULL, check_list);

#define REASON(kind, member) IN(kept_reason, kind, #member, member)
static const struct column reason_list[] = {REASON(STRING, id), REASON(STRING, text), REASON(INT, level), REASON(DOUBLE, value),
                                            IN(kept_reason, DOUBLE, "limit_value", limit)};
SET(reason_columns, "verdict_reasons", "run, position", NULL, NULL, reason_list);
