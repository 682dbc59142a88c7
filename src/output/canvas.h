/* SPDX-License-Identifier: MIT */
/* output/canvas.h - lines of a limited width, with columns, styles and text from strangers
 *
 * What the live view and the summary are drawn on. Everything put on it is escaped and cut at the right edge, columns are counted
 * as a terminal shows them, and styles become escape sequences only when colours are on: so without them the result is plain
 * text, which the tests compare.
 */
#ifndef CICADA_OUTPUT_CANVAS_H
#define CICADA_OUTPUT_CANVAS_H

#include "base/buffer.h"

enum style { STYLE_PLAIN, STYLE_BOLD, STYLE_DIM, STYLE_RED, STYLE_GREEN, STYLE_YELLOW, STYLE_CYAN };

struct canvas {
    struct buffer *out; /* borrowed */
    unsigned columns;   /* width of a line */
    unsigned column;    /* where the next text goes, from 0 */
    unsigned blanks;    /* of these columns that are owed before the next text */
    unsigned lines;     /* ended so far */
    bool colour;
};

void canvas_init(struct canvas *c, struct buffer *out, unsigned columns, bool colour);

/* At the current column. */
void canvas_text(struct canvas *c, enum style style, struct text t);
void canvas_printf(struct canvas *c, enum style style, const char *format, ...) PRINTF_LIKE(3, 4);

/* `t` in exactly `width` columns: cut or filled with blanks. */
void canvas_cell(struct canvas *c, enum style style, unsigned width, struct text t);
/* The same, to the right of its field; longer text is not cut. */
void canvas_right(struct canvas *c, enum style style, unsigned width, const char *text);

/* Blanks up to `column`; at least one when the text before reached it. */
void canvas_to(struct canvas *c, unsigned column);

/* Ends the line. Blanks at its end are left out. */
void canvas_end(struct canvas *c);

/* A whole text in lines of words, from the current column on; further lines begin at `indent`. Ends the line. */
void canvas_wrapped(struct canvas *c, enum style style, unsigned indent, struct text t);

#endif
