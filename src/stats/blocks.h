/* SPDX-License-Identifier: MIT */
/* stats/blocks.h - what each second of one name had, kept to the end of the run in little memory
 *
 * Comparing two runs takes more than their totals: seconds of a run resemble their neighbours, and only the spread between them
 * tells how sure a difference is. So each second that a name was used in leaves a block: its counts, and its times as cells
 * (stats/cells.h).
 *
 * Blocks become wider as the run gets longer or has more names: when the total has more than LIMIT_BLOCKS of them, or all names
 * together take more than LIMIT_BLOCKS_SIZE, twice as many seconds share one. Neighbours are joined without loss, a few names at
 * a time (blocks_widen), and a name that was not joined yet goes on with its former width.
 *
 * Not here: the seconds of the total as figures (stats/series.h), times between two ticks (stats/interval.h).
 */
#ifndef CICADA_STATS_BLOCKS_H
#define CICADA_STATS_BLOCKS_H

#include "stats/cell_list.h"
#include "stats/snapshot.h"

struct blocks_times {
    struct cell_list cells;
    uint64_t too_long;
};

struct blocks { /* of one name; zeroes: empty; the owner releases it with blocks_clear */
    struct {    /* of the running second, not in a block yet */
        uint64_t requests, failures;
        struct blocks_times response, service;
    } running;
    struct snapshot_block *at;
    size_t count, capacity;
    uint32_t width; /* seconds of its blocks */
};

struct blocks_frame { /* what all names of a run share; freed with blocks_frame_free */
    uint32_t second;  /* the running one, since the start */
    uint32_t width;   /* seconds that a block should have: a power of 2 */
    size_t size;      /* bytes of all blocks */
    struct buffer scratch;
    struct cell_list spare;
};

void blocks_frame_init(struct blocks_frame *f);
void blocks_frame_free(struct blocks_frame *f);

/* Adds requests to the running second. Their times follow, with blocks_add_times for each of the two: at most BLOCKS_AT_ONCE of
 * them, as cells of stats/histogram_layout.h, and the number of those that have none. */
#define BLOCKS_AT_ONCE 1024u
void blocks_add(struct blocks *b, struct blocks_frame *f, uint64_t requests, uint64_t failures);
void blocks_add_times(struct blocks_times *t, const uint16_t *cells, size_t count, uint64_t too_long);

/* What is known of the running second becomes part of the last block, or a new one. */
void blocks_close(struct blocks *b, struct blocks_frame *f);

/* What the budget asks for: true when blocks should be wider from now on, as `f->width` then says. `total_count`: blocks of the
 * total. */
bool blocks_should_widen(struct blocks_frame *f, size_t total_count);
/* Joins the blocks of a name to the width of the frame, if they are not. */
void blocks_widen(struct blocks *b, struct blocks_frame *f);

/* All that there is so far becomes the beginning of second 0: what was before the start belongs to it. */
void blocks_restart(struct blocks *b, struct blocks_frame *f);

/* The blocks that were closed; valid until the next change. */
const struct snapshot_block *blocks_view(struct blocks *b, const struct blocks_frame *f, size_t *count);

/* Forgets all, the running second as well. */
void blocks_clear(struct blocks *b, struct blocks_frame *f);

#endif
