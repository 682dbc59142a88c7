/* SPDX-License-Identifier: MIT */
/* base64_test.c - the vectors of RFC 4648 section 10 and bytes above 127 */
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

TEST_MAIN(TEST(base64_gives_the_vectors_of_the_rfc))
