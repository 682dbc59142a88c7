/* SPDX-License-Identifier: MIT */
/* runner/run_time.c - see runner/run_time.h */
#include "runner/run_time.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/units.h"
#include "runner/state.h"

static void limit_reached(struct timer *t)
{
    struct runner *r = CONTAINER_OF(t, struct runner, limit);

    log_info(RUNNER_LOGGER, "--run-time limit reached, shutting down");
    runner_stop(r, "run time limit reached");
}

void run_time_init(struct runner *r)
{
    r->limit.fire = limit_reached;
}

double run_time_planned(const struct plan *plan)
{
    double stages = plan_stages_duration(&plan->stages);

    if (plan->stages.count == 0)
        return plan->run_time_s;
    return plan->run_time_s > 0 ? MIN(plan->run_time_s, stages) : stages;
}

/* Within a pause too, in which the timer stands still. */
void run_time_start(struct runner *r)
{
    uint64_t from = r->progress.start_ns + pauses_until(&r->pause.time, clock_now());

    timer_stop(r->loop, &r->limit);
    r->pause.held_at_ns[PAUSE_LIMIT] = 0;
    if (r->limit_s > 0)
        timer_start(r->loop, &r->limit, clock_after(from, r->limit_s));
    pause_hold_timers(r);
}

void run_time_change(struct runner *r, double seconds)
{
    char text[UNITS_TEXT];

    if ((r->state != RUN_SPAWNING && r->state != RUN_RUNNING) || r->setup.plan->stages.count > 0)
        return;
    r->limit_s = r->progress.run_time_s = seconds;
    if (seconds > 0)
        log_info(RUNNER_LOGGER, "The run is to take %s now", units_write_span(seconds, text));
    else
        log_info(RUNNER_LOGGER, "The run goes on until it is stopped now");
    if (!r->hook_user) /* otherwise its time begins after test_start */
        run_time_start(r);
}
