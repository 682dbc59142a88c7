/* SPDX-License-Identifier: MIT */
/* output/protobuf_test.c - the wire format: the documentation's own examples, and damaged messages */
#include "support.h"

#include "output/otlp_response.h"
#include "output/protobuf.h"

static void assert_bytes(const struct buffer *got, const char *name, const char *wanted, size_t size)
{
    if (got->size != size || memcmp(got->data, wanted, size) != 0)
        fail_msg("%s: %zu bytes, wanted %zu", name, got->size, size);
}

static void writes_the_examples_of_the_documentation(void **state)
{
    struct buffer out;
    size_t inner;

    buffer_init(&out, 1000);
    protobuf_uint(&out, 1, 150);
    assert_bytes(&out, "int32 150", "\x08\x96\x01", 3);
    buffer_clear(&out);
    protobuf_bytes(&out, 2, TEXT("testing"));
    assert_bytes(&out, "string", "\x12\x07testing", 9);
    buffer_clear(&out);
    inner = protobuf_begin(&out, 3);
    protobuf_uint(&out, 1, 150);
    protobuf_end(&out, inner);
    assert_bytes(&out, "message", "\x1a\x03\x08\x96\x01", 5);
    buffer_clear(&out);
    inner = protobuf_begin(&out, 6);
    protobuf_packed_varint(&out, 3);
    protobuf_packed_varint(&out, 270);
    protobuf_packed_varint(&out, 86942);
    protobuf_end(&out, inner);
    assert_bytes(&out, "packed", "\x32\x06\x03\x8e\x02\x9e\xa7\x05", 8);
    buffer_clear(&out);
    protobuf_sint(&out, 1, -2);
    protobuf_sint(&out, 1, INT64_MIN);
    assert_bytes(&out, "zigzag", "\x08\x03\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 13);
    buffer_clear(&out);
    protobuf_double(&out, 4, 1.0);
    assert_bytes(&out, "double", "\x21\0\0\0\0\0\0\xf0\x3f", 9);
    buffer_free(&out);
}

static void a_message_longer_than_its_first_guess_moves_whole(void **state)
{
    struct buffer out;
    struct text rest;
    struct protobuf_field field;
    size_t outer, inner;

    buffer_init(&out, 100000);
    outer = protobuf_begin(&out, 1);
    inner = protobuf_begin(&out, 2);
    for (size_t i = 0; i < 20000; i++)
        protobuf_packed_varint(&out, i % 100);
    protobuf_end(&out, inner);
    protobuf_end(&out, outer);
    rest = buffer_view(&out);
    assert_true(protobuf_next(&rest, &field));
    assert_equal_u64("rest", rest.size, 0);
    rest = field.bytes;
    assert_true(protobuf_next(&rest, &field));
    assert_equal_u64("number", field.number, 2);
    assert_equal_u64("size", field.bytes.size, 20000);
    for (size_t i = 0; i < 20000; i++)
        assert_equal_u64("byte", (uint64_t)field.bytes.data[i], i % 100);
    buffer_free(&out);
}

static void a_message_beyond_its_maximum_is_marked(void **state)
{
    struct buffer out;
    size_t begun;

    buffer_init(&out, 8);
    begun = protobuf_begin(&out, 1);
    protobuf_bytes(&out, 1, TEXT("123456"));
    protobuf_bytes(&out, 2, TEXT("78"));
    protobuf_end(&out, begun);
    assert_true(out.overflowed);
    buffer_free(&out);
}

/* ---- answers ---- */

static void reads_what_was_not_taken(void **state)
{
    struct otlp_response response;

    assert_true(otlp_response_read(TEXT(""), &response));
    assert_equal_u64("rejected", response.rejected, 0);
    assert_true(otlp_response_read(TEXT("\x0a\x00"), &response));
    assert_true(otlp_response_read(TEXT("\x0a\x06\x08\x96\x01\x12\x01x"), &response));
    assert_equal_u64("rejected", response.rejected, 150);
    assert_equal_u64("message", response.message.size, 1);
    assert_true(otlp_response_read(TEXT("\x12\x02hi\x0a\x02\x08\x07"), &response)); /* a field that is new */
    assert_equal_u64("rejected", response.rejected, 7);
    assert_true(otlp_response_read(TEXT("\x0a\x0b\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), &response)); /* -1 */
    assert_equal_u64("rejected", response.rejected, 0);
}

static void refuses_what_is_no_answer(void **state)
{
    static const struct text bodies[] = {
        TEXT("<html>"),
        TEXT("{\"partialSuccess\":{}}"),
        TEXT("\x0a"),
        TEXT("\x0a\x05x"),
        TEXT("\x0a\x02\x08\x96"),
        TEXT("\x08\x01"),
        TEXT("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
        TEXT("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
        TEXT("\x00"),
        TEXT("\x0b\x0c"),
        TEXT("\x0a\x02\x08\x07garbage behind"),
    };
    struct otlp_response response;

    for (size_t i = 0; i < COUNT(bodies); i++)
        if (otlp_response_read(bodies[i], &response) || response.rejected > 0 || response.message.size > 0)
            fail_msg("body %zu was read", i);
}

static void finds_the_message_of_a_refusal(void **state)
{
    assert_memory_equal(otlp_refusal_message(TEXT("\x08\x03\x12\x02no")).data, "no", 2);
    assert_equal_u64("cut", otlp_refusal_message(TEXT("\x08\x03\x12\x03no")).size, 0);
    assert_equal_u64("empty", otlp_refusal_message(TEXT("")).size, 0);
    assert_equal_u64("page", otlp_refusal_message(TEXT("<html>busy</html>")).size, 0);
}

TEST_MAIN(TEST(writes_the_examples_of_the_documentation), TEST(a_message_longer_than_its_first_guess_moves_whole),
          TEST(a_message_beyond_its_maximum_is_marked), TEST(reads_what_was_not_taken), TEST(refuses_what_is_no_answer),
          TEST(finds_the_message_of_a_refusal))
