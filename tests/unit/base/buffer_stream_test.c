/* SPDX-License-Identifier: MIT */
/* base/buffer_stream_test.c - what is written to the stream is in the buffer, up to its maximum */
#include "support.h"

#include "base/buffer_stream.h"

static void what_is_written_is_appended(void **state)
{
    struct buffer b;
    FILE *stream;

    buffer_init(&b, 1 << 20);
    buffer_string(&b, "before ");
    stream = buffer_stream(&b);
    for (int i = 0; i < 10000; i++)
        assert_true(fprintf(stream, "%d,", i) > 0);
    assert_int_equal(fclose(stream), 0);
    assert_memory_equal(b.data, "before 0,1,2,", 13);
    assert_equal_u64("size", b.size, 7 + 10 * 2 + 90 * 3 + 900 * 4 + 9000 * 5);
    buffer_free(&b);
}

static void beyond_the_maximum_both_say_so(void **state)
{
    struct buffer b;
    FILE *stream;

    buffer_init(&b, 100);
    stream = buffer_stream(&b);
    for (int i = 0; i < 10000; i++)
        fputs("0123456789", stream);
    assert_int_not_equal(fflush(stream), 0);
    assert_true(ferror(stream));
    fclose(stream);
    assert_true(b.overflowed);
    assert_true(b.size <= 100);
    buffer_free(&b);
}

TEST_MAIN(TEST(what_is_written_is_appended), TEST(beyond_the_maximum_both_say_so))
