/* SPDX-License-Identifier: MIT */
/* output/locust_table.c - the format strings of Locust; see locust_table.h */
#include "output/locust_table.h"

#include <math.h>
#include <stdio.h>

#include "output/escape.h"
#include "output/number.h"

#define TYPE_WIDTH       8
#define NAME_WIDTH_MAX   80
#define OTHER_COLUMNS    80 /* what a line needs besides the name */
#define COUNT_WIDTH      8
#define PERCENTILE_WIDTH 6
#define CELL             32

unsigned locust_table_name_width(unsigned terminal_columns)
{
    return terminal_columns > OTHER_COLUMNS ? MIN(terminal_columns - OTHER_COLUMNS, (unsigned)NAME_WIDTH_MAX) : 0;
}

/* Four columns of the name go to the compacter columns of the first table. */
static unsigned compact_name_width(unsigned name_width)
{
    return name_width + 4 > TYPE_WIDTH ? name_width + 4 - TYPE_WIDTH : 0;
}

static void dashes(struct buffer *out, unsigned count, const char *end)
{
    for (unsigned i = 0; i < count; i++)
        buffer_byte(out, '-');
    buffer_string(out, end);
}

static void stats_separator(unsigned name_width, struct buffer *out)
{
    static const unsigned columns[] = {7, 13, 7, 7, 7, 7, 8};

    dashes(out, TYPE_WIDTH, "|");
    dashes(out, compact_name_width(name_width), "|");
    for (size_t i = 0; i < COUNT(columns); i++)
        dashes(out, columns[i], "|");
    dashes(out, 11, "\n");
}

/* Whole milliseconds, as Locust cuts its floats. */
static uint64_t whole_ms(double ns)
{
    return (uint64_t)(ns / (double)NANOS_PER_MILLI);
}

static uint64_t nearest_ms(uint64_t ns)
{
    return (uint64_t)rint(number_milliseconds(ns));
}

static void stats_row(const struct snapshot_row *row, bool current, unsigned name_width, struct buffer *out)
{
    const struct duration_summary *times = &row->response;
    double ratio = row->requests > 0 ? (double)row->failed / (double)row->requests : 0;
    uint64_t max = whole_ms((double)times->max_ns);
    char fails[CELL];

    snprintf(fails, sizeof fails, "%" PRIu64 "(%.2f%%)", row->failed, ratio * 100);
    escape_padded(row->method, TYPE_WIDTH, out);
    buffer_byte(out, ' ');
    escape_padded(row->name, compact_name_width(name_width), out);
    buffer_printf(out, " %7" PRIu64 " %12s |%7" PRIu64 " %7" PRIu64 " %7" PRIu64 "%7" PRIu64 " | %7.2f %11.2f\n", row->requests,
                  fails, whole_ms(times->mean_ns), whole_ms((double)times->min_ns), max,
                  /* rounding up must not put the median above the maximum, which is cut */
                  MIN(nearest_ms(times->quantile_ns[QUANTILE_50]), max),
                  current ? row->current_requests_per_second : row->requests_per_second,
                  current ? row->current_failures_per_second : row->failures_per_second);
}

void locust_table_stats(const struct snapshot *s, bool current, unsigned name_width, struct buffer *out)
{
    buffer_printf(out, "%-*s %-*s %7s %12s |%7s %7s %7s%7s | %7s %11s\n", TYPE_WIDTH, "Type", (int)compact_name_width(name_width),
                  "Name", "# reqs", "# fails", "Avg", "Min", "Max", "Med", "req/s", "failures/s");
    stats_separator(name_width, out);
    for (size_t i = 0; i < s->row_count; i++)
        stats_row(&s->rows[i], current, name_width, out);
    stats_separator(name_width, out);
    stats_row(&s->total, current, name_width, out);
    buffer_byte(out, '\n');
}

static void percentile_separator(unsigned name_width, struct buffer *out)
{
    dashes(out, TYPE_WIDTH, "|");
    dashes(out, name_width, "|");
    dashes(out, COUNT_WIDTH, "|");
    for (size_t q = 0; q < QUANTILE_COUNT; q++)
        dashes(out, PERCENTILE_WIDTH, q + 1 < QUANTILE_COUNT ? "|" : "\n");
}

static void percentile_row(const struct snapshot_row *row, unsigned name_width, struct buffer *out)
{
    if (row->response.count == 0)
        return;
    escape_padded(row->method, TYPE_WIDTH, out);
    buffer_byte(out, ' ');
    escape_padded(row->name, name_width, out);
    for (size_t q = 0; q < QUANTILE_COUNT; q++) {
        char cell[CELL];

        if (row->response.quantile_ns[q] == UINT64_MAX)
            snprintf(cell, sizeof cell, "> 1 h");
        else if (row->response.quantile_ns[q] == DURATION_UNBOUNDED)
            snprintf(cell, sizeof cell, "N/A");
        else
            snprintf(cell, sizeof cell, "%" PRIu64, nearest_ms(row->response.quantile_ns[q]));
        buffer_printf(out, " %*s", q == 0 ? COUNT_WIDTH : PERCENTILE_WIDTH, cell);
    }
    buffer_printf(out, " %*" PRIu64 "\n", PERCENTILE_WIDTH, row->requests);
}

void locust_table_percentiles(const struct snapshot *s, unsigned name_width, struct buffer *out)
{
    buffer_printf(out, "Response time percentiles (approximated)\n%-*s %-*s", TYPE_WIDTH, "Type", (int)name_width, "Name");
    for (size_t q = 0; q < QUANTILE_COUNT; q++)
        buffer_printf(out, " %*s", q == 0 ? COUNT_WIDTH : PERCENTILE_WIDTH, quantile_names[q]);
    buffer_printf(out, " %*s\n", PERCENTILE_WIDTH, "# reqs");
    percentile_separator(name_width, out);
    for (size_t i = 0; i < s->row_count; i++)
        percentile_row(&s->rows[i], name_width, out);
    percentile_separator(name_width, out);
    percentile_row(&s->total, name_width, out);
    buffer_byte(out, '\n');
}

void locust_table_errors(const struct snapshot *s, unsigned name_width, struct buffer *out)
{
    if (s->error_count == 0)
        return;
    buffer_printf(out, "Error report\n%-18s %-100s\n", "# occurrences", "Error");
    dashes(out, 18, "|");
    dashes(out, OTHER_COLUMNS + name_width - 19, "\n");
    for (size_t i = 0; i < s->error_count; i++) {
        const struct snapshot_error *error = &s->errors[i];
        struct buffer text;

        buffer_init(&text, error->method.size + error->name.size + error->text.size + 4);
        buffer_text(&text, error->method);
        buffer_byte(&text, ' ');
        buffer_text(&text, error->name);
        buffer_string(&text, ": ");
        buffer_text(&text, error->text);
        buffer_printf(out, "%-18" PRIu64 " ", error->occurrences);
        escape_padded(buffer_view(&text), 100, out);
        buffer_byte(out, '\n');
        buffer_free(&text);
    }
    dashes(out, 18, "|");
    dashes(out, OTHER_COLUMNS + name_width - 19, "\n");
    buffer_byte(out, '\n');
}
