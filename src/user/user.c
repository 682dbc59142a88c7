/* SPDX-License-Identifier: MIT */
/* user/user.c - the life of a virtual user on its fiber */
#include "user/user.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "user/feed.h"
#include "user/stack_marks.h"
#include "user/wait.h"

#define LOGGER            "cicada.user"
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
    if (++u->refused_calls > REFUSED_CALLS_MAX) {
        log_error(LOGGER,
                  "task \"%s\" of %s goes on although the run is being stopped; it was ended by force. Return when a request "
                  "fails with \"cancelled\".",
                  u->task_name, u->class ? u->class->name : "the test");
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
    return fiber_sleep_until(due_ns) == OK ? CIC_OK : CIC_STOP_USER;
}

/* ---- tasks ---- */

static int call(struct cic_user *u, const char *what, int (*function)(cic_user *u))
{
    int result;

    u->task_name = what;
    u->gave_way = false;
    fiber_set_label(u->fiber, u->class ? u->class->name : "test", what);
    result = function(u);
    user_settle(u);
    if (u->group_depth) {
        log_warning(LOGGER, "\"%s\" returned inside group \"%s\": cic_group_end is missing", what,
                    u->groups[u->group_depth - 1].name);
        u->group_depth = 0;
    }
    user_forget(u);
    if (UNLIKELY(u->world->stack_marks != NULL))
        stack_marks_note(u->world->stack_marks, u->fiber, u->class ? u->class->name : "test", what);
    if (result < CIC_OK || result > CIC_STOP_TEST) {
        log_error(LOGGER, "\"%s\" returned %d, which is none of CIC_OK ... CIC_STOP_TEST; taken as CIC_OK", what, result);
        result = CIC_OK;
    }
    if (result == CIC_STOP_TEST)
        u->world->stop_test(u->world->context, u);
    return result;
}

/* Requests let the other users run; a task that made none must not hold the loop by coming again and again. */
static void let_others_run(struct cic_user *u)
{
    if (!u->gave_way)
        fiber_yield();
}

/* Waits by the set's own wait time or the one outside. False when the user has to end. */
static bool wait_after_task(struct cic_user *u, const cic_wait *wait)
{
    uint64_t now, until;

    now = clock_now();
    until = wait_until(u, wait, now);
    if (until <= now) {
        let_others_run(u);
        return !u->asked_to_stop;
    }
    u->state = USER_WAITING;
    if (fiber_sleep_until(until) != OK)
        return false;
    u->state = USER_RUNNING;
    return !u->asked_to_stop;
}

/* Runs the tasks of a list until the user leaves it (CIC_LEAVE) or ends. */
static int run_list(struct cic_user *u, const struct task_list *list, const cic_wait *outer)
{
    const cic_wait *wait = list->wait.kind != CIC_WAIT_NONE ? &list->wait : outer;
    uint64_t turn = 0;
    int result = CIC_OK;

    wait_begin(u, wait, clock_now());
    while (!u->asked_to_stop) {
        const struct task *task = task_list_pick(list, &u->random, &turn);

        u->stats_groups = u->class->groups | task->groups;
        if (task->run) {
            result = call(u, task->name, task->run);
        } else {
            if (task->set->on_start)
                result = call(u, task->set->name, task->set->on_start);
            if (result < CIC_STOP_USER)
                result = run_list(u, task->set, wait);
            if (task->set->on_stop && !u->for_good) {
                /* On the way out of a killed user this set's on_stop may still make its requests. */
                fiber_uncancel(u->fiber);
                u->stats_groups = u->class->groups | task->groups;
                call(u, task->set->name, task->set->on_stop);
            }
            if (result == CIC_LEAVE)
                result = CIC_AGAIN;
        }
        if (result >= CIC_LEAVE)
            return result;
        if (u->asked_to_stop || (result == CIC_OK && !wait_after_task(u, wait)))
            return CIC_STOP_USER;
        if (result == CIC_AGAIN)
            let_others_run(u);
    }
    return CIC_STOP_USER;
}

static void live_through(struct cic_user *u)
{
    const cic_user_class *class = u->class->public;
    int result = CIC_OK;

    u->state = USER_RUNNING;
    u->stats_groups = u->class->groups;
    if (class->on_start)
        result = call(u, "on_start", class->on_start);
    if (result < CIC_STOP_USER && !u->asked_to_stop) {
        do
            result = run_list(u, u->class->tasks, &class->wait);
        while (result == CIC_LEAVE); /* there is nothing outside of the class's own tasks */
    }
    u->state = USER_STOPPING;
    if (class->on_stop && !u->for_good) {
        fiber_uncancel(u->fiber);
        u->stats_groups = u->class->groups;
        u->refused_calls = 0;
        call(u, "on_stop", class->on_stop);
    }
}

static void live(void *argument)
{
    struct cic_user *u = argument;

    if (!u->asked_to_stop) /* otherwise there is nothing to begin, nor to undo */
        live_through(u);
    end(u);
}

/* ---- starting and stopping ---- */

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
    u->once->result = call(u, u->once->label, u->once->function);
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
