/* SPDX-License-Identifier: MIT */
/* output/capacity_markdown.h - what a search for the capacity found, as Markdown: for the summary of a pipeline and for reports
 */
#ifndef CICADA_OUTPUT_CAPACITY_MARKDOWN_H
#define CICADA_OUTPUT_CAPACITY_MARKDOWN_H

#include "base/buffer.h"
#include "verdict/capacity_report.h"

/* A paragraph with the answer, a table of the limits, a table of the levels. Texts of users are escaped. */
void capacity_markdown_write(const struct capacity_report *r, struct buffer *out);

#endif
