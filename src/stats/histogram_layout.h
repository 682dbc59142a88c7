/* SPDX-License-Identifier: MIT */
/* stats/histogram_layout.h - the inside of a histogram, for the files that work on whole cells
 *
 * The cells are those of HdrHistogram's counts array for lowest value 1 and three digits, in the same order and number, so that
 * encoding a histogram is copying it. Ranges of 1024 cells, 32 groups of 32 cells each:
 *
 *   range 0 and 1 .. cells of 1 ns, values 0..1023 and 1024..2047
 *   range r >= 1 ... cells of 2^(r-1) ns, values 1024 * 2^(r-1) .. 2048 * 2^(r-1) - 1
 *
 * Each level knows how many values are below it and which of its parts hold any (`seen`, a bit each), so that readers skip what
 * is empty, and merging and clearing touch only what was touched.
 *
 * Not here: the meaning of the functions (stats/histogram.h). Nothing above src/stats includes this file.
 */
#ifndef CICADA_STATS_HISTOGRAM_LAYOUT_H
#define CICADA_STATS_HISTOGRAM_LAYOUT_H

#include "stats/histogram.h"

#define CELLS_PER_GROUP  32u
#define GROUPS_PER_RANGE 32u
#define CELLS_PER_RANGE  (CELLS_PER_GROUP * GROUPS_PER_RANGE)
#define RANGE_COUNT      33u /* the last one holds HISTOGRAM_MAX_NS */
#define CELL_COUNT       (RANGE_COUNT * CELLS_PER_RANGE)

typedef unsigned __int128 uint128;

struct histogram_group {
    uint64_t count; /* sum of its cells */
    uint32_t seen;  /* bit c: cell[c] is not 0 */
    uint64_t cell[CELLS_PER_GROUP];
};

struct histogram_range {
    uint64_t count;
    uint32_t seen;                                   /* bit g: group[g] is not empty */
    struct histogram_group *group[GROUPS_PER_RANGE]; /* NULL until first touched */
};

struct histogram {
    uint64_t count;       /* of all values */
    uint64_t too_long;    /* of those above HISTOGRAM_MAX_NS, which have no cell */
    uint64_t min, max;    /* of all values; min is UINT64_MAX when there are none */
    uint128 sum, squares; /* of the values that have a cell: exact, so merging in any order gives the same mean */
    uint128 too_long_sum;
    uint64_t seen; /* bit r: range[r] is not empty */
    struct histogram_range *range[RANGE_COUNT];
};

/* The cell of a value of at most HISTOGRAM_MAX_NS. */
static inline uint32_t histogram_cell(uint64_t ns)
{
    uint32_t doublings = 53 - (uint32_t)__builtin_clzll(ns | 2047); /* 64 bits less the 11 that tell 2048 cells apart */

    return doublings * CELLS_PER_RANGE + (uint32_t)(ns >> doublings);
}

static inline uint64_t histogram_cell_low(uint32_t cell)
{
    uint32_t range = cell / CELLS_PER_RANGE;

    return range <= 1 ? cell : (uint64_t)(CELLS_PER_RANGE + cell % CELLS_PER_RANGE) << (range - 1);
}

static inline uint64_t histogram_cell_high(uint32_t cell)
{
    uint32_t range = cell / CELLS_PER_RANGE;

    return histogram_cell_low(cell) + (range <= 1 ? 0 : (1ULL << (range - 1)) - 1);
}

/* Adds `times` to one cell and to the counts above it up to its range; the caller keeps the fields of struct histogram. */
void histogram_add_to_cell(struct histogram *h, uint32_t cell, uint64_t times);
/* Takes away what was added before. */
void histogram_take_from_cell(struct histogram *h, uint32_t cell, uint64_t times);

#endif
