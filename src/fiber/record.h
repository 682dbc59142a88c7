/* SPDX-License-Identifier: MIT */
/* fiber/record.h - the records of a fiber and of all fibers of a loop, and the switch between the loop and a fiber
 *
 * For the files of this folder only. The life of a fiber is in fiber.c, waiting and waking in waiting.c.
 */
#ifndef CICADA_FIBER_RECORD_H
#define CICADA_FIBER_RECORD_H

#include "fiber/context.h"
#include "fiber/fiber.h"
#include "fiber/sanitizer.h"
#include "fiber/stack.h"

enum fiber_state {
    FIBER_RUNNING,  /* it is the current one */
    FIBER_QUEUED,   /* will run from the loop's queue: new, yielding, cancelled, or back from a helper thread */
    FIBER_WOKEN,    /* as QUEUED, by fiber_wake: more wakes until it runs are the same one */
    FIBER_PARKED,   /* waits for a wake, its deadline or cancellation */
    FIBER_SLEEPING, /* waits for its deadline or cancellation */
    FIBER_HELD,     /* waits for a helper thread, and for nothing else */
    FIBER_ENDED,
};

/* What readiness and lazy deadlines touch stands in the first 64 bytes: one line of the cache. */
struct fiber {
    struct context context;
    struct fibers *family;
    uint8_t state;        /* enum fiber_state */
    bool woken;           /* a wake is remembered */
    bool cancelled;       /* from fiber_cancel to fiber_uncancel */
    bool finishing;       /* cancellation takes effect at grace_ns only */
    enum error result;    /* of the wait that ends */
    uint64_t deadline_ns; /* of the wait */
    struct timer timer;   /* fires at the end of the wait or earlier, see waiting.c */
    uint64_t grace_ns;
    struct loop_call call;
    fiber_main *main;
    void *argument;
    const char *label, *detail;
    struct stack stack; /* holds this record at its high end */
    struct sanitizer_stack sanitizer;
};

struct fibers {
    struct loop *loop;
    struct stack_pool *stacks;
    struct blocking *blocking; /* helper threads */
    size_t running;
    bool measure_stacks;
    struct context loop_context; /* of the loop, while a fiber runs */
    struct sanitizer_stack loop_stack;
    struct fiber *last;                   /* the fiber run last, while it has not ended */
    uint64_t last_step_ns;                /* loop_now of the step that ran it */
    const char *last_label, *last_detail; /* of a fiber that has ended since */
    struct fibers *next_family;           /* in the list for the fault handler */
};

extern _Thread_local struct fiber *fiber_on_stack; /* the current one; NULL on the loop's stack and in other threads */

/* Where the fiber that shares a stack pool's stack has its record. */
struct fiber *fiber_of_stack(const struct stack *s);

/* Gives back the stack of an ended fiber, and with it the record. */
void fiber_bury(struct fiber *f);

/* What a fiber's timer and its queued call do. */
void fiber_timer_fired(struct timer *t);
void fiber_call_due(struct loop_call *c);

/* Waits until fiber_release, whatever else happens; for the helper threads. Current. */
void fiber_hold(void);
void fiber_release(struct fiber *f);

/* Runs a fiber until it waits or ends. On the loop's stack. */
static inline void fiber_run(struct fiber *f)
{
    struct fibers *all = f->family;

    f->state = FIBER_RUNNING;
    fiber_on_stack = f;
    all->last = f;
    all->last_step_ns = loop_now(all->loop);
    sanitizer_before_switch(&all->loop_stack, &f->sanitizer);
    context_switch(&all->loop_context, &f->context);
    sanitizer_after_switch(&all->loop_stack, NULL);
    fiber_on_stack = NULL;
    if (UNLIKELY(f->state == FIBER_ENDED))
        fiber_bury(f);
}

/* Goes back to the loop; returns when the fiber is run again. */
static inline void fiber_leave(struct fiber *f)
{
    struct fibers *all = f->family;

    sanitizer_before_switch(f->state == FIBER_ENDED ? NULL : &f->sanitizer, &all->loop_stack);
    context_switch(&f->context, &all->loop_context);
    sanitizer_after_switch(&f->sanitizer, &all->loop_stack);
}

#endif
