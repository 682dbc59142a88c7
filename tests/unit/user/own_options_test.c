/* SPDX-License-Identifier: MIT */
/* user/own_options_test.c - options of a scenario: what may be declared, which values fit, and what a scenario then sees */
#include "support.h"

#include "base/limits.h"
#include "base/mem.h"
#include "user/own_options.h"

static const cic_option_entry shop[] = {
    {.name = "tenant", .value = "acme", .help = "whose data is asked for"},
    {.name = "region", .value = "eu", .choices = CIC_CHOICES("eu", "us")},
    {.name = "size", .value = "2.5", .kind = CIC_OPTION_NUMBER},
    {.name = "deep", .kind = CIC_OPTION_BOOL},
    {.name = "key", .secret = true, .required = true},
    {.name = NULL},
};

static int declare_shop(void **state)
{
    struct own_option_problem problem;

    return own_options_declare(shop, &problem) ? 0 : -1;
}

static int forget(void **state)
{
    own_options_close();
    return 0;
}

#define IN_SHOP(function) TEST_WITH(function, declare_shop, forget)

static bool used(const char *const *words, size_t count, bool may_lack, struct own_option_problem *problem)
{
    struct plan_list set = {words, count};

    *problem = (struct own_option_problem){0};
    return own_options_use(&set, may_lack, problem);
}

#define SET(...)           ((const char *const[]){__VA_ARGS__})
#define USED(problem, ...) used(SET(__VA_ARGS__), COUNT(SET(__VA_ARGS__)), true, problem)
#define ASSERT_USED(...)   assert_used(SET(__VA_ARGS__), COUNT(SET(__VA_ARGS__)))

static void assert_used(const char *const *words, size_t count)
{
    struct own_option_problem problem;

    if (!used(words, count, true, &problem))
        fail_msg("%s%s", problem.name, problem.text);
}

static void assert_refused(const char *word, const char *name, const char *text)
{
    struct own_option_problem problem;

    if (USED(&problem, word))
        fail_msg("%s is accepted", word);
    assert_equal_string("name", problem.name, name);
    assert_equal_string("text", problem.text, text);
}

static void without_a_word_the_defaults_hold(void **state)
{
    assert_equal_string("text", cic_option("tenant"), "acme");
    assert_equal_string("choice", cic_option("region"), "eu");
    assert_near_double("number", cic_option_number("size"), 2.5, 0);
    assert_equal_string("number as text", cic_option("size"), "2.5");
    assert_false(cic_option_bool("deep"));
    assert_equal_string("bool as text", cic_option("deep"), "false");
    assert_equal_string("nothing", cic_option("key"), "");
}

static void the_last_word_wins(void **state)
{
    ASSERT_USED("tenant=one", " tenant =a=b, c ", "size= 1e3 ", "deep=YES", "region=us");
    assert_equal_string("text", cic_option("tenant"), "a=b, c ");
    assert_near_double("number", cic_option_number("size"), 1000, 0);
    assert_true(cic_option_bool("deep"));
    assert_equal_string("bool", cic_option("deep"), "true");
    assert_equal_string("choice", cic_option("region"), "us");
}

static void each_list_of_words_begins_with_the_defaults(void **state)
{
    ASSERT_USED("tenant=one", "size=9");
    ASSERT_USED("region=us");
    assert_equal_string("text", cic_option("tenant"), "acme");
    assert_near_double("number", cic_option_number("size"), 2.5, 0);
}

static void an_empty_value_is_the_empty_text_or_the_default(void **state)
{
    ASSERT_USED("tenant=", "region=us", "region=", "size=", "deep=");
    assert_equal_string("text", cic_option("tenant"), "");
    assert_equal_string("choice", cic_option("region"), "eu");
    assert_near_double("number", cic_option_number("size"), 2.5, 0);
    assert_false(cic_option_bool("deep"));
}

static void what_does_not_fit_is_named_and_changes_nothing(void **state)
{
    struct own_option_problem problem;

    ASSERT_USED("tenant=mine");
    assert_refused("region=EU", "region", " \"EU\": choose from eu or us");
    assert_refused("size=ten", "size", " \"ten\": not a number");
    assert_refused("size=nan", "size", " \"nan\": not a number");
    assert_refused("size=1e999", "size", " \"1e999\": not a number");
    assert_refused("deep=maybe", "deep", " \"maybe\": write true or false");
    assert_refused("colour=red", "colour", ": the scenario has no such option. It has: tenant, region, size, deep, key");
    assert_refused("=red", "", ": the scenario has no such option. It has: tenant, region, size, deep, key");
    assert_refused("", "NAME=VALUE", ": an option of the scenario is set as in tenant=acme");
    assert_refused("tenant", "NAME=VALUE", ": an option of the scenario is set as in tenant=acme");
    assert_false(USED(&problem, "tenant=other", "size=ten"));
    assert_equal_string("still", cic_option("tenant"), "mine");
}

static void a_value_beyond_the_limit_is_refused(void **state)
{
    char word[8 + 4098] = "tenant=";
    struct own_option_problem problem;

    memset(word + 7, 'x', 4096);
    ASSERT_USED(word);
    assert_int_equal(strlen(cic_option("tenant")), 4096);
    word[7 + 4096] = 'x';
    assert_false(USED(&problem, word));
    assert_non_null(strstr(problem.text, "longer than 4096 bytes"));
    assert_true(strlen(problem.text) < 200);
}

static void what_is_required_may_be_missing_only_for_a_form(void **state)
{
    struct own_option_problem problem;

    assert_true(used(NULL, 0, true, &problem));
    assert_false(used(NULL, 0, false, &problem));
    assert_equal_string("name", problem.name, "key");
    assert_false(used(SET("key="), 1, false, &problem));
    assert_true(used(SET("key=k"), 1, false, &problem));
}

static void a_secret_is_in_the_scenario_alone(void **state)
{
    static const cic_option_entry pin[] = {{.name = "pin", .kind = CIC_OPTION_NUMBER, .secret = true}, {.name = NULL}};
    struct own_option_problem problem;
    struct plan_list settings;
    struct arena arena = {0};

    ASSERT_USED("key=hunter2");
    assert_equal_string("secret", cic_option("key"), "hunter2");
    settings = own_options_settings(&arena);
    assert_int_equal(settings.count, 5);
    assert_equal_string("first", settings.at[0], "tenant=acme");
    assert_equal_string("last", settings.at[4], "key=***");
    assert_true(own_options_declare(pin, &problem));
    assert_refused("pin=hunter2", "pin", ": not a number");
    arena_reset(&arena);
}

static void a_name_that_is_not_there_is_empty(void **state)
{
    assert_equal_string("text", cic_option("colour"), "");
    assert_equal_string("no name", cic_option(NULL), "");
    assert_near_double("number", cic_option_number("colour"), 0, 0);
    assert_false(cic_option_bool("colour"));
    assert_false(cic_option_bool("tenant"));
    assert_near_double("of a text", cic_option_number("tenant"), 0, 0);
}

static void a_declaration_that_cannot_be_is_refused(void **state)
{
    static const char *const none[] = {NULL};
    const struct {
        cic_option_entry first, second;
        const char *part;
    } cases[] = {
        {{.name = ""}, {0}, ".name has to be"},
        {{.name = "9lives"}, {0}, ".name has to be"},
        {{.name = "a b"}, {0}, ".name has to be"},
        {{.name = "a=b"}, {0}, ".name has to be"},
        {{.name = "<script>"}, {0}, ".name has to be"},
        {{.name = "a2345678901234567890123456789012345678901234567890123456789012"}, {0}, ".name has to be"},
        {{.name = "a"}, {.name = "a"}, "that of one before"},
        {{.name = "a", .kind = CIC_OPTION_BOOL, .secret = true}, {0}, ".secret goes with"},
        {{.name = "a", .choices = CIC_CHOICES("x"), .secret = true}, {0}, ".secret goes with"},
        {{.name = "a", .kind = 3}, {0}, ".kind has to be"},
        {{.name = "a", .kind = -1}, {0}, ".kind has to be"},
        {{.name = "a", .choices = none}, {0}, ".choices is empty"},
        {{.name = "a", .choices = CIC_CHOICES("x"), .kind = CIC_OPTION_BOOL}, {0}, ".choices of CIC_OPTION_BOOL"},
        {{.name = "a", .choices = CIC_CHOICES("x", "y"), .value = "z"}, {0}, "choose from x or y"},
        {{.name = "a", .kind = CIC_OPTION_NUMBER, .value = "many"}, {0}, "not a number"},
        {{.name = "a", .kind = CIC_OPTION_BOOL, .value = "2"}, {0}, "write true or false"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        cic_option_entry list[] = {cases[i].first, cases[i].second, {.name = NULL}};
        struct own_option_problem problem;

        if (own_options_declare(list, &problem))
            fail_msg("case %zu is accepted", i);
        if (!strstr(problem.text, cases[i].part))
            fail_msg("case %zu: \"%s\" is not in: %s", i, cases[i].part, problem.text);
    }
}

static void more_options_than_the_limit_are_refused(void **state)
{
    cic_option_entry list[102] = {0};
    struct own_option_problem problem;
    char names[101][LIMIT_OWN_OPTION_NAME + 1];

    for (size_t i = 0; i < COUNT(names); i++) {
        snprintf(names[i], sizeof names[i], "o%0*zu", i < 50 ? 1 : LIMIT_OWN_OPTION_NAME - 1, i);
        list[i].name = names[i];
    }
    assert_false(own_options_declare(list, &problem));
    assert_equal_string("text", problem.text, "there are more than 100");
    list[100].name = NULL;
    assert_true(own_options_declare(list, &problem));
    assert_false(USED(&problem, "x=1"));
    assert_non_null(strstr(problem.text, "no such option. It has: o0, o1, o2,"));
}

static void a_scenario_without_options_takes_none(void **state)
{
    struct own_option_problem problem;

    assert_true(own_options_declare(NULL, &problem));
    assert_refused("tenant=x", "tenant", ": the scenario has no options");
    assert_true(used(NULL, 0, false, &problem));
}

TEST_MAIN(IN_SHOP(without_a_word_the_defaults_hold), IN_SHOP(the_last_word_wins),
          IN_SHOP(each_list_of_words_begins_with_the_defaults), IN_SHOP(an_empty_value_is_the_empty_text_or_the_default),
          IN_SHOP(what_does_not_fit_is_named_and_changes_nothing), IN_SHOP(a_value_beyond_the_limit_is_refused),
          IN_SHOP(what_is_required_may_be_missing_only_for_a_form), IN_SHOP(a_secret_is_in_the_scenario_alone),
          IN_SHOP(a_name_that_is_not_there_is_empty), IN_SHOP(a_declaration_that_cannot_be_is_refused),
          IN_SHOP(more_options_than_the_limit_are_refused), IN_SHOP(a_scenario_without_options_takes_none))
