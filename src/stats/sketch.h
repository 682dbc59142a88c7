/* SPDX-License-Identifier: MIT */
/* stats/sketch.h - quantiles of any numbers: negative, fractional, of whatever size
 *
 * The cells are the leading bits of a double: sign, exponent and 10 bits of the mantissa, so a cell is at most 1/1024 of its
 * value wide, as in a histogram. Only cells in use are kept. When there are LIMIT_METRIC_CELLS of them, cells become twice as
 * wide, which halves the precision and keeps the memory bounded; a metric over three powers of ten comes down to about 1/256.
 *
 * Not here: durations, which have fixed cells that can be merged (stats/histogram.h).
 */
#ifndef CICADA_STATS_SKETCH_H
#define CICADA_STATS_SKETCH_H

#include "base/base.h"

struct sketch_cell {
    uint32_t key; /* orders as the values do */
    uint64_t count;
};

struct sketch { /* zeroes: empty; the owner releases it with sketch_clear */
    uint64_t count;
    double min, max;
    struct sketch_cell *cells; /* ascending */
    size_t cell_count, capacity;
    unsigned dropped_bits; /* of precision */
};

void sketch_record(struct sketch *s, double value); /* finite */

/* The values at several shares, which must ascend: nearest rank, as the edge of its cell that is nearer to zero, so that small
 * whole numbers come out whole, but within minimum and maximum. 0 when empty. */
void sketch_quantiles(const struct sketch *s, const double *q, size_t count, double *out);

void sketch_clear(struct sketch *s);

#endif
