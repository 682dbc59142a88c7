/* SPDX-License-Identifier: MIT */
/* output/canvas.c - see canvas.h; blanks are owed until text follows them, so no line ends in any */
#include "output/canvas.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"
#include "output/escape.h"

#define PRINTF_MAX 1024

static const char *const style_begin[] = {
    [STYLE_PLAIN] = "",         [STYLE_BOLD] = "\x1b[1m",    [STYLE_DIM] = "\x1b[2m",   [STYLE_RED] = "\x1b[31m",
    [STYLE_GREEN] = "\x1b[32m", [STYLE_YELLOW] = "\x1b[33m", [STYLE_CYAN] = "\x1b[36m",
};

void canvas_init(struct canvas *c, struct buffer *out, unsigned columns, bool colour)
{
    *c = (struct canvas){.out = out, .columns = columns, .colour = colour};
}

/* Writes the blanks up to the current column, then the text. */
static void put(struct canvas *c, enum style style, struct text t)
{
    bool styled = c->colour && style != STYLE_PLAIN && t.size > 0;

    if (t.size == 0 || c->column >= c->columns)
        return;
    for (; c->blanks > 0; c->blanks--)
        buffer_byte(c->out, ' ');
    if (styled)
        buffer_string(c->out, style_begin[style]);
    c->column += (unsigned)escape_cut(t, c->columns - c->column, c->out);
    if (styled)
        buffer_string(c->out, "\x1b[0m");
}

static void skip(struct canvas *c, unsigned columns)
{
    c->column += columns;
    c->blanks += columns;
}

void canvas_text(struct canvas *c, enum style style, struct text t)
{
    put(c, style, t);
}

void canvas_printf(struct canvas *c, enum style style, const char *format, ...)
{
    char text[PRINTF_MAX];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    put(c, style, text_from(text));
}

void canvas_cell(struct canvas *c, enum style style, unsigned width, struct text t)
{
    unsigned end = c->column + width, edge = c->columns;

    c->columns = MIN(edge, end);
    put(c, style, t);
    c->columns = edge;
    if (c->column < end)
        skip(c, end - c->column);
}

void canvas_right(struct canvas *c, enum style style, unsigned width, const char *text)
{
    unsigned used = (unsigned)utf8_width(text_from(text));

    if (used < width)
        skip(c, width - used);
    put(c, style, text_from(text));
}

void canvas_to(struct canvas *c, unsigned column)
{
    skip(c, column > c->column ? column - c->column : c->column > 0 && c->blanks == 0);
}

void canvas_end(struct canvas *c)
{
    buffer_byte(c->out, '\n');
    c->column = 0;
    c->blanks = 0;
    c->lines++;
}

void canvas_wrapped(struct canvas *c, enum style style, unsigned indent, struct text t)
{
    struct buffer shown;
    struct text rest;

    buffer_init(&shown, t.size * 6 + 1); /* no escape is longer than six bytes */
    escape_terminal(t, &shown);
    rest = buffer_view(&shown);
    while (rest.data && rest.size > 0) {
        struct text word = text_cut(&rest, ' ');
        unsigned width = (unsigned)utf8_width(word);

        if (c->column > indent && c->column + 1 + width > c->columns) {
            canvas_end(c);
            canvas_to(c, indent);
        } else if (c->column > indent) {
            skip(c, 1);
        }
        put(c, style, word);
    }
    canvas_end(c);
    buffer_free(&shown);
}
