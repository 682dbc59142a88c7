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

static void the_mistake_in_a_message_is_found_again(void **state)
{
    static const size_t places[] = {0, 4, 9, 11};
    static const char text[] = "p95 < \xc3\xa4"
                               "99ns";
    char message[600];
    struct text line;
    size_t at;

    for (size_t i = 0; i < COUNT(places); i++) {
        snprintf(message, sizeof message, "--check: no unit\n%s\n  ^ no caret of ours", shown(text, places[i], 2));
        assert_true(caret_find(text_from(message), &line, &at));
        assert_true(text_equal(line, text_from(text)));
        assert_equal_u64("at", at, places[i]);
    }
    assert_false(caret_find(TEXT("no such thing\n   ^ here"), &line, &at));
    assert_false(caret_find(TEXT("    ^ at the beginning"), &line, &at));
    assert_false(caret_find(TEXT(""), &line, &at));
}

TEST_MAIN(TEST(carets_stand_under_the_mistake), TEST(there_is_a_caret_at_the_end_and_beyond_it),
          TEST(a_character_of_several_bytes_is_one_column), TEST(control_characters_are_shown_as_blanks),
          TEST(the_mistake_in_a_message_is_found_again))
