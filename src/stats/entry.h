/* SPDX-License-Identifier: MIT */
/* stats/entry.h - all that is known of one (method, name)
 *
 * Three time scales: `pending` takes the samples as they come and is small enough to stay in the cache; a fold moves it to `sum`,
 * all that was counted so far, and adds it to `window`, the last ten seconds. Folding follows what was recorded, so a name that
 * is idle costs nothing, and a name that is seldom used holds no pending tally.
 *
 * Not here: when to fold, and the total of all names (stats/stats.c).
 */
#ifndef CICADA_STATS_ENTRY_H
#define CICADA_STATS_ENTRY_H

#include "stats/tally.h"
#include "stats/window.h"

/* Counts of requests that do not need a sample. started = finished + cancelled + in_flight, where the finished ones are in
 * tallies. */
struct flow {
    uint64_t started, in_flight, cancelled, cancelled_sent, dropped;
};

struct stats_entry {
    struct text method, name;
    struct flow flow;
    struct tally *pending; /* since the last fold; NULL while the name is not in use */
    struct tally sum;
    struct window window;
    struct duration_summary response, service; /* of `sum` */
    bool changed;                              /* `sum` is newer than those */
    bool active;                               /* is in the list of entries that have something to fold or to slide */
    char text[];                               /* method and name */
};

struct stats_entry *entry_new(struct text method, struct text name);
void entry_free(struct stats_entry *e);

/* The tally for samples of now, made when there is none. */
struct tally *entry_pending(struct stats_entry *e);

/* Adds what is pending to the window (its times only if `times`) and moves it to the sum. */
void entry_fold(struct stats_entry *e, bool times);

/* The running second is over, see window_close_second; everything is folded. Releases memory that is seldom used. */
void entry_close_second(struct stats_entry *e, bool whole);

/* Neither pending nor in the window. */
bool entry_is_idle(const struct stats_entry *e);

/* Forgets what was counted. Requests in flight stay, and stay started. */
void entry_clear(struct stats_entry *e);

/* The row of a table. `elapsed_s` is the time measured, `window_s` the whole seconds in the window; wall times and statuses are
 * left to the caller, who knows the clock and owns the memory. */
struct snapshot_row entry_row(struct stats_entry *e, double elapsed_s, uint32_t window_s);

#endif
