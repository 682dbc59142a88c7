/* SPDX-License-Identifier: MIT */
/* output/csv_rows.c - see csv_rows.h */
#include "output/csv_rows.h"

#include <math.h>

#include "base/clock.h"
#include "output/escape.h"
#include "output/number.h"

#define ROW_END "\r\n"

static void percentile_headings(struct buffer *out)
{
    for (size_t q = 0; q < QUANTILE_COUNT; q++)
        buffer_printf(out, ",%s", quantile_names[q]);
}

static void float_cell(double value, struct buffer *out)
{
    char text[NUMBER_TEXT];

    buffer_byte(out, ',');
    buffer_string(out, number_repr(value, text));
}

/* Python writes 0 for what it never measured, and a float for the rest. */
static void time_cell(bool measured, uint64_t nanos, struct buffer *out)
{
    char text[NUMBER_TEXT];

    buffer_byte(out, ',');
    buffer_string(out, measured ? number_repr_milliseconds(nanos, text) : "0");
}

static void percentile_cells(const struct snapshot_row *row, const struct duration_summary *times, struct buffer *out)
{
    for (size_t q = 0; q < QUANTILE_COUNT; q++) {
        if (row->requests == 0 || times->quantile_ns[q] == DURATION_UNBOUNDED)
            buffer_string(out, ",N/A");
        else if (times->quantile_ns[q] == UINT64_MAX)
            buffer_string(out, ",> 1 h");
        else
            buffer_printf(out, ",%lld", llrint(number_milliseconds(times->quantile_ns[q])));
    }
}

/* Request count, failure count, median, average, minimum, maximum, average size. */
static void total_cells(const struct snapshot_row *row, struct buffer *out)
{
    const struct duration_summary *times = &row->response;
    bool measured = times->count > 0;
    uint64_t median = times->quantile_ns[QUANTILE_50];

    buffer_printf(out, "%" PRIu64 ",%" PRIu64, row->requests, row->failed);
    if (median == DURATION_UNBOUNDED)
        buffer_string(out, ",N/A");
    else
        time_cell(measured, MIN(median, times->max_ns), out);
    float_cell(times->mean_ns / (double)NANOS_PER_MILLI, out);
    time_cell(measured, times->min_ns, out);
    time_cell(measured, times->max_ns, out);
    if (row->requests > 0)
        float_cell((double)row->body_bytes / (double)row->requests, out);
    else
        buffer_string(out, ",0");
}

void csv_stats_heading(struct buffer *out)
{
    buffer_string(out, "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response Time,"
                       "Max Response Time,Average Content Size,Requests/s,Failures/s");
    percentile_headings(out);
    buffer_string(out, ROW_END);
}

void csv_stats_row(const struct snapshot_row *row, struct buffer *out)
{
    escape_csv(row->method, out);
    buffer_byte(out, ',');
    escape_csv(row->name, out);
    buffer_byte(out, ',');
    total_cells(row, out);
    float_cell(row->requests_per_second, out);
    float_cell(row->failures_per_second, out);
    percentile_cells(row, &row->response, out);
    buffer_string(out, ROW_END);
}

void csv_history_heading(struct buffer *out)
{
    buffer_string(out, "Timestamp,User Count,Type,Name,Requests/s,Failures/s");
    percentile_headings(out);
    buffer_string(out, ",Total Request Count,Total Failure Count,Total Median Response Time,Total Average Response Time,"
                       "Total Min Response Time,Total Max Response Time,Total Average Content Size" ROW_END);
}

void csv_history_row(const struct snapshot *s, const struct snapshot_row *row, bool current, struct buffer *out)
{
    buffer_printf(out, "%" PRIu64 ",%" PRIu32 ",", (uint64_t)(s->taken_wall_ns / NANOS_PER_SECOND), s->progress.users);
    escape_csv(row->method, out);
    buffer_byte(out, ',');
    escape_csv(row->name, out);
    buffer_printf(out, ",%f,%f", row->current_requests_per_second, row->current_failures_per_second);
    percentile_cells(row, current ? &row->current : &row->response, out);
    buffer_byte(out, ',');
    total_cells(row, out);
    buffer_string(out, ROW_END);
}

void csv_failures_heading(struct buffer *out)
{
    buffer_string(out, "Method,Name,Error,Occurrences,First Seen,Last Seen" ROW_END);
}

void csv_failures_row(const struct snapshot_error *error, struct buffer *out)
{
    char first[CLOCK_TEXT], last[CLOCK_TEXT];

    escape_csv(error->method, out);
    buffer_byte(out, ',');
    escape_csv(error->name, out);
    buffer_byte(out, ',');
    escape_csv(error->text, out);
    buffer_printf(out, ",%" PRIu64 ",%s,%s" ROW_END, error->occurrences, clock_iso(error->first_seen_wall_ns, first),
                  clock_iso(error->last_seen_wall_ns, last));
}

void csv_exceptions_heading(struct buffer *out)
{
    buffer_string(out, "Count,Message,Traceback,Nodes" ROW_END);
}

void csv_exceptions_row(const struct snapshot_exception *exception, struct buffer *out)
{
    buffer_printf(out, "%" PRIu64 ",", exception->count);
    escape_csv(exception->message, out);
    buffer_byte(out, ',');
    escape_csv(exception->traceback, out);
    buffer_byte(out, ',');
    escape_csv(exception->nodes, out);
    buffer_string(out, ROW_END);
}

void csv_resources_heading(struct buffer *out)
{
    buffer_string(out, "Timestamp,Second,Seconds,Component");
    for (size_t m = 0; m < RESOURCE_MEASURES; m++)
        buffer_printf(out, ",%s", resource_id((enum resource_measure)m));
    buffer_string(out, ROW_END);
}

/* What is not known is an empty cell. */
void csv_resources_row(const struct snapshot *s, const struct snapshot_resource *r, const struct resource_point *p,
                       struct buffer *out)
{
    buffer_printf(out, "%" PRIu64 ",%" PRIu32 ",%" PRIu32 ",%.*s",
                  (uint64_t)(s->progress.start_wall_ns / NANOS_PER_SECOND) + p->second, p->second, p->seconds,
                  (int)r->component.name.size, r->component.name.data);
    for (size_t m = 0; m < RESOURCE_MEASURES; m++) {
        if (isnan(p->value[m]))
            buffer_byte(out, ',');
        else
            buffer_printf(out, ",%.7g", (double)p->value[m]);
    }
    buffer_string(out, ROW_END);
}
