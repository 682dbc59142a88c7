/* SPDX-License-Identifier: MIT */
/* output/stage_table.c - see stage_table.h */
#include "output/stage_table.h"

#include <stdio.h>

#include "base/units.h"
#include "output/csv_rows.h"
#include "output/escape.h"
#include "output/number.h"

#define NAME_COLUMNS  18
#define LOAD_COLUMNS  14
#define VALUE_COLUMNS 10
#define COUNT_COLUMNS 12

char *stage_load(const struct stage_aim *aim, char out[STAGE_LOAD_TEXT])
{
    char number[NUMBER_TEXT];

    if (aim->arrivals_per_s > 0)
        snprintf(out, STAGE_LOAD_TEXT, "%s/s", number_rate(aim->arrivals_per_s, number));
    else
        snprintf(out, STAGE_LOAD_TEXT, "%s", number_of(aim->users, "user", number));
    return out;
}

static void draw_heading(struct canvas *c)
{
    static const char *const values[] = {"req/s", "p50", "p95", "p99"};

    canvas_cell(c, STYLE_DIM, NAME_COLUMNS, TEXT("stage"));
    canvas_right(c, STYLE_DIM, LOAD_COLUMNS, "load");
    canvas_right(c, STYLE_DIM, VALUE_COLUMNS, "time");
    canvas_right(c, STYLE_DIM, COUNT_COLUMNS, "requests");
    canvas_right(c, STYLE_DIM, COUNT_COLUMNS, "failed");
    for (size_t i = 0; i < COUNT(values); i++)
        canvas_right(c, STYLE_DIM, VALUE_COLUMNS, values[i]);
    canvas_end(c);
}

static void draw_stage(const struct snapshot_stage *stage, struct canvas *c)
{
    static const size_t quantiles[] = {QUANTILE_50, QUANTILE_95, QUANTILE_99};
    const struct snapshot_row *t = &stage->total;
    char text[NUMBER_TEXT], load[STAGE_LOAD_TEXT], span[UNITS_TEXT];

    canvas_cell(c, STYLE_PLAIN, NAME_COLUMNS, stage->aim.name);
    canvas_right(c, STYLE_PLAIN, LOAD_COLUMNS, stage_load(&stage->aim, load));
    canvas_right(c, STYLE_PLAIN, VALUE_COLUMNS, units_write_span(stage->elapsed_s, span));
    canvas_right(c, STYLE_PLAIN, COUNT_COLUMNS, number_grouped(t->requests, text));
    canvas_right(c, t->failed > 0 ? STYLE_RED : STYLE_PLAIN, COUNT_COLUMNS, number_grouped(t->failed, text));
    canvas_right(c, STYLE_PLAIN, VALUE_COLUMNS, number_rate(t->requests_per_second, text));
    for (size_t i = 0; i < COUNT(quantiles); i++)
        canvas_right(c, STYLE_PLAIN, VALUE_COLUMNS,
                     number_duration(t->response.quantile_ns[quantiles[i]], t->response.count, text));
    canvas_end(c);
}

void stage_table_draw(const struct snapshot *s, struct canvas *c)
{
    if (s->stage_count == 0)
        return;
    draw_heading(c);
    for (size_t i = 0; i < s->stage_count; i++)
        draw_stage(&s->stages[i], c);
    canvas_end(c);
}

static const struct snapshot_stage *running(const struct snapshot *s)
{
    const struct snapshot_stage *last = s->stage_count > 0 ? &s->stages[s->stage_count - 1] : NULL;

    return last && last->running ? last : NULL;
}

unsigned stage_table_live_lines(const struct snapshot *s)
{
    return running(s) != NULL;
}

void stage_table_draw_live(const struct snapshot *s, struct canvas *c)
{
    const struct snapshot_stage *stage = running(s);
    const struct run_progress *p = &s->progress;
    char past[UNITS_TEXT], all[UNITS_TEXT], text[NUMBER_TEXT], load[STAGE_LOAD_TEXT];

    if (!stage)
        return;
    canvas_printf(c, STYLE_PLAIN, "stage %" PRIu32, stage->number);
    if (p->stage_count > 0)
        canvas_printf(c, STYLE_PLAIN, " of %" PRIu32, p->stage_count);
    canvas_text(c, STYLE_PLAIN, TEXT(", "));
    canvas_text(c, STYLE_BOLD, stage->aim.name);
    canvas_printf(c, STYLE_PLAIN, ": %s", stage_load(&stage->aim, load));
    if (p->stage_start_ns > 0 && s->taken_ns > p->stage_start_ns)
        canvas_printf(c, STYLE_PLAIN, ", %s of %s",
                      units_write_span((double)(s->taken_ns - p->stage_start_ns) / (double)NANOS_PER_SECOND, past),
                      units_write_span(p->stage_s, all));
    canvas_printf(c, STYLE_PLAIN, ", %s requests", number_grouped(stage->total.requests, text));
    canvas_printf(c, STYLE_PLAIN, ", p95 %s",
                  number_duration(stage->total.response.quantile_ns[QUANTILE_95], stage->total.response.count, text));
    canvas_end(c);
}

void stage_csv_heading(struct buffer *out)
{
    buffer_string(out, "Stage,Stage Name,Users,Arrivals/s,Start (s),Measured (s),");
    csv_stats_heading(out);
}

void stage_csv_row(const struct snapshot_stage *stage, const struct snapshot_row *row, struct buffer *out)
{
    char number[NUMBER_TEXT];

    buffer_printf(out, "%" PRIu32 ",", stage->number);
    escape_csv(stage->aim.name, out);
    buffer_printf(out, ",%" PRIu32, stage->users);
    buffer_printf(out, ",%s", number_repr(stage->aim.arrivals_per_s, number));
    buffer_printf(out, ",%s", number_repr(stage->start_s, number));
    buffer_printf(out, ",%s,", number_repr(stage->elapsed_s, number));
    csv_stats_row(row, out);
}
