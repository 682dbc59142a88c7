/* SPDX-License-Identifier: MIT */
/* output/capacity_markdown.c - see capacity_markdown.h */
#include "output/capacity_markdown.h"

#include "output/capacity_text.h"
#include "output/markdown.h"
#include "output/number.h"

#define COLUMNS_MAX CAPACITY_SENTENCE
#define RESULT_TEXT 4096

static void sentence(const char *label, const char *text, struct buffer *out)
{
    if (!*text)
        return;
    buffer_printf(out, "* **%s**: ", label);
    markdown_text(text_from(text), COLUMNS_MAX, out);
    buffer_byte(out, '\n');
}

static void slos(const struct capacity_report *r, struct buffer *out)
{
    char load[CAPACITY_TEXT];

    buffer_string(out, "\n| limit | holds at | breaks at |\n|---|---:|---:|\n");
    for (size_t i = 0; i < r->slo_count; i++) {
        const struct capacity_bracket *b = &r->slos[i].bracket;

        buffer_string(out, "| ");
        markdown_text(r->slos[i].check->text, COLUMNS_MAX, out);
        buffer_printf(out, " | %s", capacity_text_load(r, b->holds, load));
        buffer_printf(out, " | %s%s |\n", b->generator ? "generator" : capacity_text_load(r, b->breaks, load),
                      r->slos[i].settled ? "" : " (not narrowed down)");
    }
}

static void level(const struct capacity_report *r, const struct capacity_level *l, struct buffer *out)
{
    char load[CAPACITY_TEXT], number[NUMBER_TEXT];
    struct buffer result;

    buffer_printf(out, "| %s ", capacity_text_load(r, l->load, load));
    buffer_printf(out, "| %s ", number_rate(l->rate, number));
    buffer_printf(out, "| %s ", capacity_text_duration(l->p50_ns, number));
    buffer_printf(out, "| %s ", capacity_text_duration(l->p95_ns, number));
    buffer_printf(out, "| %s ", capacity_text_duration(l->p99_ns, number));
    buffer_printf(out, "| %s | ", capacity_text_failed(l, number));
    buffer_init(&result, RESULT_TEXT);
    capacity_text_result(r, l, &result);
    markdown_text(buffer_view(&result), COLUMNS_MAX, out);
    buffer_free(&result);
    buffer_printf(out, "%s |\n", l->steady ? "" : " (not steady)");
}

void capacity_markdown_write(const struct capacity_report *r, struct buffer *out)
{
    const struct capacity_level *sorted[CAPACITY_LEVELS_MAX];
    char text[CAPACITY_SENTENCE];
    size_t count = capacity_report_by_load(r, sorted);

    sentence("Capacity", capacity_text_answer(r, text), out);
    if (count == 0)
        return;
    sentence("Knee", capacity_text_knee(r, text), out);
    sentence("What ran out", capacity_text_resource(r, text), out);
    slos(r, out);
    buffer_string(out, "\n| load | requests/s | p50 | p95 | p99 | failed | result |\n|---:|---:|---:|---:|---:|---:|---|\n");
    for (size_t i = 0; i < count; i++)
        level(r, sorted[i], out);
}
