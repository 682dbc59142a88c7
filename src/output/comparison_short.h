/* SPDX-License-Identifier: MIT */
/* output/comparison_short.h - a comparison of thousands of requests, cut to those that differ most, for a file that stays small
 */
#ifndef CICADA_OUTPUT_COMPARISON_SHORT_H
#define CICADA_OUTPUT_COMPARISON_SHORT_H

#include "base/arena.h"
#include "verdict/comparison.h"

/* A copy in `arena`, which borrows from `c`. Where the names would take more than `most` bytes as JSON it has only those that
 * differ most, in their order, and a note that says so; lists of names of one side are cut likewise. Counts of words stay those
 * of all. */
const struct comparison *comparison_short(const struct comparison *c, size_t most, struct arena *arena);

#endif
