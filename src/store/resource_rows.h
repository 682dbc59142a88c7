/* SPDX-License-Identifier: MIT */
/* store/resource_rows.h - what components used as rows, and back; for this folder only
 *
 * A row a component, one for each measure that was known of it, and one for each of its seconds. Components and measures are
 * replaced each time; of the seconds those since the last one are written, and that one again, for it may have grown. When they
 * were merged to wider ones, all are written anew.
 */
#ifndef CICADA_STORE_RESOURCE_ROWS_H
#define CICADA_STORE_RESOURCE_ROWS_H

#include "base/arena.h"
#include "stats/snapshot.h"
#include "store/database.h"

struct resource_rows {
    struct store *store; /* borrowed */
    struct statement *component, *measure, *point;
    bool any;             /* points have been written; then: */
    uint32_t last_second; /* of the last one */
    uint32_t width;       /* seconds of the first one */
};

void resource_rows_init(struct resource_rows *r, struct store *store);
void resource_rows_free(struct resource_rows *r);

MUST_USE enum error resource_rows_write(struct resource_rows *r, int64_t run, const struct snapshot *s);
/* What was written is not known any more, since its transaction failed. */
void resource_rows_forget(struct resource_rows *r);

/* Gives the snapshot its resources; all memory is the arena's. */
MUST_USE enum error resource_rows_read(struct store *s, int64_t run, struct snapshot *snapshot, struct arena *arena);

#endif
