/* SPDX-License-Identifier: MIT */
/* runner/stages.c - see runner/stages.h */
#include "runner/stages.h"

#include <math.h>

#include "base/clock.h"
#include "base/log.h"
#include "runner/state.h"

static const struct plan_stage *stage_of(const struct stage_course *c)
{
    return &c->stages->at[c->running];
}

static void count_apart(struct stage_course *c, uint64_t now)
{
    const struct plan_stage *stage = stage_of(c);
    struct stage_aim aim = {
        .name = text_from(stage->name), .users = stage->users, .users_per_s = stage->rate, .arrivals_per_s = stage->arrivals};

    runner_begin_stage(c->runner, &aim, now);
}

/* The rate changes by the clock, so the end of the stage is known at once. */
static void aim_arrivals(struct stage_course *c, const struct plan_stage *stage)
{
    struct runner *r = c->runner;

    arrivals_aim(&r->arrivals, stage->arrivals, stage->ramp_s);
    arrivals_begin(&r->arrivals);
    c->holding = true;
    timer_start(r->loop, &c->end, clock_after(c->began_ns, stage->ramp_s + stage->hold_s));
}

static void begin_stage(struct stage_course *c, uint64_t now)
{
    struct runner *r = c->runner;
    const struct plan_stage *stage = stage_of(c);
    double change = fabs((double)stage->users - r->population.active);

    c->began_ns = now;
    c->holding = false;
    c->ramp_s = c->stages->open ? stage->ramp_s : stage->rate > 0 ? change / stage->rate : 0;
    r->progress.stage = (uint32_t)c->running + 1;
    r->progress.stage_count = (uint32_t)c->stages->count;
    r->progress.stage_start_ns = c->began_ns;
    r->progress.stage_s = c->ramp_s + stage->hold_s;
    log_info(RUNNER_LOGGER, "Stage %zu of %zu, \"%s\"", c->running + 1, c->stages->count, stage->name);
    if (c->running > 0)
        count_apart(c, now);
    if (c->stages->open)
        aim_arrivals(c, stage);
    else
        runner_aim(r, stage->users, stage->rate);
}

static void stage_ended(struct timer *t)
{
    struct stage_course *c = CONTAINER_OF(t, struct stage_course, end);

    if (c->running + 1 == c->stages->count) {
        log_info(RUNNER_LOGGER, "All stages done, shutting down");
        runner_stop(c->runner, "all stages done");
        return;
    }
    c->running++;
    begin_stage(c, clock_now());
}

void stage_course_spawned(struct stage_course *c)
{
    uint64_t ramped = clock_after(c->began_ns, c->ramp_s);

    if (c->holding)
        return;
    c->holding = true;
    timer_start(c->runner->loop, &c->end, clock_after(MAX(ramped, clock_now()), stage_of(c)->hold_s));
}

void stage_course_prepare(struct stage_course *c)
{
    c->running = 0;
    count_apart(c, clock_now());
}

void stage_course_start(struct stage_course *c)
{
    begin_stage(c, c->runner->progress.start_ns);
}

void stage_course_stop(struct stage_course *c)
{
    c->holding = true;
    timer_stop(c->runner->loop, &c->end);
}

void stage_course_init(struct stage_course *c, struct runner *r)
{
    *c = (struct stage_course){.runner = r, .stages = &r->setup.plan->stages, .end = {.fire = stage_ended}};
}
