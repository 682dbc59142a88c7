/* SPDX-License-Identifier: MIT */
/* output/top_errors.h - the errors that occurred most often
 */
#ifndef CICADA_OUTPUT_TOP_ERRORS_H
#define CICADA_OUTPUT_TOP_ERRORS_H

#include "stats/snapshot.h"

/* Fills `top` with at most `wanted` errors by falling number of occurrences (equal ones in the order of the snapshot); returns
 * how many. */
size_t top_errors(const struct snapshot *s, const struct snapshot_error *top[], size_t wanted);

#endif
