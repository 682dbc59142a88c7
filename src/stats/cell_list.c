/* SPDX-License-Identifier: MIT */
/* stats/cell_list.c - see stats/cell_list.h */
#include "stats/cell_list.h"

#include "base/mem.h"
#include "stats/cells.h"

#define FEW 48 /* so many are sorted by insertion, and not worth keeping the memory for */

static void reserve(struct cell_list *l, size_t wanted)
{
    if (wanted <= l->capacity)
        return;
    l->capacity = MAX(wanted, 2 * l->capacity);
    l->at = mem_resize(l->at, l->capacity, sizeof l->at[0]);
}

void cell_list_add(struct cell_list *l, const uint16_t *cells, size_t count)
{
    if (count == 0)
        return;
    assert(l->count + count <= CELL_LIST_MAX);
    reserve(l, l->count + count);
    memcpy(l->at + l->count, cells, count * sizeof cells[0]);
    l->count += count;
}

static void sort_few(uint16_t *cells, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint16_t cell = cells[i];
        size_t at = i;

        for (; at > 0 && cells[at - 1] > cell; at--)
            cells[at] = cells[at - 1];
        cells[at] = cell;
    }
}

/* One pass of a radix sort: by the byte at `shift`, keeping the order of equal ones. */
static void sort_by_byte(const uint16_t *from, uint16_t *to, size_t count, unsigned shift)
{
    uint32_t place[256] = {0}, next = 0;

    for (size_t i = 0; i < count; i++)
        place[from[i] >> shift & 0xff]++;
    for (size_t b = 0; b < COUNT(place); b++) {
        uint32_t here = place[b];

        place[b] = next;
        next += here;
    }
    for (size_t i = 0; i < count; i++)
        to[place[from[i] >> shift & 0xff]++] = from[i];
}

static void sort(struct cell_list *l, struct cell_list *spare)
{
    if (l->count < FEW) {
        sort_few(l->at, l->count);
        return;
    }
    reserve(spare, l->count);
    sort_by_byte(l->at, spare->at, l->count, 0);
    sort_by_byte(spare->at, l->at, l->count, 8);
}

void cell_list_pack(struct cell_list *l, struct buffer *out, struct cell_list *spare)
{
    uint32_t next = 0;

    sort(l, spare);
    for (size_t i = 0; i < l->count;) {
        size_t first = i;

        while (i < l->count && l->at[i] == l->at[first])
            i++;
        cells_put(out, &next, l->at[first], i - first);
    }
    if (l->count < FEW)
        cell_list_free(l);
    else
        l->count = 0;
}

void cell_list_free(struct cell_list *l)
{
    mem_free(l->at);
    *l = (struct cell_list){0};
}
