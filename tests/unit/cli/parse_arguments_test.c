/* SPDX-License-Identifier: MIT */
/* cli/parse_arguments_test.c - each form of writing an option, and each way of writing it wrong */
#include "support.h"

#include "cli/parse_arguments.h"

/* "NAME=VALUE NAME ... | WORD ...", or the message. */
static const char *parsed(const char *const *words)
{
    static char out[4096];
    char problem[OPTION_PROBLEM] = "";
    struct arena arena = {0};
    struct arguments arguments;
    size_t count = 0, size = 0;

    while (words[count])
        count++;
    out[0] = '\0';
    if (!arguments_parse(&arguments, &arena, count, words, problem)) {
        snprintf(out, sizeof out, "%s", problem);
        arena_reset(&arena);
        return out;
    }
    for (size_t i = 0; i < arguments.settings.count; i++) {
        const struct setting *s = &arguments.settings.at[i];

        size += (size_t)snprintf(out + size, sizeof out - size, "%s%s%s%s", i ? " " : "", s->option->name, s->value ? "=" : "",
                                 s->value ? s->value : "");
    }
    size += (size_t)snprintf(out + size, sizeof out - size, "%s", arguments.word_count ? " |" : "");
    for (size_t i = 0; i < arguments.word_count; i++)
        size += (size_t)snprintf(out + size, sizeof out - size, " %s", arguments.words[i]);
    if (arguments.action != ACTION_RUN)
        snprintf(out + size, sizeof out - size, " !%d", arguments.action);
    arena_reset(&arena);
    return out;
}

#define assert_parsed(wanted, ...) assert_equal_string(#__VA_ARGS__, parsed((const char *const[]){__VA_ARGS__, NULL}), wanted)

static void values_stand_behind_a_blank_or_an_equals_sign(void **state)
{
    assert_parsed("users=5", "--users", "5");
    assert_parsed("users=5", "--users=5");
    assert_parsed("users=5", "-u", "5");
    assert_parsed("users=5", "-u5");
    assert_parsed("users=5", "-u=5");
    assert_parsed("csv=a=b", "--csv=a=b");
    assert_parsed("csv=", "--csv=");
    assert_parsed("csv=-x", "--csv=-x");
}

static void flags_can_be_grouped(void **state)
{
    assert_parsed("insecure list", "-kl");
    assert_parsed("insecure users=5", "-ku5");
    assert_parsed("insecure users=5", "-ku", "5");
    assert_parsed("headless=false", "--headless=false");
}

static void lists_take_the_words_up_to_the_next_option(void **state)
{
    assert_parsed("tags= a b headless", "-T", "a", "b", "--headless");
    assert_parsed("tags=", "--tags");
    assert_parsed("tags=a b", "--tags=a b");
    assert_parsed("tags= a | C", "-T", "a", "--", "C");
}

static void words_may_stand_anywhere(void **state)
{
    assert_parsed("users=2 headless | A B", "A", "-u", "2", "B", "--headless");
    assert_parsed(" | -u --x", "--", "-u", "--x");
    assert_parsed(" | -", "-");
}

static void dashes_before_digits_are_numbers_unless_they_are_options(void **state)
{
    assert_parsed("users=-5", "-u", "-5");
    assert_parsed("spawn-rate=-.5", "-r", "-.5");
    assert_parsed("ipv4", "-4");
    assert_parsed("-u: a value is missing (N)", "-u", "-4");
    assert_parsed("users=-45", "-u", "-45");
}

static void what_is_wrong_is_named(void **state)
{
    assert_parsed("--usres: unknown option. Did you mean '--users'?", "--usres", "5");
    assert_parsed("--frobnicate: unknown option; cicada --help shows those there are", "--frobnicate=1");
    assert_parsed("-z: unknown option; cicada --help shows those there are", "-z");
    assert_parsed("-z: unknown option; cicada --help shows those there are", "-kz");
    assert_parsed("-c: unknown option. Did you mean '--users'?", "-c10");
    assert_parsed("--users: a value is missing (N)", "--users");
    assert_parsed("--host: a value is missing (URL)", "--host", "--headless");
    assert_parsed("-H: a value is missing (URL)", "-H");
    assert_parsed("--help: takes no value", "--help=x");
    assert_parsed("--: unknown option; cicada --help shows those there are", "--=x");
}

static void help_and_version_act_at_once(void **state)
{
    char wanted[16];

    snprintf(wanted, sizeof wanted, " !%d", ACTION_HELP);
    assert_parsed(wanted, "--help", "--no-such-option");
    assert_parsed(wanted, "-h");
    assert_parsed("--no-such-option: unknown option; cicada --help shows those there are", "--no-such-option", "--help");
    snprintf(wanted, sizeof wanted, "insecure !%d", ACTION_VERSION);
    assert_parsed(wanted, "-kV");
}

static void later_settings_come_later(void **state)
{
    assert_parsed("users=1 users=2", "-u1", "--users=2");
}

TEST_MAIN(TEST(values_stand_behind_a_blank_or_an_equals_sign), TEST(flags_can_be_grouped),
          TEST(lists_take_the_words_up_to_the_next_option), TEST(words_may_stand_anywhere),
          TEST(dashes_before_digits_are_numbers_unless_they_are_options), TEST(what_is_wrong_is_named),
          TEST(help_and_version_act_at_once), TEST(later_settings_come_later))
