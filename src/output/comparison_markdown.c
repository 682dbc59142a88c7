/* SPDX-License-Identifier: MIT */
/* output/comparison_markdown.c - see comparison_markdown.h */
#include "output/comparison_markdown.h"

#include "base/limits.h"
#include "output/comparison_texts.h"
#include "output/markdown.h"

#define ROWS_MAX     200
#define ROWS_SHORT   16
#define NAMES_LISTED 20
#define TEXT_MAX     200 /* columns of a name */
#define SENTENCE_MAX 8192

static const char *mark_of(enum comparison_word word)
{
    static const char *const marks[] = {
        [COMPARISON_REGRESSION] = "❌", [COMPARISON_IMPROVEMENT] = "✅",   [COMPARISON_NOT_ENOUGH] = "❔",
        [COMPARISON_NOT_JUDGED] = "·", [COMPARISON_NO_DIFFERENCE] = "=",
    };

    return marks[word];
}

static void write_row(const struct comparison_rank *r, struct buffer *out)
{
    char base[COMPARISON_TEXT], now[COMPARISON_TEXT], change[COMPARISON_TEXT], remark[COMPARISON_TEXT];
    const struct compared_metric *m = r->metric;
    struct buffer name;

    buffer_init(&name, LIMIT_REPORT_ROW);
    comparison_text_name(r->name, &name);
    buffer_printf(out, "| %s | ", mark_of(m->word));
    markdown_text(buffer_view(&name), TEXT_MAX, out);
    buffer_free(&name);
    buffer_string(out, " | ");
    markdown_text(text_from(m->metric->name), TEXT_MAX, out);
    buffer_printf(out, " | %s | %s | %s | %s |\n", comparison_text_value(m->metric, m->base, base),
                  comparison_text_value(m->metric, m->now, now), comparison_text_change(m, change),
                  comparison_text_remark(m, remark));
}

static void write_rows(const struct comparison *c, bool all, struct buffer *out)
{
    size_t different = c->words[COMPARISON_REGRESSION] + c->words[COMPARISON_IMPROVEMENT];
    size_t shown = MIN(all ? c->ranked_count : MAX(different, (size_t)ROWS_SHORT), MIN(c->ranked_count, (size_t)ROWS_MAX));

    if (shown == 0)
        return;
    buffer_string(out, "| | request | metric | base | now | change | 95 % sure |\n|---|---|---|---:|---:|---:|---|\n");
    for (size_t i = 0; i < shown; i++)
        write_row(&c->ranked[i], out);
    if (shown < c->ranked_count)
        buffer_printf(out, "\n%zu more numbers are not shown.\n", c->ranked_count - shown);
    buffer_byte(out, '\n');
}

static void write_lonely(const char *title, const struct text *names, size_t count, struct buffer *out)
{
    if (count == 0)
        return;
    buffer_printf(out, "* %s: ", title);
    for (size_t i = 0; i < MIN(count, (size_t)NAMES_LISTED); i++) {
        buffer_string(out, i > 0 ? ", " : "");
        markdown_text(names[i], TEXT_MAX, out);
    }
    if (count > NAMES_LISTED)
        buffer_printf(out, " and %zu more", count - NAMES_LISTED);
    buffer_byte(out, '\n');
}

void comparison_markdown_body(const struct comparison *c, bool all, struct buffer *out)
{
    struct buffer sentence;

    buffer_printf(out, "%s ", mark_of(comparison_result(c)));
    buffer_init(&sentence, SENTENCE_MAX);
    comparison_text_result(c, &sentence);
    markdown_text(buffer_view(&sentence), SENTENCE_MAX, out);
    buffer_free(&sentence);
    buffer_string(out, "\n\n");
    write_rows(c, all, out);
    write_lonely("only in the base", c->only_base, c->only_base_count, out);
    write_lonely("only now", c->only_now, c->only_now_count, out);
    for (size_t i = 0; i < c->note_count; i++) {
        buffer_string(out, "* ");
        markdown_text(text_from(c->notes[i]), SENTENCE_MAX, out);
        buffer_byte(out, '\n');
    }
    buffer_byte(out, '\n');
}

void comparison_markdown_write(const struct comparison *c, bool all, struct buffer *out)
{
    buffer_string(out, "### Cicada: ");
    markdown_text(text_from(c->now_label), TEXT_MAX, out);
    buffer_string(out, " against ");
    markdown_text(text_from(c->base_label), TEXT_MAX, out);
    buffer_string(out, "\n\n");
    comparison_markdown_body(c, all, out);
}
