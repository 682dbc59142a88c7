/* SPDX-License-Identifier: MIT */
/* stats/frozen.h - a histogram that no longer changes, as the list of its cells that are not empty
 *
 * One second of one name is a few dozen values: as a list some hundred bytes, where a histogram takes kilobytes. A frozen
 * histogram can be added to another and taken away from it again, which is how the last seconds slide (stats/window.h).
 *
 * Not here: quantiles; add it to a histogram for those.
 */
#ifndef CICADA_STATS_FROZEN_H
#define CICADA_STATS_FROZEN_H

#include "stats/histogram_layout.h"

struct frozen_cell {
    uint64_t count;
    uint32_t cell;
};

struct frozen {
    uint64_t count, too_long, min, max; /* as in struct histogram */
    uint128 sum, squares, too_long_sum;
    size_t cell_count;
    struct frozen_cell cells[]; /* ascending */
};

/* The content of `h` now; the caller owns it and frees it with mem_free. */
struct frozen *frozen_from(const struct histogram *h);

void frozen_add(const struct frozen *f, struct histogram *to);
/* Takes away what was added before. Minimum and maximum of `from` are left: it cannot know them; the caller sets them. */
void frozen_take(const struct frozen *f, struct histogram *from);

#endif
