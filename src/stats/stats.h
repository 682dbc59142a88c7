/* SPDX-License-Identifier: MIT */
/* stats/stats.h - the statistics of this process: samples in, snapshots out
 *
 * Users call stats_begin when a request starts and stats_end with its sample, or stats_cancel when the end of the run stopped it.
 * The path of a request is short: counters, and the numbers of two cells put on a list of its name. A few dozen of them at a time
 * go to the histograms; stats_tick, once a second, brings all up to date and makes the point of the series.
 *
 * A sample counts in the second in which it ended, or in the running one when it is reported later.
 *
 * Bounded: LIMIT_NAMES pairs of (method, name), LIMIT_ERRORS kinds of error, LIMIT_EXCEPTIONS kinds of exception, LIMIT_METRICS
 * metrics; what is beyond is counted under "(other)" and shown.
 */
#ifndef CICADA_STATS_STATS_H
#define CICADA_STATS_STATS_H

#include "base/pauses.h"
#include "stats/groups.h"
#include "stats/sample.h"
#include "stats/snapshot.h"

struct stats;
struct stats_entry; /* one (method, name); stays valid until stats_free, also over stats_reset */

struct stats_options {
    bool windows;   /* keep the last 10 s of each entry (live view, full CSV history); the total always has them */
    bool intervals; /* keep the times between two ticks (snapshot.intervals) */
    const struct stats_group *groups;            /* counted apart as well; borrowed */
    size_t group_count;                          /* at most GROUPS_MAX */
    const struct resource_component *components; /* whose resources are told with stats_resource; their texts are borrowed */
    size_t component_count;
    const struct pauses *pauses; /* of the run, left out of elapsed times; borrowed; NULL: there are none */
    size_t class_count;          /* whose iterations are counted; a class is meant by its place */
};

struct stats *stats_new(const struct stats_options *options);
void stats_free(struct stats *s);

/* The run starts: zero of the seconds and the rates. What was counted before is forgotten, what is in flight stays. */
void stats_start(struct stats *s, uint64_t now_ns, uint64_t wall_ns);
/* Once more zero of the seconds and the rates, also of a stage that runs, with the first user; what was counted since stats_start
 * (by test_start) stays. */
void stats_start_rates(struct stats *s, uint64_t now_ns, uint64_t wall_ns);

/* The entry of a name, made when new. Method and name are cut at LIMIT_NAME_SIZE, control characters are kept (outputs escape
 * them). A name gets a row when it has been used. */
struct stats_entry *stats_entry(struct stats *s, struct text method, struct text name);

struct text stats_entry_method(const struct stats_entry *e);
struct text stats_entry_name(const struct stats_entry *e);

struct class_requests {
    uint64_t requests, failed; /* finished */
};

/* What the users of the class in that place of the list have done since the start or the last reset. */
struct class_requests stats_of_class(const struct stats *s, size_t place);

void stats_begin(struct stats *s, struct stats_entry *e);
/* A begun request has finished. Its durations that run backwards are recorded as 0 and counted in negative_durations. */
void stats_end(struct stats *s, struct stats_entry *e, const struct sample *sample);
/* The end of the run stopped it; `sent`: the request had been written. */
void stats_cancel(struct stats *s, struct stats_entry *e, bool sent);
/* A begun request is to be counted under another name (a scenario renamed it). */
void stats_move(struct stats *s, struct stats_entry *from, struct stats_entry *to);

/* ---- iterations (stats/iterations.h); `groups`: the bits of the class ---- */

/* An arrival is due; it waits. */
void stats_arrive(struct stats *s, size_t class, uint64_t groups);
/* One that waits will never begin: for want of a user, or because the generator was late. */
void stats_drop(struct stats *s, size_t class, uint64_t groups, bool late);
/* An arrival that waited begins; or, without arrivals, what nobody planned. */
void stats_begin_arrival(struct stats *s, size_t class);
void stats_begin_iteration(struct stats *s, size_t class);
void stats_end_iteration(struct stats *s, size_t class, bool finished);
/* How late an iteration with a due time began: by the generator's doing, and then for want of a free user. */
void stats_late(struct stats *s, uint64_t own_ns, uint64_t user_ns);

/* The scenario's own code got something wrong (stats/exceptions.h); no request need have failed. True: the first one of its kind
 * since the start or the last reset. */
bool stats_exception(struct stats *s, struct text message, struct text traceback);

/* A value of a custom metric. NaN and infinities are ignored and false is returned. */
bool stats_metric(struct stats *s, struct text name, double value);

/* What a component used in the second that is over; once a second, for each of them. `steady`: the load stands still.
 */
void stats_resource(struct stats *s, size_t component, const struct resource_reading *reading, bool steady);

/* Ends the seconds that are over at `now_ns`; called once a second. `progress` gives users, lag and CPU of their points in the
 * series; from the first call on whose state is RUN_STOPPED the series has no more points. */
void stats_tick(struct stats *s, uint64_t now_ns, const struct run_progress *progress);

/* A pause has just begun, or is about to end: the points of the series from the one to the other are marked. */
void stats_mark_pause(struct stats *s, uint64_t now_ns);

/* Forgets what was counted, not what is in flight, and starts the rates anew at `now_ns`. The series goes on. */
void stats_reset(struct stats *s, uint64_t now_ns, uint64_t wall_ns);

/* From the start on, which was just made: what is counted until stats_end_warmup is left out of the results. */
void stats_begin_warmup(struct stats *s);
/* The warm-up, which runs, is over: counts and rates begin anew, and how much was left out is kept. What is in flight counts in
 * the results when it ends. */
void stats_end_warmup(struct stats *s, uint64_t now_ns, uint64_t wall_ns);

/* A part of the run begins, which is counted by itself as well (snapshot.stages); none is running. The name is copied. False, and
 * nothing begins, when there are LIMIT_STAGES already. A sample counts in the stage that runs when it is reported. */
MUST_USE bool stats_begin_stage(struct stats *s, const struct stage_aim *aim, uint64_t now_ns);
/* The running part, if there is one, is over; `users`: there are now. */
void stats_end_stage(struct stats *s, uint32_t users, uint64_t now_ns);

/* The state of all numbers now, samples of the unfinished second included. Valid until the next call. */
const struct snapshot *stats_snapshot(struct stats *s, uint64_t now_ns, uint64_t wall_ns, const struct run_progress *progress);

/* Requests and failures so far, without making a snapshot. */
uint64_t stats_requests(const struct stats *s);
uint64_t stats_failures(const struct stats *s);

#endif
