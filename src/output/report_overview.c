/* SPDX-License-Identifier: MIT */
/* output/report_overview.c - the first page of the written report: summary, limits; and the configuration */
#include "base/clock.h"
#include "base/units.h"
#include "output/check_table.h"
#include "output/markdown.h"
#include "output/report_sections.h"

#define COMMAND_COLUMNS 2000
#define TEXT_COLUMNS    400

/* ---- summary ---- */

static void write_kept(size_t count, struct buffer *out)
{
    if (count == 1)
        buffer_string(out, "**Passed.** The limit was kept");
    else
        buffer_printf(out, "**Passed.** All %zu limits were kept", count);
}

static void write_broken(size_t broken, size_t count, struct buffer *out)
{
    if (count == 1)
        buffer_string(out, "**Failed.** The limit was broken");
    else
        buffer_printf(out, "**Failed.** %zu of %zu limits %s broken", broken, count, broken == 1 ? "was" : "were");
}

static void write_result(const struct report *r)
{
    const struct judgement *j = r->judgement;

    switch (report_result_of(r)) {
    case REPORT_PASSED:
        write_kept(j->check_count, r->out);
        break;
    case REPORT_FAILED:
        write_broken(j->failed, j->check_count, r->out);
        break;
    case REPORT_SPOILED:
        buffer_string(r->out,
                      "**Not decided.** The load generator itself spoiled the numbers, so they say little of the service");
        break;
    case REPORT_NOT_JUDGED:
        buffer_string(r->out, "**Not judged.** No limits were set");
        break;
    }
    if (j)
        buffer_printf(r->out, "; verdict on the measurement: **%s**", validity_name(j->validity.level));
    buffer_string(r->out, ".\n\n");
    for (size_t i = 0; j && i < j->validity.count; i++) {
        buffer_string(r->out, "* ");
        markdown_text(text_from(j->validity.reasons[i].text), TEXT_COLUMNS, r->out);
        buffer_string(r->out, i + 1 < j->validity.count ? "\n" : "\n\n");
    }
}

static void write_numbers(const struct report *r)
{
    const struct snapshot_row *t = &r->s->total;
    const struct duration_summary *d = &t->response;
    char users[NUMBER_TEXT], span[UNITS_TEXT], count[NUMBER_TEXT], rate[NUMBER_TEXT], share[NUMBER_TEXT], p50[NUMBER_TEXT],
        p95[NUMBER_TEXT], p99[NUMBER_TEXT], most[NUMBER_TEXT];

    buffer_printf(r->out, "Up to %s for %s made %s, %s a second; %s of them failed.",
                  number_of(r->s->progress.peak_users, "user", users), units_write_span(output_run_seconds(r->s), span),
                  number_of(t->requests, "request", count), number_rate(t->requests_per_second, rate),
                  number_share(t->failed, t->requests, share));
    if (d->count > 0)
        buffer_printf(r->out, " Half of them ended within %s, 95 %% within %s, 99 %% within %s, the slowest after %s.",
                      number_duration(d->quantile_ns[QUANTILE_50], d->count, p50),
                      number_duration(d->quantile_ns[QUANTILE_95], d->count, p95),
                      number_duration(d->quantile_ns[QUANTILE_99], d->count, p99), number_duration(d->max_ns, d->count, most));
    if (t->dropped > 0)
        buffer_printf(r->out, " %s more %s planned, but never sent.", number_grouped(t->dropped, count),
                      t->dropped == 1 ? "was" : "were");
    if (r->s->warmup.seconds > 0)
        buffer_printf(r->out, " The warm-up of %s is left out, with %s.", units_write_span(r->s->warmup.seconds, span),
                      number_of(r->s->warmup.requests, "request", count));
    buffer_string(r->out, "\n\n");
}

void report_overview(const struct report *r)
{
    char start[CLOCK_TEXT];

    buffer_string(r->out, "# Load test: ");
    markdown_text(text_from(r->info->title), REPORT_NAME_COLUMNS, r->out);
    if (output_names_host(r->info)) {
        buffer_string(r->out, " on ");
        markdown_code(text_from(r->info->host), REPORT_NAME_COLUMNS, r->out);
    }
    buffer_printf(r->out, "\n\n%s\n\n## Summary\n\n", clock_iso(r->s->progress.start_wall_ns, start));
    write_result(r);
    write_numbers(r);
}

/* ---- limits ---- */

void report_limits(const struct report *r)
{
    char value[CHECK_TEXT], limit[CHECK_TEXT], margin[CHECK_TEXT], note[CHECK_TEXT], more[NUMBER_TEXT];
    const struct judgement *j = r->judgement;

    if (!j || j->check_count == 0)
        return;
    buffer_string(r->out, "## Limits\n\n| | limit | measured | allowed | margin | |\n|---|---|---:|---:|---:|---|\n");
    for (size_t i = 0; i < MIN(j->check_count, (size_t)REPORT_ROWS_MAX); i++) {
        const struct check_result *c = &j->checks[i];

        buffer_string(r->out, c->state == CHECK_PASSES ? "| ✅ | " : "| ❌ | ");
        markdown_text(c->check->text, TEXT_COLUMNS, r->out);
        buffer_printf(r->out, " | %s | %s | %s | %s |\n", check_table_value(c->check, c->value.value, c->value.known, value),
                      check_table_value(c->check, c->check->limit, true, limit), check_table_margin(c, margin),
                      check_table_note(c, note));
    }
    if (j->check_count > REPORT_ROWS_MAX)
        buffer_printf(r->out, "\nNot shown: %s.\n", number_of(j->check_count - REPORT_ROWS_MAX, "more limit", more));
    buffer_byte(r->out, '\n');
}

/* ---- configuration ---- */

static void write_row(const struct report *r, const char *what, const char *text,
                      void (*write)(struct text t, size_t columns, struct buffer *out))
{
    if (!text || !*text)
        return;
    buffer_printf(r->out, "| %s | ", what);
    write(text_from(text), TEXT_COLUMNS, r->out);
    buffer_string(r->out, " |\n");
}

static void write_text_row(const struct report *r, const char *what, const char *text)
{
    write_row(r, what, text, markdown_text);
}

static void write_classes(const struct report *r)
{
    char text[NUMBER_TEXT];

    buffer_string(r->out, "| user classes | ");
    for (size_t i = 0; i < MIN(r->info->class_count, (size_t)REPORT_ROWS_MAX); i++) {
        const struct run_class *c = &r->info->classes[i];

        buffer_string(r->out, i ? ", " : "");
        markdown_text(text_from(c->name), REPORT_NAME_COLUMNS, r->out);
        if (c->fixed_count > 0)
            buffer_printf(r->out, " (%s)", number_of(c->fixed_count, "user", text));
        else
            buffer_printf(r->out, " (weight %g)", c->weight);
    }
    buffer_string(r->out, " |\n");
}

static void write_load(const struct report *r)
{
    const struct plan *plan = r->info->plan;
    char users[NUMBER_TEXT], span[UNITS_TEXT];

    write_text_row(r, "arrivals", plan->rate_text);
    write_text_row(r, "iterations", plan->iterations_text);
    if (plan->stages.count > 0)
        buffer_printf(r->out, "| load | %s |\n", number_of(plan->stages.count, "stage", users));
    else if (plan->shaped)
        buffer_string(r->out, "| load | by the scenario's shape |\n");
    else if (plan->users > 0)
        buffer_printf(r->out, "| load | %s, %g started a second |\n", number_of(plan->users, "user", users), plan->spawn_rate);
    if (plan->run_time_s > 0)
        buffer_printf(r->out, "| planned time | %s |\n", units_write_span(plan->run_time_s, span));
    if (plan->warmup_s > 0)
        buffer_printf(r->out, "| warm-up | %s |\n", units_write_span(plan->warmup_s, span));
    if (plan->http.timeout_s > 0)
        buffer_printf(r->out, "| time-out | %s |\n", units_write_nanos((uint64_t)(plan->http.timeout_s * 1e9), span));
    buffer_printf(r->out, "| seed | %" PRIu64 " |\n", plan->seed);
}

void report_configuration(const struct report *r)
{
    const struct run_info *info = r->info;
    char start[CLOCK_TEXT], end[CLOCK_TEXT];

    buffer_string(r->out, "## Configuration\n\n| | |\n|---|---|\n");
    write_text_row(r, "scenario", info->title);
    write_row(r, "host", info->host, markdown_code);
    write_text_row(r, "label", info->plan->profile);
    for (size_t i = 0; i < info->plan->settings.count; i++)
        write_row(r, "option", info->plan->settings.at[i], markdown_code);
    if (info->class_count > 0)
        write_classes(r);
    write_load(r);
    buffer_printf(r->out, "| time | %s to %s |\n", clock_iso(r->s->progress.start_wall_ns, start),
                  r->s->progress.end_wall_ns ? clock_iso(r->s->progress.end_wall_ns, end) : "-");
    write_text_row(r, "ended because", r->s->progress.stop_reason);
    write_text_row(r, "generator", info->machine);
    write_text_row(r, "system", info->system);
    write_text_row(r, "version", info->version);
    write_text_row(r, "libraries", info->libraries);
    buffer_printf(r->out, "| exit code | %d |\n\n", r->exit_code);
    if (info->command_line && *info->command_line) {
        buffer_string(r->out, "Made with ");
        markdown_code(text_from(info->command_line), COMMAND_COLUMNS, r->out);
        buffer_string(r->out, "\n\n");
    }
}
