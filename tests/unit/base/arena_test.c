/* SPDX-License-Identifier: MIT */
/* tests of base/arena.c */
#include "support.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#endif

#include "base/arena.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/random.h"

static int drain(void **state)
{
    arena_pool_drain();
    return 0;
}

static void pieces_are_aligned_apart_and_writable(void **state)
{
    enum { PIECES = 2000 };
    static unsigned char *piece[PIECES];
    static size_t size[PIECES];
    struct arena a = {0};
    struct random r;

    random_init(&r, 1, 0);
    for (size_t i = 0; i < PIECES; i++) {
        size[i] = random_below(&r, 20) == 0 ? random_below(&r, 20000) : random_below(&r, 200);
        piece[i] = arena_alloc(&a, size[i]);
        assert_int_equal((uintptr_t)piece[i] % ARENA_ALIGNMENT, 0);
        memset(piece[i], (int)(i & 0xff), size[i]);
    }
    for (size_t i = 0; i < PIECES; i++) {
        for (size_t at = 0; at < size[i]; at++)
            assert_int_equal(piece[i][at], i & 0xff);
    }
    arena_reset(&a);
}

static void size_zero_gives_pieces_of_their_own_also_from_an_empty_arena(void **state)
{
    struct arena a = {0};
    void *first = arena_alloc(&a, 0);
    void *second = arena_alloc(&a, 0);

    assert_non_null(first);
    assert_non_null(second);
    assert_ptr_not_equal(first, second);
    arena_reset(&a);
}

static void zeroed_pieces_are_zero_in_used_memory(void **state)
{
    struct arena a = {0};

    memset(arena_alloc(&a, 4000), 0xff, 4000);
    arena_reset(&a);
    for (size_t i = 0, *zeroed = arena_zalloc(&a, 4000); i < 4000 / sizeof *zeroed; i++)
        assert_int_equal(zeroed[i], 0);
    arena_reset(&a);
}

static void an_arena_that_was_reset_owns_nothing(void **state)
{
    struct arena a = {0};

    arena_alloc(&a, 10);
    arena_alloc(&a, 100000);
    assert_true(a.size >= 100000 + ARENA_BLOCK_SIZE);
    arena_reset(&a);
    assert_int_equal(a.size, 0);
    assert_null(a.last);
    assert_null(a.free);
    arena_reset(&a);
    assert_int_equal(a.size, 0);
}

static void blocks_are_used_again_last_in_first_out(void **state)
{
    struct arena a = {0}, b = {0};
    void *first = arena_alloc(&a, 100);

    arena_reset(&a);
    assert_ptr_equal(arena_alloc(&b, 200), first);
    arena_reset(&b);
}

static void release_goes_back_to_the_mark_across_blocks(void **state)
{
    struct arena a = {0};
    char *kept = arena_strdup(&a, "kept");
    struct arena_mark mark = arena_mark(&a);
    size_t size = a.size;
    char *next = arena_alloc(&a, 16);

    for (int i = 0; i < 50; i++)
        arena_alloc(&a, 1000);
    arena_alloc(&a, 50000);
    arena_release(&a, mark);
    assert_int_equal(a.size, size);
    assert_string_equal(kept, "kept");
    assert_ptr_equal(arena_alloc(&a, 16), next);
    arena_release(&a, mark);
    arena_release(&a, mark);
    arena_reset(&a);
}

static void release_to_a_mark_of_an_empty_arena_empties_it(void **state)
{
    struct arena a = {0};
    struct arena_mark mark = arena_mark(&a);

    arena_alloc(&a, 10000);
    arena_release(&a, mark);
    assert_int_equal(a.size, 0);
    assert_non_null(arena_alloc(&a, 1));
    arena_reset(&a);
}

static void the_last_piece_grows_in_place_and_others_are_copied(void **state)
{
    struct arena a = {0};
    char *text = arena_grow(&a, NULL, 0, 10);
    char *moved;

    memcpy(text, "123456789", 10);
    assert_ptr_equal(arena_grow(&a, text, 10, 600), text);
    assert_ptr_equal(arena_grow(&a, text, 600, 5), text);
    arena_alloc(&a, 1);
    moved = arena_grow(&a, text, 600, 700);
    assert_ptr_not_equal(moved, text);
    assert_string_equal(moved, "123456789");
    memset(moved, 'x', 700);
    moved = arena_grow(&a, moved, 700, 70000);
    for (size_t i = 0; i < 700; i++)
        assert_int_equal(moved[i], 'x');
    arena_reset(&a);
}

static void texts_are_copied_with_a_terminating_zero(void **state)
{
    struct arena a = {0};
    char wanted[2000];
    char *text;

    assert_string_equal(arena_copy(&a, (struct text){"abcdef", 3}), "abc");
    assert_string_equal(arena_copy(&a, (struct text){NULL, 0}), "");
    assert_string_equal(arena_printf(&a, "%s %d", "answer", 42), "answer 42");

    /* Around and beyond what is formatted at the first try. */
    for (size_t size = 250; size < sizeof wanted; size += size < 260 ? 1 : 300) {
        memset(wanted, 'w', size);
        wanted[size] = '\0';
        text = arena_printf(&a, "%s", wanted);
        assert_string_equal(text, wanted);
    }
    arena_reset(&a);
}

static void the_pool_keeps_no_more_than_its_bound(void **state)
{
    enum { BLOCKS = LIMIT_ARENA_POOL_BLOCKS + 100 };
    struct arena a = {0};

    for (int i = 0; i < BLOCKS; i++)
        arena_alloc(&a, 4000);
    assert_int_equal(a.size, (size_t)BLOCKS * ARENA_BLOCK_SIZE);
    arena_reset(&a);

    /* With the pool full, exactly as many allocations as it has blocks need no memory from the heap. */
    mem_fail_after(1);
    for (int i = 0; i < LIMIT_ARENA_POOL_BLOCKS; i++)
        arena_alloc(&a, 4000);
    mem_fail_after(0);
    arena_reset(&a);
}

static void random_use_agrees_with_a_copy_of_each_piece(void **state)
{
    enum { STEPS = 20000, DEPTH = 64 };
    struct kept {
        struct arena_mark mark;
        uint64_t *piece;
        size_t count;
        uint64_t value;
    } stack[DEPTH];
    struct arena a = {0};
    size_t depth = 0;
    struct random r;

    random_init(&r, 2, 0);
    for (int step = 0; step < STEPS; step++) {
        if (depth < DEPTH && random_below(&r, 3) > 0) {
            struct kept *k = &stack[depth++];

            *k = (struct kept){arena_mark(&a), NULL, random_below(&r, 10) ? random_below(&r, 100) : random_below(&r, 2000),
                               random_u64(&r)};
            k->piece = arena_alloc(&a, k->count * sizeof *k->piece);
            for (size_t i = 0; i < k->count; i++)
                k->piece[i] = k->value;
        } else if (depth > 0) {
            depth -= 1 + random_below(&r, MIN(depth, (size_t)5));
            arena_release(&a, stack[depth].mark);
        }
        for (size_t k = 0; k < depth; k += 7) {
            for (size_t i = 0; i < stack[k].count; i++)
                assert_true(stack[k].piece[i] == stack[k].value);
        }
    }
    arena_reset(&a);
}

#ifdef __SANITIZE_ADDRESS__
static void released_and_unused_memory_is_poisoned(void **state)
{
    struct arena a = {0};
    char *piece = arena_alloc(&a, 20);
    struct arena_mark mark = arena_mark(&a);
    char *later = arena_alloc(&a, 32);

    assert_false(__asan_address_is_poisoned(piece + 19));
    assert_true(__asan_address_is_poisoned(piece + 20));
    assert_false(__asan_address_is_poisoned(later + 31));
    arena_release(&a, mark);
    assert_true(__asan_address_is_poisoned(later));
    assert_false(__asan_address_is_poisoned(piece));
    arena_reset(&a);
    assert_true(__asan_address_is_poisoned(piece));
}
#endif

TEST_MAIN(TEST_WITH(pieces_are_aligned_apart_and_writable, NULL, drain),
          TEST_WITH(size_zero_gives_pieces_of_their_own_also_from_an_empty_arena, NULL, drain),
          TEST_WITH(zeroed_pieces_are_zero_in_used_memory, NULL, drain),
          TEST_WITH(an_arena_that_was_reset_owns_nothing, NULL, drain),
          TEST_WITH(blocks_are_used_again_last_in_first_out, NULL, drain),
          TEST_WITH(release_goes_back_to_the_mark_across_blocks, NULL, drain),
          TEST_WITH(release_to_a_mark_of_an_empty_arena_empties_it, NULL, drain),
          TEST_WITH(the_last_piece_grows_in_place_and_others_are_copied, NULL, drain),
          TEST_WITH(texts_are_copied_with_a_terminating_zero, NULL, drain),
          TEST_WITH(the_pool_keeps_no_more_than_its_bound, NULL, drain),
          TEST_WITH(random_use_agrees_with_a_copy_of_each_piece, NULL, drain),
#ifdef __SANITIZE_ADDRESS__
          TEST_WITH(released_and_unused_memory_is_poisoned, NULL, drain),
#endif
)
