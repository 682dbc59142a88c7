/* SPDX-License-Identifier: MIT */
/* output/summary_trouble.c - see summary_trouble.h */
#include "output/summary_trouble.h"

#include "base/units.h"
#include "output/causes.h"
#include "output/number.h"
#include "output/top_errors.h"

#define ERRORS_MAX    20
#define LABEL_COLUMNS 18
#define COUNT_COLUMNS 12
#define SHARE_COLUMNS 11
#define TIME_COLUMNS  9

/* The minute and second of the run at which something was seen. Wall time may have been set back meanwhile: never below 0. */
static char *write_moment(const struct snapshot *s, uint64_t wall_ns, char out[UNITS_TEXT])
{
    uint64_t start = s->progress.start_wall_ns;

    return units_write_span(wall_ns > start ? (double)(wall_ns - start) / (double)NANOS_PER_SECOND : 0, out);
}

static void draw_error(const struct snapshot *s, const struct snapshot_error *error, struct canvas *c)
{
    char number[NUMBER_TEXT], moment[UNITS_TEXT];
    struct buffer text;

    canvas_right(c, STYLE_RED, COUNT_COLUMNS, number_grouped(error->occurrences, number));
    canvas_right(c, STYLE_PLAIN, SHARE_COLUMNS, number_share(error->occurrences, s->total.requests, number));
    canvas_right(c, STYLE_PLAIN, TIME_COLUMNS, write_moment(s, error->first_seen_wall_ns, moment));
    canvas_right(c, STYLE_PLAIN, TIME_COLUMNS, write_moment(s, error->last_seen_wall_ns, moment));
    canvas_to(c, c->column + 2);
    buffer_init(&text, error->method.size + error->name.size + error->text.size + 3);
    buffer_text(&text, error->method);
    buffer_byte(&text, ' ');
    buffer_text(&text, error->name);
    buffer_string(&text, ": ");
    buffer_text(&text, error->text);
    canvas_wrapped(c, STYLE_PLAIN, c->column, buffer_view(&text));
    buffer_free(&text);
}

void summary_draw_errors(const struct snapshot *s, struct canvas *c)
{
    const struct snapshot_error *top[ERRORS_MAX];
    size_t count = top_errors(s, top, ERRORS_MAX);

    if (count == 0)
        return;
    canvas_right(c, STYLE_DIM, COUNT_COLUMNS, "errors");
    canvas_right(c, STYLE_DIM, SHARE_COLUMNS, "share");
    canvas_right(c, STYLE_DIM, TIME_COLUMNS, "first");
    canvas_right(c, STYLE_DIM, TIME_COLUMNS, "last");
    canvas_end(c);
    for (size_t i = 0; i < count; i++)
        draw_error(s, top[i], c);
    if (count < s->error_count) {
        canvas_printf(c, STYLE_DIM, "... %zu more kinds", s->error_count - count);
        canvas_end(c);
    }
    canvas_end(c);
}

void summary_draw_causes(const struct snapshot *s, const struct run_info *info, struct canvas *c)
{
    struct causes causes;

    causes_find(s, info, &causes);
    if (causes.count == 0)
        return;
    canvas_text(c, STYLE_DIM, TEXT("likely causes"));
    canvas_end(c);
    for (size_t i = 0; i < causes.count; i++) {
        canvas_to(c, 2);
        canvas_text(c, STYLE_YELLOW, TEXT("* "));
        canvas_wrapped(c, causes.at[i].generator ? STYLE_YELLOW : STYLE_PLAIN, c->column, text_from(causes.at[i].text));
    }
    canvas_end(c);
}

static float busiest_second(const struct snapshot *s)
{
    float busiest = 0;

    for (size_t i = 0; i < s->series_count; i++)
        busiest = MAX(busiest, s->series[i].cpu);
    return busiest;
}

void summary_draw_generator(const struct snapshot *s, struct canvas *c)
{
    const struct run_progress *p = &s->progress;
    double seconds = output_run_seconds(s), starved = output_starved_share(s);
    char memory[UNITS_TEXT], middle[UNITS_TEXT], late[UNITS_TEXT], latest[UNITS_TEXT], step[UNITS_TEXT];

    canvas_cell(c, STYLE_PLAIN, LABEL_COLUMNS, TEXT("generator"));
    canvas_printf(c, STYLE_PLAIN, "CPU %.0f %% of a core, %.0f %% in the busiest second; memory %s",
                  seconds > 0 ? 100 * p->cpu_total / seconds : 0, (double)busiest_second(s) * 100,
                  units_write_bytes((double)p->memory_bytes, memory));
    canvas_end(c);
    canvas_to(c, LABEL_COLUMNS);
    canvas_printf(c, STYLE_PLAIN, "timers late p50 %s, p99 %s, max %s; longest step %s", units_write_nanos(p->lag_50_ns, middle),
                  units_write_nanos(p->lag_99_ns, late), units_write_nanos(p->lag_max_ns, latest),
                  units_write_nanos(p->step_max_ns, step));
    canvas_end(c);
    if (starved > 0) {
        canvas_to(c, LABEL_COLUMNS);
        canvas_printf(c, STYLE_PLAIN, "waited for a processor %.0f %% of the time", 100 * starved);
        canvas_end(c);
    }
    canvas_end(c);
}
