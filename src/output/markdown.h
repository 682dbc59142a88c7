/* SPDX-License-Identifier: MIT */
/* output/markdown.h - text that others chose inside of Markdown documents
 *
 * Names may come from a server: they must make neither links nor tables, headings or HTML.
 */
#ifndef CICADA_OUTPUT_MARKDOWN_H
#define CICADA_OUTPUT_MARKDOWN_H

#include "base/buffer.h"

/* Appends `t` on one line, cut to at most `columns`: control characters become visible escapes (output/escape.h), and every mark
 * that Markdown could read is escaped. */
void markdown_text(struct text t, size_t columns, struct buffer *out);

/* The same for a cell in back quotes, where nothing but back quotes and bars mean something: for options and commands. */
void markdown_code(struct text t, size_t columns, struct buffer *out);

#endif
