/* SPDX-License-Identifier: MIT */
/* output/github_summary.c - see github_summary.h */
#include "output/github_summary.h"

#include <stdio.h>

#include "base/mem.h"
#include "base/units.h"
#include "output/capacity_markdown.h"
#include "output/check_table.h"
#include "output/comparison_markdown.h"
#include "output/markdown.h"
#include "output/number.h"
#include "output/report_file.h"
#include "output/stage_table.h"

#define NAMES_MAX   50
#define CHECKS_MAX  500
#define TEXT_MAX    200          /* columns of a check or a name */
#define SUMMARY_MAX (900 * 1024) /* GitHub drops what is larger than 1 MiB */

struct github_summary {
    struct output output;
    char *path;
    const struct run_info *info;
};

static void write_text(struct text t, struct buffer *out)
{
    markdown_text(t, TEXT_MAX, out);
}

static void write_checks(const struct judgement *j, struct buffer *out)
{
    char value[CHECK_TEXT], limit[CHECK_TEXT], margin[CHECK_TEXT], note[CHECK_TEXT];

    if (j->check_count == 0)
        return;
    buffer_string(out, "| | check | value | limit | margin | |\n|---|---|---:|---:|---:|---|\n");
    for (size_t i = 0; i < MIN(j->check_count, (size_t)CHECKS_MAX); i++) {
        const struct check_result *r = &j->checks[i];

        buffer_string(out, r->state == CHECK_PASSES ? "| ✅ | " : "| ❌ | ");
        write_text(r->check->text, out);
        buffer_printf(out, " | %s | %s | %s | %s |\n", check_table_value(r->check, r->value.value, r->value.known, value),
                      check_table_value(r->check, r->check->limit, true, limit), check_table_margin(r, margin),
                      check_table_note(r, note));
    }
    if (j->check_count > CHECKS_MAX)
        buffer_printf(out, "\n%zu more checks are not shown.\n", j->check_count - CHECKS_MAX);
    buffer_byte(out, '\n');
}

static void write_row(const struct snapshot_row *row, struct buffer *out)
{
    char count[NUMBER_TEXT], share[NUMBER_TEXT], rate[NUMBER_TEXT], p50[NUMBER_TEXT], p95[NUMBER_TEXT], p99[NUMBER_TEXT];
    const struct duration_summary *d = &row->response;

    buffer_string(out, "| ");
    write_text(row->method, out);
    buffer_byte(out, ' ');
    write_text(row->name, out);
    buffer_printf(out, " | %s | %s | %s | %s | %s | %s |\n", number_grouped(row->requests, count),
                  number_share(row->failed, row->requests, share), number_rate(row->requests_per_second, rate),
                  number_duration(d->quantile_ns[QUANTILE_50], d->count, p50),
                  number_duration(d->quantile_ns[QUANTILE_95], d->count, p95),
                  number_duration(d->quantile_ns[QUANTILE_99], d->count, p99));
}

static void write_stages(const struct snapshot *s, struct buffer *out)
{
    char load[STAGE_LOAD_TEXT], span[UNITS_TEXT], count[NUMBER_TEXT], share[NUMBER_TEXT], rate[NUMBER_TEXT], p95[NUMBER_TEXT],
        p99[NUMBER_TEXT];

    if (s->stage_count == 0)
        return;
    buffer_string(out, "\n| stage | load | time | requests | failed | per second | p95 | p99 |\n"
                       "|---|---:|---:|---:|---:|---:|---:|---:|\n");
    for (size_t i = 0; i < s->stage_count; i++) {
        const struct snapshot_stage *stage = &s->stages[i];
        const struct snapshot_row *t = &stage->total;

        buffer_string(out, "| ");
        write_text(stage->aim.name, out);
        buffer_printf(out, " | %s | %s | %s | %s | %s | %s | %s |\n", stage_load(&stage->aim, load),
                      units_write_span(stage->elapsed_s, span), number_grouped(t->requests, count),
                      number_share(t->failed, t->requests, share), number_rate(t->requests_per_second, rate),
                      number_duration(t->response.quantile_ns[QUANTILE_95], t->response.count, p95),
                      number_duration(t->response.quantile_ns[QUANTILE_99], t->response.count, p99));
    }
}

void github_summary_write(const struct snapshot *s, const struct run_info *info, struct buffer *out)
{
    const struct judgement *j = info->judgement;
    char span[UNITS_TEXT], count[NUMBER_TEXT];

    buffer_string(out, "### Cicada: ");
    write_text(text_from(info->title), out);
    if (output_names_host(info)) {
        buffer_string(out, " on ");
        write_text(text_from(info->host), out);
    }
    buffer_printf(out, "\n\nUp to %s for %s.", number_of(s->progress.peak_users, "user", count),
                  units_write_span(output_run_seconds(s), span));
    if (s->warmup.seconds > 0)
        buffer_printf(out, " Without the warm-up of %s (%s).", units_write_span(s->warmup.seconds, span),
                      number_of(s->warmup.requests, "request", count));
    if (j) {
        buffer_printf(out, " Verdict: **%s**.", validity_name(j->validity.level));
        for (size_t i = 0; i < j->validity.count; i++) {
            buffer_string(out, "\n* ");
            write_text(text_from(j->validity.reasons[i].text), out);
        }
        buffer_string(out, "\n\n");
        write_checks(j, out);
    }
    write_stages(s, out);
    if (info->capacity) {
        buffer_string(out, "\n\n");
        capacity_markdown_write(info->capacity, out);
    }
    buffer_string(out, "\n| request | count | failed | per second | p50 | p95 | p99 |\n|---|---:|---:|---:|---:|---:|---:|\n");
    write_row(&s->total, out);
    for (size_t i = 0; i < MIN(s->row_count, (size_t)NAMES_MAX); i++)
        write_row(&s->rows[i], out);
    if (s->row_count > NAMES_MAX)
        buffer_printf(out, "\n%zu more names are not shown.\n", s->row_count - NAMES_MAX);
    buffer_byte(out, '\n');
    if (info->comparison)
        comparison_markdown_write(info->comparison, false, out);
}

static enum error start(struct output *o, const struct run_info *info, char *problem)
{
    struct github_summary *g = CONTAINER_OF(o, struct github_summary, output);

    g->info = info;
    return report_file_check(g->path, problem, OUTPUT_PROBLEM);
}

static enum error tick(struct output *o, const struct snapshot *s)
{
    return OK;
}

static enum error append(const char *path, struct text t)
{
    FILE *file = fopen(path, "ae");
    bool written;

    if (!file)
        return ERROR_IO;
    written = fwrite(t.data, 1, t.size, file) == t.size;
    return fclose(file) == 0 && written ? OK : ERROR_IO;
}

static enum error stop(struct output *o, const struct snapshot *s, int exit_code)
{
    struct github_summary *g = CONTAINER_OF(o, struct github_summary, output);
    struct buffer text;
    enum error e;

    buffer_init(&text, SUMMARY_MAX);
    github_summary_write(s, g->info, &text);
    e = append(g->path, buffer_view(&text));
    if (e != OK)
        snprintf(o->problem, sizeof o->problem, "cannot write %s: %m", g->path);
    buffer_free(&text);
    return e;
}

static void destroy(struct output *o)
{
    struct github_summary *g = CONTAINER_OF(o, struct github_summary, output);

    mem_free(g->path);
    mem_free(g);
}

static const struct output_ops ops = {.name = "github summary", .start = start, .tick = tick, .stop = stop, .free = destroy};

struct output *github_summary_new(const char *path)
{
    struct github_summary *g = MEM_NEW(struct github_summary);

    g->output.ops = &ops;
    g->path = mem_strdup(path);
    return &g->output;
}
