/* SPDX-License-Identifier: MIT */
/* runner/control.c - how command line and web UI drive a run (runner/run_control.h); what has no meaning at the moment is passed
 * over */
#include "base/clock.h"
#include "runner/run_time.h"
#include "runner/runner.h"
#include "runner/state.h"

static struct runner *of(struct run_control *c)
{
    return CONTAINER_OF(c, struct runner, control);
}

static void control_start(struct run_control *c, uint32_t users, double rate)
{
    runner_start(of(c), users, rate);
}

static void control_change(struct run_control *c, uint32_t users, double rate)
{
    struct runner *r = of(c);

    if (r->state == RUN_SPAWNING || r->state == RUN_RUNNING)
        runner_aim(r, users, rate);
}

static void control_change_arrivals(struct run_control *c, double per_second, double over_s)
{
    struct runner *r = of(c);

    if (arrivals_wanted(&r->arrivals) && (r->state == RUN_SPAWNING || r->state == RUN_RUNNING))
        arrivals_aim(&r->arrivals, per_second, over_s);
}

static void control_change_run_time(struct run_control *c, double seconds)
{
    run_time_change(of(c), seconds);
}

static void control_begin_stage(struct run_control *c, const struct stage_aim *aim)
{
    struct runner *r = of(c);

    if (r->state == RUN_SPAWNING || r->state == RUN_RUNNING)
        runner_begin_stage(r, aim, clock_now());
}

static void control_stop(struct run_control *c, const char *reason)
{
    runner_stop(of(c), reason);
}

static void control_stop_now(struct run_control *c)
{
    runner_stop_now(of(c));
}

static bool control_pause(struct run_control *c)
{
    return pause_begin(of(c));
}

static bool control_resume(struct run_control *c)
{
    return pause_end(of(c));
}

static void control_reset(struct run_control *c)
{
    stats_reset(of(c)->stats, clock_now(), clock_wall());
}

static const struct snapshot *control_snapshot(struct run_control *c)
{
    return runner_snapshot(of(c));
}

const struct run_control_ops runner_control_ops = {
    .start = control_start,
    .change_users = control_change,
    .change_arrivals = control_change_arrivals,
    .change_run_time = control_change_run_time,
    .begin_stage = control_begin_stage,
    .stop = control_stop,
    .stop_now = control_stop_now,
    .pause = control_pause,
    .resume = control_resume,
    .reset = control_reset,
    .snapshot = control_snapshot,
};

struct run_control *runner_control(struct runner *r)
{
    return &r->control;
}
