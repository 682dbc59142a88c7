/* SPDX-License-Identifier: MIT */
/* output/summary_text.c - the measured part of the summary, and the order of all; see summary_text.h */
#include "output/summary_text.h"

#include <limits.h>
#include <stdio.h>

#include "base/units.h"
#include "output/check_table.h"
#include "output/comparison_table.h"
#include "output/number.h"
#include "output/request_table.h"
#include "output/resource_table.h"
#include "output/stage_table.h"
#include "output/summary_iterations.h"
#include "output/summary_trouble.h"
#include "output/traffic_table.h"
#include "stats/confidence.h"

#define NAMES_MAX     100
#define LABEL_COLUMNS 18
#define COUNT_COLUMNS 12
#define VALUE_COLUMNS 10

/* What is left out is said before the numbers from which it is missing. */
static void draw_warmup(const struct snapshot *s, struct canvas *c)
{
    const struct snapshot_warmup *w = &s->warmup;
    char span[UNITS_TEXT], requests[NUMBER_TEXT], failed[NUMBER_TEXT];

    if (w->seconds <= 0)
        return;
    canvas_printf(c, STYLE_PLAIN, "without the warm-up of %s: %s, %s of them failed, are left out",
                  units_write_span(w->seconds, span), number_of(w->requests, "request", requests),
                  number_grouped(w->failed, failed));
    canvas_end(c);
    if (s->total.started > 0 || s->elapsed_s > 0)
        return;
    canvas_text(c, STYLE_YELLOW, TEXT("the run ended in its warm-up: nothing was measured"));
    canvas_end(c);
}

static void draw_headline(const struct snapshot *s, const struct run_info *info, struct canvas *c)
{
    const struct run_progress *p = &s->progress;
    char users[NUMBER_TEXT], span[UNITS_TEXT];

    canvas_text(c, STYLE_BOLD, text_from(info->title));
    if (output_names_host(info)) {
        canvas_text(c, STYLE_PLAIN, TEXT(" on "));
        canvas_text(c, STYLE_BOLD, text_from(info->host));
    }
    canvas_end(c);
    canvas_printf(c, STYLE_PLAIN, "up to %s for %s", number_of(p->peak_users, "user", users),
                  units_write_span(output_run_seconds(s), span));
    if (s->reset)
        canvas_printf(c, STYLE_PLAIN, ", counted during the last %s", units_write_span(s->elapsed_s, span));
    if (p->stop_reason)
        canvas_printf(c, STYLE_PLAIN, "; %s", p->stop_reason);
    canvas_end(c);
    draw_warmup(s, c);
    canvas_end(c);
}

static void draw_count(struct canvas *c, const char *label, enum style style, uint64_t count, const char *rest)
{
    char text[NUMBER_TEXT];

    canvas_cell(c, STYLE_PLAIN, LABEL_COLUMNS, text_from(label));
    canvas_right(c, style, COUNT_COLUMNS, number_grouped(count, text));
    canvas_to(c, c->column + 3);
    canvas_text(c, style, text_from(rest));
    canvas_end(c);
}

static void draw_counts(const struct snapshot *s, struct canvas *c)
{
    const struct snapshot_row *t = &s->total;
    char rest[3 * NUMBER_TEXT], number[NUMBER_TEXT], share[NUMBER_TEXT];

    snprintf(rest, sizeof rest, "%s/s", number_rate(t->requests_per_second, number));
    draw_count(c, "requests", STYLE_BOLD, t->requests, rest);
    snprintf(rest, sizeof rest, "%s, %s/s", number_share(t->failed, t->requests, share),
             number_rate(t->failures_per_second, number));
    draw_count(c, "failures", t->failed > 0 ? STYLE_RED : STYLE_GREEN, t->failed, rest);
    if (t->dropped > 0)
        draw_count(c, "dropped", STYLE_YELLOW, t->dropped, "planned, but never sent");
    if (t->cancelled > 0) {
        snprintf(rest, sizeof rest, "stopped by the end of the run, %s of them after they were sent",
                 number_grouped(t->cancelled_sent, number));
        draw_count(c, "cancelled", STYLE_PLAIN, t->cancelled, rest);
    }
    if (t->in_flight > 0)
        draw_count(c, "in flight", STYLE_PLAIN, t->in_flight, "without an answer yet");
    canvas_end(c);
}

/* Marks a percentile behind which there are too few requests; tells if it did. */
static bool mark_uncertain(size_t quantile, const struct duration_summary *d, char text[NUMBER_TEXT])
{
    bool uncertain = d->count > 0 && d->quantile_ns[quantile] != DURATION_UNBOUNDED &&
                     !confidence_is_enough(quantile_shares[quantile], d->count);

    if (uncertain)
        snprintf(text + strlen(text), NUMBER_TEXT - strlen(text), "?");
    return uncertain;
}

/* True when a percentile was marked. */
static bool draw_durations(struct canvas *c, const char *label, const struct duration_summary *d)
{
    bool marked = false;
    static const size_t shown[] = {QUANTILE_50, QUANTILE_90, QUANTILE_95, QUANTILE_99, QUANTILE_999, QUANTILE_100};
    char text[NUMBER_TEXT];

    canvas_cell(c, STYLE_PLAIN, LABEL_COLUMNS, text_from(label));
    canvas_right(c, STYLE_PLAIN, VALUE_COLUMNS, number_duration((uint64_t)d->mean_ns, d->count, text));
    for (size_t i = 0; i < COUNT(shown); i++) {
        number_duration(d->quantile_ns[shown[i]], d->count, text);
        marked |= mark_uncertain(shown[i], d, text);
        canvas_right(c, STYLE_PLAIN, VALUE_COLUMNS, text);
    }
    canvas_end(c);
    return marked;
}

static void draw_times(const struct snapshot *s, struct canvas *c)
{
    static const char *const headings[] = {"mean", "p50", "p90", "p95", "p99", "p99.9", "max"};
    bool marked;

    if (s->total.requests == 0)
        return;
    canvas_to(c, LABEL_COLUMNS);
    for (size_t i = 0; i < COUNT(headings); i++)
        canvas_right(c, STYLE_DIM, VALUE_COLUMNS, headings[i]);
    canvas_end(c);
    marked = draw_durations(c, "response time", &s->total.response);
    marked |= draw_durations(c, "service time", &s->total.service);
    if (marked) {
        canvas_to(c, LABEL_COLUMNS);
        canvas_text(c, STYLE_DIM, TEXT("? too few requests to be sure: p99 needs 368, p99.9 3,688"));
        canvas_end(c);
    }
    canvas_end(c);
}

static void draw_phase(struct canvas *c, const char *label, const struct phase_summary *phase, uint64_t requests)
{
    char mean[NUMBER_TEXT], max[NUMBER_TEXT], count[NUMBER_TEXT];

    if (phase->count == 0)
        return;
    canvas_cell(c, STYLE_PLAIN, LABEL_COLUMNS, text_from(label));
    canvas_right(c, STYLE_PLAIN, VALUE_COLUMNS, number_duration(phase->sum_ns / phase->count, 1, mean));
    canvas_printf(c, STYLE_PLAIN, " mean, %s max", number_duration(phase->max_ns, 1, max));
    if (phase->count != requests)
        canvas_printf(c, STYLE_PLAIN, ", in %s", number_of(phase->count, "request", count));
    canvas_end(c);
}

static void draw_phases(const struct snapshot *s, struct canvas *c)
{
    const struct snapshot_row *t = &s->total;
    unsigned before = c->lines;

    draw_phase(c, "  name lookup", &t->dns, t->requests);
    draw_phase(c, "  connecting", &t->connect, t->requests);
    draw_phase(c, "  TLS handshake", &t->tls, t->requests);
    draw_phase(c, "  sending", &t->send, t->requests);
    draw_phase(c, "  waiting", &t->wait, t->requests);
    draw_phase(c, "  receiving", &t->receive, t->requests);
    if (c->lines > before)
        canvas_end(c);
}

static void draw_bytes(struct canvas *c, const char *label, uint64_t bytes, double seconds)
{
    char all[UNITS_TEXT], rate[UNITS_TEXT];

    canvas_cell(c, STYLE_PLAIN, LABEL_COLUMNS, text_from(label));
    canvas_right(c, STYLE_PLAIN, COUNT_COLUMNS, units_write_bytes((double)bytes, all));
    if (seconds > 0)
        canvas_printf(c, STYLE_PLAIN, "   %s/s", units_write_bytes((double)bytes / seconds, rate));
    canvas_end(c);
}

static void draw_statuses(const struct snapshot *s, struct canvas *c)
{
    char count[NUMBER_TEXT];

    if (s->total.status_count == 0)
        return;
    canvas_cell(c, STYLE_PLAIN, LABEL_COLUMNS, TEXT("status"));
    for (size_t i = 0; i < s->total.status_count; i++) {
        int status = s->total.statuses[i].status;
        enum style style = status == 0 || status >= 400 ? STYLE_RED : STYLE_PLAIN;

        number_grouped(s->total.statuses[i].count, count);
        if (c->column > LABEL_COLUMNS && c->column + strlen(count) + 8 > c->columns) {
            canvas_end(c);
            canvas_to(c, LABEL_COLUMNS);
        }
        if (status == 0)
            canvas_printf(c, style, "none: %s", count);
        else
            canvas_printf(c, style, "%d: %s", status, count);
        canvas_to(c, c->column + 3);
    }
    canvas_end(c);
}

static void draw_traffic(const struct snapshot *s, struct canvas *c)
{
    const struct snapshot_row *t = &s->total;
    char rest[2 * NUMBER_TEXT] = "", number[NUMBER_TEXT];

    if (t->requests == 0)
        return;
    if (t->new_connections > 0)
        snprintf(rest, sizeof rest, "opened, %s requests each",
                 number_rate((double)t->requests / (double)t->new_connections, number));
    draw_count(c, "connections", STYLE_PLAIN, t->new_connections, rest);
    draw_bytes(c, "sent", t->bytes_sent, s->elapsed_s);
    draw_bytes(c, "received", t->bytes_received, s->elapsed_s);
    draw_statuses(s, c);
    canvas_end(c);
}

static void draw_names(const struct snapshot *s, struct canvas *c)
{
    request_table_draw(s, false, NAMES_MAX, c);
    if (s->row_count > 0)
        canvas_end(c);
}

/* Metrics have units of their own, which only the scenario knows. */
static void draw_metrics(const struct snapshot *s, struct canvas *c)
{
    static const char *const headings[] = {"count", "mean", "min", "p50", "p95", "max"};

    if (s->metric_count == 0)
        return;
    canvas_cell(c, STYLE_DIM, 2 * LABEL_COLUMNS, TEXT("metric"));
    for (size_t i = 0; i < COUNT(headings); i++)
        canvas_right(c, STYLE_DIM, VALUE_COLUMNS, headings[i]);
    canvas_end(c);
    for (size_t i = 0; i < MIN(s->metric_count, (size_t)NAMES_MAX); i++) {
        const struct snapshot_metric *m = &s->metrics[i];
        double mean = m->count > 0 ? m->sum / (double)m->count : 0;
        double values[] = {mean, m->min, m->quantile[QUANTILE_50], m->quantile[QUANTILE_95], m->max};
        char text[NUMBER_TEXT];

        canvas_cell(c, STYLE_PLAIN, 2 * LABEL_COLUMNS, m->name);
        canvas_right(c, STYLE_PLAIN, VALUE_COLUMNS, number_grouped(m->count, text));
        for (size_t v = 0; v < COUNT(values); v++) {
            snprintf(text, sizeof text, "%.4g", values[v]);
            canvas_right(c, STYLE_PLAIN, VALUE_COLUMNS, text);
        }
        canvas_end(c);
    }
    canvas_end(c);
}

void summary_draw_files(const struct summary_look *look, struct canvas *c)
{
    c->columns = UINT_MAX; /* a path that is cut leads nowhere */
    for (size_t i = 0; i < look->files.count; i++) {
        canvas_cell(c, STYLE_PLAIN, LABEL_COLUMNS, i == 0 ? TEXT("reports") : TEXT(""));
        canvas_text(c, STYLE_PLAIN, text_from(look->files.at[i]));
        canvas_end(c);
    }
}

void summary_write(const struct snapshot *s, const struct run_info *info, const struct summary_look *look, struct buffer *out)
{
    struct canvas c;

    canvas_init(&c, out, look->columns, look->colour);
    draw_headline(s, info, &c);
    draw_counts(s, &c);
    draw_times(s, &c);
    draw_phases(s, &c);
    summary_draw_iterations(s, info, &c);
    draw_traffic(s, &c);
    stage_table_draw(s, &c);
    traffic_table_draw_classes(s, &c);
    if (look->names)
        draw_names(s, &c);
    draw_metrics(s, &c);
    traffic_table_draw_answers(s, &c);
    summary_draw_errors(s, &c);
    summary_draw_causes(s, info, &c);
    summary_draw_generator(s, &c);
    resource_table_draw(s, &c);
    resource_table_draw_cost(s, info, &c);
    check_table_draw(info->judgement, look->unicode, &c);
    check_table_draw_validity(info->judgement, &c);
    if (info->comparison)
        comparison_table_draw(info->comparison, look->unicode, false, &c);
    summary_draw_files(look, &c);
}
