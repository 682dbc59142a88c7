/* SPDX-License-Identifier: MIT */
/* stats/stages.h - the parts that a run is divided into, each counted by itself; private to stats/
 *
 * While a stage runs, what is folded of a name goes to its tally of the stage as well. At the end of the stage these tallies
 * become the stage's rows, without being copied. So a request costs nothing more, a fold (of some dozens of requests) one more
 * addition, and without stages a branch.
 *
 * Bounded: LIMIT_STAGES stages; rows of names up to LIMIT_STAGE_ROWS of memory over all of them, and beyond that a stage keeps
 * its total and counts the names in its row "(other)".
 *
 * Not here: who says when a stage ends (stats/stats.h), and why (src/runner).
 */
#ifndef CICADA_STATS_STAGES_H
#define CICADA_STATS_STAGES_H

#include "base/arena.h"
#include "stats/names.h"
#include "stats/snapshot.h"

struct stages;

struct stages *stages_new(void);
void stages_free(struct stages *s); /* NULL is fine */
void stages_clear(struct stages *s);

/* One of them runs now. */
bool stages_are_running(const struct stages *s);

/* Times called `measured_ns` are on the clock of the run, which stands still in pauses: now without them.
 *
 * Begins a stage with nothing counted; none is running. Everything is folded. Its number from 1; 0: there are LIMIT_STAGES. */
uint32_t stages_begin(struct stages *s, const struct stage_aim *aim, struct names *names, struct stats_entry *total,
                      uint64_t now_ns, uint64_t measured_ns);
/* Ends the running stage with what was counted of each name; there is one. Everything is folded. */
void stages_end(struct stages *s, struct names *names, struct stats_entry *total, uint32_t users, uint64_t measured_ns);

/* The time of the running stage, if there is one, begins now; what it has counted stays. */
void stages_start(struct stages *s, uint64_t now_ns, uint64_t measured_ns);

/* The counts of all names were cleared: of the ended stages nothing is left, the running one is measured from now on. */
void stages_reset(struct stages *s, uint64_t measured_ns);

/* The stages for a snapshot; memory is theirs and the arena's. `until_ns` is the end of what was measured so far. */
const struct snapshot_stage *stages_view(struct stages *s, struct stats_entry *total, uint64_t run_start_ns, uint32_t users,
                                         uint64_t until_ns, struct arena *arena, size_t *count);

#endif
