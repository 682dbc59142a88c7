/* SPDX-License-Identifier: MIT */
/* cli/env_file_test.c - what .env files may hold, who wins, and that mistakes are shown without secrets */
#include "support.h"

#include "base/limits.h"
#include "cli/env_file.h"

/* The variable A of the content after those of `before` (may be NULL), "(unset)", or the message. */
static const char *read_after(const char *before, const char *content)
{
    static char out[OPTION_PROBLEM];
    char problem[OPTION_PROBLEM] = "";
    struct arena arena = {0};
    struct env_values values;
    const char *value;

    env_values_init(&values, &arena);
    if ((before && !env_file_parse(&values, "f.env", text_from(before), problem)) ||
        !env_file_parse(&values, "f.env", text_from(content), problem)) {
        snprintf(out, sizeof out, "%s", problem);
    } else {
        value = map_get(values.map, TEXT("A"));
        snprintf(out, sizeof out, "%s", value ? value : "(unset)");
    }
    env_values_free(&values);
    arena_reset(&arena);
    return out;
}

#define assert_value(content, wanted) assert_string_equal(read_after(NULL, content), wanted)

static void names_and_values_stand_on_lines(void **state)
{
    assert_value("A=1", "1");
    assert_value("A=1\n", "1");
    assert_value("A=1\r\nB=2\r\n", "1");
    assert_value("export A=1", "1");
    assert_value("export\tA=1", "1");
    assert_value("  A = 1  ", "1");
    assert_value("A=", "");
    assert_value("A=a=b c", "a=b c");
    assert_value("exported=1\nA=2", "2");
    assert_value("A=1\nA=2", "2");
    assert_value("B=1", "(unset)");
    assert_value("", "(unset)");
}

static void comments_say_nothing(void **state)
{
    assert_value("# A=2\nA=1 # one\n", "1");
    assert_value("A=1#2", "1#2");
    assert_value("A=#2", "#2");
    assert_value("A= # nothing", "");
    assert_value("A='1' # one", "1");
    assert_value("A=\"1 # 2\"", "1 # 2");
}

static void double_quotes_have_escapes_and_references_and_single_quotes_neither(void **state)
{
    assert_value("B=x\nA=\"1\\n2\\t\\\"\\\\ \\$ ${B}\"", "1\n2\t\"\\ $ x");
    assert_value("B=x\nA='1\\n ${B} \"'", "1\\n ${B} \"");
    assert_value("A=\"\"", "");
    assert_value("A='  '", "  ");
}

static void values_refer_to_what_stands_before_or_in_the_environment(void **state)
{
    setenv("CICADA_TEST_OUTSIDE", "o", 1);
    assert_value("B=1\nA=${B}${B}", "11");
    assert_value("A=${CICADA_TEST_OUTSIDE}", "o");
    assert_value("CICADA_TEST_OUTSIDE=file\nA=${CICADA_TEST_OUTSIDE}", "o");
    assert_value("A=${CICADA_TEST_NONE:-7} ", "7");
    assert_value("A=$${B}", "${B}");
    assert_value("A=\"$${B}\"", "${B}");
    assert_value("A=$B $(id) `id`", "$B $(id) `id`");
    unsetenv("CICADA_TEST_OUTSIDE");
}

static void the_later_file_wins(void **state)
{
    assert_string_equal(read_after("A=1\nB=2", "A=3"), "3");
    assert_string_equal(read_after("A=1\nB=2", "A=${A}${B}"), "12");
    assert_string_equal(read_after("A=1", "B=2"), "1");
}

static void mistakes_have_their_line_and_a_caret(void **state)
{
    assert_value("A=1\nB", "f.env line 2: \"=\" is missing\n"
                           "    B\n"
                           "     ^ write NAME=VALUE");
    assert_value("1A=2", "f.env line 1: the name of a variable is missing, or too long\n"
                         "    1\n"
                         "    ^ write NAME=VALUE; a comment begins with #");
    assert_value("=2", "f.env line 1: the name of a variable is missing, or too long\n"
                       "    =\n"
                       "    ^ write NAME=VALUE; a comment begins with #");
    assert_value("A=${CICADA_TEST_NONE}", "f.env line 1: the variable CICADA_TEST_NONE is not set\n"
                                          "    A=${CICADA_TEST_NONE}\n"
                                          "      ^^^^^^^^^^^^^^^^^^^ set it, or say what holds without it: "
                                          "${CICADA_TEST_NONE:-VALUE}");
    assert_value("A=\"x\\q\"", "f.env line 1: an unknown escape\n"
                               "    A=***q\n"
                               "         ^ there are \\n \\r \\t \\\" \\\\ and \\$; in single quotes \\ is itself");
}

static void a_mistake_shows_no_secret(void **state)
{
    static const char *const wrong[] = {"PASSWORD=\"hunter2", "PASSWORD='hunter2",       "PASSWORD='x' hunter2",
                                        "PASSWORD=hunter2${", "PASSWORD=\"hunter2\\q\"", "PASSWORD=hunter2 ${NOT_SET_HERE}"};

    for (size_t i = 0; i < COUNT(wrong); i++) {
        const char *message = read_after(NULL, wrong[i]);

        assert_true(text_starts_with(text_from(message), TEXT("f.env line 1: ")));
        assert_null(strstr(message, "unter"));
    }
}

static void half_a_character_is_never_shown(void **state)
{
    assert_value("\xc3\xa4=1", "f.env line 1: the name of a variable is missing, or too long\n"
                               "    \xc3\xa4\n"
                               "    ^ write NAME=VALUE; a comment begins with #");
}

static void there_are_limits(void **state)
{
    static char content[LIMIT_VARIABLE_VALUE + 100], names[32 * LIMIT_VARIABLES + 64];
    size_t size = 0;

    memset(content, 'x', sizeof content - 1);
    memcpy(content, "A=", 2);
    assert_non_null(strstr(read_after(NULL, content), "longer than 64 KiB"));
    memset(content, 'x', sizeof content - 1);
    assert_non_null(strstr(read_after(NULL, content), "too long"));
    for (int i = 0; i <= LIMIT_VARIABLES; i++)
        size += (size_t)snprintf(names + size, sizeof names - size, "V%d=%d\n", i, i);
    assert_non_null(strstr(read_after(NULL, names), "more than 1000 variables"));
}

static void the_environment_wins_over_files(void **state)
{
    struct arena arena = {0};
    char problem[OPTION_PROBLEM];
    struct env_values values;

    setenv("CICADA_TEST_BOTH", "outside", 1);
    unsetenv("CICADA_TEST_FILE");
    env_values_init(&values, &arena);
    assert_true(env_file_parse(&values, "f.env", TEXT("CICADA_TEST_BOTH=file\nCICADA_TEST_FILE=file"), problem));
    env_values_apply(&values);
    assert_string_equal(getenv("CICADA_TEST_BOTH"), "outside");
    assert_string_equal(getenv("CICADA_TEST_FILE"), "file");
    env_values_free(&values);
    arena_reset(&arena);
    unsetenv("CICADA_TEST_BOTH");
    unsetenv("CICADA_TEST_FILE");
}

static void a_file_that_is_not_there_is_an_error_only_when_it_is_needed(void **state)
{
    struct arena arena = {0};
    char problem[OPTION_PROBLEM] = "";
    struct env_values values;

    env_values_init(&values, &arena);
    assert_true(env_file_read(&values, "/nonexistent/.env", false, problem));
    assert_false(env_file_read(&values, "/nonexistent/.env", true, problem));
    assert_string_equal(problem, "/nonexistent/.env: No such file or directory");
    assert_false(env_file_read(&values, "/", false, problem));
    assert_string_equal(problem, "/: Is a directory");
    env_values_free(&values);
    arena_reset(&arena);
}

TEST_MAIN(TEST(names_and_values_stand_on_lines), TEST(comments_say_nothing),
          TEST(double_quotes_have_escapes_and_references_and_single_quotes_neither),
          TEST(values_refer_to_what_stands_before_or_in_the_environment), TEST(the_later_file_wins),
          TEST(mistakes_have_their_line_and_a_caret), TEST(a_mistake_shows_no_secret), TEST(half_a_character_is_never_shown),
          TEST(there_are_limits), TEST(the_environment_wins_over_files),
          TEST(a_file_that_is_not_there_is_an_error_only_when_it_is_needed))
