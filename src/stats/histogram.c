/* SPDX-License-Identifier: MIT */
/* stats/histogram.c - writing: recording, merging, clearing; reading is in stats/histogram_read.c
 *
 * The order and the width of cells are in stats/histogram_layout.h. All loops go over the bits of `seen`, lowest first, so their
 * cost follows what was recorded, not the span of the histogram.
 */
#include "stats/histogram.h"

#include "base/mem.h"
#include "stats/histogram_layout.h"

_Static_assert(HISTOGRAM_MAX_NS < 1ULL << (RANGE_COUNT + 9), "the longest value has a cell");

struct histogram *histogram_new(void)
{
    struct histogram *h = MEM_NEW(struct histogram);

    h->min = UINT64_MAX;
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
    uint32_t r = cell / CELLS_PER_RANGE, g = cell / CELLS_PER_GROUP % GROUPS_PER_RANGE, c = cell % CELLS_PER_GROUP;
    struct histogram_range *range = range_at(h, r);
    struct histogram_group *group = group_at(range, g);

    h->seen |= 1ULL << r;
    range->seen |= 1u << g;
    range->count += times;
    group->seen |= 1u << c;
    group->count += times;
    group->cell[c] += times;
}

void histogram_add_to_cell(struct histogram *h, uint32_t cell, uint64_t times)
{
    add_to_cell(h, cell, times);
}

void histogram_take_from_cell(struct histogram *h, uint32_t cell, uint64_t times)
{
    uint32_t r = cell / CELLS_PER_RANGE, g = cell / CELLS_PER_GROUP % GROUPS_PER_RANGE, c = cell % CELLS_PER_GROUP;
    struct histogram_range *range = h->range[r];
    struct histogram_group *group = range->group[g];

    group->cell[c] -= times;
    group->count -= times;
    range->count -= times;
    if (group->cell[c] == 0)
        group->seen &= ~(1u << c);
    if (group->count == 0)
        range->seen &= ~(1u << g);
    if (range->count == 0)
        h->seen &= ~(1ULL << r);
}

static inline void record(struct histogram *h, uint64_t ns, uint64_t times)
{
    h->count += times;
    h->min = MIN(h->min, ns);
    h->max = MAX(h->max, ns);
    if (UNLIKELY(ns > HISTOGRAM_MAX_NS)) {
        h->too_long += times;
        h->too_long_sum += (uint128)ns * times;
        return;
    }
    h->sum += (uint128)ns * times;
    h->squares += (uint128)ns * ns * times;
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

static void merge_group(struct histogram_group *to, const struct histogram_group *from)
{
    for (uint32_t cells = from->seen; cells; cells &= cells - 1) {
        unsigned c = (unsigned)__builtin_ctz(cells);
        to->cell[c] += from->cell[c];
    }
    to->count += from->count;
    to->seen |= from->seen;
}

static void clear_group(struct histogram_group *group)
{
    for (uint32_t cells = group->seen; cells; cells &= cells - 1)
        group->cell[__builtin_ctz(cells)] = 0;
    group->count = 0;
    group->seen = 0;
}

static void merge_range(struct histogram_range *to, const struct histogram_range *from)
{
    for (uint32_t groups = from->seen; groups; groups &= groups - 1) {
        unsigned g = (unsigned)__builtin_ctz(groups);
        merge_group(group_at(to, g), from->group[g]);
    }
    to->count += from->count;
    to->seen |= from->seen;
}

static void clear_range(struct histogram_range *range)
{
    for (uint32_t groups = range->seen; groups; groups &= groups - 1)
        clear_group(range->group[__builtin_ctz(groups)]);
    range->count = 0;
    range->seen = 0;
}

/* As merge_range and clear_range together, but groups that `to` lacks change their owner. */
static void move_range(struct histogram_range *to, struct histogram_range *from)
{
    for (uint32_t groups = from->seen; groups; groups &= groups - 1) {
        unsigned g = (unsigned)__builtin_ctz(groups);
        if (to->group[g]) {
            merge_group(to->group[g], from->group[g]);
            clear_group(from->group[g]);
        } else {
            to->group[g] = from->group[g];
            from->group[g] = NULL;
        }
    }
    to->count += from->count;
    to->seen |= from->seen;
    from->count = 0;
    from->seen = 0;
}

static void merge_head(struct histogram *to, const struct histogram *from)
{
    to->count += from->count;
    to->too_long += from->too_long;
    to->min = MIN(to->min, from->min);
    to->max = MAX(to->max, from->max);
    to->sum += from->sum;
    to->squares += from->squares;
    to->too_long_sum += from->too_long_sum;
    to->seen |= from->seen;
}

static void clear_head(struct histogram *h)
{
    h->count = h->too_long = h->max = h->seen = 0;
    h->min = UINT64_MAX;
    h->sum = h->squares = h->too_long_sum = 0;
}

void histogram_merge(struct histogram *to, const struct histogram *from)
{
    for (uint64_t ranges = from->seen; ranges; ranges &= ranges - 1) {
        unsigned r = (unsigned)__builtin_ctzll(ranges);
        merge_range(range_at(to, r), from->range[r]);
    }
    merge_head(to, from);
}

void histogram_clear(struct histogram *h)
{
    for (uint64_t ranges = h->seen; ranges; ranges &= ranges - 1)
        clear_range(h->range[__builtin_ctzll(ranges)]);
    clear_head(h);
}

void histogram_move(struct histogram *to, struct histogram *from)
{
    for (uint64_t ranges = from->seen; ranges; ranges &= ranges - 1) {
        unsigned r = (unsigned)__builtin_ctzll(ranges);
        if (to->range[r]) {
            move_range(to->range[r], from->range[r]);
        } else {
            to->range[r] = from->range[r];
            from->range[r] = NULL;
        }
    }
    merge_head(to, from);
    clear_head(from);
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
