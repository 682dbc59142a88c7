/* SPDX-License-Identifier: MIT */
/* runner/runner.c - the states of a run, its clock and its numbers; users come and go in runner/population.c */
#include "runner/runner.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "runner/components.h"
#include "runner/run_time.h"
#include "runner/state.h"
#include "user/stack_marks.h"

/* ---- numbers ---- */

static const struct run_progress *progress_now(struct runner *r, uint64_t now)
{
    struct run_progress *p = &r->progress;
    static const double shares[] = {0.50, 0.99};
    uint64_t lag[COUNT(shares)];

    histogram_quantiles(r->lag, shares, COUNT(shares), lag);
    p->state = r->state;
    p->paused = pauses_last(&r->pause.time);
    p->paused_ns = pauses_until(&r->pause.time, now);
    p->users = r->population.users;
    p->target_users = r->population.target;
    p->peak_users = r->population.peak;
    p->lag_50_ns = lag[0];
    p->lag_99_ns = lag[1];
    p->lag_count = histogram_count(r->lag);
    p->lag_histogram = r->lag;
    p->lag_max_ns = histogram_max(r->lag);
    p->lag_mean_ns = (uint64_t)histogram_mean(r->lag);
    p->iterations_planned = budget_planned(&r->budget);
    p->iterations_done = budget_is_done(&r->budget);
    p->arrivals_per_second = arrivals_rate(&r->arrivals, now);
    p->connections = r->setup.http->pool.open;
    for (size_t i = 0; i < r->setup.classes->count; i++) {
        struct class_requests done = stats_of_class(r->stats, i);

        r->class_counts[i].requests = done.requests;
        r->class_counts[i].failed = done.failed;
        r->class_counts[i].users = r->population.classes[i].users;
        r->class_counts[i].target = r->population.targets[i];
    }
    if (now - r->usage.last_ns >= NANOS_PER_SECOND / 2)
        process_usage_look(&r->usage, now, loop_polled_ns(r->loop), p);
    p->step_max_ns = MAX(p->step_max_ns, r->step_max_ns);
    return p;
}

const struct snapshot *runner_snapshot(struct runner *r)
{
    uint64_t now = clock_now();

    return stats_snapshot(r->stats, now, clock_wall(), progress_now(r, now));
}

static void note_lag(void *context, uint64_t late_ns)
{
    struct runner *r = context;

    histogram_record(r->lag, late_ns);
}

/* What holds the loop makes everybody's numbers wrong: it is named, once a second at most. */
static void note_long_step(void *context, uint64_t began_ns, uint64_t took_ns)
{
    struct runner *r = context;
    const char *label = NULL, *detail = NULL;
    bool starved = process_usage_was_starved(&r->usage, took_ns);

    *(starved ? &r->progress.starved_steps : &r->progress.long_steps) += 1;
    if (began_ns - r->long_step_said_ns < NANOS_PER_SECOND)
        return;
    r->long_step_said_ns = began_ns;
    if (starved)
        log_warning(
            RUNNER_LOGGER,
            "This machine ran something else for most of %.0f ms, in which all users stood still: stop that, or give Cicada a "
            "processor of its own (taskset)",
            (double)took_ns / 1e6);
    else if (fibers_ran_in_step(r->setup.fibers, began_ns, &label, &detail))
        log_warning(
            RUNNER_LOGGER,
            "%s, task \"%s\" held all users up for %.0f ms: use cic_sleep and cic_blocking for what waits or computes for long",
            label ? label : "a user", detail ? detail : "", (double)took_ns / 1e6);
    else
        log_debug(RUNNER_LOGGER, "a step of the engine took %.0f ms", (double)took_ns / 1e6);
}

static void tick(struct timer *t)
{
    struct runner *r = CONTAINER_OF(t, struct runner, tick);
    struct loop_usage usage = loop_take_usage(r->loop);
    uint64_t now;

    r->step_max_ns = usage.step_max_ns;
    r->progress.lag_second_max_ns = usage.lag_max_ns;
    now = clock_now();
    stats_tick(r->stats, now, progress_now(r, now));
    components_tick(r);
    if (r->setup.events.tick)
        r->setup.events.tick(r->setup.events.context, runner_snapshot(r));
    if (r->state != RUN_STOPPED) {
        r->ticks++;
        timer_start(r->loop, t, r->progress.start_ns + (r->ticks + 1) * NANOS_PER_SECOND);
    }
}

/* ---- warm-up ---- */

/* What the loop did to the numbers that are left out does not matter any more. */
static void end_warmup(struct runner *r, uint64_t now)
{
    r->warming = false;
    stats_end_warmup(r->stats, now, clock_wall());
    histogram_clear(r->lag);
    r->progress.long_steps = r->progress.starved_steps = r->progress.step_max_ns = r->step_max_ns = 0;
}

static void warmed_up(struct timer *t)
{
    struct runner *r = CONTAINER_OF(t, struct runner, warmup);

    log_info(RUNNER_LOGGER, "Warm-up is over; the results begin here");
    end_warmup(r, clock_now());
}

/* ---- the end ---- */

static void finished(struct runner *r)
{
    uint64_t now = clock_now();

    timer_stop(r->loop, &r->tick);
    timer_stop(r->loop, &r->limit);
    timer_stop(r->loop, &r->patience);
    loop_on_lag(r->loop, NULL, NULL);
    loop_on_long_step(r->loop, 0, NULL, NULL);
    r->step_max_ns = loop_take_usage(r->loop).step_max_ns; /* since the last tick */
    r->state = RUN_STOPPED;
    if (!r->progress.end_ns) {
        r->progress.end_ns = now;
        r->progress.end_wall_ns = clock_wall();
    }
    if (r->warming)
        end_warmup(r, r->progress.end_ns);
    stats_end_stage(r->stats, r->users_at_end, r->progress.end_ns);
    process_usage_look(&r->usage, now, loop_polled_ns(r->loop), &r->progress);
    process_usage_end(&r->usage);
    stats_tick(r->stats, now, progress_now(r, now)); /* the last interval ends */
    if (r->world.stack_marks)
        stack_marks_log(r->world.stack_marks);
    if (r->setup.events.stopped)
        r->setup.events.stopped(r->setup.events.context, runner_snapshot(r));
}

static void test_stop_done(void *context, int result)
{
    struct runner *r = context;

    r->hook_user = NULL;
    finished(r);
}

/* Somebody else than the users says when the run ends, and may want none of them for a time. */
static bool is_driven(const struct runner *r)
{
    return r->setup.plan->stages.count > 0 || r->setup.plan->shaped || arrivals_wanted(&r->arrivals);
}

static void nobody_is_left(struct runner *r)
{
    if (r->budget.limited)
        log_error(RUNNER_LOGGER, "No user is left for the iterations that are still to be done: users end by CIC_STOP_USER");
    runner_stop(r, r->budget.limited ? "all users ended before all iterations were done" : "all users have ended");
}

/* Called when the last user has gone. */
void runner_emptied(struct runner *r)
{
    if (r->state != RUN_STOPPING) {
        if (!population_is_spawning(&r->population) && !is_driven(r))
            nobody_is_left(r);
        return;
    }
    timer_stop(r->loop, &r->patience);
    if (r->setup.record && r->setup.record->test_stop && !r->stop_now) {
        r->hook_user = user_run_once(&r->world, r->setup.base, "test_stop", r->setup.record->test_stop, test_stop_done, r);
        return;
    }
    finished(r);
}

/* The patience with users that were asked to stop has several ends, one after the other. */
static void lose_patience(struct timer *t)
{
    struct runner *r = CONTAINER_OF(t, struct runner, patience);
    uint64_t now = clock_now();

    if (!r->killed) {
        r->killed = true;
        population_kill(&r->population, now + RUNNER_DRAIN_NS);
        timer_start(r->loop, t, now + RUNNER_DRAIN_NS + RUNNER_ON_STOP_NS);
        return;
    }
    log_warning(RUNNER_LOGGER, "%u users are still in on_stop; they are ended now", r->population.users);
    population_kill_for_good(&r->population);
}

void runner_stop(struct runner *r, const char *reason)
{
    double patience = r->setup.plan->stop_timeout_s;
    uint64_t now = clock_now();

    if (r->state == RUN_READY)
        r->progress.stop_reason = reason; /* for the reports of a run that did not come to begin */
    if (r->state != RUN_SPAWNING && r->state != RUN_RUNNING)
        return;
    r->state = RUN_STOPPING;
    r->progress.stop_reason = reason;
    timer_stop(r->loop, &r->limit);
    timer_stop(r->loop, &r->warmup); /* a run that ends in its warm-up has no results */
    pause_give_up(r);
    r->users_at_end = r->population.active;
    stage_course_stop(&r->stages);
    shape_course_stop(&r->shape);
    log_debug(RUNNER_LOGGER, "Stopping all users");
    if (patience <= 0) {
        /* With a stop timeout tasks go on sending: then the end is when the last one has ended. */
        r->progress.end_ns = now;
        r->progress.end_wall_ns = clock_wall();
    }
    if (r->hook_user && !r->population.users) { /* still in test_start: its end stops the run */
        user_kill(r->hook_user, now + RUNNER_DRAIN_NS);
        return;
    }
    arrivals_stop(&r->arrivals);
    population_stop(&r->population);
    r->killed = false;
    if (patience <= 0)
        lose_patience(&r->patience);
    else
        timer_start(r->loop, &r->patience, clock_after(now, patience));
    if (r->population.users == 0)
        runner_emptied(r);
}

void runner_stop_now(struct runner *r)
{
    if (r->state == RUN_READY || r->state == RUN_STOPPED)
        return;
    r->stop_now = true;
    runner_stop(r, "interrupted");
    if (r->hook_user)
        user_kill_for_good(r->hook_user);
    population_kill_for_good(&r->population);
}

/* ---- the beginning ---- */

void runner_aim(struct runner *r, uint32_t users, double rate)
{
    r->state = RUN_SPAWNING;
    population_aim(&r->population, users, rate);
    pause_hold_timers(r);
}

void runner_spawned(struct runner *r)
{
    if (r->state != RUN_SPAWNING)
        return;
    r->state = RUN_RUNNING;
    if (r->setup.plan->reset_stats && !r->was_reset) {
        log_info(RUNNER_LOGGER, "Resetting stats");
        r->was_reset = true;
        stats_reset(r->stats, clock_now(), clock_wall());
    }
    if (r->setup.events.spawned)
        r->setup.events.spawned(r->setup.events.context, runner_snapshot(r));
    if (arrivals_wanted(&r->arrivals))
        arrivals_begin(&r->arrivals);
    else if (r->setup.plan->stages.count > 0)
        stage_course_spawned(&r->stages);
    else if (r->population.users == 0 && r->population.target == 0 && !is_driven(r))
        nobody_is_left(r);
}

static void begin(struct runner *r)
{
    uint64_t now = clock_now(), wall = clock_wall();

    r->progress.start_ns = now;
    r->progress.start_wall_ns = wall;
    stats_start_rates(r->stats, now, wall); /* the same moment as the first stage: stages are to fill the run */
    r->ticks = 0;
    loop_take_usage(r->loop);
    loop_on_lag(r->loop, note_lag, r);
    loop_on_long_step(r->loop, RUNNER_LONG_STEP_NS, note_long_step, r);
    timer_start(r->loop, &r->tick, now + NANOS_PER_SECOND);
    components_start(r, now);
    run_time_start(r);
    if (r->warming)
        timer_start(r->loop, &r->warmup, clock_after(now, r->setup.plan->warmup_s));
    if (r->setup.plan->stages.count > 0)
        stage_course_start(&r->stages);
    else if (r->setup.plan->shaped)
        shape_course_start(&r->shape);
    if (arrivals_wanted(&r->arrivals) || !is_driven(r))
        runner_aim(r, r->wanted_users, r->wanted_rate);
}

static void test_start_done(void *context, int result)
{
    struct runner *r = context;

    r->hook_user = NULL;
    if (r->state == RUN_STOPPING || result >= CIC_STOP_USER) {
        if (r->state != RUN_STOPPING)
            log_error(RUNNER_LOGGER, "test_start stopped the run");
        r->state = RUN_STOPPING;
        if (!r->progress.stop_reason)
            r->progress.stop_reason = "stopped by test_start";
        finished(r);
        return;
    }
    begin(r);
}

void runner_start(struct runner *r, uint32_t users, double rate)
{
    if (r->state != RUN_READY && r->state != RUN_STOPPED)
        return;
    r->wanted_users = users;
    r->wanted_rate = rate;
    r->limit_s = r->setup.plan->run_time_s;
    r->stop_now = r->was_reset = r->killed = false;
    r->pause = (struct pause){0};
    histogram_clear(r->lag);
    r->progress = (struct run_progress){
        .classes = r->class_counts, .class_count = r->setup.classes->count, .run_time_s = run_time_planned(r->setup.plan)};
    r->progress.start_ns = clock_now();
    r->progress.start_wall_ns = clock_wall();
    process_usage_begin(&r->usage, r->progress.start_ns, loop_polled_ns(r->loop));
    stats_start(r->stats, r->progress.start_ns, r->progress.start_wall_ns);
    r->warming = r->setup.plan->warmup_s > 0;
    if (r->warming)
        stats_begin_warmup(r->stats);
    if (r->setup.plan->stages.count > 0)
        stage_course_prepare(&r->stages);
    budget_restart(&r->budget);
    arrivals_restart(&r->arrivals);
    r->state = RUN_SPAWNING;
    if (r->setup.record && r->setup.record->test_start)
        r->hook_user = user_run_once(&r->world, r->setup.base, "test_start", r->setup.record->test_start, test_start_done, r);
    else
        begin(r);
}

void runner_begin_stage(struct runner *r, const struct stage_aim *aim, uint64_t now)
{
    stats_end_stage(r->stats, r->population.active, now);
    if (!stats_begin_stage(r->stats, aim, now))
        log_warning(RUNNER_LOGGER, "There are too many stages: \"%.*s\" is not counted apart", (int)aim->name.size,
                    aim->name.data);
}

/* ---- news from users ---- */

static void scenario_stops_test(void *context, cic_user *u)
{
    log_info(RUNNER_LOGGER, "The scenario stopped the test, in task \"%s\"", cic_task_name(u));
    runner_stop(context, "stopped by the scenario");
}

static void user_has_ended(void *context, cic_user *u)
{
    struct runner *r = context;

    population_remove(&r->population, u);
    if (r->population.users == 0)
        runner_emptied(r);
}

/* ---- iterations and arrivals ---- */

static bool user_ready(void *context, cic_user *u)
{
    return arrivals_user_ready(&((struct runner *)context)->arrivals, u);
}

static bool may_begin(void *context, cic_user *u)
{
    return budget_take(&((struct runner *)context)->budget, u->class->place);
}

static void iteration_ended(void *context, cic_user *u)
{
    struct runner *r = context;

    budget_end(&r->budget, u->class->place);
    if (budget_is_done(&r->budget))
        runner_stop(r, "all iterations done");
}

static void sample_seen(void *context, const cic_user *u, const struct stats_entry *e, const struct sample *sample)
{
    struct runner *r = context;
    struct sample_origin origin = {.method = stats_entry_method(e),
                                   .name = stats_entry_name(e),
                                   .user = u->number,
                                   .users = r->population.users,
                                   .warmup = r->warming};

    if (u->class) {
        origin.class_name = text_from(u->class->name);
        origin.class_users = r->population.classes[u->class - r->setup.classes->at].users;
    }
    r->setup.events.sample(r->setup.events.context, &origin, sample);
}

struct runner *runner_new(const struct runner_setup *setup)
{
    struct runner *r = MEM_NEW(struct runner);
    struct stats_options options = {.windows = setup->windows,
                                    .intervals = setup->intervals,
                                    .groups = setup->groups,
                                    .group_count = setup->group_count,
                                    .class_count = setup->classes->count,
                                    .components = setup->components,
                                    .component_count = setup->monitor ? monitor_count(setup->monitor) : 0};

    r->control.ops = &runner_control_ops;
    r->setup = *setup;
    r->loop = fibers_loop(setup->fibers);
    options.pauses = &r->pause.time;
    r->stats = stats_new(&options);
    r->lag = histogram_new();
    r->usage.statm = r->usage.schedstat = -1; /* until it begins */
    r->tick.fire = tick;
    run_time_init(r);
    r->patience.fire = lose_patience;
    r->world = (struct user_world){.fibers = setup->fibers,
                                   .loop = r->loop,
                                   .http = setup->http,
                                   .stats = r->stats,
                                   .plan = setup->plan,
                                   .pauses = &r->pause.time,
                                   .request_hook = setup->record ? setup->record->request : NULL,
                                   .user_ready = user_ready,
                                   .user_ended = user_has_ended,
                                   .stop_test = scenario_stops_test,
                                   .context = r};
    population_init(&r->population, r);
    arrivals_init(&r->arrivals, r);
    budget_init(&r->budget, setup->plan->iterations, setup->classes);
    r->world.arrivals = arrivals_wanted(&r->arrivals);
    if (r->budget.limited) {
        r->world.may_begin = may_begin;
        r->world.iteration_ended = iteration_ended;
    }
    if (setup->events.sample)
        r->world.sample_seen = sample_seen;
    if (setup->plan->debug)
        r->world.stack_marks = stack_marks_new();
    r->class_counts = mem_zalloc((setup->classes->count + 1) * sizeof *r->class_counts);
    for (size_t i = 0; i < setup->classes->count; i++)
        r->class_counts[i].name = text_from(setup->classes->at[i].name);
    stage_course_init(&r->stages, r);
    shape_course_init(&r->shape, r);
    r->warmup.fire = warmed_up;
    return r;
}

void runner_free(struct runner *r)
{
    if (!r)
        return;
    assert(r->state == RUN_READY || r->state == RUN_STOPPED);
    population_free(&r->population);
    shape_course_free(&r->shape);
    arrivals_free(&r->arrivals);
    budget_free(&r->budget);
    process_usage_end(&r->usage);
    histogram_free(r->lag);
    stats_free(r->stats);
    stack_marks_free(r->world.stack_marks);
    mem_free(r->class_counts);
    mem_free(r);
}
