/* SPDX-License-Identifier: MIT */
/* verdict/time_slots.c - see time_slots.h */
#include "verdict/time_slots.h"

#include <math.h>

#include "base/mem.h"
#include "stats/cells.h"
#include "stats/histogram.h"

#define FINENESS 1024 /* bins that the scale function makes at least, of values that are all different */
#define PI       3.14159265358979323846

static double scale(uint64_t rank, uint64_t count)
{
    double share = (double)rank / (double)count;

    return FINENESS * (asin(fmin(2 * share - 1, 1)) / PI + 0.5);
}

/* Fills the edges, and the place of the highest cell of each bin. */
static size_t make_bins(const struct histogram *h, uint64_t *edges_ns, size_t *last_cells)
{
    uint64_t low, high, count, all = histogram_count(h), before = 0, before_bin = 0;
    size_t bins = 0;

    for (size_t at = 0; histogram_next(h, &at, &low, &high, &count); before += count) {
        if (bins == 0 || scale(before + count, all) - scale(before_bin, all) > 1) {
            before_bin = before;
            bins++;
        }
        edges_ns[bins - 1] = high;
        last_cells[bins - 1] = at - 1;
    }
    if (histogram_too_long(h) > 0) {
        edges_ns[bins] = UINT64_MAX;
        last_cells[bins++] = SIZE_MAX;
    }
    return bins;
}

/* Where the blocks of a name belong. */
struct cutting {
    const struct recorded_name *n;
    uint32_t first, width;
    size_t slots;
};

/* The slot of a block; `slots` or more when it lies outside, as that of a damaged report may. */
static size_t slot_of(const struct cutting *c, const struct snapshot_block *b)
{
    return b->second >= c->first ? (b->second - c->first) / c->width : c->slots;
}

/* At first each slot has its own values, one place behind its own: sums before the next slot. */
static void count_cells(struct slot_times *t, const size_t *last_cells, struct text cells, uint64_t too_long, size_t slot)
{
    size_t bin = 0;

    for (struct cells_walk w = cells_begin(cells); cells_next(&w);) {
        while (bin + 1 < t->bin_count && w.cell > last_cells[bin])
            bin++;
        t->up_to[bin * TIME_SLOTS_END + slot + 1] += w.count;
        t->sum_ns[slot + 1] += (double)w.count * ((double)w.low_ns + (double)(w.high_ns - w.low_ns) / 2);
    }
    t->up_to[(t->bin_count - 1) * TIME_SLOTS_END + slot + 1] += too_long;
    t->sum_ns[slot + 1] += (double)too_long * (double)HISTOGRAM_MAX_NS;
}

static void add_up(uint64_t *sums, size_t slots)
{
    for (size_t i = 1; i <= slots; i++)
        sums[i] += sums[i - 1];
    for (size_t i = slots + 1; i <= slots + slots / 2; i++) /* once more round the circle */
        sums[i] = sums[slots] + sums[i - slots];
}

static void add_up_times(struct slot_times *t, size_t slots)
{
    for (size_t bin = 0; bin < t->bin_count; bin++) {
        uint64_t *line = t->up_to + bin * TIME_SLOTS_END;

        for (size_t i = 1; i <= slots && bin > 0; i++)
            line[i] += line[(ssize_t)i - TIME_SLOTS_END];
    }
    for (size_t bin = 0; bin < t->bin_count; bin++)
        add_up(t->up_to + bin * TIME_SLOTS_END, slots);
    for (size_t i = 1; i <= slots; i++)
        t->sum_ns[i] += t->sum_ns[i - 1];
    for (size_t i = slots + 1; i <= slots + slots / 2; i++)
        t->sum_ns[i] = t->sum_ns[slots] + t->sum_ns[i - slots];
}

static void fill_times(struct slot_times *t, const struct cutting *c, bool service)
{
    const struct histogram *h = service ? c->n->service : c->n->response;
    size_t most = 2 * FINENESS + 2, *last_cells = mem_alloc(most * sizeof *last_cells);

    t->edges_ns = mem_alloc(most * sizeof *t->edges_ns);
    t->bin_count = make_bins(h, t->edges_ns, last_cells);
    assert(t->bin_count <= most);
    t->up_to = mem_zalloc(t->bin_count * TIME_SLOTS_END * sizeof *t->up_to);
    for (size_t i = 0; i < c->n->block_count && t->bin_count > 0; i++) {
        const struct snapshot_block *b = &c->n->blocks[i];
        size_t slot = slot_of(c, b);

        if (slot < c->slots)
            count_cells(t, last_cells, service ? b->service : b->response, service ? b->service_too_long : b->response_too_long,
                        slot);
    }
    add_up_times(t, c->slots);
    mem_free(last_cells);
}

struct time_slots *time_slots_new(const struct recorded_name *n, uint32_t first, uint32_t end, bool with_service)
{
    struct time_slots *s = MEM_NEW(struct time_slots);
    uint64_t seconds = end > first ? end - first : 0, width = (seconds + TIME_SLOTS_MAX - 1) / TIME_SLOTS_MAX;
    struct cutting c = {.n = n, .first = first};

    for (size_t i = 0; i < n->block_count; i++)
        width = MAX(width, (uint64_t)n->blocks[i].seconds);
    c.width = (uint32_t)MAX(width, 1ULL);
    c.slots = (size_t)((seconds + c.width - 1) / c.width);
    s->count = c.slots;
    for (size_t i = 0; i < n->block_count; i++) {
        size_t slot = slot_of(&c, &n->blocks[i]);

        if (slot < c.slots) {
            s->requests[slot + 1] += n->blocks[i].requests;
            s->failures[slot + 1] += n->blocks[i].failures;
        }
    }
    add_up(s->requests, c.slots);
    add_up(s->failures, c.slots);
    fill_times(&s->response, &c, false);
    if (with_service)
        fill_times(&s->service, &c, true);
    return s;
}

void time_slots_free(struct time_slots *s)
{
    if (!s)
        return;
    mem_free(s->response.edges_ns);
    mem_free(s->response.up_to);
    mem_free(s->service.edges_ns);
    mem_free(s->service.up_to);
    mem_free(s);
}
