/* SPDX-License-Identifier: MIT */
/* fiber/fiber.c - the life of a fiber: start, first frame, end; its stack and the words to describe it
 *
 * The record of a fiber stands at the high end of its stack, above the first frame: one allocation less, and the page is
 * resident anyway. Not here: what a fiber waits for (waiting.c).
 */
#include "fiber/fiber.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "fiber/blocking.h"
#include "fiber/record.h"

#define STACK_SIZE_DEFAULT (64 * KIB * SANITIZER_STACK_FACTOR)

/* Distance below the frame of fiber_stack_repaint that it leaves alone: it still calls functions. */
#define REPAINT_MARGIN 1024

_Thread_local struct fiber *fiber_on_stack;

static struct fibers *families; /* for the fault handler, which has no argument */

/* ---- all fibers of a loop ---- */

struct fibers *fibers_new(struct loop *l, const struct fibers_options *options)
{
    struct fibers *all = MEM_NEW(struct fibers);
    size_t size = options && options->stack_size ? options->stack_size : STACK_SIZE_DEFAULT;

    all->loop = l;
    all->stacks = stack_pool_new(size, STACK_GUARD_MARKERS);
    all->measure_stacks = options && options->measure_stacks;
    all->blocking = blocking_new(l);
    all->next_family = families;
    families = all;
    return all;
}

void fibers_free(struct fibers *all)
{
    struct fibers **link = &families;

    if (!all)
        return;
    assert(all->running == 0);
    while (*link != all)
        link = &(*link)->next_family;
    *link = all->next_family;
    blocking_free(all->blocking);
    stack_pool_free(all->stacks);
    mem_free(all);
}

size_t fibers_running(const struct fibers *all)
{
    return all->running;
}

struct loop *fibers_loop(const struct fibers *all)
{
    return all->loop;
}

/* ---- one fiber ---- */

struct fiber *fiber_of_stack(const struct stack *s)
{
    return (struct fiber *)(void *)(s->high - (sizeof(struct fiber) + 63) / 64 * 64);
}

static void check_stack(const struct fiber *f)
{
    if (LIKELY(stack_intact(&f->stack)))
        return;
    log_write(LOG_CRITICAL, "cicada.fiber", "stack overflow in %s%s%s: more than %zu bytes were used",
              f->label ? f->label : "a fiber", f->detail ? ", " : "", f->detail ? f->detail : "",
              stack_pool_stack_size(f->family->stacks));
    abort();
}

static void first_frame(void *argument)
{
    struct fiber *f = argument;

    sanitizer_after_switch(&f->sanitizer, &f->family->loop_stack);
    f->main(f->argument);
    fiber_exit();
}

void fiber_exit(void)
{
    fiber_on_stack->state = FIBER_ENDED;
    fiber_leave(fiber_on_stack);
    abort(); /* nobody switches to a fiber that has ended */
}

struct fiber *fiber_start(struct fibers *all, fiber_main *main, void *argument, const char *label)
{
    struct stack s = stack_take(all->stacks);
    struct fiber *f = fiber_of_stack(&s);

    if (all->measure_stacks)
        stack_paint(s, (char *)f);
    *f = (struct fiber){
        .family = all,
        .state = FIBER_QUEUED,
        .grace_ns = NEVER,
        .timer.fire = fiber_timer_fired,
        .call.call = fiber_call_due,
        .main = main,
        .argument = argument,
        .label = label,
        .stack = s,
    };
    sanitizer_set_stack(&f->sanitizer, s.low, (char *)f);
    context_init(&f->context, s.low, (char *)f, first_frame, f);
    all->running++;
    loop_queue(all->loop, &f->call);
    return f;
}

void fiber_bury(struct fiber *f)
{
    struct fibers *all = f->family;

    check_stack(f);
    timer_stop(all->loop, &f->timer);
    all->running--;
    all->last_label = f->label;
    all->last_detail = f->detail;
    all->last = NULL;
    f->label = NULL; /* for the fault handler: the stack is nobody's */
    f->detail = NULL;
    stack_give(all->stacks, f->stack);
}

struct fiber *fiber_current(void)
{
    return fiber_on_stack;
}

struct fibers *fiber_family(const struct fiber *f)
{
    return f->family;
}

void fiber_set_label(struct fiber *f, const char *label, const char *detail)
{
    /* Before the words change: they name who did it. */
    check_stack(f);
    f->label = label;
    f->detail = detail;
}

void fiber_get_label(const struct fiber *f, const char **label, const char **detail)
{
    *label = f->label;
    *detail = f->detail;
}

bool fibers_ran_in_step(const struct fibers *all, uint64_t began_ns, const char **label, const char **detail)
{
    if (all->last_step_ns != began_ns)
        return false;
    *label = all->last ? all->last->label : all->last_label;
    *detail = all->last ? all->last->detail : all->last_detail;
    return true;
}

/* ---- the stack ---- */

size_t fiber_stack_used(const struct fiber *f)
{
    return f->family->measure_stacks ? fiber_stack_size(f) - stack_untouched(f->stack) : 0;
}

void fiber_stack_repaint(struct fiber *f)
{
    assert(f == fiber_on_stack);
    if (f->family->measure_stacks)
        stack_paint(f->stack, (char *)__builtin_frame_address(0) - REPAINT_MARGIN);
}

size_t fiber_stack_size(const struct fiber *f)
{
    return stack_pool_stack_size(f->family->stacks);
}

bool fibers_explain_fault(const void *address, const char **label, const char **detail, size_t *stack_size)
{
    for (const struct fibers *all = families; all; all = all->next_family) {
        struct stack s;

        if (!stack_pool_guards(all->stacks, address, &s))
            continue;
        const struct fiber *f = fiber_of_stack(&s);

        *label = f->label;
        *detail = f->detail;
        *stack_size = stack_pool_stack_size(all->stacks);
        return true;
    }
    return false;
}
