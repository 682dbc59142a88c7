/* SPDX-License-Identifier: MIT */
/* stats/histogram_read.c - reading a histogram: mean, quantiles, shares, its cells one by one
 *
 * A quantile is found by walking up: whole ranges, then whole groups, then single cells are passed while the wanted rank lies
 * beyond them. Several quantiles share one walk.
 */
#include "stats/histogram.h"

#include <math.h>

#include "stats/histogram_layout.h"
#include "stats/rank.h"

uint64_t histogram_count(const struct histogram *h)
{
    return h->count;
}

uint64_t histogram_too_long(const struct histogram *h)
{
    return h->too_long;
}

uint64_t histogram_min(const struct histogram *h)
{
    return h->count > 0 ? h->min : 0;
}

uint64_t histogram_max(const struct histogram *h)
{
    return h->max;
}

double histogram_mean(const struct histogram *h)
{
    return h->count > 0 ? (double)(((long double)h->sum + (long double)h->too_long_sum) / (long double)h->count) : 0;
}

double histogram_deviation(const struct histogram *h)
{
    uint64_t n = h->count - h->too_long;

    if (n == 0)
        return 0;

    long double mean = (long double)h->sum / (long double)n;
    long double variance = (long double)h->squares / (long double)n - mean * mean;

    return variance > 0 ? (double)sqrtl(variance) : 0; /* equal values may leave a rest of either sign */
}

/* Where a walk stands, and how many values lie before that range and that group. */
struct walk {
    const struct histogram *h;
    uint32_t range, group;
    uint64_t before_range, before_group;
};

static uint64_t range_count(const struct walk *w)
{
    const struct histogram_range *range = w->h->range[w->range];

    return range ? range->count : 0;
}

static uint64_t group_count(const struct walk *w)
{
    const struct histogram_group *group = w->h->range[w->range]->group[w->group];

    return group ? group->count : 0;
}

/* The cell that holds `rank`, which must not be below that of the walk's last call, and must have a cell. */
static uint32_t walk_to_rank(struct walk *w, uint64_t rank)
{
    while (w->before_range + range_count(w) < rank) {
        w->before_range += range_count(w);
        w->before_group = w->before_range;
        w->range++;
        w->group = 0;
    }
    while (w->before_group + group_count(w) < rank) {
        w->before_group += group_count(w);
        w->group++;
    }

    const struct histogram_group *group = w->h->range[w->range]->group[w->group];
    uint64_t below = w->before_group;
    uint32_t c = 0;

    while (below + group->cell[c] < rank)
        below += group->cell[c++];
    return w->range * CELLS_PER_RANGE + w->group * CELLS_PER_GROUP + c;
}

void histogram_quantiles(const struct histogram *h, const double *q, size_t count, uint64_t *out)
{
    struct walk walk = {.h = h};

    for (size_t i = 0; i < count; i++) {
        uint64_t rank = rank_of_share(q[i], h->count);
        if (h->count == 0)
            out[i] = 0;
        else if (rank > h->count - h->too_long)
            out[i] = UINT64_MAX;
        else
            out[i] = MIN(histogram_cell_high(walk_to_rank(&walk, rank)), h->max);
    }
}

uint64_t histogram_quantile(const struct histogram *h, double q)
{
    uint64_t value;

    histogram_quantiles(h, &q, 1, &value);
    return value;
}

uint64_t histogram_count_up_to(const struct histogram *h, uint64_t ns)
{
    if (ns >= h->max)
        return h->count;
    if (ns >= HISTOGRAM_MAX_NS)
        return h->count - h->too_long;

    uint32_t last = histogram_cell(ns);
    uint64_t count = 0, in_cell, low, high;

    for (uint32_t r = 0; r < last / CELLS_PER_RANGE; r++)
        count += h->range[r] ? h->range[r]->count : 0;
    for (size_t at = last - last % CELLS_PER_RANGE; histogram_next(h, &at, &low, &high, &in_cell) && at <= last + 1;)
        count += in_cell;
    return count;
}

bool histogram_next(const struct histogram *h, size_t *at, uint64_t *low_ns, uint64_t *high_ns, uint64_t *count)
{
    for (uint32_t r = (uint32_t)(*at / CELLS_PER_RANGE); r < RANGE_COUNT; r++) {
        const struct histogram_range *range = h->range[r];
        uint32_t first_cell = *at > (size_t)r * CELLS_PER_RANGE ? (uint32_t)*at % CELLS_PER_RANGE : 0;
        uint32_t first_group = first_cell / CELLS_PER_GROUP;

        if (!range)
            continue;
        for (uint32_t groups = range->seen >> first_group << first_group; groups; groups &= groups - 1) {
            uint32_t g = (uint32_t)__builtin_ctz(groups);
            uint32_t skip = g == first_group ? first_cell % CELLS_PER_GROUP : 0;
            uint32_t cells = range->group[g]->seen >> skip << skip;
            if (!cells)
                continue;
            uint32_t c = (uint32_t)__builtin_ctz(cells);
            uint32_t cell = r * CELLS_PER_RANGE + g * CELLS_PER_GROUP + c;
            *low_ns = histogram_cell_low(cell);
            *high_ns = histogram_cell_high(cell);
            *count = range->group[g]->cell[c];
            *at = cell + 1;
            return true;
        }
    }
    return false;
}
