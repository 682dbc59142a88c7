/* SPDX-License-Identifier: MIT */
/* stats/stats_blocks.c - when the blocks of all names (stats/blocks.h) are closed, joined and forgotten
 *
 * Joining the blocks of all names at once could take tens of milliseconds, in which no request would be sent: a tick joins those
 * of as many names as WIDEN_SLICE_NS allows, and what is left is the next tick's. Only when the memory has grown to
 * HARD_SIZE meanwhile, all are joined at once.
 */
#include "base/clock.h"
#include "base/limits.h"
#include "stats/state.h"

#define WIDEN_SLICE_NS NANOS_PER_MILLI
#define HARD_SIZE      (2 * LIMIT_BLOCKS_SIZE)

void stats_blocks_close(struct stats *s)
{
    for (size_t i = 0; i < s->active_count; i++)
        blocks_close(&s->active[i]->blocks, &s->blocks);
    blocks_close(&s->total->blocks, &s->blocks);
}

/* True when no name is left to be joined. */
static bool widen_some(struct stats *s)
{
    size_t count;
    struct stats_entry *const *entries = names_sorted(s->names, &count);
    uint64_t until = clock_now() + WIDEN_SLICE_NS;

    for (; s->next_widened < count; s->next_widened++) {
        if (s->blocks.size <= HARD_SIZE && clock_now() >= until)
            return false;
        blocks_widen(&entries[s->next_widened]->blocks, &s->blocks);
    }
    return true;
}

void stats_blocks_widen(struct stats *s)
{
    if (!widen_some(s) || !blocks_should_widen(&s->blocks, s->total->blocks.count))
        return;
    blocks_widen(&s->total->blocks, &s->blocks);
    s->next_widened = 0;
}

void stats_blocks_restart(struct stats *s)
{
    size_t count;
    struct stats_entry *const *entries = names_sorted(s->names, &count);

    for (size_t i = 0; i < count; i++)
        blocks_restart(&entries[i]->blocks, &s->blocks);
    blocks_restart(&s->total->blocks, &s->blocks);
    s->blocks.second = 0;
    s->blocks.width = 1;
}

void stats_blocks_clear(struct stats *s)
{
    size_t count;
    struct stats_entry *const *entries = names_sorted(s->names, &count);

    for (size_t i = 0; i < count; i++)
        blocks_clear(&entries[i]->blocks, &s->blocks);
    blocks_clear(&s->total->blocks, &s->blocks);
}
