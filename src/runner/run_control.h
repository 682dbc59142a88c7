/* SPDX-License-Identifier: MIT */
/* runner/run_control.h - the one way to drive a run: start, change, stop, reset, look
 *
 * The local runner implements it, and so will a master with workers: whoever drives a run (command line, page) needs nothing
 * else. All calls are for the loop's thread and return at once; what follows is told through run_events.
 */
#ifndef CICADA_RUNNER_RUN_CONTROL_H
#define CICADA_RUNNER_RUN_CONTROL_H

#include "stats/sample.h"
#include "stats/snapshot.h"

struct run_control;

struct run_control_ops {
    /* From ready or stopped: begins a run with nothing counted. The stages of the plan, or the shape, come before `users`. */
    void (*start)(struct run_control *c, uint32_t users, double spawn_rate);
    /* While it runs: goes to another number of users at this rate, up or down. In a run of stages or with a shape until these
     * say something else. */
    void (*change_users)(struct run_control *c, uint32_t users, double spawn_rate);
    /* While it runs, with arrivals: goes to this rate within so many seconds; classes keep their shares. */
    void (*change_arrivals)(struct run_control *c, double per_second, double over_s);
    /* Until it has ended: it is to take so long from its start on, without pauses, and ends at once when that has passed; 0:
     * until it is stopped. Not in a run of stages, which say how long they take. */
    void (*change_run_time)(struct run_control *c, double seconds);
    /* While it runs, in a run without stages of its own: what follows is counted as a stage as well, and the one before ends
     * (snapshot.stages). Nothing is changed by it. */
    void (*begin_stage)(struct run_control *c, const struct stage_aim *aim);
    /* Ends the run: users stop (within the stop timeout), then test_stop. Repeated calls do nothing. `reason` is constant. */
    void (*stop)(struct run_control *c, const char *reason);
    /* Ends it without waiting for anybody: no on_stop, no test_stop. */
    void (*stop_now)(struct run_control *c);
    /* While it spawns or runs: no task begins, nobody is started or due, and the time of the run stands still; tasks that run go
     * on to their end. Then all goes on where it was. False: there is nothing to pause, or to resume, now. */
    bool (*pause)(struct run_control *c);
    bool (*resume)(struct run_control *c);
    /* Forgets what was counted so far. */
    void (*reset)(struct run_control *c);
    /* The numbers now; borrowed until the next call or tick. */
    const struct snapshot *(*snapshot)(struct run_control *c);
};

struct run_control {
    const struct run_control_ops *ops;
};

/* News of a run. Any of them may be NULL. */
struct run_events {
    void (*tick)(void *context, const struct snapshot *s);    /* once a second */
    void (*spawned)(void *context, const struct snapshot *s); /* the number of users asked for is there */
    void (*stopped)(void *context, const struct snapshot *s); /* nobody runs any more: the final numbers */
    /* A request has been counted. Called often: what it costs, each request costs. */
    void (*sample)(void *context, const struct sample_origin *origin, const struct sample *sample);
    void *context;
};

#endif
