/* SPDX-License-Identifier: MIT */
/* base64_test.c - the vectors of RFC 4648 section 10, bytes above 127, and back */
#include "base/base64.h"

#include "support.h"

static void base64_gives_the_vectors_of_the_rfc(void **state)
{
    static const char *const vectors[][2] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
        {"\xff\xfe\xfd", "//79"},
        {"user:pa ss", "dXNlcjpwYSBzcw=="},
    };
    struct buffer out;

    buffer_init(&out, 100);
    for (size_t i = 0; i < COUNT(vectors); i++) {
        buffer_clear(&out);
        base64_append(text_from(vectors[i][0]), &out);
        assert_equal_string(vectors[i][0], buffer_cstring(&out), vectors[i][1]);
    }
    buffer_free(&out);
}

static void decoding_gives_the_bytes_back(void **state)
{
    struct buffer text, again;
    char bytes[256];

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)i;
    buffer_init(&text, 1024);
    buffer_init(&again, 1024);
    for (size_t size = 0; size <= sizeof bytes; size++) {
        buffer_clear(&text);
        buffer_clear(&again);
        base64_append((struct text){bytes, size}, &text);
        assert_true(base64_decode(buffer_view(&text), &again));
        assert_int_equal(again.size, size);
        assert_memory_equal(buffer_cstring(&again), bytes, size);
    }
    buffer_free(&text);
    buffer_free(&again);
}

static void text_that_is_not_base64_is_refused(void **state)
{
    static const char *const texts[] = {"A",    "AA",   "AAA",  "A===", "====",   "AA==AAAA", "AAA=AAAA",
                                        "AB==", "AAB=", "AA A", "AA-_", "AAAA\n", "=AAA",     "AA=A"};
    struct buffer out;

    buffer_init(&out, 1024);
    for (size_t i = 0; i < COUNT(texts); i++)
        if (base64_decode(text_from(texts[i]), &out))
            fail_msg("%s was decoded", texts[i]);
    buffer_free(&out);
    buffer_init(&out, 2);
    assert_false(base64_decode(TEXT("AAAA"), &out));
    buffer_free(&out);
}

TEST_MAIN(TEST(base64_gives_the_vectors_of_the_rfc), TEST(decoding_gives_the_bytes_back),
          TEST(text_that_is_not_base64_is_refused))
