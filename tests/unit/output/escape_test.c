/* SPDX-License-Identifier: MIT */
/* output/escape_test.c - escapes for terminals and CSV, and the UTF-8 reader below them */
#include "support.h"

#include "base/utf8.h"
#include "output/escape.h"

#define ROOM 4096

static void assert_terminal(struct text t, const char *wanted)
{
    struct buffer out;

    buffer_init(&out, ROOM);
    escape_terminal(t, &out);
    assert_equal_string("escaped", buffer_cstring(&out), wanted);
    buffer_free(&out);
}

static void assert_csv(struct text t, const char *wanted)
{
    struct buffer out;

    buffer_init(&out, ROOM);
    escape_csv(t, &out);
    assert_equal_string("cell", buffer_cstring(&out), wanted);
    buffer_free(&out);
}

static void plain_and_foreign_letters_stay_as_they_are(void **state)
{
    assert_terminal(TEXT("GET /items?a=1"), "GET /items?a=1");
    assert_terminal(TEXT("Größe 数据 \xF0\x9F\x98\x80"), "Größe 数据 \xF0\x9F\x98\x80");
}

static void control_characters_become_visible(void **state)
{
    assert_terminal(TEXT("\x1b[31mred\x1b]0;title\x07"), "\\x1b[31mred\\x1b]0;title\\x07");
    assert_terminal(TEXT("a\nb\rc\td\x7f"), "a\\nb\\rc\\td\\x7f");
    assert_terminal(((struct text){"a\0b", 3}), "a\\x00b");
    assert_terminal(TEXT("\xC2\x9B"
                         "2J"),
                    "\\u009b2J");
}

static void invisible_and_direction_characters_become_visible(void **state)
{
    assert_terminal(TEXT("a\xE2\x80\xAE"
                         "b"),
                    "a\\u202eb");
    assert_terminal(TEXT("\xEF\xBB\xBFx\xE2\x80\x8B"), "\\ufeffx\\u200b");
}

static void bytes_that_are_no_utf8_become_visible(void **state)
{
    assert_terminal(TEXT("\xFF\xC3(\xE2\x82"), "\\xff\\xc3(\\xe2\\x82");
    assert_terminal(TEXT("\xC0\xAF\xED\xA0\x80"), "\\xc0\\xaf\\xed\\xa0\\x80"); /* overlong, surrogate */
}

static void cut_text_takes_exactly_its_columns_and_says_so(void **state)
{
    static const struct {
        const char *text, *wanted;
        size_t columns, used;
    } cases[] = {{"abc", "abc", 3, 3},
                 {"abcd", "ab~", 3, 3},
                 {"abc", "", 0, 0},
                 {"数据数", "数~", 4, 3},
                 {"数据", "数据", 4, 4},
                 {"a\x1b", "a~", 3, 2},
                 {"", "", 5, 0},
                 {"e\xCC\x81x", "e\xCC\x81x", 2, 2},
                 {"a\x1b"
                  "b",
                  "a\\x1bb", 6, 6}};

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buffer out;

        buffer_init(&out, ROOM);
        assert_equal_u64(cases[i].text, escape_cut(text_from(cases[i].text), cases[i].columns, &out), cases[i].used);
        assert_equal_string(cases[i].text, buffer_cstring(&out), cases[i].wanted);
        buffer_free(&out);
    }
}

static void padding_counts_columns_not_bytes(void **state)
{
    struct buffer out;

    buffer_init(&out, ROOM);
    escape_padded(TEXT("数据"), 6, &out);
    escape_padded(TEXT("too long"), 3, &out);
    escape_padded(TEXT(""), 2, &out);
    assert_equal_string("padded", buffer_cstring(&out), "数据  too long  ");
    buffer_free(&out);
}

static void formulas_in_cells_are_guarded(void **state)
{
    assert_csv(TEXT("=HYPERLINK(1)"), "'=HYPERLINK(1)");
    assert_csv(TEXT("+1"), "'+1");
    assert_csv(TEXT("-x"), "'-x");
    assert_csv(TEXT("@SUM(1,2)"), "\"'@SUM(1,2)\"");
    assert_csv(TEXT("\tx"), "'\tx");
    assert_csv(TEXT("\rx"), "\"'\rx\"");
    assert_csv(TEXT("a=b"), "a=b");
    assert_csv(TEXT(""), "");
}

static void cells_are_quoted_where_the_format_needs_it(void **state)
{
    assert_csv(TEXT("a,b"), "\"a,b\"");
    assert_csv(TEXT("say \"x\""), "\"say \"\"x\"\"\"");
    assert_csv(TEXT("a\nb"), "\"a\nb\"");
    assert_csv(TEXT("a\xFF"
                    "b"),
               "a\xEF\xBF\xBD"
               "b");
    assert_csv(((struct text){"\0\0", 2}), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

static void widths_follow_the_terminal(void **state)
{
    assert_equal_u64("ascii", utf8_width(TEXT("abc")), 3);
    assert_equal_u64("wide", utf8_width(TEXT("数据")), 4);
    assert_equal_u64("emoji", utf8_width(TEXT("\xF0\x9F\x98\x80")), 2);
    assert_equal_u64("combining", utf8_width(TEXT("e\xCC\x81")), 1);
    assert_equal_u64("broken", utf8_width(TEXT("\xFF\xFF")), 2);
}

static void random_bytes_always_give_repaired_utf8_and_printable_text(void **state)
{
    uint32_t seed = 1;

    for (int round = 0; round < 2000; round++) {
        char bytes[24];
        struct buffer repaired, shown;
        struct text rest;
        uint32_t code;

        for (size_t i = 0; i < sizeof bytes; i++)
            bytes[i] = (char)((seed = seed * 1664525 + 1013904223) >> 24);
        buffer_init(&repaired, ROOM);
        buffer_init(&shown, ROOM);
        utf8_repair((struct text){bytes, sizeof bytes}, &repaired);
        escape_terminal((struct text){bytes, sizeof bytes}, &shown);
        rest = buffer_view(&repaired);
        while (rest.size > 0) {
            size_t size = utf8_decode(rest, &code);

            assert_true(size > 0 && code != 0);
            rest = (struct text){rest.data + size, rest.size - size};
        }
        for (size_t i = 0; i < shown.size; i++)
            assert_true((unsigned char)shown.data[i] >= 0x20 && shown.data[i] != 0x7F);
        buffer_free(&repaired);
        buffer_free(&shown);
    }
}

TEST_MAIN(TEST(plain_and_foreign_letters_stay_as_they_are), TEST(control_characters_become_visible),
          TEST(invisible_and_direction_characters_become_visible), TEST(bytes_that_are_no_utf8_become_visible),
          TEST(cut_text_takes_exactly_its_columns_and_says_so), TEST(padding_counts_columns_not_bytes),
          TEST(formulas_in_cells_are_guarded), TEST(cells_are_quoted_where_the_format_needs_it), TEST(widths_follow_the_terminal),
          TEST(random_bytes_always_give_repaired_utf8_and_printable_text))
