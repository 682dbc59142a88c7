/* SPDX-License-Identifier: MIT */
/* output/json_rows.c - see json_rows.h */
#include "output/json_rows.h"

#include <stdio.h>

#include "output/number.h"
#include "stats/confidence.h"
#include "stats/histogram.h"

#define KEY_SIZE 16

const char *const json_quantile_keys[QUANTILE_COUNT] = {"p50", "p66", "p75",   "p80",    "p90", "p95",
                                                        "p98", "p99", "p99.9", "p99.99", "p100"};

/* {"p50": [low, high], ...}; null where there are too few values for bounds. */
static void write_confidence(struct json_writer *w, const struct histogram *histogram)
{
    uint64_t low[QUANTILE_100], high[QUANTILE_100];

    confidence_bounds(histogram, quantile_shares, QUANTILE_100, low, high);
    json_write_object(w, "confidence_95");
    for (size_t q = 0; q < QUANTILE_100; q++) {
        if (!confidence_is_enough(quantile_shares[q], histogram_count(histogram))) {
            json_write_null(w, json_quantile_keys[q]);
            continue;
        }
        json_write_array(w, json_quantile_keys[q]);
        json_write_milliseconds(w, NULL, low[q]);
        json_write_milliseconds(w, NULL, high[q]);
        json_write_array_end(w);
    }
    json_write_object_end(w);
}

/* The percentiles that lie among dropped arrivals: ["p99", "p99.9"]. */
static void write_unbounded(struct json_writer *w, const struct duration_summary *d)
{
    json_write_array(w, "unbounded");
    for (size_t q = 0; q < QUANTILE_COUNT; q++)
        if (d->quantile_ns[q] == DURATION_UNBOUNDED)
            json_write_string(w, NULL, json_quantile_keys[q]);
    json_write_array_end(w);
}

void json_row_durations(struct json_writer *w, const char *key, const struct duration_summary *d,
                        const struct histogram *histogram)
{
    json_write_object(w, key);
    json_write_count(w, "count", d->count);
    if (d->count > 0) {
        json_write_milliseconds(w, "min", d->min_ns);
        json_write_mean(w, "mean", d->mean_ns);
        json_write_milliseconds(w, "max", d->max_ns);
        json_write_mean(w, "standard_deviation", d->deviation_ns);
        for (size_t q = 0; q < QUANTILE_100; q++) /* p100 is the maximum */
            json_write_milliseconds(w, json_quantile_keys[q], d->quantile_ns[q]);
    }
    if (d->count > 0 && histogram) {
        write_unbounded(w, d);
        write_confidence(w, histogram);
        json_write_count(w, "over_an_hour", histogram_too_long(histogram));
    }
    json_write_object_end(w);
}

static void write_phase(struct json_writer *w, const char *name, const struct phase_summary *phase)
{
    json_write_object(w, name);
    json_write_count(w, "count", phase->count);
    json_write_milliseconds(w, "sum", phase->sum_ns);
    json_write_milliseconds(w, "max", phase->max_ns);
    json_write_object_end(w);
}

static void write_phases(struct json_writer *w, const struct snapshot_row *row)
{
    json_write_object(w, "phases_ms");
    write_phase(w, "dns", &row->dns);
    write_phase(w, "connect", &row->connect);
    write_phase(w, "tls", &row->tls);
    write_phase(w, "send", &row->send);
    write_phase(w, "wait", &row->wait);
    write_phase(w, "receive", &row->receive);
    json_write_object_end(w);
}

static void write_statuses(struct json_writer *w, const struct snapshot_row *row)
{
    json_write_object(w, "statuses");
    for (size_t i = 0; i < row->status_count; i++) {
        char key[KEY_SIZE] = "none";

        if (row->statuses[i].status != 0)
            snprintf(key, sizeof key, "%d", row->statuses[i].status);
        json_write_count(w, key, row->statuses[i].count);
    }
    json_write_object_end(w);
}

static double failure_ratio(const struct snapshot_row *row)
{
    return row->requests > 0 ? (double)row->failed / (double)row->requests : 0;
}

static void write_counts(struct json_writer *w, const struct snapshot_row *row)
{
    json_write_count(w, "requests", row->requests);
    json_write_count(w, "failures", row->failed);
    json_write_number(w, "failure_ratio", failure_ratio(row));
    json_write_count(w, "planned", row->started + row->dropped);
    json_write_count(w, "started", row->started);
    json_write_count(w, "completed", row->completed);
    json_write_count(w, "dropped", row->dropped);
    json_write_count(w, "cancelled", row->cancelled);
    json_write_count(w, "cancelled_sent", row->cancelled_sent);
    json_write_count(w, "in_flight", row->in_flight);
}

static void write_rates(struct json_writer *w, const struct snapshot_row *row)
{
    json_write_number(w, "requests_per_second", row->requests_per_second);
    json_write_number(w, "failures_per_second", row->failures_per_second);
    json_write_number(w, "current_requests_per_second", row->current_requests_per_second);
    json_write_number(w, "current_failures_per_second", row->current_failures_per_second);
}

static void write_brief_durations(struct json_writer *w, const char *key, const struct duration_summary *d)
{
    static const size_t shown[] = {QUANTILE_50, QUANTILE_90, QUANTILE_95, QUANTILE_99, QUANTILE_999};

    json_write_object(w, key);
    json_write_count(w, "count", d->count);
    if (d->count > 0) {
        json_write_mean(w, "mean", d->mean_ns);
        json_write_milliseconds(w, "max", d->max_ns);
        for (size_t i = 0; i < COUNT(shown); i++)
            json_write_milliseconds(w, json_quantile_keys[shown[i]], d->quantile_ns[shown[i]]);
    }
    json_write_object_end(w);
}

static void write_brief(struct json_writer *w, const struct snapshot_row *row)
{
    json_write_count(w, "requests", row->requests);
    json_write_count(w, "failures", row->failed);
    json_write_number(w, "failure_ratio", failure_ratio(row));
    json_write_number(w, "requests_per_second", row->requests_per_second);
    json_write_number(w, "failures_per_second", row->failures_per_second);
    write_brief_durations(w, "response_time_ms", &row->response);
    write_brief_durations(w, "service_time_ms", &row->service);
    json_write_count(w, "body_bytes", row->body_bytes);
}

void json_row_request(struct json_writer *w, const char *key, const struct snapshot_row *row, enum json_row_detail detail)
{
    bool full = detail == JSON_ROW_FULL;

    json_write_object(w, key);
    json_write_text(w, "method", row->method);
    json_write_text(w, "name", row->name);
    if (detail == JSON_ROW_BRIEF) {
        write_brief(w, row);
        json_write_object_end(w);
        return;
    }
    write_counts(w, row);
    write_rates(w, row);
    json_row_durations(w, "response_time_ms", &row->response, full ? row->response_histogram : NULL);
    json_row_durations(w, "service_time_ms", &row->service, full ? row->service_histogram : NULL);
    json_row_durations(w, "current_response_time_ms", &row->current, NULL);
    if (detail != JSON_ROW_LIVE) {
        write_phases(w, row);
        write_statuses(w, row);
    }
    json_write_count(w, "bytes_sent", row->bytes_sent);
    json_write_count(w, "bytes_received", row->bytes_received);
    json_write_count(w, "body_bytes", row->body_bytes);
    json_write_count(w, "new_connections", row->new_connections);
    if (detail != JSON_ROW_LIVE) {
        json_write_time(w, "first_request", row->first_request_wall_ns);
        json_write_time(w, "last_request", row->last_request_wall_ns);
    }
    json_write_object_end(w);
}

/* Seconds of the run, to the microsecond, as the wall times beside have it. Those may have been set back, so never below 0. */
static double moment(const struct snapshot *s, uint64_t wall_ns)
{
    uint64_t start = s->progress.start_wall_ns / NANOS_PER_MICRO, at = wall_ns / NANOS_PER_MICRO;

    return at > start ? (double)(at - start) / 1e6 : 0;
}

void json_row_error(struct json_writer *w, const struct snapshot *s, const struct snapshot_error *error)
{
    json_write_object(w, NULL);
    json_write_text(w, "method", error->method);
    json_write_text(w, "name", error->name);
    json_write_text(w, "error", error->text);
    json_write_string(w, "class", error_id(error->error));
    json_write_count(w, "status", (uint64_t)MAX(error->status, 0));
    json_write_count(w, "occurrences", error->occurrences);
    json_write_time(w, "first_seen", error->first_seen_wall_ns);
    json_write_time(w, "last_seen", error->last_seen_wall_ns);
    json_write_number(w, "first_seen_s", moment(s, error->first_seen_wall_ns));
    json_write_number(w, "last_seen_s", moment(s, error->last_seen_wall_ns));
    json_write_object_end(w);
}

void json_row_exceptions(struct json_writer *w, const char *key, const struct snapshot *s)
{
    json_write_array(w, key);
    for (size_t i = 0; i < s->exception_count; i++) {
        const struct snapshot_exception *e = &s->exceptions[i];

        json_write_object(w, NULL);
        json_write_text(w, "message", e->message);
        json_write_text(w, "traceback", e->traceback);
        json_write_count(w, "count", e->count);
        json_write_text(w, "nodes", e->nodes);
        json_write_object_end(w);
    }
    json_write_array_end(w);
}

void json_row_metric(struct json_writer *w, const struct snapshot_metric *metric)
{
    json_write_object(w, NULL);
    json_write_text(w, "name", metric->name);
    json_write_count(w, "count", metric->count);
    json_write_number(w, "sum", metric->sum);
    json_write_number(w, "min", metric->min);
    json_write_number(w, "max", metric->max);
    json_write_number(w, "last", metric->last);
    for (size_t q = 0; q < QUANTILE_100; q++)
        json_write_number(w, json_quantile_keys[q], metric->quantile[q]);
    json_write_object_end(w);
}

/* In the order of enum error, which does not depend on which class came first. */
static void write_error_classes(struct json_writer *w, const struct series_point *point, const enum error *classes)
{
    uint64_t failures = 0;

    for (size_t i = 0; i < COUNT(point->errors); i++)
        failures += point->errors[i];
    if (failures == 0)
        return;
    json_write_object(w, "errors");
    for (enum error e = OK + 1; e < ERROR_COUNT; e++)
        for (size_t i = 0; i < SERIES_ERRORS_NAMED; i++)
            if (classes[i] == e && point->errors[i] > 0)
                json_write_count(w, error_id(e), point->errors[i]);
    if (point->errors[SERIES_ERRORS_OTHER] > 0)
        json_write_count(w, "other", point->errors[SERIES_ERRORS_OTHER]);
    json_write_object_end(w);
}

void json_row_second(struct json_writer *w, const struct series_point *point, const enum error *classes)
{
    json_write_object(w, NULL);
    json_write_count(w, "second", point->second);
    json_write_count(w, "seconds", point->seconds);
    json_write_count(w, "users", point->users);
    json_write_count(w, "requests", point->requests);
    json_write_count(w, "failures", point->failures);
    json_write_count(w, "bytes_received", point->bytes_received);
    json_write_mean(w, "response_mean_ms", point->response_mean_ns);
    json_write_milliseconds(w, "response_p50_ms", point->response_50_ns);
    json_write_milliseconds(w, "response_p95_ms", point->response_95_ns);
    json_write_milliseconds(w, "response_p99_ms", point->response_99_ns);
    json_write_milliseconds(w, "response_max_ms", point->response_max_ns);
    json_write_milliseconds(w, "service_p50_ms", point->service_50_ns);
    json_write_milliseconds(w, "service_p95_ms", point->service_95_ns);
    json_write_milliseconds(w, "service_p99_ms", point->service_99_ns);
    json_write_milliseconds(w, "lag_max_ms", point->lag_max_ns);
    json_write_boolean(w, "warmup", point->warmup);
    json_write_boolean(w, "paused", point->paused);
    json_write_number(w, "cpu", number_of_float(point->cpu));
    write_error_classes(w, point, classes);
    json_write_object_end(w);
}

void json_row_cause(struct json_writer *w, const struct cause *cause)
{
    json_write_object(w, NULL);
    json_write_string(w, "id", cause->id);
    json_write_boolean(w, "generator", cause->generator);
    json_write_count(w, "count", cause->count);
    json_write_string(w, "text", cause->text);
    json_write_object_end(w);
}
