/* SPDX-License-Identifier: MIT */
/* fiber/context.c - the first frame of a new stack, laid out as context_switch expects to find it
 *
 * The layouts are those of context_x86_64.S and context_aarch64.S. context_start is the return address: it moves the two values
 * kept in callee-saved registers to where a call wants them.
 */
#include "fiber/context.h"

#include <string.h>

#if defined(CICADA_UCONTEXT)

#include "base/log.h"

#include <stdlib.h>

/* makecontext hands over ints only. */
static void start(unsigned entry_high, unsigned entry_low, unsigned argument_high, unsigned argument_low)
{
    context_entry *entry = (context_entry *)(uintptr_t)((uint64_t)entry_high << 32 | entry_low);

    entry((void *)(uintptr_t)((uint64_t)argument_high << 32 | argument_low));
}

void context_init(struct context *c, char *low, char *high, context_entry *entry, void *argument)
{
    uint64_t entry_bits = (uintptr_t)entry;
    uint64_t argument_bits = (uintptr_t)argument;

    memset(&c->machine, 0, sizeof c->machine);
    if (getcontext(&c->machine) < 0) {
        log_write(LOG_CRITICAL, "cicada.fiber", "getcontext: %m");
        abort();
    }
    c->machine.uc_stack.ss_sp = low;
    c->machine.uc_stack.ss_size = (size_t)(high - low);
    makecontext(&c->machine, (void (*)(void))start, 4, (unsigned)(entry_bits >> 32), (unsigned)entry_bits,
                (unsigned)(argument_bits >> 32), (unsigned)argument_bits);
}

void context_switch(struct context *from, struct context *to)
{
    if (swapcontext(&from->machine, &to->machine) < 0) {
        log_write(LOG_CRITICAL, "cicada.fiber", "swapcontext: %m");
        abort();
    }
}

#else

void context_start(void); /* in assembly; never called, only returned to */

#if defined(__x86_64__)

struct first_frame {
    uint32_t mxcsr;
    uint16_t x87_control;
    uint16_t unused;
    uint64_t r15, r14, r13, r12, rbx, rbp;
    void (*return_to)(void);
    uint64_t end_of_stack[2]; /* keeps the stack pointer a multiple of 16 in context_start */
};

void context_init(struct context *c, char *low, char *high, context_entry *entry, void *argument)
{
    struct first_frame *frame = (struct first_frame *)(void *)(high - sizeof *frame);

    (void)low;
    *frame = (struct first_frame){
        .r12 = (uintptr_t)entry,
        .rbx = (uintptr_t)argument,
        .return_to = context_start,
    };
    /* A fiber starts with the rounding modes of who starts it, as a thread does. */
    __asm__ volatile("stmxcsr %0\n\tfnstcw %1" : "=m"(frame->mxcsr), "=m"(frame->x87_control));
    c->stack_pointer = frame;
}

#elif defined(__aarch64__)

struct first_frame {
    uint64_t x19, x20, x21, x22, x23, x24, x25, x26, x27, x28, x29;
    void (*x30)(void);
    uint64_t d8_to_d15[8];
};

void context_init(struct context *c, char *low, char *high, context_entry *entry, void *argument)
{
    struct first_frame *frame = (struct first_frame *)(void *)(high - sizeof *frame);

    (void)low;
    *frame = (struct first_frame){
        .x19 = (uintptr_t)entry,
        .x20 = (uintptr_t)argument,
        .x30 = context_start,
    };
    c->stack_pointer = frame;
}

#endif
#endif
