/* SPDX-License-Identifier: MIT */
/* runner/arrivals.c - a timer for each timetable, and what an arrival meets; see runner/arrivals.h */
#include "runner/arrivals.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "runner/state.h"

#define ARRIVALS_A_TURN 256                    /* before the loop may look at its sockets again */
#define OVERDUE_NS      (10 * NANOS_PER_MILLI) /* an arrival this late is skipped where the plan says so */
#define CATCH_UP        2                      /* times the rate, at most, where the plan bounds it */
#define LEAD_MAX_NS     (200 * NANOS_PER_MICRO)
#define LEAD_SHARE      5          /* that part of the time between two arrivals, at most, goes into being punctual */
#define STREAM_OF_PICKS UINT64_MAX /* random numbers of the choice of classes; users count up from 0 */

static const struct user_class *class_at(const struct arrivals *a, size_t class)
{
    return &a->runner->setup.classes->at[class];
}

/* ---- one arrival ---- */

/* Timetables that ended for want of iterations go on when one comes back. */
static void feed_the_starved(struct arrivals *a)
{
    for (size_t i = 0; i < a->count && a->running && !a->paused_at_ns; i++)
        if (a->streams[i].starved)
            timer_start(a->runner->loop, &a->streams[i].timer, clock_now());
}

static void drop(struct arrivals *a, size_t class, bool late)
{
    stats_drop(a->runner->stats, class, class_at(a, class)->groups, late);
    budget_give_back(&a->runner->budget, class);
    feed_the_starved(a);
}

static void arrive(struct arrivals *a, size_t class, struct user_arrival arrival)
{
    struct user_pool *pool = &a->pools[class];
    struct population *population = &a->runner->population;
    struct cic_user *u;

    stats_arrive(a->runner->stats, class, class_at(a, class)->groups);
    if (a->runner->setup.plan->catch_up == PLAN_CATCH_UP_SKIP && arrival.seen_ns - arrival.due_ns > OVERDUE_NS) {
        drop(a, class, true);
        return;
    }
    u = user_pool_take(pool);
    if (u) {
        user_arrive(u, &arrival);
        return;
    }
    if (pool->count >= pool->starting && population->users < a->max_users)
        population_add(population, class);
    if (pool->count < pool->starting)
        user_pool_wait(pool, &arrival);
    else
        drop(a, class, false);
}

static size_t pick_class(struct arrivals *a, const struct arrival_stream *s)
{
    size_t last = a->runner->setup.classes->count - 1, picked = 0;
    double at;

    if (s->class >= 0)
        return (size_t)s->class;
    at = random_unit(&a->random) * a->up_to[last];
    while (picked < last && at >= a->up_to[picked])
        picked++;
    return picked;
}

/* When the next arrival may be sent on its way: when it is due, and with bounded catching up no sooner after the one before than
 * half of the time that the plan has between them. */
static uint64_t ready_at(const struct arrival_stream *s)
{
    uint64_t due = timetable_due(&s->timetable);

    if (s->arrivals->runner->setup.plan->catch_up != PLAN_CATCH_UP_BOUNDED || due == NEVER || s->last_ns == 0)
        return due;
    return MAX(due, s->last_ns + (due - MIN(s->last_due_ns, due)) / CATCH_UP);
}

/* Sends the arrival that is due on its way. False when no iteration is left for it. */
static bool send_next(struct arrivals *a, struct arrival_stream *s, uint64_t now)
{
    uint64_t due = s->starved ? now : timetable_due(&s->timetable);
    size_t class = pick_class(a, s);

    if (!budget_take(&a->runner->budget, class)) {
        s->starved = s->class >= 0 || !budget_has_left(&a->runner->budget.run);
        timetable_advance(&s->timetable);
        return !s->starved; /* the next one may be of another class */
    }
    s->starved = false;
    s->last_due_ns = due;
    s->last_ns = now;
    timetable_advance(&s->timetable);
    arrive(a, class, (struct user_arrival){due, now});
    return true;
}

/* Be it awake already when the arrival is due, and not on its way out of sleep, for a bounded share of a core. */
static void await_next(struct arrival_stream *s, uint64_t ready)
{
    struct arrivals *a = s->arrivals;
    uint64_t now = clock_now();
    uint64_t share = ready == NEVER ? 0 : (ready - MIN(ready, now)) / (LEAD_SHARE * a->count);

    if (a->paused_at_ns)
        return;
    s->timer.lead_ns = (uint32_t)MIN(share, (uint64_t)LEAD_MAX_NS);
    timer_start(a->runner->loop, &s->timer, ready);
}

static void run_stream(struct timer *t)
{
    struct arrival_stream *s = CONTAINER_OF(t, struct arrival_stream, timer);
    struct arrivals *a = s->arrivals;
    uint64_t ready = s->starved ? 0 : ready_at(s);

    for (unsigned i = 0; i < ARRIVALS_A_TURN && a->running && !a->paused_at_ns; i++) {
        uint64_t now = clock_now(); /* afresh: the arrival before may have run a task */

        if (ready > now)
            break;
        if (!send_next(a, s, now))
            return;
        ready = ready_at(s);
    }
    if (a->running)
        await_next(s, ready);
}

/* ---- the beginning and the end ---- */

void arrivals_restart(struct arrivals *a)
{
    const struct plan *plan = a->runner->setup.plan;

    random_init(&a->random, plan->seed, STREAM_OF_PICKS);
    for (size_t i = 0; i < a->count; i++) {
        struct arrival_stream *s = &a->streams[i];

        timetable_init(&s->timetable, plan->poisson, plan->seed, STREAM_OF_PICKS - 1 - i);
        s->last_ns = s->last_due_ns = 0;
        s->starved = false;
    }
    for (size_t i = 0; i < a->runner->setup.classes->count; i++) {
        a->pools[i].starting = 0;
        a->pools[i].count = 0;
    }
    a->rate = a->planned_rate;
    a->ramp_s = 0;
    a->paused_at_ns = 0;
}

static void aim_streams(struct arrivals *a, double per_second, double over_s)
{
    uint64_t now = a->paused_at_ns ? a->paused_at_ns : clock_now();

    for (size_t i = 0; i < a->count; i++) {
        struct arrival_stream *s = &a->streams[i];

        timetable_aim(&s->timetable, per_second * s->share, over_s, now);
        if (!s->starved)
            await_next(s, ready_at(s));
    }
}

void arrivals_begin(struct arrivals *a)
{
    if (a->running)
        return;
    log_info(RUNNER_LOGGER, "%g arrivals per second, %s, for up to %u users", a->rate,
             a->runner->setup.plan->poisson ? "at random times (Poisson)" : "evenly spaced", a->max_users);
    a->running = true;
    aim_streams(a, a->rate, a->ramp_s);
}

void arrivals_aim(struct arrivals *a, double per_second, double over_s)
{
    a->rate = per_second;
    a->ramp_s = over_s;
    if (!a->running)
        return;
    log_info(RUNNER_LOGGER, "Going to %g arrivals per second within %g s", per_second, over_s);
    aim_streams(a, per_second, over_s);
}

double arrivals_rate(const struct arrivals *a, uint64_t now_ns)
{
    uint64_t at = a->paused_at_ns ? a->paused_at_ns : now_ns;
    double sum = 0;

    for (size_t i = 0; i < a->count && a->running; i++)
        sum += timetable_rate(&a->streams[i].timetable, at);
    return sum;
}

void arrivals_pause(struct arrivals *a, uint64_t now_ns)
{
    a->paused_at_ns = now_ns;
    for (size_t i = 0; i < a->count; i++)
        timer_stop(a->runner->loop, &a->streams[i].timer);
}

void arrivals_resume(struct arrivals *a, uint64_t took_ns)
{
    a->paused_at_ns = 0;
    for (size_t i = 0; i < a->count && a->running; i++) {
        struct arrival_stream *s = &a->streams[i];

        timetable_put_off(&s->timetable, took_ns);
        s->last_due_ns += s->last_ns ? took_ns : 0;
        s->last_ns += s->last_ns ? took_ns : 0;
        await_next(s, s->starved ? clock_now() : ready_at(s));
    }
}

void arrivals_stop(struct arrivals *a)
{
    a->running = false;
    a->paused_at_ns = 0;
    for (size_t i = 0; i < a->count; i++)
        timer_stop(a->runner->loop, &a->streams[i].timer);
}

/* ---- users ---- */

void arrivals_user_started(struct arrivals *a, struct cic_user *u)
{
    u->starting = true;
    a->pools[u->class->place].starting++;
}

static void no_longer_starting(struct user_pool *pool, struct cic_user *u)
{
    pool->starting -= u->starting;
    u->starting = false;
}

bool arrivals_user_ready(struct arrivals *a, struct cic_user *u)
{
    struct user_pool *pool = &a->pools[u->class->place];

    no_longer_starting(pool, u);
    if (user_pool_next(pool, &u->arrival))
        return true;
    user_pool_put(pool, u);
    return false;
}

void arrivals_user_leaves(struct arrivals *a, struct cic_user *u)
{
    struct user_pool *pool = &a->pools[u->class->place];
    struct user_arrival forgotten;

    no_longer_starting(pool, u);
    user_pool_remove(pool, u);
    while (a->running && pool->count > pool->starting && user_pool_next(pool, &forgotten))
        drop(a, u->class->place, false);
}

/* ---- making it ---- */

static void add_stream(struct arrivals *a, ssize_t class, double rate)
{
    struct arrival_stream *s = &a->streams[a->count++];

    *s = (struct arrival_stream){.arrivals = a, .class = class, .timer.fire = run_stream, .share = rate};
    a->planned_rate += rate;
}

/* The users that the run begins with are shared out as their work will be. */
static void weigh_classes(struct arrivals *a)
{
    const struct user_classes *classes = a->runner->setup.classes;
    bool by_class = a->count > 0 && a->streams[0].class >= 0;
    double sum = 0;

    for (size_t i = 0; i < classes->count; i++) {
        struct dispatch_class *d = &a->runner->population.classes[i];

        d->fixed_count = 0;
        d->weight = by_class ? classes->at[i].arrivals : classes->at[i].weight;
        sum += d->weight;
        a->up_to[i] = sum;
    }
}

void arrivals_init(struct arrivals *a, struct runner *runner)
{
    const struct user_classes *classes = runner->setup.classes;
    const struct plan *plan = runner->setup.plan;

    *a = (struct arrivals){.runner = runner, .max_users = plan->max_users ? plan->max_users : LIMIT_USERS};
    a->streams = mem_zalloc((classes->count + 1) * sizeof *a->streams);
    a->pools = mem_zalloc((classes->count + 1) * sizeof *a->pools);
    a->up_to = mem_zalloc((classes->count + 1) * sizeof *a->up_to);
    for (size_t i = 0; i < classes->count && plan->rate <= 0; i++)
        if (classes->at[i].arrivals > 0)
            add_stream(a, (ssize_t)i, classes->at[i].arrivals);
    if (plan->rate > 0 || (plan->stages.open && a->count == 0))
        add_stream(a, -1, plan->rate > 0 ? plan->rate : 1);
    for (size_t i = 0; i < a->count; i++)
        a->streams[i].share /= a->planned_rate;
    if (plan->stages.open) /* the stages say how many, the classes how they are shared out */
        a->planned_rate = 0;
    if (a->count > 0)
        weigh_classes(a);
}

void arrivals_free(struct arrivals *a)
{
    arrivals_stop(a);
    for (size_t i = 0; i < a->runner->setup.classes->count; i++)
        user_pool_free(&a->pools[i]);
    mem_free(a->pools);
    mem_free(a->streams);
    mem_free(a->up_to);
}
