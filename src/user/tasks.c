/* SPDX-License-Identifier: MIT */
/* user/tasks.c - choosing tasks, calling them, waiting in between; see user/tasks.h */
#include "user/tasks.h"

#include "base/clock.h"
#include "user/stack_marks.h"
#include "user/wait.h"

/* ---- functions ---- */

int task_call(struct cic_user *u, const char *what, int (*function)(cic_user *u))
{
    int result;

    u->task_name = what;
    u->gave_way = false;
    fiber_set_label(u->fiber, u->class ? u->class->name : "test", what);
    result = function(u);
    user_settle(u);
    if (u->group_depth) {
        user_mistake(u, "it returned inside group \"%s\": cic_group_end is missing", u->groups[user_groups_kept(u) - 1].name);
        u->group_depth = 0;
    }
    user_forget(u);
    if (UNLIKELY(u->world->stack_marks != NULL))
        stack_marks_note(u->world->stack_marks, u->fiber, u->class ? u->class->name : "test", what);
    if (result < CIC_OK || result > CIC_STOP_TEST) {
        user_mistake(u, "it returned %d, which is none of CIC_OK ... CIC_STOP_TEST; taken as CIC_OK", result);
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

/* ---- iterations ---- */

static void begin_iteration(struct cic_user *u)
{
    u->cut_short = false;
    u->in_iteration = true;
}

static void end_iteration(struct cic_user *u)
{
    const struct user_world *world = u->world;

    u->in_iteration = false;
    stats_end_iteration(world->stats, u->class->place, !u->cut_short);
    if (world->iteration_ended)
        world->iteration_ended(world->context, u);
}

/* A task function, which is an iteration unless an arrival began one already. */
static int run_function(struct cic_user *u, const struct task *task)
{
    const struct user_world *world = u->world;
    int result;

    if (world->arrivals)
        return task_call(u, task->name, task->run);
    if (world->may_begin && !world->may_begin(world->context, u))
        return CIC_STOP_USER;
    begin_iteration(u);
    stats_begin_iteration(world->stats, u->class->place);
    result = task_call(u, task->name, task->run);
    end_iteration(u);
    return result;
}

/* ---- pauses ---- */

/* What the user was to do by the plan, it does that much later. */
static void put_off(struct cic_user *u, uint64_t by_ns)
{
    uint64_t *times[] = {&u->due_ns, &u->pace_ns, &u->arrival.due_ns, &u->arrival.seen_ns};

    for (size_t i = 0; i < COUNT(times); i++)
        *times[i] += *times[i] > 0 ? by_ns : 0;
}

static bool stand_still(struct cic_user *u)
{
    enum error e = OK;

    u->stands_still = true;
    while (pauses_last(u->world->pauses) && e == OK)
        e = fiber_park(NEVER);
    u->stands_still = false;
    return e == OK;
}

/* Waits from `now_ns` until a time, and longer by what the run was paused meanwhile (`*stood_ns`). False when the user has to
 * end. */
static bool sleep_through_pauses(struct cic_user *u, uint64_t now_ns, uint64_t until_ns, uint64_t *stood_ns)
{
    const struct pauses *pauses = u->world->pauses;
    uint64_t before = pauses_until(pauses, now_ns), stood;

    *stood_ns = 0;
    u->state = USER_WAITING;
    do {
        stood = *stood_ns;
        if (fiber_sleep_until(until_ns + stood) != OK || !stand_still(u))
            return false;
        *stood_ns = pauses_until(pauses, 0) - before;
    } while (*stood_ns != stood);
    u->state = USER_RUNNING;
    put_off(u, stood);
    return true;
}

/* No task begins in a pause. False when the user has to end. */
static bool may_go_on(struct cic_user *u)
{
    uint64_t now, stood;

    if (LIKELY(!pauses_last(u->world->pauses)))
        return true;
    now = clock_now();
    return sleep_through_pauses(u, now, now, &stood) && !u->asked_to_stop;
}

/* ---- lists of tasks ---- */

/* How late a task with a due time begins: for the time until the user was free, and for what the generator added. */
static void note_lateness(struct cic_user *u, uint64_t free_ns)
{
    uint64_t due = u->due_ns, now = clock_now(), possible = MAX(due, free_ns);

    stats_late(u->world->stats, now > possible ? now - possible : 0, possible - due);
}

/* Waits by the set's own wait time or the one outside. False when the user has to end. */
static bool wait_after_task(struct cic_user *u, const cic_wait *wait)
{
    uint64_t now = clock_now(), until = wait_until(u, wait, now), stood = 0;
    bool waited = true;

    if (until <= now && !pauses_last(u->world->pauses))
        let_others_run(u);
    else
        waited = sleep_through_pauses(u, now, until, &stood);
    if (!waited || u->asked_to_stop)
        return false;
    if (u->due_ns)
        note_lateness(u, now + stood);
    return true;
}

void task_call_on_stop(struct cic_user *u, const char *what, int (*on_stop)(cic_user *u), uint64_t groups)
{
    if (!on_stop || u->for_good)
        return;
    fiber_uncancel(u->fiber);
    u->state = USER_STOPPING;
    u->refused_calls = 0;
    u->due_ns = 0; /* of a task that was not begun, or made no request */
    u->stats_groups = groups;
    task_call(u, what, on_stop);
    u->state = USER_RUNNING;
}

static int run_list(struct cic_user *u, const struct task_list *list, const cic_wait *outer);

static int run_set(struct cic_user *u, const struct task *task, const cic_wait *wait)
{
    const struct task_list *set = task->set;
    uint64_t groups = u->stats_groups;
    int result = CIC_OK;

    if (set->on_start)
        result = task_call(u, set->name, set->on_start);
    if (result < CIC_STOP_USER)
        result = run_list(u, set, wait);
    task_call_on_stop(u, set->name, set->on_stop, groups);
    return result == CIC_LEAVE ? CIC_AGAIN : result;
}

static int run_task(struct cic_user *u, const struct task *task, const cic_wait *wait)
{
    u->stats_groups = u->class->groups | task->groups;
    return task->run ? run_function(u, task) : run_set(u, task, wait);
}

/* Runs the tasks of a list until the user leaves it (CIC_LEAVE) or ends. */
static int run_list(struct cic_user *u, const struct task_list *list, const cic_wait *outer)
{
    const cic_wait *wait = list->wait.kind != CIC_WAIT_NONE ? &list->wait : outer;
    bool once = u->world->arrivals && list->order == CIC_SEQUENCE;
    uint64_t turn = 0;

    if (!u->world->arrivals) /* an arrival has its due time already */
        wait_begin(u, wait, clock_now());
    while (!u->asked_to_stop && may_go_on(u)) {
        int result = run_task(u, task_list_pick(list, &u->random, &turn), wait);

        if (result >= CIC_LEAVE)
            return result;
        if (once && turn == 0)
            return CIC_LEAVE;
        if (u->asked_to_stop || (result == CIC_OK && !wait_after_task(u, wait)))
            break;
        if (result == CIC_AGAIN)
            let_others_run(u);
    }
    u->cut_short = true;
    return CIC_STOP_USER;
}

/* ---- arrivals ---- */

/* False when the user has to end. */
static bool await_arrival(struct cic_user *u)
{
    enum error e = OK;

    u->arrival.due_ns = 0;
    if (u->asked_to_stop || u->world->user_ready(u->world->context, u))
        return !u->asked_to_stop;
    u->state = USER_WAITING;
    while (!u->arrival.due_ns && e == OK)
        e = fiber_park(NEVER);
    if (e == OK)
        u->state = USER_RUNNING;
    return e == OK;
}

static int serve(struct cic_user *u, uint64_t *turn)
{
    const struct user_arrival *arrival = &u->arrival;
    struct stats *stats = u->world->stats;
    uint64_t now = clock_now();
    int result;

    begin_iteration(u);
    stats_begin_arrival(stats, u->class->place);
    stats_late(stats, arrival->seen_ns - arrival->due_ns, now - arrival->seen_ns);
    u->due_ns = arrival->due_ns;
    result = run_task(u, task_list_pick(u->class->tasks, &u->random, turn), &u->class->public->wait);
    u->due_ns = 0;
    end_iteration(u);
    return result;
}

static void serve_arrivals(struct cic_user *u)
{
    uint64_t turn = 0;
    int result = CIC_OK;

    while (result < CIC_STOP_USER && await_arrival(u) && may_go_on(u)) {
        result = serve(u, &turn);
        let_others_run(u);
    }
}

void tasks_run(struct cic_user *u)
{
    int result;

    if (u->world->arrivals) {
        serve_arrivals(u);
        return;
    }
    do
        result = run_list(u, u->class->tasks, &u->class->public->wait);
    while (result == CIC_LEAVE); /* there is nothing outside of the class's own tasks */
}
