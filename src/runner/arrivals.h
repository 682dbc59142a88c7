/* SPDX-License-Identifier: MIT */
/* runner/arrivals.h - the open load model: iterations begin when they are due, not when a user has time; private to runner/
 *
 * There is one timetable for the run (--rate 500/s), whose arrivals pick their class by weight, or one for each class with a rate
 * of its own. An arrival goes to an idle user of its class; without one it waits for a user that is being started, which may be a
 * new one while there are less than --max-users; else it is dropped, and counted.
 *
 * What happens to arrivals that the loop came too late for (a stalled machine, a task that blocks) is the plan's choice: all at
 * once, at up to twice the rate, or not at all.
 *
 * Not here: when arrivals are due (runner/timetable.h), users (runner/population.h).
 */
#ifndef CICADA_RUNNER_ARRIVALS_H
#define CICADA_RUNNER_ARRIVALS_H

#include "loop/loop.h"
#include "runner/timetable.h"
#include "runner/user_pool.h"

struct runner;

struct arrival_stream {
    struct arrivals *arrivals;
    struct timetable timetable;
    struct timer timer;
    ssize_t class;                 /* -1: each arrival picks one by weight */
    double share;                  /* of the rate of the run */
    uint64_t last_ns, last_due_ns; /* the last arrival: when it was sent on its way, and when it was due */
    bool starved;                  /* it ended, for no iteration was left (--iterations) */
};

struct arrivals {
    struct runner *runner;
    struct arrival_stream *streams;
    size_t count;            /* of streams; 0: this run has no arrivals */
    struct user_pool *pools; /* by class */
    double *up_to;           /* weights of the classes added up, for the choice */
    struct random random;    /* for the choice */
    double planned_rate;     /* in all, per second */
    double rate, ramp_s;     /* aimed at last */
    uint32_t max_users;
    bool running;
    uint64_t paused_at_ns; /* the run is paused since then: nothing arrives; 0: it is not */
};

void arrivals_init(struct arrivals *a, struct runner *runner);
void arrivals_free(struct arrivals *a);

/* This run has arrivals. */
static inline bool arrivals_wanted(const struct arrivals *a)
{
    return a->count > 0;
}

/* Puts the random numbers and the times back to the beginning. */
void arrivals_restart(struct arrivals *a);
/* From now on they come; they may do so already. */
void arrivals_begin(struct arrivals *a);
/* Nothing arrives until they are resumed; then everything comes as much later as the pause took, `took_ns`. A new rate in between
 * counts from then. */
void arrivals_pause(struct arrivals *a, uint64_t now_ns);
void arrivals_resume(struct arrivals *a, uint64_t took_ns);
/* No more of them. Those that wait for a user keep waiting. */
void arrivals_stop(struct arrivals *a);
/* The rate of the run goes to `per_second` within `over_s` seconds; each timetable keeps its share of it. Before they began it is
 * what they begin with. */
void arrivals_aim(struct arrivals *a, double per_second, double over_s);

/* Planned now, per second. */
double arrivals_rate(const struct arrivals *a, uint64_t now_ns);

/* News from the users. */
bool arrivals_user_ready(struct arrivals *a, struct cic_user *u); /* true: u->arrival is set; false: it is idle now */
void arrivals_user_started(struct arrivals *a, struct cic_user *u);
/* It is asked to stop, or has ended: it takes no more arrivals. */
void arrivals_user_leaves(struct arrivals *a, struct cic_user *u);

#endif
