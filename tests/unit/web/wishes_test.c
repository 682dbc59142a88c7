/* SPDX-License-Identifier: MIT */
/* tests of web/wishes.h: what forms ask for, in the words that a user would have typed */
#include "web/wishes.h"

#include "support.h"

static struct arena arena;
static json_t *body;

static int clean_up(void **state)
{
    json_decref(body);
    body = NULL;
    arena_reset(&arena);
    arena_pool_drain();
    return 0;
}

static struct web_wishes read_json(const char *text)
{
    struct web_problem problem = {.position = -1};
    struct web_wishes wishes = {0};

    body = wishes_read_body(text_from(text), &problem);
    if (!body || !wishes_from_json(body, &arena, &wishes, &problem))
        fail_msg("refused: %s", problem.text);
    return wishes;
}

static void what_is_not_said_is_null_and_what_is_emptied_is_empty(void **state)
{
    struct web_wishes w = read_json("{\"host\": \"\", \"run_time\": null}");

    assert_null(w.users);
    assert_null(w.run_time);
    assert_string_equal(w.host, "");
    assert_false(w.chooses_classes);
    assert_false(w.sets_checks);
    assert_int_equal(w.class_count, 0);
    assert_int_equal(w.option_count, 0);
}

static void an_empty_body_says_nothing(void **state)
{
    assert_null(read_json("").users);
}

static void numbers_become_words(void **state)
{
    struct web_wishes w = read_json(
        "{\"users\": 100, \"spawn_rate\": 0.1, \"run_time\": 90, \"rate\": \"50/s\", \"max_users\": -1, "
        "\"iterations\": 9007199254740993, \"warmup\": 1e3, \"arrivals\": true}");

    assert_string_equal(w.users, "100");
    assert_string_equal(w.spawn_rate, "0.1");
    assert_string_equal(w.run_time, "90");
    assert_string_equal(w.rate, "50/s");
    assert_string_equal(w.max_users, "-1");
    assert_string_equal(w.iterations, "9007199254740993");
    assert_string_equal(w.warmup, "1000");
    assert_string_equal(w.arrivals, "true");
}

static void lists_are_kept_in_order_and_may_be_empty(void **state)
{
    struct web_wishes w = read_json("{\"user_classes\": [\"B\", \"A\"], \"checks\": []}");

    assert_true(w.chooses_classes);
    assert_int_equal(w.user_classes.count, 2);
    assert_string_equal(w.user_classes.at[0], "B");
    assert_string_equal(w.user_classes.at[1], "A");
    assert_true(w.sets_checks);
    assert_int_equal(w.checks.count, 0);
}

static void classes_have_weights_and_options_may_have_several_values(void **state)
{
    struct web_wishes w = read_json(
        "{\"class_settings\": [{\"name\": \"A\", \"weight\": 2.5}, {\"name\": \"B\", \"fixed_count\": 3, "
        "\"host\": \"http://b\"}], \"options\": [{\"name\": \"size\", \"value\": [1, \"2\"]}, "
        "{\"name\": \"gone\", \"value\": null}, {\"name\": \"on\", \"value\": true}]}");

    assert_int_equal(w.class_count, 2);
    assert_string_equal(w.classes[0].weight, "2.5");
    assert_null(w.classes[0].fixed_count);
    assert_string_equal(w.classes[1].fixed_count, "3");
    assert_string_equal(w.classes[1].host, "http://b");
    assert_int_equal(w.option_count, 3);
    assert_string_equal(w.options[1].name, "size");
    assert_string_equal(w.options[1].value, "2");
    assert_string_equal(w.options[2].name, "on");
    assert_string_equal(w.options[2].value, "true");
}

static void a_wrong_type_is_said_with_its_field(void **state)
{
    struct web_problem problem = {.position = -1};
    struct web_wishes w;

    body = wishes_read_body(TEXT("{\"checks\": [\"p95 < 1s\", 7]}"), &problem);
    assert_false(wishes_from_json(body, &arena, &w, &problem));
    assert_string_equal(problem.field, "checks");
    assert_string_equal(problem.text, "checks has to be a list of at most 1000 texts");
    assert_int_equal(problem.position, -1);
}

static void more_options_than_there_can_be_are_refused(void **state)
{
    struct web_problem problem = {.position = -1};
    struct web_wishes w;
    json_t *values = json_array(), *options = json_array();

    for (int i = 0; i < 5000; i++)
        json_array_append_new(values, json_integer(i));
    json_array_append_new(options, json_pack("{s:s, s:o}", "name", "size", "value", values));
    body = json_pack("{s:o}", "options", options);
    assert_false(wishes_from_json(body, &arena, &w, &problem));
    assert_string_equal(problem.field, "options");
}

static void a_form_of_locust_is_read_with_its_own_words(void **state)
{
    struct form_field fields[] = {{"user_count", "7"},   {"spawn_rate", "2"},   {"host", "<http://a>"},
                                  {"user_classes", "A"}, {"user_classes", "B"}, {"shape_class", "Default"},
                                  {"profile", "x"},      {"color", "red"}};
    struct web_wishes w;

    wishes_from_form(&(struct form){.fields = fields, .count = COUNT(fields)}, &arena, &w);
    assert_string_equal(w.users, "7");
    assert_string_equal(w.spawn_rate, "2");
    assert_string_equal(w.host, "http://a");
    assert_string_equal(w.profile, "x");
    assert_true(w.chooses_classes);
    assert_int_equal(w.user_classes.count, 2);
    assert_string_equal(w.user_classes.at[1], "B");
    assert_int_equal(w.option_count, 1);
    assert_string_equal(w.options[0].name, "color");
}

#define T(name) TEST_WITH(name, NULL, clean_up)

TEST_MAIN(T(what_is_not_said_is_null_and_what_is_emptied_is_empty), T(an_empty_body_says_nothing), T(numbers_become_words),
          T(lists_are_kept_in_order_and_may_be_empty), T(classes_have_weights_and_options_may_have_several_values),
          T(a_wrong_type_is_said_with_its_field), T(more_options_than_there_can_be_are_refused),
          T(a_form_of_locust_is_read_with_its_own_words))
