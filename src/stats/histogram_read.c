/* SPDX-License-Identifier: MIT */
/* stats/histogram_read.c - reading a histogram: mean, quantiles, shares, its cells one by one
 *
 * A quantile is found by walking up: whole ranges, then whole groups, then single cells are passed while the wanted rank lies
 * beyond them. Several quantiles share one walk.
 */
#include "stats/histogram.h"

#include <math.h>
#include <string.h>

#include "stats/histogram_layout.h"
#include "stats/rank.h"

#define QUANTILES_AT_ONCE    16
#define CELLS_PER_CACHE_LINE (64 / sizeof(uint64_t))

uint64_t histogram_count(const struct histogram *h)
{
    return h->totals.count;
}

uint64_t histogram_too_long(const struct histogram *h)
{
    return h->totals.too_long;
}

uint64_t histogram_min(const struct histogram *h)
{
    return h->totals.count > 0 ? h->totals.min : 0;
}

uint64_t histogram_max(const struct histogram *h)
{
    return h->totals.max;
}

double histogram_mean(const struct histogram *h)
{
    return h->totals.count > 0
               ? (double)(((long double)h->totals.sum + (long double)h->totals.too_long_sum) / (long double)h->totals.count)
               : 0;
}

double histogram_deviation(const struct histogram *h)
{
    uint64_t n = h->totals.count - h->totals.too_long;

    if (n == 0)
        return 0;

    long double mean = (long double)h->totals.sum / (long double)n;
    long double variance = (long double)h->totals.squares / (long double)n - mean * mean;

    return variance > 0 ? (double)sqrtl(variance) : 0; /* equal values may leave a rest of either sign */
}

/* Where a walk up a histogram stands, and how many values lie before that range and that group. */
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

/* Goes to the group that holds `rank`, which must not be below that of the last call, and must have a cell. */
static void walk_to_rank(struct walk *w, uint64_t rank)
{
    while (w->before_range + range_count(w) < rank) {
        w->before_range += range_count(w);
        w->before_group = w->before_range;
        w->range++;
        w->group = 0;
    }

    const struct histogram_range *range = w->h->range[w->range];

    assert(range); /* a range that is not there has no counts, so no rank is in it */
    const uint64_t *counts = range->group_count;
    uint64_t before = w->before_group;
    uint32_t group = w->group;

    while (before + counts[group] < rank)
        before += counts[group++];
    w->before_group = before;
    w->group = group;
}

static uint64_t value_of_rank(const struct walk *w, uint64_t rank)
{
    const struct histogram_group *group = w->h->range[w->range]->group[w->group];
    uint64_t below = w->before_group;
    uint32_t c = 0;

    while (below + group->cell[c] < rank)
        below += group->cell[c++];
    return MIN(histogram_cell_high(w->range * CELLS_PER_RANGE + w->group * CELLS_PER_GROUP + c), w->h->totals.max);
}

/* First all groups are found, and their cells asked for, then the cells are read: in a large table of names they all come from
 * main memory, and so come at the same time. */
static void quantiles_of_part(struct walk *walk, const double *q, size_t count, uint64_t *out)
{
    struct walk found[QUANTILES_AT_ONCE];
    uint64_t ranks[QUANTILES_AT_ONCE], with_cell = walk->h->totals.count - walk->h->totals.too_long;

    for (size_t i = 0; i < count; i++) {
        ranks[i] = rank_of_share(q[i], walk->h->totals.count);
        if (ranks[i] > with_cell)
            continue;
        walk_to_rank(walk, ranks[i]);
        found[i] = *walk;
        const struct histogram_group *group = walk->h->range[walk->range]->group[walk->group];
        for (size_t c = 0; c < CELLS_PER_GROUP; c += CELLS_PER_CACHE_LINE)
            __builtin_prefetch(&group->cell[c]);
    }
    for (size_t i = 0; i < count; i++)
        out[i] = ranks[i] > with_cell ? UINT64_MAX : value_of_rank(&found[i], ranks[i]);
}

void histogram_quantiles(const struct histogram *h, const double *q, size_t count, uint64_t *out)
{
    struct walk walk = {.h = h};

    if (h->totals.count == 0) {
        memset(out, 0, count * sizeof(out[0]));
        return;
    }
    for (size_t i = 0; i < count; i += QUANTILES_AT_ONCE)
        quantiles_of_part(&walk, &q[i], MIN(count - i, (size_t)QUANTILES_AT_ONCE), &out[i]);
}

uint64_t histogram_quantile(const struct histogram *h, double q)
{
    uint64_t value;

    histogram_quantiles(h, &q, 1, &value);
    return value;
}

uint64_t histogram_count_up_to(const struct histogram *h, uint64_t ns)
{
    if (ns >= h->totals.max)
        return h->totals.count;
    if (ns >= HISTOGRAM_MAX_NS)
        return h->totals.count - h->totals.too_long;

    uint32_t last = histogram_cell(ns), last_group = last / CELLS_PER_GROUP % GROUPS_PER_RANGE;
    const struct histogram_range *range = h->range[last / CELLS_PER_RANGE];
    uint64_t count = 0;

    for (uint32_t r = 0; r < last / CELLS_PER_RANGE; r++)
        count += h->range[r] ? h->range[r]->count : 0;
    if (!range)
        return count;
    for (uint32_t g = 0; g < last_group; g++)
        count += range->group_count[g];
    for (uint32_t c = 0; range->group[last_group] && c <= last % CELLS_PER_GROUP; c++)
        count += range->group[last_group]->cell[c];
    return count;
}

/* The first cell of the range from `first` on that is not empty, or CELLS_PER_RANGE. */
static uint32_t next_in_range(const struct histogram_range *range, uint32_t first)
{
    uint32_t first_group = first / CELLS_PER_GROUP;

    for (uint32_t groups = range->seen >> first_group << first_group; groups; groups &= groups - 1) {
        uint32_t g = (uint32_t)__builtin_ctz(groups);
        for (uint32_t c = g == first_group ? first % CELLS_PER_GROUP : 0; c < CELLS_PER_GROUP; c++) {
            if (range->group[g]->cell[c] > 0)
                return g * CELLS_PER_GROUP + c;
        }
    }
    return CELLS_PER_RANGE;
}

bool histogram_next(const struct histogram *h, size_t *at, uint64_t *low_ns, uint64_t *high_ns, uint64_t *count)
{
    uint32_t first = (uint32_t)(*at % CELLS_PER_RANGE);

    for (uint32_t r = (uint32_t)(*at / CELLS_PER_RANGE); r < RANGE_COUNT; r++, first = 0) {
        uint32_t c = h->seen & 1ULL << r ? next_in_range(h->range[r], first) : CELLS_PER_RANGE;
        if (c == CELLS_PER_RANGE)
            continue;
        *low_ns = histogram_cell_low(r * CELLS_PER_RANGE + c);
        *high_ns = histogram_cell_high(r * CELLS_PER_RANGE + c);
        *count = h->range[r]->group[c / CELLS_PER_GROUP]->cell[c % CELLS_PER_GROUP];
        *at = r * CELLS_PER_RANGE + c + 1;
        return true;
    }
    return false;
}
