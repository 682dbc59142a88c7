/* SPDX-License-Identifier: MIT */
/* output/report_comparison.c - the run beside its baseline, in the written report: factors of all requests, then what differs */
#include <math.h>
#include <stdio.h>

#include "output/comparison_markdown.h"
#include "output/comparison_texts.h"
#include "output/markdown.h"
#include "output/report_sections.h"
#include "verdict/comparison.h"

#define LABEL_COLUMNS 120

/* "x 4.16": how many times the base it is now. */
static char *write_factor(const struct compared_metric *m, char out[NUMBER_TEXT])
{
    double factor = m->now / m->base;

    if (isfinite(factor))
        snprintf(out, NUMBER_TEXT, "x %.3g", factor);
    else
        snprintf(out, NUMBER_TEXT, "-");
    return out;
}

static void write_factors(const struct report *r, const struct comparison *c, const struct compared_name *all)
{
    char base[COMPARISON_TEXT], now[COMPARISON_TEXT], factor[NUMBER_TEXT];

    buffer_string(r->out, "| all requests | before | now | factor |\n|---|---:|---:|---:|\n");
    for (size_t i = 0; i < c->metrics.count; i++) {
        const struct compared_metric *m = &all->at[i];

        buffer_string(r->out, "| ");
        markdown_text(text_from(m->metric->name), REPORT_NAME_COLUMNS, r->out);
        buffer_printf(r->out, " | %s | %s | %s |\n", comparison_text_value(m->metric, m->base, base),
                      comparison_text_value(m->metric, m->now, now), write_factor(m, factor));
    }
    buffer_byte(r->out, '\n');
}

void report_comparison(const struct report *r)
{
    const struct comparison *c = r->info->comparison;

    if (!c)
        return;
    buffer_string(r->out, "## Comparison with the baseline\n\nThe baseline is ");
    markdown_text(text_from(c->base_label), LABEL_COLUMNS, r->out);
    buffer_string(r->out, ".\n\n");
    if (c->name_count > 0 && c->names[0].method.size == 0)
        write_factors(r, c, &c->names[0]);
    comparison_markdown_body(c, false, r->out);
}
