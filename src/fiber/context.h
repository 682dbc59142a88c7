/* SPDX-License-Identifier: MIT */
/* fiber/context.h - a stack and the place where its code was interrupted; switching between two of them
 *
 * On x86-64 and aarch64 a switch is a dozen instructions of our own (context_*.S): it keeps what a function call must keep
 * (callee-saved registers, on x86-64 the rounding modes too) on the stack left behind, and remembers the stack pointer.
 * Everywhere else, and with -DCICADA_UCONTEXT, it is swapcontext, which also saves the signal mask with a system call.
 *
 * Not here: who runs when (fiber.c), where stacks come from (stack.c).
 */
#ifndef CICADA_FIBER_CONTEXT_H
#define CICADA_FIBER_CONTEXT_H

#if !defined(CICADA_UCONTEXT) && !defined(__x86_64__) && !defined(__aarch64__)
#define CICADA_UCONTEXT
#endif

#ifndef __ASSEMBLER__

#include "base/base.h"

#ifdef CICADA_UCONTEXT
#include <ucontext.h>
#endif

struct context {
#ifdef CICADA_UCONTEXT
    ucontext_t machine;
#else
    void *stack_pointer;
#endif
};

/* What runs on a new stack; it must not return. */
typedef void context_entry(void *argument);

/* Prepares the stack [low, high) so that the first switch to it calls entry(argument). `high` is a multiple of 16. */
void context_init(struct context *c, char *low, char *high, context_entry *entry, void *argument);

/* Goes on where `to` was interrupted; returns when somebody switches to `from` again. */
void context_switch(struct context *from, struct context *to);

#endif
#endif
