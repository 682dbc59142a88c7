/* SPDX-License-Identifier: MIT */
/* output/comparison_markdown.h - a comparison for the step summary of a pipeline or a comment on a change */
#ifndef CICADA_OUTPUT_COMPARISON_MARKDOWN_H
#define CICADA_OUTPUT_COMPARISON_MARKDOWN_H

#include "verdict/comparison.h"

/* Appends a heading, the result in a sentence, the table of what differs (`all`: of each number), and the notes. What comes from
 * outside is escaped. */
void comparison_markdown_write(const struct comparison *c, bool all, struct buffer *out);

/* The same without the heading, for a document with headings of its own. */
void comparison_markdown_body(const struct comparison *c, bool all, struct buffer *out);

#endif
