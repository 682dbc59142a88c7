/* SPDX-License-Identifier: MIT */
/* user/user.c - the life of a virtual user on its fiber */
#include "user/user.h"

#include "base/clock.h"
#include "base/mem.h"
#include "user/feed.h"
#include "user/tasks.h"

#define REFUSED_CALLS_MAX 1000 /* of a killed task, before it is ended by force */

/* ---- what API functions need ---- */

void user_add_cleanup(struct cic_user *u, void (*run)(void *argument), void *argument)
{
    struct user_cleanup *c = arena_alloc(&u->arena, sizeof *c);

    *c = (struct user_cleanup){.next = u->cleanups, .run = run, .argument = argument};
    u->cleanups = c;
}

void user_forget(struct cic_user *u)
{
    while (u->cleanups) {
        struct user_cleanup *c = u->cleanups;

        u->cleanups = c->next;
        c->run(c->argument);
    }
    arena_reset(&u->arena);
}

static void release(struct cic_user *u)
{
    user_settle(u);
    user_forget(u);
    http_client_close(&u->http);
    feeds_give_back(u);
    for (size_t i = 0; i < u->header_count; i++) {
        mem_free((void *)(uintptr_t)u->headers[i].name.data);
        mem_free((void *)(uintptr_t)u->headers[i].value.data);
    }
    mem_free(u->headers);
    mem_free(u->groups);
    mem_free(u->data);
}

/* What a user of no class runs. */
struct user_once {
    const char *label;
    int (*function)(cic_user *u);
    void (*done)(void *context, int result);
    void *context;
    int result;
};

static void end(struct cic_user *u)
{
    struct user_once *once = u->once;

    if (u->in_iteration) /* it was ended by force */
        stats_end_iteration(u->world->stats, u->class->place, false);
    release(u);
    u->state = USER_GONE;
    if (once)
        once->done(once->context, once->result);
    else
        u->world->user_ended(u->world->context, u);
    mem_free(once);
    mem_free(u);
}

bool user_call_refused(struct cic_user *u)
{
    if (!fiber_cancelled(u->fiber))
        return false;
    u->cut_short = true;
    if (++u->refused_calls > REFUSED_CALLS_MAX) {
        user_mistake(u, "it goes on although the run is being stopped, and was ended by force; return when a request fails with "
                        "\"cancelled\"");
        end(u);
        fiber_exit();
    }
    return true;
}

int user_sleep_until(struct cic_user *u, uint64_t due_ns)
{
    u->gave_way = true;
    if (user_call_refused(u))
        return CIC_STOP_USER;
    if (fiber_sleep_until(due_ns) == OK)
        return CIC_OK;
    u->cut_short = true;
    return CIC_STOP_USER;
}

/* ---- its life ---- */

static void live_through(struct cic_user *u)
{
    const cic_user_class *class = u->class->public;
    int result = CIC_OK;

    u->state = USER_RUNNING;
    u->stats_groups = u->class->groups;
    if (class->on_start)
        result = task_call(u, "on_start", class->on_start);
    if (result < CIC_STOP_USER && !u->asked_to_stop) {
        tasks_run(u);
    }
    task_call_on_stop(u, "on_stop", class->on_stop, u->class->groups);
}

static void live(void *argument)
{
    struct cic_user *u = argument;

    if (!u->asked_to_stop) /* otherwise there is nothing to begin, nor to undo */
        live_through(u);
    end(u);
}

/* ---- starting and stopping ---- */

void user_arrive(struct cic_user *u, const struct user_arrival *arrival)
{
    u->arrival = *arrival;
    fiber_resume(u->fiber);
}

static struct cic_user *user_new(struct user_world *world, const struct base_url *base, uint64_t number)
{
    struct cic_user *u = MEM_NEW(struct cic_user);

    u->world = world;
    u->base = base;
    u->number = number;
    u->task_name = "";
    random_init(&u->random, world->plan->seed, number);
    http_client_init(&u->http, world->http);
    return u;
}

struct cic_user *user_start(struct user_world *world, const struct user_class *class, uint64_t number)
{
    struct cic_user *u = user_new(world, &class->base, number);

    u->class = class;
    if (class->public->data_size)
        u->data = mem_zalloc(class->public->data_size);
    u->fiber = fiber_start(world->fibers, live, u, class->name);
    return u;
}

static void live_once(void *argument)
{
    struct cic_user *u = argument;

    u->state = USER_RUNNING;
    u->once->result = task_call(u, u->once->label, u->once->function);
    end(u);
}

struct cic_user *user_run_once(struct user_world *world, const struct base_url *base, const char *label,
                               int (*function)(cic_user *u), void (*done)(void *context, int result), void *context)
{
    struct cic_user *u = user_new(world, base, UINT64_MAX);

    u->once = MEM_NEW(struct user_once);
    *u->once = (struct user_once){
        .label = label, .function = function, .done = done, .context = context, .result = CIC_STOP_USER};
    u->fiber = fiber_start(world->fibers, live_once, u, label);
    return u;
}

void user_go_on(struct cic_user *u)
{
    if (u->stands_still)
        fiber_wake(u->fiber);
}

void user_stop(struct cic_user *u)
{
    u->asked_to_stop = true;
    if (u->state == USER_WAITING)
        fiber_cancel(u->fiber, 0);
}

void user_kill(struct cic_user *u, uint64_t grace_ns)
{
    u->asked_to_stop = true;
    if (u->state != USER_STOPPING)
        fiber_cancel(u->fiber, grace_ns);
}

void user_kill_for_good(struct cic_user *u)
{
    u->asked_to_stop = true;
    u->for_good = true;
    fiber_cancel(u->fiber, 0);
}
