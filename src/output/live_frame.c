/* SPDX-License-Identifier: MIT */
/* output/live_frame.c - the sections of the live view from top to bottom; see live_frame.h */
#include "output/live_frame.h"
#include "verdict/capacity_report.h"

#include <math.h>

#include "base/units.h"
#include "output/canvas.h"
#include "output/check_table.h"
#include "output/number.h"
#include "output/request_table.h"
#include "output/resource_table.h"
#include "output/sparkline.h"
#include "output/stage_table.h"
#include "output/top_errors.h"

#define SPARK_SECONDS  60
#define GLYPH_BYTES    4 /* of one character of a bar or a sparkline, at most */
#define BAR_COLUMNS    20
#define LABEL_COLUMNS  18
#define VALUE_COLUMNS  8
#define RATE_COLUMNS   12
#define COUNT_COLUMNS  10
#define ERRORS_MAX     5
#define SPACIOUS_EXTRA 14 /* rows beyond the fixed ones from which sections get a blank line between them */
#define BUSY_CPU       0.9
#define SAME_SHARE     0.05 /* service times closer than this to the response times need no line of their own */
#define SAME_NS        (100 * NANOS_PER_MICRO)

static const size_t shown_quantiles[] = {QUANTILE_50, QUANTILE_90, QUANTILE_95, QUANTILE_99, QUANTILE_100};
static const char *const shown_names[] = {"p50", "p90", "p95", "p99", "max"};

static void draw_title(const struct live_frame *f, struct canvas *c)
{
    struct text host = text_from(f->info->host);

    /* A long host gives way: it gets half of the line at most. */
    canvas_cell(c, STYLE_BOLD, c->columns - MIN((unsigned)host.size, c->columns / 2) - 2, text_from(f->info->title));
    canvas_to(c, c->column + 2);
    canvas_text(c, STYLE_CYAN, host);
    canvas_end(c);
}

static void draw_bar(struct canvas *c, double share, bool unicode)
{
    unsigned columns = MIN(c->columns / 6, (unsigned)BAR_COLUMNS);
    unsigned full = (unsigned)(fmin(fmax(share, 0), 1) * columns);
    struct buffer bar;

    buffer_init(&bar, (size_t)BAR_COLUMNS * GLYPH_BYTES);
    for (unsigned i = 0; i < columns; i++)
        buffer_string(&bar, i < full ? (unicode ? "█" : "#") : (unicode ? "░" : "."));
    canvas_text(c, STYLE_GREEN, buffer_view(&bar));
    buffer_free(&bar);
}

static void draw_progress(const struct live_frame *f, struct canvas *c)
{
    const struct run_progress *p = &f->snapshot->progress;
    double elapsed = output_run_seconds(f->snapshot);
    char users[NUMBER_TEXT], target[NUMBER_TEXT], past[UNITS_TEXT], all[UNITS_TEXT], left[UNITS_TEXT];

    canvas_cell(c, STYLE_BOLD, 10, text_from(p->paused ? "paused" : run_state_name(p->state)));
    if (f->info->plan->max_users > 0)
        canvas_printf(c, STYLE_PLAIN, "%s users, %s arrivals/s", number_grouped(p->users, users),
                      number_rate(p->arrivals_per_second, target));
    else
        canvas_printf(c, STYLE_PLAIN, "%s of %s users", number_grouped(p->users, users), number_grouped(p->target_users, target));
    canvas_to(c, c->column + 2);
    units_write_span(elapsed, past);
    if (p->iterations_planned > 0) {
        uint64_t done = f->snapshot->iterations.total.finished + f->snapshot->iterations.left_out;

        draw_bar(c, (double)done / (double)p->iterations_planned, f->unicode);
        canvas_printf(c, STYLE_PLAIN, " %s of %s iterations, %s", number_grouped(done, users),
                      number_grouped(p->iterations_planned, target), past);
    } else if (p->run_time_s > 0) {
        draw_bar(c, elapsed / p->run_time_s, f->unicode);
        canvas_printf(c, STYLE_PLAIN, " %s of %s, %s left", past, units_write_span(p->run_time_s, all),
                      units_write_span(fmax(p->run_time_s - elapsed, 0), left));
    } else {
        canvas_text(c, STYLE_PLAIN, text_from(past));
    }
    canvas_end(c);
}

static bool is_warming(const struct live_frame *f)
{
    return f->snapshot->warmup.running;
}

static void draw_warmup(const struct live_frame *f, struct canvas *c)
{
    double left = f->info->plan->warmup_s - output_run_seconds(f->snapshot);
    char span[UNITS_TEXT];

    if (!is_warming(f))
        return;
    canvas_printf(c, STYLE_YELLOW, "warm-up, %s left: these numbers will be left out", units_write_span(fmax(left, 0), span));
    canvas_end(c);
}

static void draw_rate(const struct live_frame *f, struct canvas *c, const char *label, double rate, bool failures)
{
    const struct snapshot *s = f->snapshot;
    size_t room = c->columns - LABEL_COLUMNS - RATE_COLUMNS;
    size_t count = MIN(MIN(s->series_count, (size_t)SPARK_SECONDS), room);
    enum style style = failures && rate > 0 ? STYLE_RED : STYLE_PLAIN;
    double values[SPARK_SECONDS];
    char text[NUMBER_TEXT];
    struct buffer spark;

    for (size_t i = 0; i < count; i++) {
        const struct series_point *point = &s->series[s->series_count - count + i];

        values[i] = (double)(failures ? point->failures : point->requests) / MAX(point->seconds, 1u);
    }
    buffer_init(&spark, (size_t)SPARK_SECONDS * GLYPH_BYTES);
    sparkline_write(values, count, f->unicode, &spark);
    canvas_cell(c, STYLE_PLAIN, LABEL_COLUMNS - 2, text_from(label));
    canvas_right(c, style, RATE_COLUMNS, number_rate(rate, text));
    canvas_to(c, LABEL_COLUMNS + RATE_COLUMNS);
    canvas_text(c, failures ? STYLE_RED : STYLE_GREEN, buffer_view(&spark));
    canvas_end(c);
    buffer_free(&spark);
}

static void draw_totals(const struct live_frame *f, struct canvas *c)
{
    const struct snapshot_row *total = &f->snapshot->total;
    char requests[NUMBER_TEXT], failed[NUMBER_TEXT], share[NUMBER_TEXT];

    canvas_printf(c, STYLE_PLAIN, "%s requests, ", number_grouped(total->requests, requests));
    canvas_printf(c, total->failed > 0 ? STYLE_RED : STYLE_PLAIN, "%s failures (%s)", number_grouped(total->failed, failed),
                  number_share(total->failed, total->requests, share));
    if (f->snapshot->error_count > 1)
        canvas_printf(c, STYLE_PLAIN, " of %zu kinds", f->snapshot->error_count);
    if (total->dropped > 0)
        canvas_printf(c, STYLE_YELLOW, ", %s arrivals dropped", number_grouped(total->dropped, requests));
    canvas_end(c);
}

static void draw_durations(struct canvas *c, const char *label, const struct duration_summary *d)
{
    char text[NUMBER_TEXT];

    canvas_cell(c, STYLE_PLAIN, LABEL_COLUMNS, text_from(label));
    for (size_t i = 0; i < COUNT(shown_quantiles); i++)
        canvas_right(c, STYLE_PLAIN, VALUE_COLUMNS, number_short_duration(d->quantile_ns[shown_quantiles[i]], d->count, text));
    canvas_end(c);
}

static bool differs(uint64_t a, uint64_t b)
{
    uint64_t difference = a > b ? a - b : b - a;

    return difference > SAME_NS && (double)difference > SAME_SHARE * (double)MAX(a, b);
}

static bool service_differs(const struct snapshot_row *row)
{
    if (row->service.count == 0)
        return false;
    for (size_t i = 0; i < COUNT(shown_quantiles); i++)
        if (differs(row->response.quantile_ns[shown_quantiles[i]], row->service.quantile_ns[shown_quantiles[i]]))
            return true;
    return false;
}

static void draw_percentiles(const struct live_frame *f, struct canvas *c)
{
    const struct snapshot_row *total = &f->snapshot->total;

    canvas_cell(c, STYLE_DIM, LABEL_COLUMNS, TEXT("response time"));
    for (size_t i = 0; i < COUNT(shown_names); i++)
        canvas_right(c, STYLE_DIM, VALUE_COLUMNS, shown_names[i]);
    canvas_end(c);
    draw_durations(c, "last 10 s", &total->current);
    draw_durations(c, "whole run", &total->response);
    if (service_differs(total))
        draw_durations(c, "service time", &total->service);
}

static void draw_errors(const struct snapshot *s, unsigned lines, struct canvas *c)
{
    const struct snapshot_error *top[ERRORS_MAX];
    size_t count = top_errors(s, top, lines);
    char text[NUMBER_TEXT];

    for (size_t i = 0; i < count; i++) {
        canvas_right(c, STYLE_RED, COUNT_COLUMNS, number_grouped(top[i]->occurrences, text));
        canvas_text(c, STYLE_RED, TEXT(" x "));
        canvas_text(c, STYLE_PLAIN, top[i]->method);
        canvas_text(c, STYLE_PLAIN, TEXT(" "));
        canvas_text(c, STYLE_PLAIN, top[i]->name);
        canvas_text(c, STYLE_PLAIN, TEXT(": "));
        canvas_text(c, STYLE_PLAIN, top[i]->text);
        canvas_end(c);
    }
}

static void draw_generator(const struct live_frame *f, struct canvas *c)
{
    const struct run_progress *p = &f->snapshot->progress;
    char late[UNITS_TEXT], latest[UNITS_TEXT], memory[UNITS_TEXT];

    canvas_printf(c, STYLE_DIM, "generator: cpu %.0f %%, late p99 %s, max %s, %" PRIu32 " connections, %s", p->cpu * 100,
                  units_write_nanos(p->lag_99_ns, late), units_write_nanos(p->lag_max_ns, latest), p->connections,
                  units_write_bytes((double)p->memory_bytes, memory));
    canvas_end(c);
}

/* What makes the numbers themselves doubtful; NULL when nothing does. */
static const char *warning_of(const struct snapshot *s)
{
    for (size_t i = 0; i < s->error_count; i++) {
        if (s->errors[i].error == ERROR_NO_DESCRIPTORS)
            return "this process ran out of file descriptors (ulimit -n)";
        if (s->errors[i].error == ERROR_NO_PORTS)
            return "this machine ran out of local ports";
        if (s->errors[i].error == ERROR_NO_BUFFERS)
            return "this machine ran out of socket memory";
    }
    if (s->progress.cpu > BUSY_CPU)
        return "this process is out of CPU; response times include its delays";
    return NULL;
}

static void draw_all(const struct live_frame *f, struct canvas *c)
{
    const struct snapshot *s = f->snapshot;
    const char *warning = warning_of(s);
    unsigned rows = f->size.rows - 1;
    unsigned fixed = 2 + 3 + 3 + service_differs(&s->total) + 1 + is_warming(f) + stage_table_live_lines(s) + (warning != NULL) +
                     check_table_live_lines(f->info->judgement) + (f->info->capacity != NULL) + resource_table_live_lines(s);
    bool spacious = rows >= fixed + SPACIOUS_EXTRA;
    unsigned left = rows - fixed - (spacious ? 4 : 0);
    unsigned errors = MIN((unsigned)MIN(s->error_count, (size_t)ERRORS_MAX), left / 2);

    draw_title(f, c);
    draw_progress(f, c);
    if (f->info->capacity) {
        canvas_text(c, STYLE_CYAN, text_from(f->info->capacity->progress));
        canvas_end(c);
    }
    stage_table_draw_live(s, c);
    draw_warmup(f, c);
    if (spacious)
        canvas_end(c);
    draw_rate(f, c, "requests/s", s->total.current_requests_per_second, false);
    draw_rate(f, c, "failures/s", s->total.current_failures_per_second, true);
    draw_totals(f, c);
    if (spacious)
        canvas_end(c);
    draw_percentiles(f, c);
    if (spacious)
        canvas_end(c);
    request_table_draw(s, true, left - errors, c);
    draw_errors(s, errors, c);
    if (spacious)
        canvas_end(c);
    check_table_draw_live(f->info->judgement, f->unicode, c);
    resource_table_draw_live(s, c);
    draw_generator(f, c);
    if (warning) {
        canvas_printf(c, STYLE_YELLOW, "warning: %s", warning);
        canvas_end(c);
    }
}

static void draw_one_line(const struct live_frame *f, struct canvas *c)
{
    const struct snapshot *s = f->snapshot;
    char rate[NUMBER_TEXT], failed[NUMBER_TEXT], late[NUMBER_TEXT];

    canvas_printf(c, STYLE_PLAIN, "%" PRIu32 " users, %s req/s, %s failures, p95 %s", s->progress.users,
                  number_rate(s->total.current_requests_per_second, rate), number_grouped(s->total.failed, failed),
                  number_duration(s->total.response.quantile_ns[QUANTILE_95], s->total.response.count, late));
    canvas_end(c);
}

void live_frame_render(const struct live_frame *frame, struct buffer *out)
{
    struct canvas c;

    canvas_init(&c, out, MIN(frame->size.columns, (unsigned)LIVE_FRAME_COLUMNS_MAX), frame->colour);
    if (frame->size.columns < LIVE_FRAME_COLUMNS_MIN || frame->size.rows < LIVE_FRAME_ROWS_MIN)
        draw_one_line(frame, &c);
    else
        draw_all(frame, &c);
}
