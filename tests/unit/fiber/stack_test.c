/* SPDX-License-Identifier: MIT */
/* Stacks: guards of each kind, reuse, memory given back, depth. */
#include "fiber/stack.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "base/limits.h"
#include "base/mem.h"
#include "fiber/sanitizer.h"
#include "support.h"

#define SIZE (64 * KIB)

static size_t resident_pages(char *low, size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), count = 0;
    unsigned char in_core[64];

    assert_true(size / page <= sizeof in_core);
    assert_int_equal(mincore(low, size, in_core), 0);
    for (size_t i = 0; i < size / page; i++)
        count += in_core[i] & 1;
    return count;
}

static void stacks_are_usable_from_end_to_end_and_apart(void **state)
{
    enum { STACKS = 200 };
    struct stack_pool *pool = stack_pool_new(SIZE - 1, STACK_GUARD_MARKERS);
    struct stack all[STACKS];

    assert_int_equal(stack_pool_stack_size(pool), SIZE);
    for (int i = 0; i < STACKS; i++) {
        all[i] = stack_take(pool);
        assert_true((size_t)(all[i].high - all[i].low) + KIB >= SIZE);
        assert_int_equal((uintptr_t)all[i].high % 64, 0);
        memset(all[i].low, i, (size_t)(all[i].high - all[i].low));
    }
    for (int i = 0; i < STACKS; i++) {
        assert_int_equal(all[i].low[0], (char)i);
        assert_int_equal(all[i].high[-1], (char)i);
        stack_give(pool, all[i]);
    }
    stack_pool_free(pool);
}

static void high_ends_differ_in_their_place_in_the_page(void **state)
{
    struct stack_pool *pool = stack_pool_new(SIZE, STACK_GUARD_MARKERS);
    struct stack all[64];
    bool used[64] = {0};
    unsigned places = 0;

    for (size_t i = 0; i < COUNT(all); i++) {
        all[i] = stack_take(pool);
        used[(uintptr_t)all[i].high % 4096 / 64] = true;
    }
    for (size_t i = 0; i < COUNT(all); i++) {
        places += used[i];
        stack_give(pool, all[i]);
    }
    if (places < 8)
        fail_msg("%u different places, wanted at least 8", places);
    stack_pool_free(pool);
}

/* Expects a write below `s` to kill a child by SIGSEGV. */
static void assert_guard_faults(struct stack s)
{
    pid_t child = fork();
    int status;

    if (child == 0) {
        sigaction(SIGSEGV, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
        ((volatile char *)s.low)[-1] = 1;
        _exit(0);
    }
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGSEGV);
}

static void assert_guarded(enum stack_guard kind)
{
    struct stack_pool *pool = stack_pool_new(SIZE, kind);
    struct stack a = stack_take(pool), b = stack_take(pool), found;

    assert_true(a.guarded && b.guarded);
    assert_guard_faults(a);
    assert_guard_faults(b);
    assert_true(stack_pool_guards(pool, b.low - 1, &found));
    assert_ptr_equal(found.low, b.low);
    assert_ptr_equal(found.high, b.high);
    assert_false(stack_pool_guards(pool, b.low, &found));
    assert_false(stack_pool_guards(pool, b.high - 1, &found));
    assert_false(stack_pool_guards(pool, &found, &found));
    assert_true(stack_intact(&a));
    stack_give(pool, a);
    stack_give(pool, b);
    stack_pool_free(pool);
}

static void overflow_faults_with_the_best_guard_of_this_kernel(void **state)
{
    assert_guarded(STACK_GUARD_MARKERS);
}

static void overflow_faults_with_guard_pages(void **state)
{
    assert_guarded(STACK_GUARD_PAGES);
}

static void overflow_without_a_guard_is_found_by_the_pattern(void **state)
{
    struct stack_pool *pool = stack_pool_new(SIZE, STACK_GUARD_PATTERN);
    struct stack s = stack_take(pool), found;

    assert_false(s.guarded);
    assert_true(stack_intact(&s));
    assert_false(stack_pool_guards(pool, s.low - 1, &found));
    s.low[5] ^= 1;
    assert_false(stack_intact(&s));
    stack_give(pool, s);

    struct stack again = stack_take(pool);

    assert_ptr_equal(again.low, s.low);
    assert_true(stack_intact(&again));
    stack_give(pool, again);
    stack_pool_free(pool);
}

static void guard_pages_end_before_the_mappings_of_a_process_do(void **state)
{
    enum { STACKS = 13000 };
    struct stack_pool *pool = stack_pool_new(4 * KIB, STACK_GUARD_PAGES);
    struct stack *all = mem_alloc(STACKS * sizeof *all);
    size_t guarded = 0;

    for (size_t i = 0; i < STACKS; i++) {
        all[i] = stack_take(pool);
        guarded += all[i].guarded;
    }
    if (guarded < 1000 || guarded > 12000)
        fail_msg("%zu of %d stacks have a guard page, wanted some thousands", guarded, STACKS);
    assert_false(all[STACKS - 1].guarded);
    assert_true(stack_intact(&all[STACKS - 1]));
    for (size_t i = 0; i < STACKS; i++)
        stack_give(pool, all[i]);
    mem_free(all);
    stack_pool_free(pool);
}

static void last_stack_given_back_is_taken_first(void **state)
{
    struct stack_pool *pool = stack_pool_new(SIZE, STACK_GUARD_MARKERS);
    struct stack a = stack_take(pool), b = stack_take(pool);

    stack_give(pool, a);
    stack_give(pool, b);
    assert_ptr_equal(stack_take(pool).low, b.low);
    assert_ptr_equal(stack_take(pool).low, a.low);
    stack_give(pool, a);
    stack_give(pool, b);
    stack_pool_free(pool);
}

static void memory_of_many_released_stacks_is_given_back(void **state)
{
    enum { STACKS = 1000, PAGES = 16 };
    struct stack_pool *pool = stack_pool_new(SIZE, STACK_GUARD_MARKERS);
    struct stack all[STACKS];
    size_t before = 0, after = 0;

    for (size_t i = 0; i < STACKS; i++) {
        all[i] = stack_take(pool);
        memset(all[i].low, 1, (size_t)(all[i].high - all[i].low));
        before += resident_pages(all[i].low, SIZE);
    }
    for (size_t i = 0; i < STACKS; i++)
        stack_give(pool, all[i]);
    for (size_t i = 0; i < STACKS; i++)
        after += resident_pages(all[i].low, SIZE);
    assert_equal_u64("pages in use", before, STACKS * PAGES);
    if (after > 256 * PAGES)
        fail_msg("%zu pages stay resident, wanted at most those of 256 stacks", after);

    /* All of them can be used again, the guards still stand. */
    for (size_t i = 0; i < STACKS; i++) {
        all[i] = stack_take(pool);
        all[i].low[0] = 1;
    }
    assert_guard_faults(all[0]);
    assert_guard_faults(all[STACKS - 1]);
    for (size_t i = 0; i < STACKS; i++)
        stack_give(pool, all[i]);
    stack_pool_free(pool);
}

static void depth_is_seen_by_the_paint(void **state)
{
    for (int kind = STACK_GUARD_PATTERN; kind <= STACK_GUARD_MARKERS; kind++) {
        struct stack_pool *pool = stack_pool_new(SIZE, (enum stack_guard)kind);
        struct stack s = stack_take(pool);

        stack_paint(s, s.high);
        assert_equal_u64("unused", stack_untouched(s), (uint64_t)(s.high - s.low));
        s.low[10000] = 1;
        assert_equal_u64("used down to byte 10000", stack_untouched(s), 10000);
        assert_true(stack_intact(&s));
        stack_give(pool, s);
        stack_pool_free(pool);
    }
}

static void largest_stacks_are_possible(void **state)
{
    struct stack_pool *pool = stack_pool_new(LIMIT_STACK_SIZE, STACK_GUARD_MARKERS);
    struct stack a = stack_take(pool), b = stack_take(pool);

    a.low[0] = b.low[0] = 1;
    a.high[-1] = b.high[-1] = 1;
    stack_give(pool, a);
    stack_give(pool, b);
    stack_pool_free(pool);
}

TEST_MAIN(TEST(stacks_are_usable_from_end_to_end_and_apart), TEST(high_ends_differ_in_their_place_in_the_page),
          TEST(overflow_faults_with_the_best_guard_of_this_kernel), TEST(overflow_faults_with_guard_pages),
          TEST(overflow_without_a_guard_is_found_by_the_pattern), TEST(guard_pages_end_before_the_mappings_of_a_process_do),
          TEST(last_stack_given_back_is_taken_first), TEST(memory_of_many_released_stacks_is_given_back),
          TEST(depth_is_seen_by_the_paint), TEST(largest_stacks_are_possible))
