/* SPDX-License-Identifier: MIT */
/* fiber/fiber.h - straight-line code on the loop: stackful coroutines with deadlines and cancellation
 *
 * A fiber runs until it parks; the loop resumes it when what it waits for has happened. Rules that make code on fibers simple:
 *   1. every call that waits takes an absolute deadline (CLOCK_MONOTONIC ns, NEVER for none);
 *   2. after fiber_cancel each waiting call fails at once with ERROR_CANCELLED, so code unwinds by its own error paths;
 *   3. closing never waits.
 * An exchange that is already on the wire may be let finish: between fiber_finishing(true) and (false) cancellation takes
 * effect only at the grace deadline given to fiber_cancel. That is how a stopped run still counts what the server answered.
 *
 * Stacks come from slabs with guards (fiber/stack.h), are pooled, and hold the fiber's own record at their top.
 *
 * All functions are for the loop's thread. `current` below means: called on a fiber.
 */
#ifndef CICADA_FIBER_FIBER_H
#define CICADA_FIBER_FIBER_H

#include "base/base.h"
#include "base/error.h"
#include "loop/loop.h"

struct fiber;
struct fibers; /* all fibers of a loop, with their stacks */

struct fibers_options {
    size_t stack_size;   /* usable bytes of each stack, rounded up to pages; 0 = 64 KiB */
    bool measure_stacks; /* paints stacks and keeps high-water marks (touches every page: for --debug) */
};

struct fibers *fibers_new(struct loop *l, const struct fibers_options *options);
/* All fibers must have ended. */
void fibers_free(struct fibers *all);
size_t fibers_running(const struct fibers *all); /* started and not ended */
struct loop *fibers_loop(const struct fibers *all);

typedef void fiber_main(void *argument);

/* Starts a fiber: it runs from the next turn of the loop on, or from the next queued call. `label` is shown when its stack
 * overflows; it is not copied and can be changed with fiber_set_label. */
struct fiber *fiber_start(struct fibers *all, fiber_main *main, void *argument, const char *label);

/* Ends the running fiber here and now: its frames are not unwound. For code that will not end by itself. */
void fiber_exit(void) NO_RETURN;

/* The running fiber; NULL on the loop's own stack. */
struct fiber *fiber_current(void);
struct fibers *fiber_family(const struct fiber *f);

/* Shown with `label` in messages about the stack: the task that is running. Not copied. */
void fiber_set_label(struct fiber *f, const char *label, const char *detail);
void fiber_get_label(const struct fiber *f, const char **label, const char **detail); /* async-signal-safe */

/* Waits until fiber_wake, the deadline (ERROR_TIMEOUT) or cancellation (ERROR_CANCELLED). A wake that came while the fiber was
 * not parked is remembered once. With a deadline that has passed it fails at once. Current. */
MUST_USE enum error fiber_park(uint64_t deadline_ns);

/* Wakes a parked fiber; it runs when the caller's callback or fiber has given way. From anywhere on the loop's thread. */
void fiber_wake(struct fiber *f);

/* Runs a parked fiber at once, on behalf of a callback of the loop (not from a fiber); saves the queue. For a fiber that is not
 * parked it is fiber_wake. */
void fiber_resume(struct fiber *f);

/* Lets others run, then goes on. Current. */
void fiber_yield(void);

/* Waits until the time; OK or ERROR_CANCELLED. Wakes do not end it, they are remembered. A time in the past lets others run, so
 * that a user behind schedule does not keep the loop for itself. Current. */
MUST_USE enum error fiber_sleep_until(uint64_t due_ns);

/* From now on each waiting call of `f` fails with ERROR_CANCELLED; while it is finishing, from `grace_ns` on. Repeated calls can
 * only make it earlier. A fiber that has not run yet still starts; its first wait fails. */
void fiber_cancel(struct fiber *f, uint64_t grace_ns);
/* Takes it back, so that clean-up code (on_stop) can wait again. */
void fiber_uncancel(struct fiber *f);
bool fiber_cancelled(const struct fiber *f); /* also while it is finishing */
void fiber_finishing(bool finishing);        /* current */

/* Runs `call(argument)` on a helper thread while other fibers go on, for libraries that block. Waits without deadline: a thread
 * cannot be abandoned, and cancellation takes effect afterwards. At most a few calls run at once, the others wait their turn.
 * Current. */
void fiber_blocking(void (*call)(void *argument), void *argument);

/* Did the step of the loop that began at `began_ns` (loop_on_long_step) run a fiber? Then what it was doing. */
bool fibers_ran_in_step(const struct fibers *all, uint64_t began_ns, const char **label, const char **detail);

/* The deepest this fiber's stack has been in bytes since the last fiber_stack_repaint; 0 unless measure_stacks. */
size_t fiber_stack_used(const struct fiber *f);
void fiber_stack_repaint(struct fiber *f); /* current */
size_t fiber_stack_size(const struct fiber *f);

/* Is `address` in the guard of a fiber's stack? Then `*label` and `*detail` name the fiber (NULL where it has none). For the
 * handler of SIGSEGV: async-signal-safe. */
bool fibers_explain_fault(const void *address, const char **label, const char **detail, size_t *stack_size);

#endif
