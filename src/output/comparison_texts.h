/* SPDX-License-Identifier: MIT */
/* output/comparison_texts.h - the numbers of a comparison as short texts, for tables of any kind
 *
 * All return `out`.
 */
#ifndef CICADA_OUTPUT_COMPARISON_TEXTS_H
#define CICADA_OUTPUT_COMPARISON_TEXTS_H

#include "verdict/comparison.h"

#define COMPARISON_TEXT 128

/* "120 ms", "52.3/s", "1.20 %"; "-" when unknown. */
char *comparison_text_value(const struct comparison_metric *m, double value, char out[COMPARISON_TEXT]);
/* "+25.8 %", "x 12.3" from ten times on, "+2.20 pp" (percentage points) for shares of failed requests; "-" when unknown. */
char *comparison_text_change(const struct compared_metric *m, char out[COMPARISON_TEXT]);
/* What else there is to say: "+20.1 % to +31.7 %" for a difference, "none above 3.2 %" for no difference, else the reason. */
char *comparison_text_remark(const struct compared_metric *m, char out[COMPARISON_TEXT]);

/* Appends "GET /items", of a stage "GET /items (stage peak)"; as it is: the caller escapes. */
void comparison_text_name(const struct compared_name *n, struct buffer *out);

/* Appends the result in a sentence: "regression: 2 of 35 numbers got worse, most of all p95 of GET /items: 120 ms -> 151 ms
 * (+25.8 %)". Names are appended as they are: the caller escapes. */
void comparison_text_result(const struct comparison *c, struct buffer *out);

#endif
