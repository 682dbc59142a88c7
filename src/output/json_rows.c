/* SPDX-License-Identifier: MIT */
/* output/json_rows.c - see json_rows.h */
#include "output/json_rows.h"

#include <math.h>
#include <stdio.h>

#include "stats/confidence.h"
#include "stats/histogram.h"

#define KEY_SIZE 16

/* "p99.9" of "99.9%" */
static char *quantile_key(size_t q, char key[KEY_SIZE])
{
    snprintf(key, KEY_SIZE, "p%.*s", (int)strcspn(quantile_names[q], "%"), quantile_names[q]);
    return key;
}

/* {"p50": [low, high], ...}; null where there are too few values for bounds. */
static json_t *confidence(const struct histogram *histogram)
{
    uint64_t low[QUANTILE_100], high[QUANTILE_100];
    json_t *object = json_value_object();
    char key[KEY_SIZE];

    confidence_bounds(histogram, quantile_shares, QUANTILE_100, low, high);
    for (size_t q = 0; q < QUANTILE_100; q++) {
        bool enough = confidence_is_enough(quantile_shares[q], histogram_count(histogram));
        json_t *bounds = enough ? json_value_array() : json_value_string(NULL);

        if (enough) {
            json_value_append(bounds, json_value_milliseconds(low[q]));
            json_value_append(bounds, json_value_milliseconds(high[q]));
        }
        json_value_put(object, quantile_key(q, key), bounds);
    }
    return object;
}

/* The percentiles that lie among dropped arrivals: ["p99", "p99.9"]. */
static json_t *unbounded(const struct duration_summary *d)
{
    json_t *array = json_value_array();
    char key[KEY_SIZE];

    for (size_t q = 0; q < QUANTILE_COUNT; q++)
        if (d->quantile_ns[q] == DURATION_UNBOUNDED)
            json_value_append(array, json_value_string(quantile_key(q, key)));
    return array;
}

json_t *json_row_durations(const struct duration_summary *d, const struct histogram *histogram)
{
    json_t *object = json_value_object();
    char key[KEY_SIZE];

    json_value_put(object, "count", json_value_count(d->count));
    if (d->count == 0)
        return object;
    json_value_put(object, "min", json_value_milliseconds(d->min_ns));
    json_value_put(object, "mean", json_value_mean(d->mean_ns));
    json_value_put(object, "max", json_value_milliseconds(d->max_ns));
    json_value_put(object, "standard_deviation", json_value_mean(d->deviation_ns));
    for (size_t q = 0; q < QUANTILE_100; q++) /* p100 is the maximum */
        json_value_put(object, quantile_key(q, key), json_value_milliseconds(d->quantile_ns[q]));
    if (histogram) {
        json_value_put(object, "unbounded", unbounded(d));
        json_value_put(object, "confidence_95", confidence(histogram));
        json_value_put(object, "over_an_hour", json_value_count(histogram_too_long(histogram)));
    }
    return object;
}

static void put_phase(json_t *phases, const char *name, const struct phase_summary *phase)
{
    json_t *object = json_value_object();

    json_value_put(object, "count", json_value_count(phase->count));
    json_value_put(object, "sum", json_value_milliseconds(phase->sum_ns));
    json_value_put(object, "max", json_value_milliseconds(phase->max_ns));
    json_value_put(phases, name, object);
}

static json_t *phases(const struct snapshot_row *row)
{
    json_t *object = json_value_object();

    put_phase(object, "dns", &row->dns);
    put_phase(object, "connect", &row->connect);
    put_phase(object, "tls", &row->tls);
    put_phase(object, "send", &row->send);
    put_phase(object, "wait", &row->wait);
    put_phase(object, "receive", &row->receive);
    return object;
}

static json_t *statuses(const struct snapshot_row *row)
{
    json_t *object = json_value_object();

    for (size_t i = 0; i < row->status_count; i++) {
        char key[KEY_SIZE] = "none";

        if (row->statuses[i].status != 0)
            snprintf(key, sizeof key, "%d", row->statuses[i].status);
        json_value_put(object, key, json_value_count(row->statuses[i].count));
    }
    return object;
}

static void put_counts(json_t *object, const struct snapshot_row *row)
{
    json_value_put(object, "requests", json_value_count(row->requests));
    json_value_put(object, "failures", json_value_count(row->failed));
    json_value_put(object, "failure_ratio",
                   json_value_number(row->requests > 0 ? (double)row->failed / (double)row->requests : 0));
    json_value_put(object, "planned", json_value_count(row->started + row->dropped));
    json_value_put(object, "started", json_value_count(row->started));
    json_value_put(object, "completed", json_value_count(row->completed));
    json_value_put(object, "dropped", json_value_count(row->dropped));
    json_value_put(object, "cancelled", json_value_count(row->cancelled));
    json_value_put(object, "cancelled_sent", json_value_count(row->cancelled_sent));
    json_value_put(object, "in_flight", json_value_count(row->in_flight));
}

static void put_rates(json_t *object, const struct snapshot_row *row)
{
    json_value_put(object, "requests_per_second", json_value_number(row->requests_per_second));
    json_value_put(object, "failures_per_second", json_value_number(row->failures_per_second));
    json_value_put(object, "current_requests_per_second", json_value_number(row->current_requests_per_second));
    json_value_put(object, "current_failures_per_second", json_value_number(row->current_failures_per_second));
}

json_t *json_row_request(const struct snapshot_row *row)
{
    json_t *object = json_value_object();

    json_value_put(object, "method", json_value_text(row->method));
    json_value_put(object, "name", json_value_text(row->name));
    put_counts(object, row);
    put_rates(object, row);
    json_value_put(object, "response_time_ms", json_row_durations(&row->response, row->response_histogram));
    json_value_put(object, "service_time_ms", json_row_durations(&row->service, row->service_histogram));
    json_value_put(object, "current_response_time_ms", json_row_durations(&row->current, NULL));
    json_value_put(object, "phases_ms", phases(row));
    json_value_put(object, "statuses", statuses(row));
    json_value_put(object, "bytes_sent", json_value_count(row->bytes_sent));
    json_value_put(object, "bytes_received", json_value_count(row->bytes_received));
    json_value_put(object, "body_bytes", json_value_count(row->body_bytes));
    json_value_put(object, "new_connections", json_value_count(row->new_connections));
    json_value_put(object, "first_request", json_value_time(row->first_request_wall_ns));
    json_value_put(object, "last_request", json_value_time(row->last_request_wall_ns));
    return object;
}

/* Seconds of the run; wall time may have been set back, so never below 0. */
static json_t *moment(const struct snapshot *s, uint64_t wall_ns)
{
    uint64_t start = s->progress.start_wall_ns;

    return json_value_number(wall_ns > start ? (double)(wall_ns - start) / (double)NANOS_PER_SECOND : 0);
}

json_t *json_row_error(const struct snapshot *s, const struct snapshot_error *error)
{
    json_t *object = json_value_object();

    json_value_put(object, "method", json_value_text(error->method));
    json_value_put(object, "name", json_value_text(error->name));
    json_value_put(object, "error", json_value_text(error->text));
    json_value_put(object, "class", json_value_string(error_id(error->error)));
    json_value_put(object, "status", json_value_count((uint64_t)MAX(error->status, 0)));
    json_value_put(object, "occurrences", json_value_count(error->occurrences));
    json_value_put(object, "first_seen", json_value_time(error->first_seen_wall_ns));
    json_value_put(object, "last_seen", json_value_time(error->last_seen_wall_ns));
    json_value_put(object, "first_seen_s", moment(s, error->first_seen_wall_ns));
    json_value_put(object, "last_seen_s", moment(s, error->last_seen_wall_ns));
    return object;
}

json_t *json_row_metric(const struct snapshot_metric *metric)
{
    json_t *object = json_value_object();
    char key[KEY_SIZE];

    json_value_put(object, "name", json_value_text(metric->name));
    json_value_put(object, "count", json_value_count(metric->count));
    json_value_put(object, "sum", json_value_number(metric->sum));
    json_value_put(object, "min", json_value_number(metric->min));
    json_value_put(object, "max", json_value_number(metric->max));
    json_value_put(object, "last", json_value_number(metric->last));
    for (size_t q = 0; q < QUANTILE_100; q++)
        json_value_put(object, quantile_key(q, key), json_value_number(metric->quantile[q]));
    return object;
}

json_t *json_row_second(const struct series_point *point)
{
    json_t *object = json_value_object();

    json_value_put(object, "second", json_value_count(point->second));
    json_value_put(object, "seconds", json_value_count(point->seconds));
    json_value_put(object, "users", json_value_count(point->users));
    json_value_put(object, "requests", json_value_count(point->requests));
    json_value_put(object, "failures", json_value_count(point->failures));
    json_value_put(object, "bytes_received", json_value_count(point->bytes_received));
    json_value_put(object, "response_mean_ms", json_value_mean(point->response_mean_ns));
    json_value_put(object, "response_p50_ms", json_value_milliseconds(point->response_50_ns));
    json_value_put(object, "response_p95_ms", json_value_milliseconds(point->response_95_ns));
    json_value_put(object, "response_p99_ms", json_value_milliseconds(point->response_99_ns));
    json_value_put(object, "response_max_ms", json_value_milliseconds(point->response_max_ns));
    json_value_put(object, "service_p50_ms", json_value_milliseconds(point->service_50_ns));
    json_value_put(object, "service_p95_ms", json_value_milliseconds(point->service_95_ns));
    json_value_put(object, "service_p99_ms", json_value_milliseconds(point->service_99_ns));
    json_value_put(object, "lag_max_ms", json_value_milliseconds(point->lag_max_ns));
    json_value_put(object, "warmup", json_value_boolean(point->warmup));
    json_value_put(object, "cpu", json_value_number(round((double)point->cpu * 1e4) / 1e4));
    return object;
}

json_t *json_row_cause(const struct cause *cause)
{
    json_t *object = json_value_object();

    json_value_put(object, "id", json_value_string(cause->id));
    json_value_put(object, "generator", json_value_boolean(cause->generator));
    json_value_put(object, "count", json_value_count(cause->count));
    json_value_put(object, "text", json_value_string(cause->text));
    return object;
}
