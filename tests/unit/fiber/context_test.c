/* SPDX-License-Identifier: MIT */
/* The switch between stacks: what survives it, and how debuggers see a new stack. */
#include "fiber/context.h"

#include <execinfo.h>
#include <fenv.h>

#include "fiber/sanitizer.h"
#include "support.h"

#define STACK_BYTES (256 * 1024)

struct pair {
    struct context here, there;
    struct sanitizer_stack here_stack, there_stack;
    char *memory;
    int number;
    bool aligned;
    int frames;
};

static void go_there(struct pair *p)
{
    sanitizer_before_switch(&p->here_stack, &p->there_stack);
    context_switch(&p->here, &p->there);
    sanitizer_after_switch(&p->here_stack, NULL);
}

static void go_back(struct pair *p)
{
    sanitizer_before_switch(&p->there_stack, &p->here_stack);
    context_switch(&p->there, &p->here);
    sanitizer_after_switch(&p->there_stack, &p->here_stack);
}

static void open_pair(struct pair *p, context_entry *entry)
{
    *p = (struct pair){.memory = aligned_alloc(64, STACK_BYTES)};
    assert_non_null(p->memory);
    sanitizer_set_stack(&p->there_stack, p->memory, p->memory + STACK_BYTES);
    context_init(&p->there, p->memory, p->memory + STACK_BYTES, entry, p);
}

static void close_pair(struct pair *p)
{
    sanitizer_forget(p->memory, STACK_BYTES);
    free(p->memory); /* memory of a library: from aligned_alloc */
}

static void count(void *argument)
{
    struct pair *p = argument;

    sanitizer_after_switch(&p->there_stack, &p->here_stack);
    p->aligned = (uintptr_t)__builtin_frame_address(0) % 16 == 0;
    for (;;) {
        p->number++;
        go_back(p);
    }
}

static void switching_goes_on_where_each_side_left_off(void **state)
{
    struct pair p;

    open_pair(&p, count);
    for (int i = 1; i <= 1000; i++) {
        go_there(&p);
        assert_int_equal(p.number, i);
    }
    assert_true(p.aligned);
    close_pair(&p);
}

/* Enough live values to need all registers that a call preserves, on both sides. */
static uint64_t churn(struct pair *p, uint64_t seed, void (*go)(struct pair *))
{
    uint64_t a = seed, b = seed * 3, c = seed * 5, d = seed * 7, e = seed * 11, f = seed * 13, g = seed * 17, h = seed * 19;
    double x = (double)seed, y = x * 1.5;

    for (int i = 0; i < 100; i++) {
        go(p);
        a += b ^ c;
        b += c ^ d;
        c += d ^ e;
        d += e ^ f;
        e += f ^ g;
        f += g ^ h;
        g += h ^ a;
        h += a ^ b;
        x = x * 0.5 + y * 0.25;
        y = y * 0.25 + x * 0.25;
    }
    return a ^ b ^ c ^ d ^ e ^ f ^ g ^ h ^ (uint64_t)(x * 1000 + y);
}

static void stay(struct pair *p)
{
}

static void churn_there(void *argument)
{
    struct pair *p = argument;

    sanitizer_after_switch(&p->there_stack, &p->here_stack);
    p->number = churn(p, 77, go_back) == churn(p, 77, stay);
    for (;;)
        go_back(p);
}

static void registers_survive_on_both_sides(void **state)
{
    struct pair p;

    open_pair(&p, churn_there);

    uint64_t got = churn(&p, 5, go_there);

    assert_equal_u64("here", got, churn(&p, 5, stay));
    go_there(&p);
    assert_int_equal(p.number, 1);
    close_pair(&p);
}

static void round_up_there(void *argument)
{
    struct pair *p = argument;

    sanitizer_after_switch(&p->there_stack, &p->here_stack);
    fesetround(FE_UPWARD);
    for (;;) {
        go_back(p);
        p->number = fegetround();
    }
}

static void each_side_keeps_its_rounding_mode(void **state)
{
#if defined(__x86_64__)
    struct pair p;

    open_pair(&p, round_up_there);
    go_there(&p);
    assert_int_equal(fegetround(), FE_TONEAREST);
    go_there(&p);
    assert_int_equal(p.number, FE_UPWARD);
    assert_int_equal(fegetround(), FE_TONEAREST);
    close_pair(&p);
#else
    (void)round_up_there;
    skip(); /* there it is global state */
#endif
}

static void look_up(void *argument)
{
    struct pair *p = argument;
    void *frames[64];

    sanitizer_after_switch(&p->there_stack, &p->here_stack);
    p->frames = backtrace(frames, COUNT(frames));
    for (;;)
        go_back(p);
}

static void unwinding_a_new_stack_ends_at_its_first_frame(void **state)
{
    struct pair p;

    open_pair(&p, look_up);
    go_there(&p);
    if (p.frames < 1 || p.frames > 6)
        fail_msg("%d frames, wanted the few of this test", p.frames);
    close_pair(&p);
}

TEST_MAIN(TEST(switching_goes_on_where_each_side_left_off), TEST(registers_survive_on_both_sides),
          TEST(each_side_keeps_its_rounding_mode), TEST(unwinding_a_new_stack_ends_at_its_first_frame))
