/* SPDX-License-Identifier: MIT */
/* tests of base/buffer.c */
#include "support.h"

#include "base/buffer.h"
#include "base/random.h"

static void what_is_appended_is_there_and_ends_in_a_zero(void **state)
{
    struct buffer b;

    buffer_init(&b, 1000);
    assert_string_equal(buffer_cstring(&b), "");
    assert_int_equal(buffer_view(&b).size, 0);
    buffer_string(&b, "GET ");
    buffer_text(&b, TEXT("/a"));
    buffer_text(&b, (struct text){NULL, 0});
    buffer_byte(&b, '?');
    buffer_printf(&b, "%s=%d", "n", 12);
    buffer_append(&b, " HTTP", 5);
    assert_string_equal(buffer_cstring(&b), "GET /a?n=12 HTTP");
    assert_int_equal(b.size, 16);
    assert_false(b.overflowed);
    buffer_free(&b);
    assert_string_equal(buffer_cstring(&b), "");
    assert_int_equal(b.maximum, 1000);
}

static void an_append_beyond_the_maximum_is_ignored_with_all_that_follow(void **state)
{
    struct buffer b;

    buffer_init(&b, 10);
    buffer_string(&b, "12345678");
    buffer_string(&b, "abc");
    assert_true(b.overflowed);
    assert_string_equal(buffer_cstring(&b), "12345678");
    buffer_byte(&b, '9'); /* would fit, but what came before it is missing */
    assert_string_equal(buffer_cstring(&b), "12345678");
    assert_null(buffer_reserve(&b, 1));

    buffer_clear(&b);
    assert_false(b.overflowed);
    buffer_string(&b, "1234567890");
    assert_false(b.overflowed);
    assert_string_equal(buffer_cstring(&b), "1234567890");
    buffer_free(&b);
}

static void a_formatted_text_that_does_not_fit_leaves_no_trace(void **state)
{
    struct buffer b;

    buffer_init(&b, 100);
    buffer_string(&b, "kept");
    buffer_printf(&b, "%0*d", 97, 1);
    assert_true(b.overflowed);
    assert_string_equal(buffer_cstring(&b), "kept");
    assert_int_equal(b.data[b.size], '\0');

    buffer_clear(&b);
    buffer_printf(&b, "%0*d", 100, 1);
    assert_false(b.overflowed);
    assert_int_equal(b.size, 100);
    buffer_free(&b);
}

static void a_maximum_of_zero_holds_nothing(void **state)
{
    struct buffer b;

    buffer_init(&b, 0);
    buffer_append(&b, "", 0);
    buffer_printf(&b, "%s", "");
    assert_false(b.overflowed);
    buffer_byte(&b, 'x');
    assert_true(b.overflowed);
    assert_string_equal(buffer_cstring(&b), "");
    buffer_free(&b);
}

static void reserved_room_is_written_directly(void **state)
{
    struct buffer b;
    char *room;

    buffer_init(&b, 100000);
    room = buffer_reserve(&b, 50000);
    assert_non_null(room);
    memset(room, 'r', 50000);
    buffer_commit(&b, 49999);
    assert_int_equal(b.size, 49999);
    assert_int_equal(b.data[49999], '\0');
    assert_null(buffer_reserve(&b, 50002));
    assert_true(b.overflowed);
    buffer_free(&b);
}

static void dropping_moves_the_rest_to_the_front(void **state)
{
    struct buffer b;

    buffer_init(&b, 100);
    buffer_drop(&b, 0);
    buffer_string(&b, "abcdef");
    buffer_drop(&b, 2);
    assert_string_equal(buffer_cstring(&b), "cdef");
    buffer_drop(&b, 4);
    assert_string_equal(buffer_cstring(&b), "");
    buffer_free(&b);
}

static void the_capacity_never_exceeds_the_maximum_by_more_than_the_zero(void **state)
{
    for (size_t maximum = 1; maximum < 1000; maximum += 7) {
        struct buffer b;

        buffer_init(&b, maximum);
        for (size_t i = 0; i < maximum; i++)
            buffer_byte(&b, 'c');
        assert_false(b.overflowed);
        assert_int_equal(b.size, maximum);
        assert_true(b.capacity <= maximum + 1);
        buffer_byte(&b, 'c');
        assert_true(b.overflowed);
        buffer_free(&b);
    }
}

static void random_use_agrees_with_a_fixed_array(void **state)
{
    enum { MAXIMUM = 5000 };
    char model[MAXIMUM + 1] = "";
    char piece[400];
    size_t size = 0;
    struct buffer b;
    struct random r;

    random_init(&r, 3, 0);
    buffer_init(&b, MAXIMUM);
    for (int step = 0; step < 20000; step++) {
        size_t length = random_below(&r, sizeof piece);

        memset(piece, 'a' + step % 26, sizeof piece);
        if (random_below(&r, 4) == 0) {
            size_t dropped = random_below(&r, size + 1);

            buffer_drop(&b, dropped);
            memmove(model, model + dropped, size - dropped);
            size -= dropped;
        } else if (length <= MAXIMUM - size) {
            if (step % 2)
                buffer_append(&b, piece, length);
            else
                buffer_printf(&b, "%.*s", (int)length, piece);
            memcpy(model + size, piece, length);
            size += length;
        }
        model[size] = '\0';
        assert_int_equal(b.size, size);
        assert_string_equal(buffer_cstring(&b), model);
    }
    assert_false(b.overflowed);
    buffer_free(&b);
}

TEST_MAIN(TEST(what_is_appended_is_there_and_ends_in_a_zero), TEST(an_append_beyond_the_maximum_is_ignored_with_all_that_follow),
          TEST(a_formatted_text_that_does_not_fit_leaves_no_trace), TEST(a_maximum_of_zero_holds_nothing),
          TEST(reserved_room_is_written_directly), TEST(dropping_moves_the_rest_to_the_front),
          TEST(the_capacity_never_exceeds_the_maximum_by_more_than_the_zero), TEST(random_use_agrees_with_a_fixed_array))
