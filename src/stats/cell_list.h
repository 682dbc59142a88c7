/* SPDX-License-Identifier: MIT */
/* stats/cell_list.h - the cells of durations one after the other, as they come, until they are put in order as stats/cells.h
 *
 * Cheaper than a histogram for what is to be packed after a second: adding is copying, and few values in cells that lie far apart
 * touch no more memory than many in one.
 */
#ifndef CICADA_STATS_CELL_LIST_H
#define CICADA_STATS_CELL_LIST_H

#include "base/buffer.h"

#define CELL_LIST_MAX 65536u

struct cell_list { /* zeroes: empty; the owner releases it with cell_list_free */
    uint16_t *at;
    size_t count, capacity;
};

/* Adds up to CELL_LIST_MAX in all. */
void cell_list_add(struct cell_list *l, const uint16_t *cells, size_t count);

/* Appends them to `out` as cells, and empties the list. `spare` is overwritten. */
void cell_list_pack(struct cell_list *l, struct buffer *out, struct cell_list *spare);

void cell_list_free(struct cell_list *l);

#endif
