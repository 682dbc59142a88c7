/* SPDX-License-Identifier: MIT */
/* stats/sketch.c - see stats/sketch.h */
#include "stats/sketch.h"

#include <math.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "stats/rank.h"

#define SIGN_BIT    (1ULL << 63)
#define UNUSED_BITS 42 /* of 64: all but sign, 11 bits of exponent, 10 of the mantissa */

/* The bits of doubles order as the numbers do, except that the negative ones run the other way. */
static uint64_t ordered_bits(double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits & SIGN_BIT ? ~bits : bits | SIGN_BIT;
}

static double value_of(uint64_t ordered)
{
    uint64_t bits = ordered & SIGN_BIT ? ordered & ~SIGN_BIT : ~ordered;
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

/* The first cell whose key is at least `key`. */
static size_t find(const struct sketch *s, uint32_t key)
{
    size_t low = 0, high = s->cell_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->cells[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void widen_cells(struct sketch *s)
{
    size_t kept = 0;

    s->dropped_bits++;
    for (size_t i = 0; i < s->cell_count; i++) {
        struct sketch_cell cell = {.key = s->cells[i].key >> 1, .count = s->cells[i].count};
        if (kept > 0 && s->cells[kept - 1].key == cell.key)
            s->cells[kept - 1].count += cell.count;
        else
            s->cells[kept++] = cell;
    }
    s->cell_count = kept;
}

static void insert(struct sketch *s, size_t at, uint32_t key)
{
    if (s->cell_count == s->capacity) {
        s->capacity = MIN(MAX(2 * s->capacity, (size_t)8), (size_t)LIMIT_METRIC_CELLS);
        s->cells = mem_resize(s->cells, s->capacity, sizeof(s->cells[0]));
    }
    memmove(&s->cells[at + 1], &s->cells[at], (s->cell_count - at) * sizeof(s->cells[0]));
    s->cells[at] = (struct sketch_cell){.key = key};
    s->cell_count++;
}

void sketch_record(struct sketch *s, double value)
{
    value += 0.0; /* makes -0 a 0 */

    uint64_t bits = ordered_bits(value);
    uint32_t key = (uint32_t)(bits >> (UNUSED_BITS + s->dropped_bits));
    size_t at = find(s, key);

    s->min = s->count > 0 ? MIN(s->min, value) : value;
    s->max = s->count > 0 ? MAX(s->max, value) : value;
    s->count++;
    if (at == s->cell_count || s->cells[at].key != key) {
        while (s->cell_count == LIMIT_METRIC_CELLS)
            widen_cells(s);
        key = (uint32_t)(bits >> (UNUSED_BITS + s->dropped_bits));
        at = find(s, key);
        if (at == s->cell_count || s->cells[at].key != key)
            insert(s, at, key);
    }
    s->cells[at].count++;
}

static double edge_nearer_to_zero(const struct sketch *s, uint32_t key)
{
    unsigned bits = UNUSED_BITS + s->dropped_bits;
    uint64_t low = (uint64_t)key << bits;
    bool negative = !(low & SIGN_BIT);

    return value_of(negative ? low | ((1ULL << bits) - 1) : low) + 0.0;
}

void sketch_quantiles(const struct sketch *s, const double *q, size_t count, double *out)
{
    uint64_t seen = s->cell_count > 0 ? s->cells[0].count : 0;
    size_t at = 0;

    for (size_t i = 0; i < count; i++) {
        uint64_t rank = rank_of_share(q[i], s->count);
        while (seen < rank && at + 1 < s->cell_count)
            seen += s->cells[++at].count;
        out[i] = s->count > 0 ? fmin(fmax(edge_nearer_to_zero(s, s->cells[at].key), s->min), s->max) : 0;
    }
}

void sketch_clear(struct sketch *s)
{
    mem_free(s->cells);
    *s = (struct sketch){0};
}
