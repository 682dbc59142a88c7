/* SPDX-License-Identifier: MIT */
/* cli/variables_test.c - references to variables: what they become, and how mistakes in them are shown */
#include "support.h"

#include "cli/variables.h"

/* The text with its variables, or the message. */
static const char *expanded(const char *text)
{
    static char out[VARIABLES_PROBLEM];
    char message[VARIABLES_PROBLEM] = "";
    struct arena arena = {0};
    const char *result;

    setenv("CICADA_TEST_A", "200", 1);
    setenv("CICADA_TEST_EMPTY", "", 1);
    setenv("CICADA_TEST_NESTED", "${CICADA_TEST_A}", 1);
    unsetenv("CICADA_TEST_NONE");
    result = variables_expand(text, &arena, message);
    snprintf(out, sizeof out, "%s", result ? result : message);
    arena_reset(&arena);
    return out;
}

static void a_reference_becomes_the_value(void **state)
{
    assert_string_equal(expanded("p95 < ${CICADA_TEST_A}ms"), "p95 < 200ms");
    assert_string_equal(expanded("${CICADA_TEST_A}${CICADA_TEST_A}"), "200200");
    assert_string_equal(expanded("${CICADA_TEST_EMPTY}"), "");
    assert_string_equal(expanded("nothing"), "nothing");
    assert_string_equal(expanded(""), "");
}

static void a_default_holds_for_what_is_not_set_or_empty(void **state)
{
    assert_string_equal(expanded("${CICADA_TEST_NONE:-7}s"), "7s");
    assert_string_equal(expanded("${CICADA_TEST_EMPTY:-7}s"), "7s");
    assert_string_equal(expanded("${CICADA_TEST_A:-7}s"), "200s");
    assert_string_equal(expanded("${CICADA_TEST_NONE:-}s"), "s");
    assert_string_equal(expanded("${CICADA_TEST_NONE:-http://a:1/b}"), "http://a:1/b");
}

static void only_a_brace_makes_a_reference(void **state)
{
    assert_string_equal(expanded("$5 $CICADA_TEST_A $$ ${CICADA_TEST_A}$"), "$5 $CICADA_TEST_A $$ 200$");
    assert_string_equal(expanded("$${CICADA_TEST_A}"), "${CICADA_TEST_A}");
    assert_string_equal(expanded("$(id) `id` ${CICADA_TEST_A}"), "$(id) `id` 200");
}

static void a_value_is_not_looked_at_again(void **state)
{
    assert_string_equal(expanded("${CICADA_TEST_NESTED}"), "${CICADA_TEST_A}");
}

static void a_mistake_is_shown_with_a_caret(void **state)
{
    assert_string_equal(expanded("p95 < ${CICADA_TEST_NONE}ms"),
                        "the variable CICADA_TEST_NONE is not set\n"
                        "    p95 < ${CICADA_TEST_NONE}ms\n"
                        "          ^^^^^^^^^^^^^^^^^^^ set it, or say what holds without it: ${CICADA_TEST_NONE:-VALUE}");
    assert_string_equal(expanded("a ${B"), "a reference to a variable does not end\n"
                                           "    a ${B\n"
                                           "      ^^ write ${NAME}, or $${ for the characters");
    assert_string_equal(expanded("${1A}"), "not the name of a variable\n"
                                           "    ${1A}\n"
                                           "      ^^ letters, digits and _, not beginning with a digit");
    assert_string_equal(expanded("${}"), "not the name of a variable\n"
                                         "    ${}\n"
                                         "      ^ letters, digits and _, not beginning with a digit");
    assert_string_equal(expanded("${A:=5}"), "only \":-\" may follow the name of a variable\n"
                                             "    ${A:=5}\n"
                                             "       ^ as in ${NAME:-200}");
}

static void of_a_long_text_the_piece_round_the_mistake_is_shown(void **state)
{
    char text[5000];
    const char *shown;

    memset(text, 'x', sizeof text);
    snprintf(text + 4000, sizeof text - 4000, "${CICADA_TEST_NONE} and more");
    shown = expanded(text);
    assert_non_null(strstr(shown, "xx${CICADA_TEST_NONE} and more\n"));
    assert_true(strlen(shown) < 350);
}

static void a_result_without_measure_is_refused(void **state)
{
    static char text[70000];

    setenv("CICADA_TEST_LONG", memset(text, 'y', sizeof text - 1), 1);
    for (size_t i = 0; i + 20 < 1000; i += 19)
        memcpy(text + i, "${CICADA_TEST_LONG}", 19);
    text[950] = '\0';
    assert_non_null(strstr(expanded(text), "the text is too long"));
    unsetenv("CICADA_TEST_LONG");
}

TEST_MAIN(TEST(a_reference_becomes_the_value), TEST(a_default_holds_for_what_is_not_set_or_empty),
          TEST(only_a_brace_makes_a_reference), TEST(a_value_is_not_looked_at_again), TEST(a_mistake_is_shown_with_a_caret),
          TEST(of_a_long_text_the_piece_round_the_mistake_is_shown), TEST(a_result_without_measure_is_refused))
