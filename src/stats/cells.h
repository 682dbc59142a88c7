/* SPDX-License-Identifier: MIT */
/* stats/cells.h - the cells of a histogram in as few bytes as they take, for the thousands of them that a run leaves behind
 *
 * The counts of HdrHistogram's V2 encoding without its header (stats/hdr_encoding.h): from the first cell on, the count of a cell
 * as a ZigZag LEB128 number, a run of empty cells as one negative number. A second with twenty requests takes about 60 bytes,
 * where a struct histogram takes some thousand. Two of them are added by walking along both, so blocks of time are joined without
 * unpacking.
 *
 * Values that were too long have no cell; whoever keeps cells counts them beside.
 */
#ifndef CICADA_STATS_CELLS_H
#define CICADA_STATS_CELLS_H

#include "base/buffer.h"
#include "base/error.h"
#include "stats/histogram.h"

#define CELLS_VALUES_MAX (1ULL << 43) /* most values that cells may hold: their sum of squares still fits into 128 bits */

/* A walk over the cells that are not empty. */
struct cells_walk {
    const unsigned char *at, *end;
    uint32_t cell;            /* of the count that was read last, its place in HdrHistogram's counts array */
    uint32_t next;            /* the one behind it */
    uint64_t count;           /* of values in it; > 0 */
    uint64_t low_ns, high_ns; /* its edges, inclusive */
};

static inline struct cells_walk cells_begin(struct text cells)
{
    const unsigned char *at = (const unsigned char *)cells.data;

    return (struct cells_walk){.at = at, .end = cells.size > 0 ? at + cells.size : at};
}
/* for (struct cells_walk w = cells_begin(t); cells_next(&w);) ... Only for cells of cells_append, cells_merge or cells_check. */
bool cells_next(struct cells_walk *w);

/* Appends the cells of `h`. */
void cells_append(struct buffer *out, const struct histogram *h);
/* Appends one cell behind others; `next`, 0 before the first one, is the first cell that may follow. */
void cells_put(struct buffer *out, uint32_t *next, uint32_t cell, uint64_t count);
/* Appends the sum of both; `out` must not be what they lie in. */
void cells_merge(struct buffer *out, struct text a, struct text b);
/* Counts all values of `cells` in `h`, each as the upper edge of its cell. */
void cells_add_to(struct histogram *h, struct text cells);

/* A new histogram of the values of `cells` and of `too_long` others. Cells do not know the extremes that were measured: these are
 * put back, as far as they lie in the first and the last cell. */
struct histogram *cells_histogram(struct text cells, uint64_t too_long, uint64_t min_ns, uint64_t max_ns);

/* For bytes from outside: how many values they hold, if they are cells. ERROR_SYNTAX with a constant sentence in `problem`. */
MUST_USE enum error cells_check(struct text cells, uint64_t *values, const char **problem);

#endif
