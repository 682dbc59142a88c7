/* SPDX-License-Identifier: MIT */
/* output/check_table.c - see check_table.h */
#include "output/check_table.h"

#include <math.h>
#include <stdio.h>

#include "base/units.h"
#include "output/number.h"
#include "stats/confidence.h"

#define MARK_COLUMNS  2
#define VALUE_COLUMNS 12
#define NOTE_COLUMNS  34
#define LIVE_MAX      4 /* failing checks shown while the run goes on */
#define LABEL_COLUMNS 18

/* Slopes are per minute: those of leaks are small. */
static bool is_slope(const struct check *c)
{
    return c->metric == CHECK_RESOURCE && c->resource.aggregate == CHECK_RESOURCE_SLOPE;
}

static void write_rate(const struct check *c, double value, char out[CHECK_TEXT])
{
    char text[NUMBER_TEXT];

    if (is_slope(c))
        snprintf(out, CHECK_TEXT, "%.3g/min", value * 60);
    else
        snprintf(out, CHECK_TEXT, "%s/s", number_rate(value, text));
}

/* In powers of ten, as limits are mostly written: "512 MB", "1.24 MB/min". */
static void write_bytes(const struct check *c, double value, char out[CHECK_TEXT])
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
    size_t unit = 0;

    value *= is_slope(c) ? 60 : 1;
    while (fabs(value) >= 999.5 && unit + 1 < COUNT(units)) {
        value /= 1000;
        unit++;
    }
    snprintf(out, CHECK_TEXT, "%.3g %s%s", value, units[unit],
             is_slope(c)                         ? "/min"
             : c->unit == CHECK_BYTES_PER_SECOND ? "/s"
                                                 : "");
}

char *check_table_value(const struct check *c, double value, bool known, char out[CHECK_TEXT])
{
    char text[NUMBER_TEXT];

    if (!known) {
        snprintf(out, CHECK_TEXT, "-");
        return out;
    }
    if (c->unit == CHECK_NANOSECONDS)
        snprintf(out, CHECK_TEXT, "%s", isinf(value) ? "unbounded" : units_write_nanos((uint64_t)value, text));
    else if (c->unit == CHECK_SHARE)
        snprintf(out, CHECK_TEXT, "%.4g %%", value * 100);
    else if (c->unit == CHECK_PER_SECOND)
        write_rate(c, value, out);
    else if (c->unit == CHECK_BYTES || c->unit == CHECK_BYTES_PER_SECOND)
        write_bytes(c, value, out);
    else if (c->custom || value > 1e15)
        snprintf(out, CHECK_TEXT, "%.4g", value);
    else
        snprintf(out, CHECK_TEXT, "%.0f", value);
    return out;
}

char *check_table_margin(const struct check_result *r, char out[CHECK_TEXT])
{
    double percent = 100 * r->margin;

    if (!isfinite(percent))
        snprintf(out, CHECK_TEXT, "-");
    else if (fabs(percent) >= 1000)
        snprintf(out, CHECK_TEXT, "%s1000 %%", percent > 0 ? "> +" : "< -");
    else
        snprintf(out, CHECK_TEXT, "%+.3g %%", percent);
    return out;
}

const char *check_table_missing(const struct check *c)
{
    if (c->custom)
        return "no values";
    if (is_slope(c))
        return "needs 10 s with a steady number of users";
    return c->metric == CHECK_RESOURCE ? "nothing was measured" : "no requests";
}

char *check_table_note(const struct check_result *r, char out[CHECK_TEXT])
{
    out[0] = '\0';
    if (r->aborted)
        snprintf(out, CHECK_TEXT, "ended the run");
    else if (!r->value.known)
        snprintf(out, CHECK_TEXT, "%s", check_table_missing(r->check));
    else if (r->few_samples)
        snprintf(out, CHECK_TEXT, "too few samples: %" PRIu64 ", needs %" PRIu64, r->value.samples,
                 confidence_samples_needed(r->check->share));
    return out;
}

static void draw_mark(enum check_state state, bool unicode, struct canvas *c)
{
    static const char *const pretty[] = {[CHECK_WAITS] = "·", [CHECK_PASSES] = "✓", [CHECK_FAILS] = "✗"};
    static const char *const plain[] = {[CHECK_WAITS] = ".", [CHECK_PASSES] = "+", [CHECK_FAILS] = "x"};
    static const enum style styles[] = {[CHECK_WAITS] = STYLE_DIM, [CHECK_PASSES] = STYLE_GREEN, [CHECK_FAILS] = STYLE_RED};

    canvas_cell(c, styles[state], MARK_COLUMNS, text_from(unicode ? pretty[state] : plain[state]));
}

/* The check has what the columns on its right leave; a longer one goes over several lines after them. */
static void draw_result(const struct check_result *r, bool unicode, struct canvas *c)
{
    unsigned room = c->columns - MARK_COLUMNS - 3 * VALUE_COLUMNS - (c->columns > 90 ? NOTE_COLUMNS / 2 : 0);
    char value[CHECK_TEXT], limit[CHECK_TEXT], margin[CHECK_TEXT], note[CHECK_TEXT];

    draw_mark(r->state, unicode, c);
    canvas_cell(c, r->state == CHECK_FAILS ? STYLE_BOLD : STYLE_PLAIN, room, r->check->text);
    canvas_right(c, r->state == CHECK_FAILS ? STYLE_RED : STYLE_PLAIN, VALUE_COLUMNS,
                 check_table_value(r->check, r->value.value, r->value.known, value));
    canvas_right(c, STYLE_PLAIN, VALUE_COLUMNS, check_table_value(r->check, r->check->limit, true, limit));
    canvas_right(c, STYLE_PLAIN, VALUE_COLUMNS, check_table_margin(r, margin));
    canvas_end(c);
    if (*check_table_note(r, note)) {
        canvas_to(c, MARK_COLUMNS + 2);
        canvas_text(c, STYLE_YELLOW, text_from(note));
        canvas_end(c);
    }
}

void check_table_draw(const struct judgement *j, bool unicode, struct canvas *c)
{
    unsigned room = c->columns - 3 * VALUE_COLUMNS - (c->columns > 90 ? NOTE_COLUMNS / 2 : 0);

    if (!j || j->check_count == 0)
        return;
    canvas_cell(c, STYLE_DIM, room, TEXT("checks"));
    canvas_right(c, STYLE_DIM, VALUE_COLUMNS, "value");
    canvas_right(c, STYLE_DIM, VALUE_COLUMNS, "limit");
    canvas_right(c, STYLE_DIM, VALUE_COLUMNS, "margin");
    canvas_end(c);
    for (size_t i = 0; i < j->check_count; i++)
        draw_result(&j->checks[i], unicode, c);
    canvas_end(c);
}

static enum style style_of(enum validity level)
{
    return level == VALIDITY_VALID ? STYLE_GREEN : level == VALIDITY_DEGRADED ? STYLE_YELLOW : STYLE_RED;
}

void check_table_draw_validity(const struct judgement *j, struct canvas *c)
{
    if (!j)
        return;
    canvas_cell(c, STYLE_PLAIN, LABEL_COLUMNS, TEXT("verdict"));
    canvas_text(c, style_of(j->validity.level), text_from(validity_name(j->validity.level)));
    canvas_end(c);
    for (size_t i = 0; i < j->validity.count; i++) {
        canvas_to(c, LABEL_COLUMNS);
        canvas_text(c, style_of(j->validity.reasons[i].level), TEXT("* "));
        canvas_wrapped(c, STYLE_PLAIN, c->column, text_from(j->validity.reasons[i].text));
    }
    canvas_end(c);
}

unsigned check_table_live_lines(const struct judgement *j)
{
    if (!j)
        return 0;
    return (j->check_count > 0 ? 1 + (unsigned)MIN(j->failed, (size_t)LIVE_MAX) : 0) + (j->validity.level != VALIDITY_VALID);
}

static void draw_failing_line(const struct check_result *r, bool unicode, struct canvas *c)
{
    char value[CHECK_TEXT];

    draw_mark(r->state, unicode, c);
    canvas_printf(c, STYLE_RED, "%s", check_table_value(r->check, r->value.value, r->value.known, value));
    canvas_to(c, c->column + 2);
    canvas_text(c, STYLE_PLAIN, r->check->text);
    canvas_end(c);
}

void check_table_draw_live(const struct judgement *j, bool unicode, struct canvas *c)
{
    size_t waiting = 0, drawn = 0;

    if (!j)
        return;
    for (size_t i = 0; i < j->check_count; i++)
        waiting += j->checks[i].state == CHECK_WAITS;
    if (j->check_count > 0) {
        canvas_printf(c, STYLE_DIM, "checks: %zu pass, ", j->check_count - j->failed - waiting);
        canvas_printf(c, j->failed > 0 ? STYLE_RED : STYLE_DIM, "%zu fail", j->failed);
        canvas_printf(c, STYLE_DIM, ", %zu wait for numbers", waiting);
        canvas_end(c);
    }
    for (size_t i = 0; i < j->check_count && drawn < LIVE_MAX; i++) {
        if (j->checks[i].state != CHECK_FAILS)
            continue;
        draw_failing_line(&j->checks[i], unicode, c);
        drawn++;
    }
    if (j->validity.level != VALIDITY_VALID) {
        canvas_printf(c, style_of(j->validity.level), "%s: ", validity_name(j->validity.level));
        canvas_text(c, STYLE_PLAIN, text_from(j->validity.reasons[0].text));
        canvas_end(c);
    }
}
