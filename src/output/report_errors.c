/* SPDX-License-Identifier: MIT */
/* output/report_errors.c - failures in the written report: how they are distributed, and what likely caused them */
#include "base/units.h"
#include "output/causes.h"
#include "output/markdown.h"
#include "output/report_sections.h"
#include "output/top_errors.h"

#define ERRORS_MAX   50
#define TEXT_COLUMNS 300

/* "1:05" of the run. */
static char *write_moment(const struct snapshot *s, uint64_t wall_ns, char out[UNITS_TEXT])
{
    uint64_t start = s->progress.start_wall_ns;

    return units_write_span(wall_ns > start ? (double)(wall_ns - start) / (double)NANOS_PER_SECOND : 0, out);
}

static void write_error(const struct report *r, const struct snapshot_error *e)
{
    char count[NUMBER_TEXT], of_failures[NUMBER_TEXT], of_all[NUMBER_TEXT], first[UNITS_TEXT], last[UNITS_TEXT];
    struct snapshot_row row = {.method = e->method, .name = e->name};

    buffer_printf(r->out, "| %s | %s | %s | ", number_grouped(e->occurrences, count),
                  number_share(e->occurrences, r->s->total.failed, of_failures),
                  number_share(e->occurrences, r->s->total.requests, of_all));
    report_name(r, &row);
    buffer_string(r->out, " | ");
    markdown_text(e->text, TEXT_COLUMNS, r->out);
    buffer_printf(r->out, " | %s to %s |\n", write_moment(r->s, e->first_seen_wall_ns, first),
                  write_moment(r->s, e->last_seen_wall_ns, last));
}

static void write_statuses(const struct report *r)
{
    char count[NUMBER_TEXT], share[NUMBER_TEXT];

    if (r->s->total.status_count == 0)
        return;
    buffer_string(r->out, "| status | responses | share |\n|---|---:|---:|\n");
    for (size_t i = 0; i < MIN(r->s->total.status_count, (size_t)REPORT_ROWS_MAX); i++) {
        const struct status_count *c = &r->s->total.statuses[i];

        if (c->status > 0)
            buffer_printf(r->out, "| %d", c->status);
        else
            buffer_string(r->out, c->status == 0 ? "| no response" : "| no valid status");
        buffer_printf(r->out, " | %s | %s |\n", number_grouped(c->count, count),
                      number_share(c->count, r->s->total.requests, share));
    }
    buffer_byte(r->out, '\n');
}

static void write_causes(const struct report *r)
{
    struct causes causes;

    causes_find(r->s, r->info, &causes);
    if (causes.count == 0)
        return;
    buffer_string(r->out, "### Likely causes\n\n");
    for (size_t i = 0; i < causes.count; i++) {
        buffer_string(r->out, "* ");
        markdown_text(text_from(causes.at[i].text), CAUSE_TEXT, r->out);
        buffer_byte(r->out, '\n');
    }
    buffer_byte(r->out, '\n');
}

/* Mistakes of the scenario. */
static void write_exceptions(const struct report *r)
{
    char count[NUMBER_TEXT];

    if (r->s->exception_count == 0)
        return;
    buffer_string(r->out, "### Exceptions of the scenario\n\n| count | message | where |\n|---:|---|---|\n");
    for (size_t i = 0; i < MIN(r->s->exception_count, (size_t)ERRORS_MAX); i++) {
        const struct snapshot_exception *e = &r->s->exceptions[i];

        buffer_printf(r->out, "| %s | ", number_grouped(e->count, count));
        markdown_text(e->message, TEXT_COLUMNS, r->out);
        buffer_string(r->out, " | ");
        markdown_text(e->traceback, TEXT_COLUMNS, r->out);
        buffer_string(r->out, " |\n");
    }
    if (r->s->exception_count > ERRORS_MAX)
        buffer_printf(r->out, "\nNot shown: %s of exception.\n",
                      number_of(r->s->exception_count - ERRORS_MAX, "more kind", count));
    buffer_byte(r->out, '\n');
}

void report_errors(const struct report *r)
{
    const struct snapshot_error *top[ERRORS_MAX];
    size_t count = top_errors(r->s, top, ERRORS_MAX);
    char failed[NUMBER_TEXT], all[NUMBER_TEXT], share[NUMBER_TEXT];

    buffer_printf(r->out, "## Errors\n\n%s of %s requests failed (%s).\n\n", number_grouped(r->s->total.failed, failed),
                  number_grouped(r->s->total.requests, all), number_share(r->s->total.failed, r->s->total.requests, share));
    if (count > 0) {
        buffer_string(r->out, "| count | of failures | of all | request | error | from, to |\n|---:|---:|---:|---|---|---|\n");
        for (size_t i = 0; i < count; i++)
            write_error(r, top[i]);
        if (count < r->s->error_count)
            buffer_printf(r->out, "\nNot shown: %s of error.\n", number_of(r->s->error_count - count, "more kind", all));
        buffer_byte(r->out, '\n');
    }
    write_statuses(r);
    write_causes(r);
    write_exceptions(r);
}
