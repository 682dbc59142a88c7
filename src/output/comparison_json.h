/* SPDX-License-Identifier: MIT */
/* output/comparison_json.h - a comparison for programs; docs/compare.md lists the members
 *
 * Not here: reading it back, as a part of a results file (output/json_run_comparison.c).
 */
#ifndef CICADA_OUTPUT_COMPARISON_JSON_H
#define CICADA_OUTPUT_COMPARISON_JSON_H

#include <stdio.h>

#include <jansson.h>

#include "verdict/comparison.h"

/* The whole comparison as one object, for a report that has others besides. */
json_t *comparison_json(const struct comparison *c);

/* The same as a document of its own, one line for each name. Write errors are kept by the stream. */
void comparison_json_write(const struct comparison *c, FILE *out);

/* One element of its "names", a new value. */
json_t *comparison_json_name(const struct comparison *c, const struct compared_name *n);

#endif
