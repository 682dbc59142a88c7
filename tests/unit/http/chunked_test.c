/* SPDX-License-Identifier: MIT */
/* The chunked coding where text cases do not reach: spans, counts, large chunks. The grammar is in
 * tests/cases/response/chunked.txt. */
#include "support.h"

#include "http/chunked.h"

static void spans_point_into_the_bytes_that_were_given(void **state)
{
    struct text all = TEXT("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    struct text in = all;
    struct chunked c = {0};
    struct text span;

    assert_int_equal(chunked_decode(&c, &in, &span), OK);
    assert_ptr_equal(span.data, all.data + 3);
    assert_equal_u64("size", span.size, 3);
    assert_int_equal(chunked_decode(&c, &in, &span), OK);
    assert_ptr_equal(span.data, all.data + 11);
    assert_equal_u64("size", span.size, 2);
    assert_int_equal(chunked_decode(&c, &in, &span), OK);
    assert_equal_u64("size", span.size, 0);
    assert_true(c.done);
    assert_equal_u64("consumed", c.consumed, all.size);
}

static void nothing_is_taken_behind_the_end(void **state)
{
    struct text in = TEXT("0\r\n\r\nHTTP/1.1 200 OK");
    struct chunked c = {0};
    struct text span;

    for (int i = 0; i < 3; i++) {
        assert_int_equal(chunked_decode(&c, &in, &span), OK);
        assert_true(c.done);
        assert_equal_u64("left", in.size, 15);
        assert_equal_u64("consumed", c.consumed, 5);
        assert_equal_u64("span", span.size, 0);
    }
}

static void an_error_leaves_the_offending_byte(void **state)
{
    struct text in = TEXT("2\r\nok\r\nx");
    struct chunked c = {0};
    struct text span;

    assert_int_equal(chunked_decode(&c, &in, &span), OK);
    assert_int_equal(chunked_decode(&c, &in, &span), ERROR_MALFORMED_RESPONSE);
    assert_equal_u64("consumed", c.consumed, 7);
    assert_equal_u64("left", in.size, 1);
    assert_int_equal(*in.data, 'x');
    assert_non_null(c.problem);
}

/* More than memory holds goes through, since nothing is kept. */
static void a_chunk_may_be_larger_than_memory(void **state)
{
    static char data[1 << 20];
    const uint64_t size = 10ULL << 30;
    struct text in = TEXT("280000000\r\n");
    struct chunked c = {0};
    struct text span;
    uint64_t received = 0;

    assert_int_equal(chunked_decode(&c, &in, &span), OK);
    while (received < size) {
        in = (struct text){data, sizeof data};
        assert_int_equal(chunked_decode(&c, &in, &span), OK);
        received += span.size;
    }
    assert_equal_u64("received", received, size);
    in = TEXT("\r\n0\r\n\r\n");
    assert_int_equal(chunked_decode(&c, &in, &span), OK);
    assert_true(c.done);
}

static void a_million_small_chunks_add_up(void **state)
{
    struct chunked c = {0};
    uint64_t received = 0;

    for (int i = 0; i < 1000000; i++) {
        struct text in = TEXT("1;x\r\na\r\n");

        while (in.size > 0) {
            struct text span;

            assert_int_equal(chunked_decode(&c, &in, &span), OK);
            received += span.size;
        }
    }
    assert_equal_u64("received", received, 1000000);
    assert_equal_u64("consumed", c.consumed, 8000000);
}

TEST_MAIN(TEST(spans_point_into_the_bytes_that_were_given), TEST(nothing_is_taken_behind_the_end),
          TEST(an_error_leaves_the_offending_byte), TEST(a_chunk_may_be_larger_than_memory), TEST(a_million_small_chunks_add_up))
