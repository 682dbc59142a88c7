/* SPDX-License-Identifier: MIT */
/* runner/pause.c - see runner/pause.h */
#include "runner/pause.h"

#include "base/clock.h"
#include "base/log.h"
#include "runner/state.h"

/* Those whose time is the run's; the others (ticks, patience with a stopped run) go on. */
static struct timer *timer_of(struct runner *r, size_t place)
{
    struct timer *const timers[PAUSE_TIMERS] = {[PAUSE_LIMIT] = &r->limit,
                                                [PAUSE_WARMUP] = &r->warmup,
                                                [PAUSE_STAGE] = &r->stages.end,
                                                [PAUSE_SHAPE] = &r->shape.next,
                                                [PAUSE_RAMP] = &r->population.ramp};

    return timers[place];
}

void pause_hold_timers(struct runner *r)
{
    uint64_t now = clock_now();

    if (!pauses_last(&r->pause.time))
        return;
    for (size_t i = 0; i < PAUSE_TIMERS; i++) {
        if (!timer_running(timer_of(r, i)))
            continue;
        timer_stop(r->loop, timer_of(r, i)); /* its due_ns stays */
        r->pause.held_at_ns[i] = now;
    }
}

static void release_timers(struct runner *r, uint64_t now)
{
    for (size_t i = 0; i < PAUSE_TIMERS; i++) {
        struct timer *t = timer_of(r, i);
        uint64_t held_ns = now - r->pause.held_at_ns[i];

        if (!r->pause.held_at_ns[i])
            continue;
        if (i == PAUSE_RAMP)
            r->population.ramp_began_ns += held_ns;
        timer_start(r->loop, t, t->due_ns + held_ns);
    }
}

static bool is_under_way(const struct runner *r)
{
    return (r->state == RUN_SPAWNING || r->state == RUN_RUNNING) && !r->hook_user;
}

bool pause_begin(struct runner *r)
{
    uint64_t now = clock_now();

    if (!is_under_way(r) || pauses_last(&r->pause.time))
        return false;
    pauses_begin(&r->pause.time, now);
    stats_mark_pause(r->stats, now);
    pause_hold_timers(r);
    arrivals_pause(&r->arrivals, now);
    log_info(RUNNER_LOGGER, "Paused: no task begins until the run is resumed");
    return true;
}

/* How long it took. */
static uint64_t close_pause(struct runner *r, uint64_t now)
{
    stats_mark_pause(r->stats, now);
    return pauses_end(&r->pause.time, now);
}

bool pause_end(struct runner *r)
{
    uint64_t now = clock_now(), took;

    if (!pauses_last(&r->pause.time))
        return false;
    took = close_pause(r, now);
    r->stages.began_ns += took;
    if (r->progress.stage_start_ns)
        r->progress.stage_start_ns += took;
    release_timers(r, now);
    memset(r->pause.held_at_ns, 0, sizeof r->pause.held_at_ns);
    arrivals_resume(&r->arrivals, took);
    population_go_on(&r->population);
    log_info(RUNNER_LOGGER, "Resumed after %.1f s", (double)took / (double)NANOS_PER_SECOND);
    return true;
}

void pause_give_up(struct runner *r)
{
    if (pauses_last(&r->pause.time))
        close_pause(r, clock_now());
    memset(r->pause.held_at_ns, 0, sizeof r->pause.held_at_ns);
}
