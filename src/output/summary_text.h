/* SPDX-License-Identifier: MIT */
/* output/summary_text.h - the end of a run on one page, for people
 *
 * A pure function. What was run; how many requests, failures and how fast; response and service times side by side; where the
 * time went; connections, bytes, status codes; names; errors with first and last occurrence and their likely causes; how the
 * generator itself was. Sections that have nothing to say are left out. docs/numbers.md defines each number.
 */
#ifndef CICADA_OUTPUT_SUMMARY_TEXT_H
#define CICADA_OUTPUT_SUMMARY_TEXT_H

#include "base/buffer.h"
#include "output/canvas.h"
#include "output/output.h"

#define SUMMARY_COLUMNS 100

struct summary_look {
    unsigned columns; /* 60 to SUMMARY_COLUMNS */
    bool colour;
    bool unicode;           /* ticks and crosses */
    bool names;             /* with the table of requests by name: where Locust's tables are not printed as well */
    struct plan_list files; /* reports that were written, to be named */
};

void summary_write(const struct snapshot *s, const struct run_info *info, const struct summary_look *look, struct buffer *out);

/* The lines that name the reports; the last of a page, since they may be of any width. */
void summary_draw_files(const struct summary_look *look, struct canvas *c);

#endif
