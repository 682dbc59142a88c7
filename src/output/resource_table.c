/* SPDX-License-Identifier: MIT */
/* output/resource_table.c - see resource_table.h */
#include "output/resource_table.h"

#include <math.h>
#include <stdio.h>

#include "base/units.h"
#include "output/number.h"
#include "verdict/cost.h"

#define NAME_COLUMNS  18
#define VALUE_COLUMNS 11
#define LIVE_MAX      4 /* components shown while the run goes on */
#define INDENT        4

static char *share(const struct resource_summary *s, double value, char out[RESOURCE_TEXT])
{
    if (s->count > 0)
        snprintf(out, RESOURCE_TEXT, "%.3g %%", value * 100);
    else
        snprintf(out, RESOURCE_TEXT, "-");
    return out;
}

static char *bytes(const struct resource_summary *s, double value, char out[RESOURCE_TEXT])
{
    if (s->count > 0)
        units_write_bytes(value, out);
    else
        snprintf(out, RESOURCE_TEXT, "-");
    return out;
}

static char *number(const struct resource_summary *s, double value, char out[RESOURCE_TEXT])
{
    if (s->count > 0)
        snprintf(out, RESOURCE_TEXT, "%.0f", value);
    else
        snprintf(out, RESOURCE_TEXT, "-");
    return out;
}

char *resource_table_slope(enum resource_measure m, double per_second, char out[RESOURCE_TEXT])
{
    double per_minute = per_second * 60;
    char text[UNITS_TEXT];

    if (resource_unit(m) == RESOURCE_UNIT_BYTES)
        snprintf(out, RESOURCE_TEXT, "%s%s/min", per_minute < 0 ? "-" : "", units_write_bytes(fabs(per_minute), text));
    else
        snprintf(out, RESOURCE_TEXT, "%.3g/min", per_minute);
    return out;
}

static void draw_row(const struct snapshot_resource *r, struct canvas *c)
{
    const struct resource_summary *cpu = &r->summary[RESOURCE_CPU], *memory = &r->summary[RESOURCE_MEMORY];
    const struct resource_summary no_limit = {0};
    bool limited = memory->count > 0 && r->memory_limit > 0;
    char text[RESOURCE_TEXT];

    canvas_cell(c, STYLE_PLAIN, NAME_COLUMNS, r->component.name);
    canvas_right(c, STYLE_PLAIN, VALUE_COLUMNS, share(cpu, cpu->mean, text));
    canvas_right(c, STYLE_PLAIN, VALUE_COLUMNS, share(cpu, cpu->p95, text));
    canvas_right(c, STYLE_PLAIN, VALUE_COLUMNS, share(cpu, cpu->max, text));
    canvas_right(c, STYLE_PLAIN, VALUE_COLUMNS, bytes(memory, memory->mean, text));
    canvas_right(c, STYLE_PLAIN, VALUE_COLUMNS, bytes(memory, memory->max, text));
    canvas_right(c, STYLE_PLAIN, VALUE_COLUMNS, share(limited ? memory : &no_limit, memory->max / r->memory_limit, text));
    canvas_right(c, STYLE_PLAIN, VALUE_COLUMNS,
                 number(&r->summary[RESOURCE_DESCRIPTORS], r->summary[RESOURCE_DESCRIPTORS].max, text));
    canvas_end(c);
}

/* A slope is told as one only when its interval has no zero in it. */
static void draw_slope(const struct snapshot_resource *r, enum resource_measure m, const char *what, struct canvas *c)
{
    const struct resource_summary *s = &r->summary[m];
    char slope[RESOURCE_TEXT], low[RESOURCE_TEXT], high[RESOURCE_TEXT];
    bool grows = s->slope_low > 0;

    if (s->count == 0 || !s->has_slope || (m != RESOURCE_MEMORY && !grows))
        return;
    resource_table_slope(m, s->slope, slope);
    resource_table_slope(m, s->slope_low, low);
    resource_table_slope(m, s->slope_high, high);
    canvas_to(c, INDENT);
    if (grows || s->slope_high < 0)
        canvas_printf(c, grows ? STYLE_YELLOW : STYLE_PLAIN, "%s: growth of %s (95 %%: %s to %s)", what, slope, low, high);
    else
        canvas_printf(c, STYLE_DIM, "%s: no growth to be seen (95 %%: %s to %s)", what, low, high);
    canvas_end(c);
}

static void draw_database(const struct snapshot_resource *r, struct canvas *c)
{
    const struct resource_summary *used = &r->summary[RESOURCE_CONNECTIONS], *hits = &r->summary[RESOURCE_HIT_RATE];

    if (used->count == 0 && hits->count == 0)
        return;
    canvas_to(c, INDENT);
    if (used->count > 0)
        canvas_printf(c, STYLE_PLAIN, "connections %.1f mean, %.0f at most", used->mean, used->max);
    if (used->count > 0 && r->connections_limit > 0)
        canvas_printf(c, STYLE_PLAIN, " of %.0f", r->connections_limit);
    if (hits->count > 0)
        canvas_printf(c, STYLE_PLAIN, "%scache hit rate %.4g %%", used->count > 0 ? "; " : "", hits->mean * 100);
    canvas_end(c);
}

static void draw_rate(const struct snapshot_resource *r, enum resource_measure m, const char *what, bool *begun, struct canvas *c)
{
    char text[RESOURCE_TEXT];

    if (!(r->summary[m].count > 0 && r->summary[m].max > 0))
        return;
    if (!*begun)
        canvas_to(c, INDENT);
    canvas_printf(c, STYLE_DIM, "%s%s %s/s", *begun ? "; " : "", what, bytes(&r->summary[m], r->summary[m].mean, text));
    *begun = true;
}

static void draw_rates(const struct snapshot_resource *r, struct canvas *c)
{
    bool begun = false;

    draw_rate(r, RESOURCE_RECEIVED, "received", &begun, c);
    draw_rate(r, RESOURCE_SENT, "sent", &begun, c);
    draw_rate(r, RESOURCE_READ, "read from disk", &begun, c);
    draw_rate(r, RESOURCE_WRITTEN, "written to disk", &begun, c);
    if (begun)
        canvas_end(c);
}

static void draw_gaps(const struct snapshot_resource *r, struct canvas *c)
{
    if (r->missing == 0 && r->restarts == 0)
        return;
    canvas_to(c, INDENT);
    if (r->missing > 0)
        canvas_printf(c, STYLE_YELLOW, "nothing is known of %" PRIu32 " of %" PRIu32 " seconds", r->missing, r->seconds);
    if (r->restarts > 0)
        canvas_printf(c, STYLE_YELLOW, "%sstarted again %" PRIu32 " times", r->missing > 0 ? "; " : "", r->restarts);
    canvas_end(c);
}

void resource_table_draw(const struct snapshot *s, struct canvas *c)
{
    static const char *const headings[] = {"CPU mean", "p95", "max", "memory", "max", "of limit", "fds max"};

    if (s->resource_count < 2)
        return;
    canvas_cell(c, STYLE_DIM, NAME_COLUMNS, TEXT("resources"));
    for (size_t i = 0; i < COUNT(headings); i++)
        canvas_right(c, STYLE_DIM, VALUE_COLUMNS, headings[i]);
    canvas_end(c);
    for (size_t i = 0; i < s->resource_count; i++) {
        const struct snapshot_resource *r = &s->resources[i];

        draw_row(r, c);
        draw_slope(r, RESOURCE_MEMORY, "memory", c);
        draw_slope(r, RESOURCE_DESCRIPTORS, "open files", c);
        draw_slope(r, RESOURCE_THREADS, "threads", c);
        draw_database(r, c);
        draw_rates(r, c);
        draw_gaps(r, c);
    }
    canvas_end(c);
}

void resource_table_draw_cost(const struct snapshot *s, const struct run_info *info, struct canvas *c)
{
    struct cost_report cost;

    cost_of_run(&info->plan->costs, s, &cost);
    if (cost.count == 0)
        return;
    canvas_cell(c, STYLE_PLAIN, NAME_COLUMNS, TEXT("cost"));
    canvas_printf(c, STYLE_BOLD, "%.4g", cost.total);
    canvas_text(c, STYLE_PLAIN, TEXT(" for the time measured"));
    if (!isnan(cost.per_million))
        canvas_printf(c, STYLE_PLAIN, ", %.4g per million requests that succeeded", cost.per_million);
    canvas_end(c);
    for (size_t i = 0; i < cost.count; i++) {
        canvas_to(c, NAME_COLUMNS);
        if (cost.lines[i].known)
            canvas_printf(c, STYLE_DIM, "%.4g  ", cost.lines[i].amount);
        else
            canvas_text(c, STYLE_YELLOW, TEXT("unknown  "));
        canvas_text(c, STYLE_DIM, cost.lines[i].price.text);
        canvas_end(c);
    }
    canvas_end(c);
}

/* ---- while the run goes on ---- */

unsigned resource_table_live_lines(const struct snapshot *s)
{
    return s->resource_count < 2 ? 0 : (unsigned)MIN(s->resource_count - 1, (size_t)LIVE_MAX);
}

static void draw_live_line(const struct snapshot_resource *r, struct canvas *c)
{
    char text[UNITS_TEXT];
    unsigned begin;

    canvas_text(c, STYLE_DIM, r->component.name);
    canvas_text(c, STYLE_DIM, TEXT(":"));
    begin = c->column;
    if (!isnan(r->latest[RESOURCE_CPU]))
        canvas_printf(c, STYLE_DIM, " cpu %.0f %%", r->latest[RESOURCE_CPU] * 100);
    if (!isnan(r->latest[RESOURCE_MEMORY]))
        canvas_printf(c, STYLE_DIM, " memory %s", units_write_bytes(r->latest[RESOURCE_MEMORY], text));
    if (!isnan(r->latest[RESOURCE_DESCRIPTORS]))
        canvas_printf(c, STYLE_DIM, " fds %.0f", r->latest[RESOURCE_DESCRIPTORS]);
    if (!isnan(r->latest[RESOURCE_CONNECTIONS]))
        canvas_printf(c, STYLE_DIM, " connections %.0f", r->latest[RESOURCE_CONNECTIONS]);
    if (!isnan(r->latest[RESOURCE_HIT_RATE]))
        canvas_printf(c, STYLE_DIM, " hit rate %.3g %%", r->latest[RESOURCE_HIT_RATE] * 100);
    if (c->column == begin)
        canvas_text(c, STYLE_YELLOW, TEXT(" nothing is known of it"));
    canvas_end(c);
}

void resource_table_draw_live(const struct snapshot *s, struct canvas *c)
{
    for (unsigned i = 1; i <= resource_table_live_lines(s); i++)
        draw_live_line(&s->resources[i], c);
}
