/* SPDX-License-Identifier: MIT */
/* stats/entry.h - all that is known of one (method, name)
 *
 * Three time scales: `pending` takes the samples as they come: counts, and the cells of a few durations as a plain list. A fold
 * moves it to `sum`, all that was counted so far, to `window`, the last ten seconds, and to a tally that the caller shares
 * between names; when asked for, to `interval`, the time between two ticks, and to
 * `blocks`, the second, as well. It happens whenever the list is full: a
 * handful of durations added together cost less than each at its own time.
 *
 * Not here: when seconds end, and the total of all names (stats/stats.c).
 */
#ifndef CICADA_STATS_ENTRY_H
#define CICADA_STATS_ENTRY_H

#include "stats/blocks.h"
#include "stats/interval.h"
#include "stats/tally.h"
#include "stats/window.h"

#define PENDING_DURATIONS 32

/* Durations that are not yet in a histogram; see histogram_add_cells. */
struct durations {
    struct totals totals;
    size_t count;
    uint16_t cells[PENDING_DURATIONS];
};

struct pending {
    struct counts counts;
    struct durations response, service;
};

/* Counts of requests that need no sample: started = finished + cancelled + in_flight, and the finished ones are in `sum`. */
struct flow {
    uint64_t started, in_flight, cancelled, cancelled_sent;
    uint64_t arrivals, dropped; /* of the total alone: arrivals have no name */
};

struct stats_entry {
    struct text method, name;
    struct flow flow;
    struct pending *pending; /* NULL while the name is not in use */
    struct tally sum;
    struct window window;
    struct interval interval;
    struct tally *stage;    /* what was counted in the running stage; NULL: nothing, or there is none */
    struct flow stage_from; /* `flow` when the stage began */
    struct blocks blocks;
    uint32_t number;                           /* 1 for the first name; 0: the total */
    struct duration_summary response, service; /* of `sum` */
    bool changed;                              /* `sum` is newer than those */
    uint64_t groups;                           /* of names (stats/groups.h) */
    bool grouped;                              /* `groups` is known */
    bool active;                               /* is in the list of entries that have something to fold or to slide */
    char text[];                               /* method and name */
};

/* Where folded samples go besides the entry itself. */
struct fold_target {
    struct tally *all;          /* adds up all names */
    bool windows;               /* keep response times in the window of the entry */
    bool intervals;             /* keep times in the interval of the entry */
    struct blocks_frame *frame; /* keep counts and times in the blocks of the entry, and in those of all names; or NULL */
    struct blocks *all_blocks;
    bool stages; /* keep what belongs to the running stage */
};

struct stats_entry *entry_new(struct text method, struct text name);
void entry_free(struct stats_entry *e); /* its blocks are cleared */

/* Makes `pending` when there is none. */
void entry_open(struct stats_entry *e);

/* Records a sample; the entry is open. */
void entry_record(struct stats_entry *e, const struct sample *sample, const struct fold_target *target);

/* Moves what is pending on; nothing to do is fine. */
void entry_fold(struct stats_entry *e, const struct fold_target *target);

/* The running second is over, see window_close_second; everything is folded. Releases memory that is seldom used. */
void entry_close_second(struct stats_entry *e, bool whole);

/* Neither open nor anything in the window. */
bool entry_is_idle(const struct stats_entry *e);

/* Forgets what was counted, except in the interval and the blocks. Requests in flight stay, and stay started. */
void entry_clear(struct stats_entry *e);

/* The tally of the running stage, made when there is none. */
struct tally *entry_stage(struct stats_entry *e);

void entry_forget_stage(struct stats_entry *e);

/* What is known of requests by their tally and their flow alone: everything but the last seconds, the summaries, and what
 * entry_row leaves out. */
struct snapshot_row entry_row_of(const struct stats_entry *e, const struct tally *t, const struct flow *f, double elapsed_s);

/* The row of a table. `elapsed_s` is the time measured, `window_s` the whole seconds in the window; wall times and statuses are
 * left to the caller, who knows the clock and owns the memory. */
struct snapshot_row entry_row(struct stats_entry *e, double elapsed_s, uint32_t window_s);

#endif
