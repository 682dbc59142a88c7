/* SPDX-License-Identifier: MIT */
/* output/comparison_table.c - see comparison_table.h */
#include "output/comparison_table.h"

#include "output/comparison_texts.h"

#define ROWS_SHORT     16  /* of a table that is not to show all */
#define ROWS_DIFFERENT 100 /* rows that differ, of such a table */
#define NAMES_LISTED   10  /* of one side only */

#define MARK_COLUMNS   2
#define METRIC_COLUMNS 13
#define VALUE_COLUMNS  10
#define REMARK_COLUMNS 22
#define NARROW         80 /* below, remarks have no column */
#define SENTENCE_MAX   8192
#define INDENT         2

static enum style style_of(enum comparison_word word)
{
    static const enum style styles[] = {
        [COMPARISON_REGRESSION] = STYLE_RED,    [COMPARISON_IMPROVEMENT] = STYLE_GREEN, [COMPARISON_NOT_ENOUGH] = STYLE_YELLOW,
        [COMPARISON_NOT_JUDGED] = STYLE_YELLOW, [COMPARISON_NO_DIFFERENCE] = STYLE_DIM,
    };

    return styles[word];
}

static const char *mark_of(enum comparison_word word, bool unicode)
{
    static const char *const pretty[] = {
        [COMPARISON_REGRESSION] = "✗", [COMPARISON_IMPROVEMENT] = "✓",   [COMPARISON_NOT_ENOUGH] = "?",
        [COMPARISON_NOT_JUDGED] = "·", [COMPARISON_NO_DIFFERENCE] = "=",
    };
    static const char *const plain[] = {
        [COMPARISON_REGRESSION] = "x", [COMPARISON_IMPROVEMENT] = "+",   [COMPARISON_NOT_ENOUGH] = "?",
        [COMPARISON_NOT_JUDGED] = ".", [COMPARISON_NO_DIFFERENCE] = "=",
    };

    return unicode ? pretty[word] : plain[word];
}

/* Room for the name of a request. */
static unsigned name_columns(const struct canvas *c)
{
    unsigned others = MARK_COLUMNS + METRIC_COLUMNS + 3 * VALUE_COLUMNS + (c->columns >= NARROW ? REMARK_COLUMNS + 2 : 0);

    return c->columns > others + 10 ? c->columns - others : 10;
}

static void draw_heading(struct canvas *c)
{
    canvas_cell(c, STYLE_DIM, MARK_COLUMNS, TEXT(""));
    canvas_cell(c, STYLE_DIM, name_columns(c), TEXT("request"));
    canvas_cell(c, STYLE_DIM, METRIC_COLUMNS, TEXT("metric"));
    canvas_right(c, STYLE_DIM, VALUE_COLUMNS, "base");
    canvas_right(c, STYLE_DIM, VALUE_COLUMNS, "now");
    canvas_right(c, STYLE_DIM, VALUE_COLUMNS, "change");
    if (c->columns >= NARROW) {
        canvas_to(c, c->column + 2);
        canvas_text(c, STYLE_DIM, TEXT("95 % sure"));
    }
    canvas_end(c);
}

static void draw_name(const struct compared_name *n, struct canvas *c)
{
    struct buffer name;

    buffer_init(&name, SENTENCE_MAX);
    comparison_text_name(n, &name);
    canvas_cell(c, STYLE_PLAIN, name_columns(c) - 1, buffer_view(&name));
    canvas_to(c, MARK_COLUMNS + name_columns(c));
    buffer_free(&name);
}

static void draw_row(const struct comparison_rank *r, bool unicode, struct canvas *c)
{
    const struct compared_metric *m = r->metric;
    enum style style = m->word <= COMPARISON_IMPROVEMENT ? style_of(m->word) : STYLE_PLAIN;
    char text[COMPARISON_TEXT];
    bool fits;

    canvas_cell(c, style_of(m->word), MARK_COLUMNS, text_from(mark_of(m->word, unicode)));
    draw_name(r->name, c);
    canvas_cell(c, STYLE_PLAIN, METRIC_COLUMNS, text_from(m->metric->name));
    canvas_right(c, STYLE_PLAIN, VALUE_COLUMNS, comparison_text_value(m->metric, m->base, text));
    canvas_right(c, STYLE_PLAIN, VALUE_COLUMNS, comparison_text_value(m->metric, m->now, text));
    canvas_right(c, style, VALUE_COLUMNS, comparison_text_change(m, text));
    comparison_text_remark(m, text);
    fits = c->columns >= NARROW && strlen(text) <= REMARK_COLUMNS;
    if (fits) {
        canvas_to(c, c->column + 2);
        canvas_text(c, m->word == COMPARISON_NO_DIFFERENCE ? STYLE_DIM : STYLE_PLAIN, text_from(text));
    }
    canvas_end(c);
    if (fits || strcmp(text, "-") == 0)
        return;
    canvas_to(c, MARK_COLUMNS + INDENT);
    canvas_text(c, style_of(m->word), text_from(text));
    canvas_end(c);
}

static size_t rows_shown(const struct comparison *c, bool all)
{
    size_t different = c->words[COMPARISON_REGRESSION] + c->words[COMPARISON_IMPROVEMENT];

    if (all || c->ranked_count <= ROWS_SHORT)
        return c->ranked_count;
    return MIN(MAX(different, (size_t)ROWS_SHORT), (size_t)MAX(ROWS_DIFFERENT, ROWS_SHORT));
}

static void draw_rows(const struct comparison *c, bool unicode, bool all, struct canvas *canvas)
{
    size_t shown = rows_shown(c, all), left[COMPARISON_WORDS] = {0};
    const char *between = ": ";

    if (shown == 0)
        return;
    draw_heading(canvas);
    for (size_t i = 0; i < shown; i++)
        draw_row(&c->ranked[i], unicode, canvas);
    for (size_t i = shown; i < c->ranked_count; i++)
        left[c->ranked[i].metric->word]++;
    if (shown < c->ranked_count) {
        canvas_to(canvas, MARK_COLUMNS);
        canvas_printf(canvas, STYLE_DIM, "%zu more", c->ranked_count - shown);
        for (size_t word = 0; word < COMPARISON_WORDS; word++) {
            if (left[word] == 0)
                continue;
            canvas_printf(canvas, STYLE_DIM, "%s%zu %s", between, left[word], comparison_word_name((enum comparison_word)word));
            between = ", ";
        }
        canvas_end(canvas);
    }
    canvas_end(canvas);
}

static void draw_lonely(const char *title, const struct text *names, size_t count, struct canvas *c)
{
    if (count == 0)
        return;
    canvas_printf(c, STYLE_YELLOW, "%s: ", title);
    for (size_t i = 0; i < MIN(count, (size_t)NAMES_LISTED); i++) {
        canvas_text(c, STYLE_PLAIN, i > 0 ? TEXT(", ") : TEXT(""));
        canvas_text(c, STYLE_PLAIN, names[i]);
    }
    if (count > NAMES_LISTED)
        canvas_printf(c, STYLE_PLAIN, " and %zu more", count - NAMES_LISTED);
    canvas_end(c);
}

static void draw_notes(const struct comparison *c, struct canvas *canvas)
{
    draw_lonely("only in the base", c->only_base, c->only_base_count, canvas);
    draw_lonely("only now", c->only_now, c->only_now_count, canvas);
    for (size_t i = 0; i < c->note_count; i++) {
        canvas_text(canvas, STYLE_YELLOW, TEXT("* "));
        canvas_wrapped(canvas, STYLE_PLAIN, INDENT, text_from(c->notes[i]));
    }
    if (c->note_count + c->only_base_count + c->only_now_count > 0)
        canvas_end(canvas);
}

void comparison_table_draw(const struct comparison *c, bool unicode, bool all, struct canvas *canvas)
{
    enum comparison_word result = comparison_result(c);
    struct buffer sentence;

    canvas_text(canvas, STYLE_BOLD, text_from(c->now_label));
    canvas_text(canvas, STYLE_PLAIN, TEXT(" against "));
    canvas_text(canvas, STYLE_BOLD, text_from(c->base_label));
    canvas_end(canvas);
    canvas_end(canvas);
    draw_rows(c, unicode, all, canvas);
    draw_notes(c, canvas);
    buffer_init(&sentence, SENTENCE_MAX);
    comparison_text_result(c, &sentence);
    canvas_text(canvas, style_of(result), text_from(mark_of(result, unicode)));
    canvas_to(canvas, MARK_COLUMNS);
    canvas_wrapped(canvas, result == COMPARISON_REGRESSION ? STYLE_BOLD : STYLE_PLAIN, MARK_COLUMNS, buffer_view(&sentence));
    buffer_free(&sentence);
    canvas_end(canvas);
}
