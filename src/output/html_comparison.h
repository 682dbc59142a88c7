/* SPDX-License-Identifier: MIT */
/* output/html_comparison.h - a comparison of runs as one HTML file: the comparison (output/comparison_json.h), and of each
 * request the distributions of both sides, to be laid over each other; of the busiest where there are many. Several runs of a
 * side are one distribution.
 *
 * Not here: how it looks (webui/src/report/comparison.ts).
 */
#ifndef CICADA_OUTPUT_HTML_COMPARISON_H
#define CICADA_OUTPUT_HTML_COMPARISON_H

#include <stdio.h>

#include "verdict/comparison.h"

/* `sides`: what was compared, the base first. Write errors stay with the stream (ferror). */
void html_comparison_write(const struct comparison *c, const struct comparison_side sides[2], FILE *out);

#endif
