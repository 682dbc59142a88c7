/* SPDX-License-Identifier: MIT */
/* fiber/sanitizer.h - telling AddressSanitizer and valgrind about stacks; empty without them
 *
 * AddressSanitizer has to know which stack is in use before and after each switch, and valgrind where stacks are; otherwise both
 * take a switch for a gigantic frame. The interface is that of sanitizer/common_interface_defs.h of LLVM.
 */
#ifndef CICADA_FIBER_SANITIZER_H
#define CICADA_FIBER_SANITIZER_H

#include "base/base.h"

#if defined(__SANITIZE_ADDRESS__)
#define HAS_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ADDRESS_SANITIZER 1
#endif
#endif

#ifdef HAS_ADDRESS_SANITIZER
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#define NO_SANITIZE_ADDRESS    __attribute__((no_sanitize_address))
#define SANITIZER_STACK_FACTOR 4 /* instrumented frames are that much larger */
#else
#define NO_SANITIZE_ADDRESS
#define SANITIZER_STACK_FACTOR 1
#endif

#if defined(__has_include)
#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#define HAS_VALGRIND 1
#endif
#endif

/* A stack as AddressSanitizer sees it. */
struct sanitizer_stack {
#ifdef HAS_ADDRESS_SANITIZER
    const void *low;
    size_t size;
    void *fake; /* its frames on the side, while it does not run */
#endif
};

/* Once for each new stack. */
static inline void sanitizer_announce_stack(char *low, char *high)
{
#ifdef HAS_VALGRIND
    (void)VALGRIND_STACK_REGISTER(low, high - 1);
#else
    (void)low;
    (void)high;
#endif
}

/* The memory is about to be used anew: what old frames forbade is allowed again. */
static inline void sanitizer_forget(char *low, size_t size)
{
#ifdef HAS_ADDRESS_SANITIZER
    __asan_unpoison_memory_region(low, size);
#else
    (void)low;
    (void)size;
#endif
}

static inline void sanitizer_set_stack(struct sanitizer_stack *s, const char *low, const char *high)
{
#ifdef HAS_ADDRESS_SANITIZER
    *s = (struct sanitizer_stack){.low = low, .size = (size_t)(high - low)};
#else
    (void)s;
    (void)low;
    (void)high;
#endif
}

/* Before a switch; `from` is NULL when its stack will not be used again. */
static inline void sanitizer_before_switch(struct sanitizer_stack *from, const struct sanitizer_stack *to)
{
#ifdef HAS_ADDRESS_SANITIZER
    __sanitizer_start_switch_fiber(from ? &from->fake : NULL, to->low, to->size);
#else
    (void)from;
    (void)to;
#endif
}

/* After a switch, on the stack `now`; `left` is told its own bounds unless NULL. */
static inline void sanitizer_after_switch(struct sanitizer_stack *now, struct sanitizer_stack *left)
{
#ifdef HAS_ADDRESS_SANITIZER
    __sanitizer_finish_switch_fiber(now->fake, left ? &left->low : NULL, left ? &left->size : NULL);
#else
    (void)now;
    (void)left;
#endif
}

#endif
