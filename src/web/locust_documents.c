/* SPDX-License-Identifier: MIT */
/* web/locust_documents.c - see locust_documents.h */
#include "web/locust_documents.h"

#include <math.h>

#include "base/clock.h"
#include "base/limits.h"
#include "output/number.h"
#include "user/task_ratio.h"

/* As Python's html.escape(quote=False) does. */
static void write_safe_name(struct json_writer *w, struct text name)
{
    struct buffer safe;

    buffer_init(&safe, 5 * name.size); /* "&amp;" for one byte */
    for (size_t i = 0; i < name.size; i++) {
        switch (name.data[i]) {
        case '&':
            buffer_string(&safe, "&amp;");
            break;
        case '<':
            buffer_string(&safe, "&lt;");
            break;
        case '>':
            buffer_string(&safe, "&gt;");
            break;
        default:
            buffer_byte(&safe, name.data[i]);
        }
    }
    json_write_text(w, "safe_name", buffer_view(&safe));
    buffer_free(&safe);
}

static void write_whole(struct json_writer *w, const char *key, uint64_t nanos)
{
    if (nanos >= DURATION_UNBOUNDED)
        json_write_null(w, key);
    else
        json_write_count(w, key, (uint64_t)llround(number_milliseconds(nanos)));
}

/* 0 without requests, as in Locust. */
static uint64_t quantile(const struct duration_summary *d, size_t which)
{
    return d->count > 0 ? d->quantile_ns[which] : 0;
}

/* Within the extremes, which cells of a histogram may exceed. */
static uint64_t median(const struct duration_summary *d)
{
    uint64_t nanos = quantile(d, QUANTILE_50);

    return nanos < DURATION_UNBOUNDED ? MIN(nanos, d->max_ns) : nanos;
}

static void write_row(struct json_writer *w, const struct snapshot_row *row)
{
    const struct duration_summary *times = &row->response;

    json_write_object(w, NULL);
    json_write_text(w, "method", row->method);
    json_write_text(w, "name", row->name);
    write_safe_name(w, row->name);
    json_write_count(w, "num_requests", row->requests);
    json_write_count(w, "num_failures", row->failed);
    write_whole(w, "min_response_time", times->count > 0 ? times->min_ns : 0);
    write_whole(w, "max_response_time", times->count > 0 ? times->max_ns : 0);
    json_write_number(w, "current_rps", row->current_requests_per_second);
    json_write_number(w, "current_fail_per_sec", row->current_failures_per_second);
    json_write_mean(w, "avg_response_time", times->count > 0 ? times->mean_ns : 0);
    json_write_milliseconds(w, "median_response_time", median(times));
    write_whole(w, "ninetieth_response_time", quantile(times, QUANTILE_90));
    write_whole(w, "ninety_ninth_response_time", quantile(times, QUANTILE_99));
    json_write_number(w, "total_rps", row->requests_per_second);
    json_write_number(w, "total_fail_per_sec", row->failures_per_second);
    write_whole(w, "response_time_percentile_0.95", quantile(times, QUANTILE_95));
    write_whole(w, "response_time_percentile_0.99", quantile(times, QUANTILE_99));
    json_write_number(w, "avg_content_length", row->requests > 0 ? (double)row->body_bytes / (double)row->requests : 0);
    json_write_object_end(w);
}

static void write_error(struct json_writer *w, const struct snapshot_error *error)
{
    char first[CLOCK_TEXT], last[CLOCK_TEXT];

    json_write_object(w, NULL);
    json_write_text(w, "method", error->method);
    json_write_text(w, "name", error->name);
    json_write_text(w, "error", error->text);
    json_write_count(w, "occurrences", error->occurrences);
    json_write_string(w, "first_seen", clock_iso(error->first_seen_wall_ns, first));
    json_write_string(w, "last_seen", clock_iso(error->last_seen_wall_ns, last));
    json_write_object_end(w);
}

/* Of the last seconds; null when nothing finished in them. */
static void write_current(struct json_writer *w, const char *key, const struct duration_summary *d, size_t which)
{
    write_whole(w, key, d->count > 0 ? d->quantile_ns[which] : DURATION_UNBOUNDED);
}

static void write_totals(struct json_writer *w, const struct snapshot_row *total)
{
    json_write_number(w, "current_rps", total->current_requests_per_second);
    json_write_number(w, "current_fail_per_sec", total->current_failures_per_second);
    json_write_number(w, "total_rps", total->requests_per_second);
    json_write_number(w, "total_fail_per_sec", total->failures_per_second);
    json_write_number(w, "fail_ratio", total->requests > 0 ? (double)total->failed / (double)total->requests : 0);
    json_write_object(w, "current_response_time_percentiles");
    write_current(w, "response_time_percentile_0.5", &total->current, QUANTILE_50);
    write_current(w, "response_time_percentile_0.95", &total->current, QUANTILE_95);
    json_write_object_end(w);
    write_current(w, "current_response_time_percentile_50", &total->current, QUANTILE_50);
    write_current(w, "current_response_time_percentile_95", &total->current, QUANTILE_95);
}

void locust_requests_document(const struct snapshot *s, struct buffer *out)
{
    static const struct snapshot nothing = {.total = {.name = {"Aggregated", 10}}};
    struct json_writer w = json_writer_on(out);

    if (!s)
        s = &nothing;
    json_write_object(&w, NULL);
    json_write_array(&w, "stats");
    for (size_t i = 0; i < s->row_count && i < LOCUST_ROWS_MAX; i++)
        write_row(&w, &s->rows[i]);
    write_row(&w, &s->total);
    json_write_array_end(&w);
    json_write_array(&w, "errors");
    for (size_t i = 0; i < s->error_count && i < LOCUST_ROWS_MAX; i++)
        write_error(&w, &s->errors[i]);
    json_write_array_end(&w);
    write_totals(&w, &s->total);
    json_write_array(&w, "workers");
    json_write_array_end(&w);
    json_write_count(&w, "worker_count", 0);
    json_write_string(&w, "state", run_state_name(s->progress.state));
    json_write_count(&w, "user_count", s->progress.users);
    json_write_object_end(&w);
}

void locust_exceptions_document(const struct snapshot *s, struct buffer *out)
{
    struct json_writer w = json_writer_on(out);

    json_write_object(&w, NULL);
    json_write_array(&w, "exceptions");
    for (size_t i = 0; s && i < s->exception_count; i++) {
        const struct snapshot_exception *e = &s->exceptions[i];

        json_write_object(&w, NULL);
        json_write_count(&w, "count", e->count);
        json_write_text(&w, "msg", e->message);
        json_write_text(&w, "traceback", e->traceback);
        json_write_text(&w, "nodes", e->nodes);
        json_write_object_end(&w);
    }
    json_write_array_end(&w);
    json_write_object_end(&w);
}

void locust_tasks_write(struct json_writer *w, const char *key, const struct user_classes *classes, uint32_t users)
{
    json_write_object(w, key);
    json_write_value(w, "per_class", task_ratio(classes, users, false));
    json_write_value(w, "total", task_ratio(classes, users, true));
    json_write_object_end(w);
}

void locust_tasks_document(const struct user_classes *classes, uint32_t users, struct buffer *out)
{
    struct json_writer w = json_writer_on(out);

    locust_tasks_write(&w, NULL, classes, users);
}

void locust_logs_document(const struct text *lines, size_t count, struct buffer *out)
{
    struct json_writer w = json_writer_on(out);

    json_write_object(&w, NULL);
    json_write_array(&w, "master");
    for (size_t i = 0; i < count; i++)
        json_write_text(&w, NULL, lines[i]);
    json_write_array_end(&w);
    json_write_object(&w, "workers");
    json_write_object_end(&w);
    json_write_object_end(&w);
}

void locust_workers_document(struct buffer *out)
{
    buffer_string(out, "{\"worker_count\":0}");
}
