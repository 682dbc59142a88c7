/* SPDX-License-Identifier: MIT */
/* output/report_rate.c - requests over time in the written report, and what was sent to the service */
#include <math.h>

#include "base/units.h"
#include "output/markdown.h"
#include "output/report_sections.h"

static void write_part(const struct report *r, const char *what, const struct report_course_part *part)
{
    char span[UNITS_TEXT], rate[NUMBER_TEXT], failures[NUMBER_TEXT], worst[NUMBER_TEXT];

    if (part->seconds == 0)
        return;
    buffer_printf(r->out, "| %s | %s | %s | %s | %s |\n", what, units_write_span(part->seconds, span),
                  number_rate(part->requests_per_second, rate), number_rate(part->failures_per_second, failures),
                  number_duration(part->worst_p95_ns, part->worst_p95_ns > 0, worst));
}

void report_rate(const struct report *r)
{
    const struct report_course *c = &r->course;
    char peak[NUMBER_TEXT], least[NUMBER_TEXT], at[UNITS_TEXT];

    if (c->steady.seconds == 0)
        return;
    buffer_string(r->out, "## Request rate\n\n| | time | requests per second | failures per second | p95 of the worst second "
                          "|\n|---|---:|---:|---:|---:|\n");
    write_part(r, "start-up", &c->startup);
    write_part(r, r->s->stage_count > 0 ? "all stages" : "steady state", &c->steady);
    write_part(r, "its first third", &c->first);
    write_part(r, "its last third", &c->last);
    buffer_printf(r->out, "\nThe busiest second, at %s, had %s requests, the idlest %s.", units_write_span(c->peak_second, at),
                  number_rate(c->peak_rate, peak), number_rate(c->least_rate, least));
    if (!isnan(c->variation))
        buffer_printf(r->out, " From second to second the rate varied by %.1f %% (standard deviation as a share of the mean).",
                      100 * c->variation);
    buffer_string(r->out, "\n\n");
}

/* ---- events ---- */

static bool sends_data(const struct snapshot_row *row)
{
    return text_equal(row->method, TEXT("POST")) || text_equal(row->method, TEXT("PUT")) ||
           text_equal(row->method, TEXT("PATCH")) || text_equal(row->method, TEXT("DELETE"));
}

static void write_event(const struct report *r, const struct snapshot_row *row)
{
    char done[NUMBER_TEXT], rate[NUMBER_TEXT], bytes[UNITS_TEXT];
    double seconds = r->s->elapsed_s;

    buffer_string(r->out, "| ");
    report_name(r, row);
    buffer_printf(r->out, " | %s | %s | %s |\n", number_grouped(row->completed, done),
                  number_rate(seconds > 0 ? (double)row->completed / seconds : 0, rate),
                  units_write_bytes(row->requests > 0 ? (double)row->bytes_sent / (double)row->requests : 0, bytes));
}

static void write_events(const struct report *r)
{
    uint64_t completed = 0;
    size_t shown = 0;
    char rate[NUMBER_TEXT], done[NUMBER_TEXT];

    for (size_t i = 0; i < r->s->row_count; i++) {
        const struct snapshot_row *row = &r->s->rows[i];

        if (!sends_data(row))
            continue;
        if (shown == 0)
            buffer_string(r->out,
                          "## Events\n\nRequests that sent data and were accepted.\n\n| request | accepted | per second | "
                          "bytes each |\n|---|---:|---:|---:|\n");
        completed += row->completed;
        if (shown++ < REPORT_ROWS_MAX)
            write_event(r, row);
    }
    if (shown > 0)
        buffer_printf(r->out, "| **all** | %s | %s | |\n\n", number_grouped(completed, done),
                      number_rate(r->s->elapsed_s > 0 ? (double)completed / r->s->elapsed_s : 0, rate));
}

static void write_metrics(const struct report *r)
{
    char count[NUMBER_TEXT];

    if (r->s->metric_count == 0)
        return;
    buffer_string(r->out, "## Metrics of the scenario\n\n| metric | values | mean | min | p50 | p95 | max "
                          "|\n|---|---:|---:|---:|---:|---:|---:|\n");
    for (size_t i = 0; i < MIN(r->s->metric_count, (size_t)REPORT_ROWS_MAX); i++) {
        const struct snapshot_metric *m = &r->s->metrics[i];

        buffer_string(r->out, "| ");
        markdown_text(m->name, REPORT_NAME_COLUMNS, r->out);
        buffer_printf(r->out, " | %s | %.4g | %.4g | %.4g | %.4g | %.4g |\n", number_grouped(m->count, count),
                      m->count > 0 ? m->sum / (double)m->count : 0, m->min, m->quantile[QUANTILE_50], m->quantile[QUANTILE_95],
                      m->max);
    }
    buffer_byte(r->out, '\n');
}

void report_events(const struct report *r)
{
    write_events(r);
    write_metrics(r);
}
