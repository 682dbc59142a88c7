/* SPDX-License-Identifier: MIT */
/* stats/frozen.c - see stats/frozen.h */
#include "stats/frozen.h"

#include "base/mem.h"

static size_t count_cells(const struct histogram *h)
{
    size_t cells = 0;

    for (uint64_t ranges = h->seen; ranges; ranges &= ranges - 1) {
        const struct histogram_range *range = h->range[__builtin_ctzll(ranges)];
        for (uint32_t groups = range->seen; groups; groups &= groups - 1)
            cells += (size_t)__builtin_popcount(range->group[__builtin_ctz(groups)]->seen);
    }
    return cells;
}

struct frozen *frozen_from(const struct histogram *h)
{
    size_t cell_count = count_cells(h);
    struct frozen *f = mem_alloc(sizeof(*f) + cell_count * sizeof(f->cells[0]));
    size_t at = 0;
    uint64_t low, high, count;

    f->count = h->count;
    f->too_long = h->too_long;
    f->min = h->min;
    f->max = h->max;
    f->sum = h->sum;
    f->squares = h->squares;
    f->too_long_sum = h->too_long_sum;
    f->cell_count = 0;
    while (histogram_next(h, &at, &low, &high, &count))
        f->cells[f->cell_count++] = (struct frozen_cell){.count = count, .cell = (uint32_t)at - 1};
    return f;
}

void frozen_add(const struct frozen *f, struct histogram *to)
{
    for (size_t i = 0; i < f->cell_count; i++)
        histogram_add_to_cell(to, f->cells[i].cell, f->cells[i].count);
    to->count += f->count;
    to->too_long += f->too_long;
    to->min = MIN(to->min, f->min);
    to->max = MAX(to->max, f->max);
    to->sum += f->sum;
    to->squares += f->squares;
    to->too_long_sum += f->too_long_sum;
}

void frozen_take(const struct frozen *f, struct histogram *from)
{
    for (size_t i = 0; i < f->cell_count; i++)
        histogram_take_from_cell(from, f->cells[i].cell, f->cells[i].count);
    from->count -= f->count;
    from->too_long -= f->too_long;
    from->sum -= f->sum;
    from->squares -= f->squares;
    from->too_long_sum -= f->too_long_sum;
}
