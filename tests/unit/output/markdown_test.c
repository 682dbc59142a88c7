/* SPDX-License-Identifier: MIT */
/* output/markdown_test.c - marks are escaped where they would mean something, and only there; how a renderer reads the result is
 * seen by tests/interop/test_markdown.py */
#include "support.h"

#include "output/markdown.h"

static void assert_written(const char *text, const char *wanted)
{
    struct buffer out;

    buffer_init(&out, 10000);
    markdown_text(text_from(text), 200, &out);
    assert_equal_string(text, buffer_cstring(&out), wanted);
    buffer_free(&out);
}

static void plain_sentences_stay_as_they_are(void **state)
{
    static const char *const plain[] = {
        "the generator was late (p99) by 4 % (limit 100 %): this machine is busy, 6 times; use cic_sleep & co.",
        "GET /api/v1/data/readings?sensor_id=s-1&",
        "127.0.0.1:8000",
        "2026-11-21T10:23:17Z",
        "it's {done}! +5.3 % -1 = 4 > 3",
        "p95 for \"POST /a\"",
        "naïve_naïve",
        "a.b 1. c"};

    for (size_t i = 0; i < COUNT(plain); i++)
        assert_written(plain[i], plain[i]);
}

static void marks_that_mean_something_are_escaped(void **state)
{
    static const char *const cases[][2] = {
        {"*a* _b_ `c` ~d~ $e$", "\\*a\\* \\_b\\_ \\`c\\` \\~d\\~ \\$e\\$"},
        {"_a", "\\_a"},
        {"a_", "a\\_"},
        {"a__b c__ d", "a__b c\\_\\_ d"},
        {"[a](http://b) ![c]", "\\[a\\](http\\://b) !\\[c\\]"},
        {"http://a www.b WWW.c ftp://d", "http\\://a www\\.b WWW\\.c ftp\\://d"},
        {"<b> a < b", "\\<b> a \\< b"},
        {"&lt; &#60; a & b", "\\&lt; \\&\\#60; a & b"},
        {"> quote", "\\> quote"},
        {"  - list", "  \\- list"},
        {"+ list", "\\+ list"},
        {"===", "\\==="},
        {"12. list", "12\\. list"},
        {"12) list", "12\\) list"},
        {"# head #7", "\\# head \\#7"},
        {":smile: :+1: :100: 1:23:4", "\\:smile: \\:+1: \\:100: 1:23:4"},
        {"a | b\\", "a \\| b\\\\"},
        {"a\nb", "a\\\\nb"},
        {"me@b.org", "me\\@b.org"},
    };

    for (size_t i = 0; i < COUNT(cases); i++)
        assert_written(cases[i][0], cases[i][1]);
}

static void code_has_a_longer_fence_than_what_is_in_it(void **state)
{
    struct buffer out;

    buffer_init(&out, 1000);
    markdown_code(TEXT("cicada ``x` *y* | z"), 100, &out);
    assert_equal_string("code", buffer_cstring(&out), "``` cicada ``x` *y* \\| z ```");
    buffer_free(&out);
}

TEST_MAIN(TEST(plain_sentences_stay_as_they_are), TEST(marks_that_mean_something_are_escaped),
          TEST(code_has_a_longer_fence_than_what_is_in_it))
