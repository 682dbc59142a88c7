/* SPDX-License-Identifier: MIT */
/* fiber/stack.h - stacks by the hundred thousand, each with a guard below it
 *
 * Stacks are cut from slabs of many, so that a mapping is not needed for each, and reused last in, first out, so that the next
 * one taken is still in the cache and resident. The pool keeps a bounded number of released stacks resident, and gives the memory
 * of the others back.
 *
 * Guards, the best the kernel offers:
 *   1. markers in the page table (MADV_GUARD_INSTALL, Linux 6.13), which neither cost memory nor split the mapping;
 *   2. pages without access, for as many stacks as leave room in vm.max_map_count (each splits the mapping);
 *   3. a known pattern at the low end, which stack_intact checks: overflow is found late, but it is found.
 *
 * The high ends vary by a few hundred bytes from stack to stack. Otherwise the busiest lines of all stacks, all at the same
 * place in their pages, would compete for the same few sets of the cache.
 *
 * Not here: what runs on a stack (fiber.c, context.h).
 */
#ifndef CICADA_FIBER_STACK_H
#define CICADA_FIBER_STACK_H

#include "base/base.h"

/* In order of preference, best last. */
enum stack_guard { STACK_GUARD_PATTERN, STACK_GUARD_PAGES, STACK_GUARD_MARKERS };

struct stack {
    char *low;    /* lowest usable byte */
    char *high;   /* end of the stack; a multiple of 64 */
    bool guarded; /* an overflow faults; otherwise ask stack_intact */
};

struct stack_pool;

/* Stacks of at least `size` usable bytes each (rounded up to pages), with guards of kind `best` or worse. Not NULL. */
struct stack_pool *stack_pool_new(size_t size, enum stack_guard best);
void stack_pool_free(struct stack_pool *pool); /* all stacks have been given back */
size_t stack_pool_stack_size(const struct stack_pool *pool);

/* Never fails: out of memory ends the process (base/mem.h). A stack that was used before holds what was left in it. */
struct stack stack_take(struct stack_pool *pool);
void stack_give(struct stack_pool *pool, struct stack s);

/* False when the pattern at the low end of a stack without a real guard has been overwritten. */
bool stack_intact(const struct stack *s);

/* The stack whose guard holds `address`, also when it is not in use. False when it is in none. Async-signal-safe. */
bool stack_pool_guards(const struct stack_pool *pool, const void *address, struct stack *found);

/* How deep a stack has been, for measuring: stack_paint fills [low, end) with a pattern, stack_untouched gives the bytes from
 * `low` on that still hold it. */
void stack_paint(struct stack s, char *end);
size_t stack_untouched(struct stack s);

#endif
