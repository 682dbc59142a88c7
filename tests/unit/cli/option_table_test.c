/* SPDX-License-Identifier: MIT */
/* cli/option_table_test.c - the table itself: names are unique and complete, values are read as promised */
#include "cli_support.h"

#include "output/mask.h"

static bool same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

static void names_short_forms_and_variables_are_unique(void **state)
{
    for (size_t i = 0; i < option_count; i++)
        for (size_t k = 0; k < i; k++) {
            const struct option *a = &option_table[i], *b = &option_table[k];

            if (same(a->name, b->name) || same(a->environment, b->environment) ||
                (a->short_name && a->short_name == b->short_name))
                fail_msg("--%s and --%s have the same name, short form or variable", a->name, b->name);
        }
}

static void every_option_has_a_text_and_a_name_for_its_value(void **state)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option *o = &option_table[i];

        if (!o->help || !o->help[0] || (option_takes_value(o) && !o->argument))
            fail_msg("--%s is not described", o->name);
        if (o->choices && !strchr(o->choices, '|'))
            fail_msg("--%s has no choices", o->name);
    }
}

static void locusts_options_have_locusts_short_forms_and_variables(void **state)
{
    static const struct {
        const char *name;
        char short_name;
        const char *environment;
    } wanted[] = {
        {"locustfile", 'f', "LOCUSTFILE"},
        {"host", 'H', "HOST"},
        {"users", 'u', "USERS"},
        {"spawn-rate", 'r', "SPAWN_RATE"},
        {"run-time", 't', "RUN_TIME"},
        {"list", 'l', NULL},
        {"headless", 0, "HEADLESS"},
        {"tags", 'T', "TAGS"},
        {"exclude-tags", 'E', "EXCLUDE_TAGS"},
        {"csv", 0, "CSV"},
        {"csv-full-history", 0, "CSV_FULL_HISTORY"},
        {"print-stats", 0, "PRINT_STATS"},
        {"only-summary", 0, "ONLY_SUMMARY"},
        {"reset-stats", 0, "RESET_STATS"},
        {"loglevel", 'L', "LOGLEVEL"},
        {"logfile", 0, "LOGFILE"},
        {"exit-code-on-error", 0, "EXIT_CODE_ON_ERROR"},
        {"stop-timeout", 's', "STOP_TIMEOUT"},
        {"version", 'V', NULL},
        {"help", 'h', NULL},
        {"web-port", 'P', "WEB_PORT"},
        {"master", 0, "MODE_MASTER"},
        {"worker", 0, "MODE_WORKER"},
        {"processes", 0, "PROCESSES"},
    };

    for (size_t i = 0; i < COUNT(wanted); i++) {
        const struct option *o = option_find(text_from(wanted[i].name));

        if (!o || o->short_name != wanted[i].short_name ||
            (wanted[i].environment && !same(o->environment, wanted[i].environment)))
            fail_msg("--%s is not as Locust has it", wanted[i].name);
    }
}

static const char *guessed(const char *word)
{
    const struct option *o = option_guess(text_from(word));

    return o ? o->name : "(none)";
}

static void slips_of_the_pen_are_guessed_but_not_other_words(void **state)
{
    assert_equal_string("usres", guessed("usres"), "users");
    assert_equal_string("headles", guessed("headles"), "headless");
    assert_equal_string("stop", guessed("stop"), "stop-timeout");
    assert_equal_string("csv-full", guessed("csv-full"), "csv-full-history");
    assert_equal_string("frobnicate", guessed("frobnicate"), "(none)");
    assert_equal_string("maste", guessed("maste"), "(none)");
    assert_equal_string("z", guessed("z"), "(none)");
}

static void words_of_other_programs_are_known(void **state)
{
    assert_equal_string("duration", guessed("duration"), "run-time");
    assert_equal_string("vus", guessed("vus"), "users");
    assert_equal_string("n", guessed("n"), "iterations");
    assert_equal_string("rps", guessed("rps"), "rate");
}

/* Sets one option on a fresh record; the message or "". */
static const char *set(const char *name, const char *value)
{
    static struct cli_options options;
    static char problem[OPTION_PROBLEM];

    arena_reset(&options.arena);
    options = (struct cli_options){0};
    problem[0] = '\0';
    if (option_set(&options, option_find(text_from(name)), "--it", value, problem))
        assert_string_equal(problem, "");
    else
        assert_string_not_equal(problem, "");
    arena_reset(&options.arena);
    return problem;
}

static void values_that_do_not_fit_are_refused_with_the_options_name(void **state)
{
    static const struct {
        const char *name, *value, *message;
    } cases[] = {
        {"users", "5", ""},
        {"users", "abc", "--it \"abc\": not a whole number"},
        {"users", "0", ""},
        {"max-users", "0", "--it \"0\": has to be from 1 to 10000000"},
        {"rate", "500/s", ""},
        {"rate", "A=50/s, B=600/m", ""},
        {"iterations", "100", ""},
        {"arrivals", "sometimes", "--it \"sometimes\": choose from constant or poisson"},
        {"users", "-3", "--it \"-3\": not a whole number"},
        {"users", "1.5", "--it \"1.5\": not a whole number"},
        {"users", "99999999999999999999", "--it \"99999999999999999999\": not a whole number"},
        {"max-redirects", "0", ""},
        {"spawn-rate", "0.5", ""},
        {"spawn-rate", "0", "--it \"0\": has to be above 0 (users per second)"},
        {"spawn-rate", "nan", "--it \"nan\": not a number"},
        {"exit-code-on-error", "7", ""},
        {"exit-code-on-error", "256", "--it \"256\": has to be a whole number from 0 to 255"},
        {"exit-code-on-error", "1.5", "--it \"1.5\": has to be a whole number from 0 to 255"},
        {"run-time", "1h20m", ""},
        {"run-time", "", NULL},
        {"run-time", "5 parsecs", NULL},
        {"max-body", "64MiB", ""},
        {"max-body", "much", NULL},
        {"seed", "18446744073709551615", ""},
        {"seed", "-1", "--it \"-1\": not a whole number"},
        {"loglevel", "debug", ""},
        {"loglevel", "loud", "--it \"loud\": choose from DEBUG, INFO, WARNING, ERROR or CRITICAL"},
        {"csv", "", "--it \"\": it is empty"},
        {"headless", NULL, ""},
        {"headless", "no", ""},
        {"headless", "maybe", "--it \"maybe\": write true or false"},
        {"help", NULL, "--it: works only on the command line"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *message = set(cases[i].name, cases[i].value);

        if (cases[i].message)
            assert_equal_string(cases[i].name, message, cases[i].message);
        else if (!strstr(message, "--it \""))
            fail_msg("--%s \"%s\": got \"%s\"", cases[i].name, cases[i].value, message);
    }
}

static void what_is_not_there_yet_is_refused_unless_it_is_off(void **state)
{
    size_t refused = 0;

    for (size_t i = 0; i < option_count; i++) {
        const struct option *o = &option_table[i];

        if (o->kind != OPTION_REFUSED)
            continue;
        refused++;
        assert_non_null(strstr(set(o->name, "1"), o->help));
        assert_non_null(strstr(set(o->name, NULL), o->help));
        assert_equal_string(o->name, set(o->name, "false"), "");
        assert_equal_string(o->name, set(o->name, ""), "");
    }
    assert_true(refused > 10);
}

static void lists_have_a_maximum(void **state)
{
    static char words[4 * 1002];

    for (size_t i = 0; i < 1001; i++)
        memcpy(words + 2 * i, "a ", 3);
    assert_equal_string("tags", set("tags", words), "--it: more than 1000 values");
    words[2000] = '\0';
    assert_equal_string("tags", set("tags", words), "");
}

TEST_MAIN(TEST(names_short_forms_and_variables_are_unique), TEST(every_option_has_a_text_and_a_name_for_its_value),
          TEST(locusts_options_have_locusts_short_forms_and_variables), TEST(slips_of_the_pen_are_guessed_but_not_other_words),
          TEST(words_of_other_programs_are_known), TEST(values_that_do_not_fit_are_refused_with_the_options_name),
          TEST(what_is_not_there_yet_is_refused_unless_it_is_off), TEST(lists_have_a_maximum))
