/* SPDX-License-Identifier: MIT */
/* fiber/waiting.c - how fibers wait, and what ends a wait: a wake, the deadline, cancellation
 *
 * Each fiber has one timer, and it is lazy: it is left alone when it fires no later than the new deadline, and moved to the real
 * one only when it fires too early. A user who sends a request each millisecond with a timeout of a minute so costs the heap of
 * timers one operation a minute and not two thousand a second.
 *
 * Who wakes from a callback of the loop may run the fiber at once (fiber_resume, timers); all others queue it.
 */
#include "fiber/fiber.h"

#include "fiber/record.h"

/* ---- ending a wait ---- */

static void make_ready(struct fiber *f, enum fiber_state state, enum error result)
{
    f->state = state;
    f->result = result;
    loop_queue(f->family->loop, &f->call);
}

void fiber_call_due(struct loop_call *c)
{
    fiber_run(CONTAINER_OF(c, struct fiber, call));
}

void fiber_wake(struct fiber *f)
{
    if (f->state == FIBER_PARKED)
        make_ready(f, FIBER_WOKEN, OK);
    else if (f->state != FIBER_WOKEN)
        f->woken = true;
}

void fiber_resume(struct fiber *f)
{
    assert(!fiber_on_stack);
    if (UNLIKELY(f->state != FIBER_PARKED)) {
        fiber_wake(f);
        return;
    }
    f->result = OK;
    fiber_run(f);
}

/* ---- deadlines ---- */

static bool cancellation_due(const struct fiber *f)
{
    return f->cancelled && (!f->finishing || f->grace_ns <= loop_now(f->family->loop));
}

/* Sees to it that the timer fires no later than the wait has to end. */
static inline void arm(struct fiber *f)
{
    uint64_t due = f->deadline_ns;

    if (UNLIKELY(f->cancelled))
        due = MIN(due, f->grace_ns);
    if (timer_running(&f->timer) ? f->timer.due_ns <= due : due == NEVER)
        return;
    timer_start(f->family->loop, &f->timer, due);
}

void fiber_timer_fired(struct timer *t)
{
    struct fiber *f = CONTAINER_OF(t, struct fiber, timer);

    if (f->state != FIBER_PARKED && f->state != FIBER_SLEEPING)
        return;
    if (cancellation_due(f)) {
        f->result = ERROR_CANCELLED;
    } else if (f->deadline_ns <= loop_now(f->family->loop)) {
        f->result = ERROR_TIMEOUT;
    } else {
        arm(f);
        return;
    }
    fiber_run(f);
}

/* ---- waiting ---- */

static inline enum error wait(struct fiber *f, enum fiber_state how, uint64_t deadline_ns)
{
    f->state = how;
    f->deadline_ns = deadline_ns;
    arm(f);
    fiber_leave(f);
    return f->result;
}

enum error fiber_park(uint64_t deadline_ns)
{
    struct fiber *f = fiber_on_stack;

    assert(f);
    if (UNLIKELY(cancellation_due(f)))
        return ERROR_CANCELLED;
    if (f->woken) {
        f->woken = false;
        return OK;
    }
    if (UNLIKELY(deadline_ns <= loop_now(f->family->loop)))
        return ERROR_TIMEOUT;
    return wait(f, FIBER_PARKED, deadline_ns);
}

enum error fiber_sleep_until(uint64_t due_ns)
{
    struct fiber *f = fiber_on_stack;

    assert(f);
    if (cancellation_due(f))
        return ERROR_CANCELLED;
    if (due_ns <= loop_now(f->family->loop)) {
        /* A user who is behind schedule, or waits for 0 s, must not keep the loop for itself. */
        fiber_yield();
        return cancellation_due(f) ? ERROR_CANCELLED : OK;
    }

    enum error e = wait(f, FIBER_SLEEPING, due_ns);

    return e == ERROR_TIMEOUT ? OK : e;
}

void fiber_yield(void)
{
    struct fiber *f = fiber_on_stack;

    assert(f);
    make_ready(f, FIBER_QUEUED, OK);
    fiber_leave(f);
}

void fiber_hold(void)
{
    struct fiber *f = fiber_on_stack;

    assert(f);
    f->state = FIBER_HELD;
    fiber_leave(f);
}

void fiber_release(struct fiber *f)
{
    assert(f->state == FIBER_HELD);
    make_ready(f, FIBER_QUEUED, OK);
}

/* ---- cancellation ---- */

void fiber_cancel(struct fiber *f, uint64_t grace_ns)
{
    f->cancelled = true;
    f->grace_ns = MIN(f->grace_ns, grace_ns);
    if (f->state != FIBER_PARKED && f->state != FIBER_SLEEPING)
        return;
    if (cancellation_due(f))
        make_ready(f, FIBER_QUEUED, ERROR_CANCELLED);
    else
        arm(f);
}

void fiber_uncancel(struct fiber *f)
{
    f->cancelled = false;
    f->grace_ns = NEVER;
}

bool fiber_cancelled(const struct fiber *f)
{
    return f->cancelled;
}

void fiber_finishing(bool finishing)
{
    assert(fiber_on_stack);
    fiber_on_stack->finishing = finishing;
}
