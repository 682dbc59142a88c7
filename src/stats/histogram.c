/* SPDX-License-Identifier: MIT */
/* stats/histogram.c - writing: recording, merging, clearing; reading is in stats/histogram_read.c
 *
 * The order and the width of cells are in stats/histogram_layout.h. Loops over ranges and groups go over the bits of `seen`,
 * lowest first, so their cost follows what was recorded, not the span of the histogram.
 */
#include "stats/histogram.h"

#include "base/mem.h"
#include "stats/histogram_layout.h"

_Static_assert(HISTOGRAM_MAX_NS < 1ULL << (RANGE_COUNT + 9), "the longest value has a cell");

struct histogram *histogram_new(void)
{
    struct histogram *h = MEM_NEW(struct histogram);

    h->totals = TOTALS_EMPTY;
    return h;
}

static void free_range(struct histogram_range *range)
{
    if (!range)
        return;
    for (size_t g = 0; g < GROUPS_PER_RANGE; g++)
        mem_free(range->group[g]);
    mem_free(range);
}

void histogram_free(struct histogram *h)
{
    if (!h)
        return;
    for (size_t r = 0; r < RANGE_COUNT; r++)
        free_range(h->range[r]);
    mem_free(h);
}

static inline struct histogram_range *range_at(struct histogram *h, uint32_t r)
{
    if (UNLIKELY(!h->range[r]))
        h->range[r] = MEM_NEW(struct histogram_range);
    return h->range[r];
}

static inline struct histogram_group *group_at(struct histogram_range *range, uint32_t g)
{
    if (UNLIKELY(!range->group[g]))
        range->group[g] = MEM_NEW(struct histogram_group);
    return range->group[g];
}

static inline void add_to_cell(struct histogram *h, uint32_t cell, uint64_t times)
{
    uint32_t r = cell / CELLS_PER_RANGE, g = cell / CELLS_PER_GROUP % GROUPS_PER_RANGE;
    struct histogram_range *range = range_at(h, r);

    h->seen |= 1ULL << r;
    range->seen |= 1u << g;
    range->count += times;
    range->group_count[g] += times;
    group_at(range, g)->cell[cell % CELLS_PER_GROUP] += times;
}

static inline void record(struct histogram *h, uint64_t ns, uint64_t times)
{
    totals_record(&h->totals, ns, times);
    if (LIKELY(ns <= HISTOGRAM_MAX_NS))
        add_to_cell(h, histogram_cell(ns), times);
}

void histogram_record(struct histogram *h, uint64_t ns)
{
    record(h, ns, 1);
}

void histogram_record_many(struct histogram *h, uint64_t ns, uint64_t times)
{
    if (times > 0)
        record(h, ns, times);
}

void histogram_add_cells(struct histogram *h, const uint16_t *cells, size_t count, const struct totals *totals)
{
    for (size_t i = 0; i < count; i++)
        add_to_cell(h, cells[i], 1);
    totals_merge(&h->totals, totals);
}

static inline void take_from_cell(struct histogram *h, uint32_t cell, uint64_t times)
{
    uint32_t r = cell / CELLS_PER_RANGE, g = cell / CELLS_PER_GROUP % GROUPS_PER_RANGE;
    struct histogram_range *range = h->range[r];

    range->group[g]->cell[cell % CELLS_PER_GROUP] -= times;
    range->group_count[g] -= times;
    range->count -= times;
    if (range->group_count[g] == 0)
        range->seen &= ~(1u << g);
    if (range->count == 0)
        h->seen &= ~(1ULL << r);
}

void histogram_take_cells(struct histogram *h, const struct cell_times *cells, size_t count, const struct totals *totals)
{
    for (size_t i = 0; i < count; i++)
        take_from_cell(h, cells[i].cell, cells[i].times);
    totals_take(&h->totals, totals);
}

static void merge_range(struct histogram_range *to, const struct histogram_range *from)
{
    for (uint32_t groups = from->seen; groups; groups &= groups - 1) {
        unsigned g = (unsigned)__builtin_ctz(groups);
        struct histogram_group *group = group_at(to, g);

        to->group_count[g] += from->group_count[g];
        for (size_t c = 0; c < CELLS_PER_GROUP; c++)
            group->cell[c] += from->group[g]->cell[c];
    }
    to->count += from->count;
    to->seen |= from->seen;
}

static void clear_range(struct histogram_range *range)
{
    for (uint32_t groups = range->seen; groups; groups &= groups - 1) {
        unsigned g = (unsigned)__builtin_ctz(groups);
        *range->group[g] = (struct histogram_group){0};
        range->group_count[g] = 0;
    }
    range->count = 0;
    range->seen = 0;
}

void histogram_merge(struct histogram *to, const struct histogram *from)
{
    for (uint64_t ranges = from->seen; ranges; ranges &= ranges - 1) {
        unsigned r = (unsigned)__builtin_ctzll(ranges);
        merge_range(range_at(to, r), from->range[r]);
    }
    totals_merge(&to->totals, &from->totals);
    to->seen |= from->seen;
}

static void subtract_range(struct histogram_range *from, const struct histogram_range *part)
{
    for (uint32_t groups = part->seen; groups; groups &= groups - 1) {
        unsigned g = (unsigned)__builtin_ctz(groups);

        for (size_t c = 0; c < CELLS_PER_GROUP; c++)
            from->group[g]->cell[c] -= part->group[g]->cell[c];
        from->group_count[g] -= part->group_count[g];
        if (from->group_count[g] == 0)
            from->seen &= ~(1u << g);
    }
    from->count -= part->count;
}

void histogram_subtract(struct histogram *h, const struct histogram *part)
{
    for (uint64_t ranges = part->seen; ranges; ranges &= ranges - 1) {
        unsigned r = (unsigned)__builtin_ctzll(ranges);

        subtract_range(h->range[r], part->range[r]);
        if (h->range[r]->count == 0)
            h->seen &= ~(1ULL << r);
    }
    totals_take(&h->totals, &part->totals);
}

void histogram_clear(struct histogram *h)
{
    for (uint64_t ranges = h->seen; ranges; ranges &= ranges - 1)
        clear_range(h->range[__builtin_ctzll(ranges)]);
    h->totals = TOTALS_EMPTY;
    h->seen = 0;
}

struct histogram *histogram_copy(const struct histogram *h)
{
    struct histogram *copy = histogram_new();

    histogram_merge(copy, h);
    return copy;
}

size_t histogram_memory(const struct histogram *h)
{
    size_t bytes = sizeof(*h);

    for (size_t r = 0; r < RANGE_COUNT; r++) {
        if (!h->range[r])
            continue;
        bytes += sizeof(*h->range[r]);
        for (size_t g = 0; g < GROUPS_PER_RANGE; g++)
            bytes += h->range[r]->group[g] ? sizeof(*h->range[r]->group[g]) : 0;
    }
    return bytes;
}
