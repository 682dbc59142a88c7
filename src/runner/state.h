/* SPDX-License-Identifier: MIT */
/* runner/state.h - the record of a runner; private to runner/ */
#ifndef CICADA_RUNNER_STATE_H
#define CICADA_RUNNER_STATE_H

#include "loop/loop.h"
#include "runner/arrivals.h"
#include "runner/budget.h"
#include "runner/pause.h"
#include "runner/population.h"
#include "runner/process_usage.h"
#include "runner/runner.h"
#include "runner/shape.h"
#include "runner/stages.h"
#include "stats/histogram.h"
#include "stats/stats.h"

#define RUNNER_LOGGER       "cicada.runner"
#define RUNNER_DRAIN_NS     NANOS_PER_SECOND /* for requests on the wire when their user is killed */
#define RUNNER_LONG_STEP_NS (100 * NANOS_PER_MILLI)
#define RUNNER_ON_STOP_NS   (10 * NANOS_PER_SECOND) /* for on_stop after that */

/* What the plan asks for. */
struct planned_load {
    uint32_t stage, users;
    double arrivals_per_s;
};

struct runner {
    struct run_control control;
    struct runner_setup setup;
    struct loop *loop;
    struct stats *stats;
    struct user_world world;
    struct population population;
    struct arrivals arrivals;
    struct budget budget;
    struct pause pause;
    enum run_state state;
    struct run_progress progress;
    struct class_count *class_counts;
    struct process_usage usage;
    struct histogram *lag;
    uint64_t step_max_ns, long_step_said_ns;
    struct timer tick, limit, patience, warmup;
    struct stage_course stages; /* when the plan has any */
    struct shape_course shape;  /* when the plan is shaped */
    struct planned_load load;   /* in the second before */
    uint64_t ticks;
    uint32_t wanted_users;
    uint32_t users_at_end; /* that had not been asked to stop, when the run was */
    double wanted_rate;
    double limit_s;             /* of its time, without pauses; 0: none */
    struct cic_user *hook_user; /* runs test_start or test_stop */
    bool killed, stop_now, was_reset;
    bool warming; /* the warm-up goes on */
};

const struct snapshot *runner_snapshot(struct runner *r);
/* Begins a ramp while the run goes on. */
void runner_aim(struct runner *r, uint32_t users, double rate);
/* Ends the part of the run that is counted apart, if there is one, and begins the next. */
void runner_begin_stage(struct runner *r, const struct stage_aim *aim, uint64_t now);
void runner_start(struct runner *r, uint32_t users, double rate);
void runner_stop(struct runner *r, const char *reason);
/* Without patience with tasks, and without hooks. */
void runner_stop_now(struct runner *r);

extern const struct run_control_ops runner_control_ops;

/* News from the population. */
void runner_spawned(struct runner *r); /* the ramp reached its target */
void runner_emptied(struct runner *r); /* nobody is left */

#endif
