/* SPDX-License-Identifier: MIT */
/* runner/population.c - a list of users in order of starting, and the timer that makes or stops the next one */
#include "runner/population.h"

#include <math.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "runner/state.h"

#define STEPS_A_TURN 256 /* of a steep ramp, before the loop may look at its sockets again */

static void log_spawned(struct population *p)
{
    const struct user_classes *classes = p->runner->setup.classes;
    struct buffer list;

    buffer_init(&list, 64 * KIB);
    for (size_t i = 0; i < classes->count; i++)
        buffer_printf(&list, "%s\"%s\": %u", i ? ", " : "", classes->at[i].name, p->classes[i].users);
    log_info(RUNNER_LOGGER, "All users spawned: {%s} (%u total users)", buffer_cstring(&list), p->active);
    buffer_free(&list);
}

/* ---- one step of a ramp ---- */

static void start_user(struct population *p, size_t class)
{
    struct cic_user *u = user_start(&p->runner->world, &p->runner->setup.classes->at[class], p->started++);

    u->previous = p->youngest;
    *(p->youngest ? &p->youngest->next : &p->oldest) = u;
    p->youngest = u;
    p->classes[class].users++;
    p->active++;
    p->users++;
    p->peak = MAX(p->peak, p->users);
    arrivals_user_started(&p->runner->arrivals, u);
}

static bool start_one(struct population *p)
{
    ssize_t next = dispatch_next(p->classes, p->runner->setup.classes->count);

    if (next < 0) {
        log_warning(RUNNER_LOGGER, "All classes have fixed counts: %u users are all there will be", p->active);
        p->target = p->active;
        return false;
    }
    start_user(p, (size_t)next);
    return true;
}

void population_add(struct population *p, size_t class)
{
    start_user(p, class);
    p->target = MAX(p->target, p->active);
    p->targets[class] = MAX(p->targets[class], p->classes[class].users);
}

static void stop_one(struct population *p)
{
    struct cic_user *u = p->youngest;

    while (u && u->asked_to_stop)
        u = u->previous;
    if (!u)
        return;
    p->classes[u->class->place].users--;
    p->active--;
    arrivals_user_leaves(&p->runner->arrivals, u);
    user_stop(u);
}

static void ramp_done(struct population *p)
{
    log_spawned(p);
    runner_spawned(p->runner);
}

static void ramp(struct timer *t)
{
    struct population *p = CONTAINER_OF(t, struct population, ramp);
    uint64_t now = clock_now(), due = 0;

    for (unsigned i = 0; i < STEPS_A_TURN && p->active != p->target; i++) {
        due = clock_after(p->ramp_began_ns, (double)p->ramp_step / p->ramp_rate);
        if (due > now)
            break;
        p->ramp_step++;
        if (p->active > p->target)
            stop_one(p);
        else if (!start_one(p))
            break;
    }
    if (p->active == p->target)
        ramp_done(p);
    else
        timer_start(p->runner->loop, t, due);
}

/* What the mix will be at the end, for those who show it. */
static void set_targets(struct population *p)
{
    size_t count = p->runner->setup.classes->count;
    struct dispatch_class *later = mem_alloc((count + 1) * sizeof *later);

    for (size_t i = 0; i < count; i++) {
        later[i] = p->classes[i];
        later[i].users = later[i].ended = 0;
    }
    for (uint32_t n = 0; n < p->target; n++) {
        ssize_t next = dispatch_next(later, count);

        if (next < 0)
            break;
        later[next].users++;
    }
    for (size_t i = 0; i < count; i++)
        p->targets[i] = later[i].users;
    mem_free(later);
}

void population_choose(struct population *p, const bool *classes)
{
    for (size_t i = 0; i < p->runner->setup.classes->count; i++)
        p->classes[i].left_out = !classes[i];
}

void population_aim(struct population *p, uint32_t target, double rate)
{
    if (rate > 0)
        log_info(RUNNER_LOGGER, "Ramping to %u users at a rate of %.2f per second", target, rate);
    else
        log_info(RUNNER_LOGGER, "Going to %u users at once", target);
    p->target = target;
    p->ramp_rate = rate > 0 ? rate : INFINITY;
    p->ramp_step = 0;
    p->ramp_began_ns = clock_now();
    for (size_t i = 0; i < p->runner->setup.classes->count; i++)
        p->classes[i].ended = 0;
    set_targets(p);
    timer_start(p->runner->loop, &p->ramp, p->ramp_began_ns);
}

void population_go_on(struct population *p)
{
    for (struct cic_user *u = p->oldest; u; u = u->next)
        user_go_on(u);
}

bool population_is_spawning(const struct population *p)
{
    return timer_running(&p->ramp) || p->runner->pause.held_at_ns[PAUSE_RAMP];
}

/* ---- the end ---- */

void population_stop(struct population *p)
{
    timer_stop(p->runner->loop, &p->ramp);
    for (struct cic_user *u = p->oldest; u; u = u->next) {
        if (!u->asked_to_stop) {
            p->classes[u->class->place].users--;
            p->active--;
        }
        arrivals_user_leaves(&p->runner->arrivals, u);
        user_stop(u);
    }
}

void population_kill(struct population *p, uint64_t grace_ns)
{
    for (struct cic_user *u = p->oldest; u; u = u->next)
        user_kill(u, grace_ns);
}

void population_kill_for_good(struct population *p)
{
    for (struct cic_user *u = p->oldest; u; u = u->next)
        user_kill_for_good(u);
}

void population_remove(struct population *p, struct cic_user *u)
{
    *(u->previous ? &u->previous->next : &p->oldest) = u->next;
    *(u->next ? &u->next->previous : &p->youngest) = u->previous;
    p->users--;
    arrivals_user_leaves(&p->runner->arrivals, u);
    if (u->asked_to_stop)
        return;
    p->classes[u->class->place].users--; /* it ended by itself: it is not replaced */
    p->classes[u->class->place].ended++;
    p->active--;
    if (p->target > 0)
        p->target--;
}

void population_init(struct population *p, struct runner *runner)
{
    const struct user_classes *classes = runner->setup.classes;

    p->runner = runner;
    p->ramp.fire = ramp;
    p->classes = mem_zalloc((classes->count + 1) * sizeof *p->classes);
    p->targets = mem_zalloc((classes->count + 1) * sizeof *p->targets);
    for (size_t i = 0; i < classes->count; i++)
        p->classes[i] = (struct dispatch_class){
            .name = classes->at[i].name, .weight = classes->at[i].weight, .fixed_count = classes->at[i].fixed_count};
}

void population_free(struct population *p)
{
    timer_stop(p->runner->loop, &p->ramp);
    mem_free(p->classes);
    mem_free(p->targets);
}
