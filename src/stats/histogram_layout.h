/* SPDX-License-Identifier: MIT */
/* stats/histogram_layout.h - the inside of a histogram, for the files that work on single cells
 *
 * The cells are those of HdrHistogram's counts array for lowest value 1 and three digits, in the same order and number, so that
 * encoding a histogram is copying it. Ranges of 1024 cells, 32 groups of 32 cells each:
 *
 *   range 0 and 1 .. cells of 1 ns, values 0..1023 and 1024..2047
 *   range r >= 1 ... cells of 2^(r-1) ns, values 1024 * 2^(r-1) .. 2048 * 2^(r-1) - 1
 *
 * Each level knows how many values its parts hold and which of them hold any (`seen`, a bit each), so that readers skip what is
 * empty. The counts of groups stand together in their range, not in the groups: who records or reads many values of one name
 * finds them in the cache, and a value costs one line of memory that is not.
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

/* What is known of values without their distribution. Sums are exact, so adding parts in any order gives the same. */
struct totals {
    uint64_t count;       /* of all values */
    uint64_t too_long;    /* of those above HISTOGRAM_MAX_NS, which have no cell */
    uint64_t min, max;    /* of all values; min is UINT64_MAX when there are none */
    uint128 sum, squares; /* of the values that have a cell */
    uint128 too_long_sum;
};

#define TOTALS_EMPTY ((struct totals){.min = UINT64_MAX})

static inline void totals_record(struct totals *t, uint64_t ns, uint64_t times)
{
    t->count += times;
    t->min = MIN(t->min, ns);
    t->max = MAX(t->max, ns);
    if (UNLIKELY(ns > HISTOGRAM_MAX_NS)) {
        t->too_long += times;
        t->too_long_sum += (uint128)ns * times;
        return;
    }
    t->sum += (uint128)ns * times;
    t->squares += (uint128)ns * ns * times;
}

static inline void totals_merge(struct totals *to, const struct totals *from)
{
    to->count += from->count;
    to->too_long += from->too_long;
    to->min = MIN(to->min, from->min);
    to->max = MAX(to->max, from->max);
    to->sum += from->sum;
    to->squares += from->squares;
    to->too_long_sum += from->too_long_sum;
}

/* Takes away what was merged before. The extremes stay: they cannot be known; the caller sets them. */
static inline void totals_take(struct totals *from, const struct totals *taken)
{
    from->count -= taken->count;
    from->too_long -= taken->too_long;
    from->sum -= taken->sum;
    from->squares -= taken->squares;
    from->too_long_sum -= taken->too_long_sum;
}

struct histogram_group {
    uint64_t cell[CELLS_PER_GROUP];
};

struct histogram_range {
    uint64_t count;
    uint32_t seen; /* bit g: group g is not empty */
    uint64_t group_count[GROUPS_PER_RANGE];
    struct histogram_group *group[GROUPS_PER_RANGE]; /* NULL until first touched */
};

struct histogram {
    struct totals totals;
    uint64_t seen;                              /* bit r: range r is not empty */
    struct histogram_range *range[RANGE_COUNT]; /* NULL until first touched */
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

_Static_assert(CELL_COUNT <= UINT16_MAX + 1, "the number of a cell has 16 bits");

/* Adds values whose cells and totals are known, those without a cell in the totals only. A list is faster than one value after
 * the other: what it touches is fetched from memory at the same time. */
void histogram_add_cells(struct histogram *h, const uint16_t *cells, size_t count, const struct totals *totals);

struct cell_times {
    uint16_t cell, times;
};

/* Takes away what was added before, except that minimum and maximum stay. */
void histogram_take_cells(struct histogram *h, const struct cell_times *cells, size_t count, const struct totals *totals);

#endif
