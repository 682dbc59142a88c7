/* SPDX-License-Identifier: MIT */
/* output/report_resources.c - what each component used, in the written report: the generator, and what was watched beside it */
#include <math.h>
#include <stdio.h>

#include "base/units.h"
#include "output/markdown.h"
#include "output/report_sections.h"
#include "output/resource_table.h"
#include "verdict/cost.h"

#define PRICE_COLUMNS 120

#define CELL_TEXT (3 * RESOURCE_TEXT + 16)

static char *write_value(enum resource_measure m, double value, char out[CELL_TEXT])
{
    char text[UNITS_TEXT];

    switch (resource_unit(m)) {
    case RESOURCE_UNIT_SHARE:
        snprintf(out, CELL_TEXT, "%.1f %%", 100 * value);
        break;
    case RESOURCE_UNIT_BYTES:
        snprintf(out, CELL_TEXT, "%s", units_write_bytes(value, text));
        break;
    case RESOURCE_UNIT_BYTES_PER_SECOND:
        snprintf(out, CELL_TEXT, "%s/s", units_write_bytes(value, text));
        break;
    case RESOURCE_UNIT_COUNT:
    case RESOURCE_UNIT_PER_SECOND:
        snprintf(out, CELL_TEXT, "%.4g", value);
        break;
    }
    return out;
}

static char *write_slope(enum resource_measure m, const struct resource_summary *sum, char out[CELL_TEXT])
{
    char slope[RESOURCE_TEXT], low[RESOURCE_TEXT], high[RESOURCE_TEXT];

    out[0] = '\0';
    if (sum->has_slope)
        snprintf(out, CELL_TEXT, "%s (%s to %s)", resource_table_slope(m, sum->slope, slope),
                 resource_table_slope(m, sum->slope_low, low), resource_table_slope(m, sum->slope_high, high));
    return out;
}

static double limit_of(const struct snapshot_resource *c, enum resource_measure m)
{
    return m == RESOURCE_MEMORY ? c->memory_limit : m == RESOURCE_CONNECTIONS ? c->connections_limit : NAN;
}

static void write_measure(const struct report *r, const struct snapshot_resource *c, enum resource_measure m)
{
    const struct resource_summary *sum = &c->summary[m];
    double limit = limit_of(c, m);
    char mean[CELL_TEXT], p95[CELL_TEXT], most[CELL_TEXT], last[CELL_TEXT], slope[CELL_TEXT];

    buffer_string(r->out, "| ");
    markdown_text(c->component.name, REPORT_NAME_COLUMNS, r->out);
    buffer_string(r->out, " | ");
    markdown_text(text_from(resource_id(m)), REPORT_NAME_COLUMNS, r->out);
    buffer_printf(r->out, " | %s | %s | %s | %s | ", write_value(m, sum->mean, mean), write_value(m, sum->p95, p95),
                  write_value(m, sum->max, most), write_value(m, sum->last, last));
    if (limit > 0)
        buffer_printf(r->out, "%.1f %%", 100 * sum->max / limit);
    buffer_printf(r->out, " | %s |\n", write_slope(m, sum, slope));
}

static void write_generator(const struct report *r)
{
    const struct run_progress *p = &r->s->progress;
    double seconds = output_run_seconds(r->s), starved = output_starved_share(r->s);
    char memory[UNITS_TEXT], middle[UNITS_TEXT], late[UNITS_TEXT], latest[UNITS_TEXT];

    buffer_printf(
        r->out,
        "The load generator used %.1f %% of a core and %s of memory; its timers were late by %s in the middle, %s at 99 "
        "%% and %s at most.",
        seconds > 0 ? 100 * p->cpu_total / seconds : 0, units_write_bytes((double)p->memory_bytes, memory),
        units_write_nanos(p->lag_50_ns, middle), units_write_nanos(p->lag_99_ns, late), units_write_nanos(p->lag_max_ns, latest));
    if (starved > 0)
        buffer_printf(r->out, " For %.0f %% of the time it waited for a processor, which something else on its machine used.",
                      100 * starved);
    buffer_string(r->out, "\n\n");
}

static void write_gaps(const struct report *r)
{
    char times[NUMBER_TEXT];
    bool any = false;

    for (size_t i = 0; i < r->s->resource_count; i++) {
        const struct snapshot_resource *c = &r->s->resources[i];

        if (c->missing == 0 && c->restarts == 0)
            continue;
        buffer_string(r->out, "* ");
        markdown_text(c->component.name, REPORT_NAME_COLUMNS, r->out);
        buffer_string(r->out, ": ");
        if (c->missing > 0)
            buffer_printf(r->out, "nothing known in %" PRIu32 " of %" PRIu32 " seconds%s", c->missing, c->seconds,
                          c->restarts > 0 ? ", " : "");
        if (c->restarts > 0)
            buffer_printf(r->out, "restarted %s", number_of(c->restarts, "time", times));
        buffer_byte(r->out, '\n');
        any = true;
    }
    if (any)
        buffer_byte(r->out, '\n');
}

static void write_cost(const struct report *r)
{
    struct cost_report cost;

    cost_of_run(&r->info->plan->costs, r->s, &cost);
    if (cost.count == 0)
        return;
    buffer_string(r->out, "| price | cost of the time measured |\n|---|---:|\n");
    for (size_t i = 0; i < cost.count; i++) {
        buffer_string(r->out, "| ");
        markdown_text(cost.lines[i].price.text, PRICE_COLUMNS, r->out);
        if (cost.lines[i].known)
            buffer_printf(r->out, " | %.4g |\n", cost.lines[i].amount);
        else
            buffer_string(r->out, " | unknown |\n");
    }
    buffer_printf(r->out, "| **all%s** | %.4g |\n\n", cost.complete ? "" : " that is known", cost.total);
    if (!isnan(cost.per_million))
        buffer_printf(r->out, "That is %s%.4g per million requests that succeeded.\n\n", cost.complete ? "" : "at least ",
                      cost.per_million);
}

void report_resources(const struct report *r)
{
    buffer_string(r->out, "## Resources\n\n");
    write_generator(r);
    if (r->s->resource_count == 0)
        return;
    buffer_string(r->out, "| component | | mean | p95 | max | last | max of its limit | growth (95 % sure) "
                          "|\n|---|---|---:|---:|---:|---:|---:|---:|\n");
    for (size_t i = 0; i < r->s->resource_count; i++)
        for (enum resource_measure m = 0; m < RESOURCE_MEASURES; m++)
            if (r->s->resources[i].summary[m].count > 0)
                write_measure(r, &r->s->resources[i], m);
    buffer_byte(r->out, '\n');
    write_gaps(r);
    write_cost(r);
}
