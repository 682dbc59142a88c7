/* SPDX-License-Identifier: MIT */
/* label_test.c - cutting and making stable the texts that become keys */
#include "stats/label.h"

#include "support.h"

static void assert_stable(const char *given, size_t limit, const char *wanted)
{
    char out[256 + LABEL_SLACK];
    struct text got = label_stable(text_from(given), out, limit);

    if (!text_equal(got, text_from(wanted)))
        fail_msg("%s: got \"%.*s\", wanted \"%s\"", given, (int)got.size, got.data, wanted);
}

static void what_differs_each_time_is_replaced(void **state)
{
    assert_stable("<Session object at 0x7f3a9c02d1e0>", 256, "<Session object at <n>>");
    assert_stable("order 1234567 not found", 256, "order <n> not found");
    assert_stable("123456", 256, "<n>");
    assert_stable("a1234567890b987654", 256, "a<n>b<n>");
    assert_stable("0x1234567", 256, "<n>");
    assert_stable("0xDEADBEEF!", 256, "<n>!");
}

static void short_numbers_stay(void **state)
{
    assert_stable("HTTP 503 after 12345 ms", 256, "HTTP 503 after 12345 ms");
    assert_stable("port 65535, code 0x1f, 0x", 256, "port 65535, code 0x1f, 0x");
    assert_stable("0x12345 0xg", 256, "0x12345 0xg");
    assert_stable("00x1234567", 256, "00x<n>");
    assert_stable("", 256, "");
}

static void texts_are_cut_at_whole_characters(void **state)
{
    assert_stable("abcdef", 4, "abcd");
    assert_stable("abc\xc3\xa4", 4, "abc");
    assert_stable("abc\xe2\x82\xac", 5, "abc");
    assert_stable("ab\xc3\xa4", 4, "ab\xc3\xa4");
    assert_stable("abcd12345", 4, "abcd");
    assert_stable("abcd12345", 6, "abcd12");
    assert_stable("abc123456789", 5, "abc<n");
    assert_stable("abc", 0, "");
    assert_true(text_equal(label_cut(TEXT("\x80\x80\x80\x80\x80\x80"), 5), TEXT("\x80\x80"))); /* no UTF-8: still bounded */
}

static void order_is_by_bytes_then_by_length(void **state)
{
    assert_true(label_compare(TEXT("a"), TEXT("b")) < 0);
    assert_true(label_compare(TEXT("ab"), TEXT("a")) > 0);
    assert_true(label_compare(TEXT("Z"), TEXT("a")) < 0);
    assert_true(label_compare(TEXT("\xc3"), TEXT("z")) > 0);
    assert_int_equal(label_compare(TEXT(""), (struct text){NULL, 0}), 0);
}

TEST_MAIN(TEST(what_differs_each_time_is_replaced), TEST(short_numbers_stay), TEST(texts_are_cut_at_whole_characters),
          TEST(order_is_by_bytes_then_by_length))
