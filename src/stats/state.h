/* SPDX-License-Identifier: MIT */
/* stats/state.h - what struct stats holds, for the two files that work on it: stats.c writes, stats_snapshot.c reads
 *
 * A sample goes to what is pending of its entry, a fold from there to the entry's sum and to `fresh`, which adds up all names.
 * When a second ends, and when a snapshot is taken, all entries are folded and `fresh` goes to the total and to the running
 * second.
 */
#ifndef CICADA_STATS_STATE_H
#define CICADA_STATS_STATE_H

#include "base/arena.h"
#include "stats/entry.h"
#include "stats/errors.h"
#include "stats/exceptions.h"
#include "stats/iterations.h"
#include "stats/metrics.h"
#include "stats/names.h"
#include "stats/resources.h"
#include "stats/series.h"
#include "stats/stages.h"
#include "stats/stats.h"

struct stats {
    struct stats_options options;
    struct names *names;
    struct stats_entry *total; /* "Aggregated"; its flow is counted as it happens, the rest is folded from the entries */
    struct tally fresh;        /* of all names, since the last stats_fold */
    struct tally second;       /* of all names, in the running second until the last stats_fold */
    uint64_t second_errors[ERROR_COUNT]; /* failures of the running second by class */
    struct fold_target target;           /* `fresh` */
    struct stats_entry **active;
    size_t active_count, active_capacity;
    struct errors *errors;
    struct exceptions *exceptions;
    struct metrics *metrics;
    struct series *series;
    struct stages *stages;
    struct blocks_frame blocks;
    size_t next_widened; /* name whose blocks are the next to be joined */
    struct iterations *iterations;
    struct class_requests *classes; /* options.class_count + 1; the first is of samples without a class */
    struct groups *groups;          /* NULL: none were asked for */
    struct resources *resources;    /* the same */
    uint64_t requests, failures;    /* of the total, pending ones included */

    /* Time. Seconds are those since the start. */
    uint64_t interval_start_ns, interval_end_ns; /* of the ended interval */
    uint64_t start_ns, start_wall_ns;            /* one moment on both clocks: of stats_start or the last stats_reset */
    uint64_t second_ends_ns;                     /* NEVER before stats_start */
    uint32_t whole_seconds;                      /* ended since then */
    bool second_is_cut;                          /* the running second began before the last stats_reset */
    bool reset;
    uint64_t paused_before_ns; /* pauses until start_ns */
    bool second_is_warm;       /* the running second began in the warm-up */
    bool second_is_paused;     /* a part of the running second, at least, belongs to a pause */
    bool ended;                /* the run is over: its series stands, however late somebody looks at it */
    struct snapshot_warmup warmup;

    /* The last snapshot and the memory it borrows. */
    struct snapshot snapshot;
    struct snapshot_row *rows;
    size_t row_capacity;
    struct arena arena;
};

/* Between stats_start and stats_free; before that nothing has a second to belong to. */
static inline bool stats_has_started(const struct stats *s)
{
    return s->second_ends_ns != NEVER;
}

/* Pauses of the run until a time, in nanoseconds. */
static inline uint64_t stats_paused(const struct stats *s, uint64_t at_ns)
{
    return s->options.pauses ? pauses_until(s->options.pauses, at_ns) : 0;
}

/* Ends all seconds that are over. */
void stats_close_seconds(struct stats *s, uint64_t now_ns);
/* Blocks of time (stats/stats_blocks.c): the running second is over, with everything folded; once a second, after that; all that
 * was counted belongs to second 0; all is forgotten. */
void stats_blocks_close(struct stats *s);
void stats_blocks_widen(struct stats *s);
void stats_blocks_restart(struct stats *s);
void stats_blocks_clear(struct stats *s);
/* Brings the sums up to date. */
void stats_fold(struct stats *s);

#endif
