/* SPDX-License-Identifier: MIT */
/* output/summary_iterations.c - see output/summary_iterations.h */
#include "output/summary_iterations.h"

#include "output/number.h"

#define LABEL_COLUMNS 18
#define COUNT_COLUMNS 12

static void begin_line(struct canvas *c, const char *label, enum style style, uint64_t count)
{
    char text[NUMBER_TEXT];

    canvas_cell(c, STYLE_PLAIN, LABEL_COLUMNS, text_from(label));
    canvas_right(c, style, COUNT_COLUMNS, number_grouped(count, text));
    canvas_to(c, c->column + 3);
}

static void add_count(struct canvas *c, enum style style, uint64_t count, const char *what)
{
    char text[NUMBER_TEXT];

    if (count > 0)
        canvas_printf(c, style, ", %s %s", number_grouped(count, text), what);
}

static void draw_arrivals(const struct iteration_counts *n, struct canvas *c)
{
    char text[NUMBER_TEXT];

    begin_line(c, "arrivals", STYLE_PLAIN, n->planned);
    canvas_printf(c, STYLE_PLAIN, "%s begun", number_grouped(n->begun, text));
    add_count(c, STYLE_YELLOW, n->dropped_no_user, "found no user");
    add_count(c, STYLE_YELLOW, n->dropped_late, "skipped (too late)");
    add_count(c, STYLE_PLAIN, n->waiting, "waiting");
    canvas_end(c);
}

static void draw_iterations(const struct snapshot *s, struct canvas *c)
{
    const struct iteration_counts *n = &s->iterations.total;
    bool short_of = !s->progress.iterations_done && s->progress.state == RUN_STOPPED;
    char text[NUMBER_TEXT];
    uint64_t left_out = s->iterations.left_out, done = n->finished + (s->progress.iterations_planned > 0 ? left_out : 0);

    begin_line(c, "iterations", STYLE_PLAIN, done);
    if (s->progress.iterations_planned > 0)
        canvas_printf(c, short_of ? STYLE_RED : STYLE_PLAIN, "of %s%s", number_grouped(s->progress.iterations_planned, text),
                      short_of ? ": not all were done" : "");
    else
        canvas_text(c, STYLE_PLAIN, TEXT("finished"));
    if (done > n->finished)
        add_count(c, STYLE_PLAIN, left_out, s->warmup.seconds > 0 ? "of them in the warm-up" : "of them before the reset");
    add_count(c, STYLE_PLAIN, n->interrupted, "interrupted by the end of the run");
    canvas_end(c);
}

static void draw_lag(const char *label, const struct duration_summary *d, struct canvas *c)
{
    char middle[NUMBER_TEXT], late[NUMBER_TEXT], latest[NUMBER_TEXT];

    canvas_cell(c, STYLE_PLAIN, LABEL_COLUMNS, text_from(label));
    canvas_printf(c, STYLE_PLAIN, "p50 %s, p99 %s, max %s", number_duration(d->quantile_ns[QUANTILE_50], d->count, middle),
                  number_duration(d->quantile_ns[QUANTILE_99], d->count, late), number_duration(d->max_ns, d->count, latest));
}

void summary_draw_iterations(const struct snapshot *s, const struct run_info *info, struct canvas *c)
{
    const struct snapshot_iterations *i = &s->iterations;
    unsigned before = c->lines;

    if (info->plan->max_users > 0)
        draw_arrivals(&i->total, c);
    if (info->plan->max_users > 0 || s->progress.iterations_planned > 0)
        draw_iterations(s, c);
    if (i->own_lag.count > 0) {
        draw_lag("begun late by", &i->own_lag, c);
        canvas_text(c, STYLE_PLAIN, TEXT(" (Cicada itself)"));
        canvas_end(c);
        draw_lag("", &i->user_lag, c);
        canvas_text(c, STYLE_PLAIN, TEXT(" (waiting for a user)"));
        canvas_end(c);
    }
    if (c->lines > before)
        canvas_end(c);
}
