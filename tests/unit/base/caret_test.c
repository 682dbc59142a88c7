/* SPDX-License-Identifier: MIT */
/* base/caret_test.c - carets stand under what is wrong, whatever the line holds */
#include "support.h"

#include "base/caret.h"

static const char *shown(const char *line, size_t at, size_t size)
{
    static char out[500];
    struct buffer b;

    buffer_init(&b, sizeof out);
    caret_write(text_from(line), at, size, "why", &b);
    snprintf(out, sizeof out, "%s", buffer_cstring(&b));
    buffer_free(&b);
    return out;
}

static void carets_stand_under_the_mistake(void **state)
{
    assert_string_equal(shown("p95 < 200ns", 9, 2), "    p95 < 200ns\n             ^^ why");
    assert_string_equal(shown("abc", 0, 3), "    abc\n    ^^^ why");
}

static void there_is_a_caret_at_the_end_and_beyond_it(void **state)
{
    assert_string_equal(shown("abc", 3, 1), "    abc\n       ^ why");
    assert_string_equal(shown("abc", 99, 99), "    abc\n       ^ why");
    assert_string_equal(shown("", 0, 0), "    \n    ^ why");
}

static void a_character_of_several_bytes_is_one_column(void **state)
{
    assert_string_equal(shown("\xc3\xa4\xc3\xb6 x", 5, 1), "    \xc3\xa4\xc3\xb6 x\n       ^ why");
    assert_string_equal(shown("\xe2\x82\xac", 0, 3), "    \xe2\x82\xac\n    ^ why");
}

static void control_characters_are_shown_as_blanks(void **state)
{
    assert_string_equal(shown("a\tb\x1b[2Jc", 2, 1), "    a b [2Jc\n      ^ why");
}

TEST_MAIN(TEST(carets_stand_under_the_mistake), TEST(there_is_a_caret_at_the_end_and_beyond_it),
          TEST(a_character_of_several_bytes_is_one_column), TEST(control_characters_are_shown_as_blanks))
