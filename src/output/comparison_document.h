/* SPDX-License-Identifier: MIT */
/* output/comparison_document.h - a comparison as a text for the store, and the comparison made of it again
 *
 * The baseline may be gone by then, so all numbers are kept; order and counts follow from them. The form for other programs is
 * output/comparison_json.h.
 */
#ifndef CICADA_OUTPUT_COMPARISON_DOCUMENT_H
#define CICADA_OUTPUT_COMPARISON_DOCUMENT_H

#include "base/arena.h"
#include "verdict/comparison.h"

/* The text is in `arena`. */
const char *comparison_document_write(const struct comparison *c, struct arena *arena);

/* NULL for NULL, and for a text that makes no comparison in this version. The comparison is in `arena`; it is not to be released
 * with comparison_free. */
const struct comparison *comparison_document_read(const char *text, struct arena *arena);

#endif
