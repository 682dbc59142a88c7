/* SPDX-License-Identifier: MIT */
/* output/comparison_table.h - a comparison as lines for people: what got worse first, then what got better, then the rest
 *
 * Not here: the machine's forms (output/comparison_json.h), Markdown (output/comparison_markdown.h).
 */
#ifndef CICADA_OUTPUT_COMPARISON_TABLE_H
#define CICADA_OUTPUT_COMPARISON_TABLE_H

#include "output/canvas.h"
#include "verdict/comparison.h"

/* `all`: each number; else what differs, and of the rest as much as makes a short table. Ends with the result in a sentence, and
 * a blank line. */
void comparison_table_draw(const struct comparison *c, bool unicode, bool all, struct canvas *canvas);

#endif
