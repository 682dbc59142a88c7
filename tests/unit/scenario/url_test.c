/* SPDX-License-Identifier: MIT */
/* scenario/url_test.c - `cicada URL`: one class with one task */
#include "support.h"

#include "scenario/scenario.h"

static void open_url(struct scenario *s, struct plan_url url)
{
    char problem[SCENARIO_PROBLEM_SIZE] = "";
    struct plan plan = {.url = url};

    if (scenario_open(s, &plan, problem) != SCENARIO_FINE)
        fail_msg("%s: %s", url.url, problem);
    assert_int_equal(s->class_count, 1);
    assert_null(s->record);
}

static void a_url_becomes_one_class_with_one_task(void **state)
{
    struct scenario s;

    open_url(&s, (struct plan_url){.url = "http://localhost:8000/search?q=x#there"});
    assert_equal_string("title", s.title, "GET http://localhost:8000/search?q=x");
    assert_equal_string("host", s.host, "http://localhost:8000");
    assert_equal_string("class", s.classes[0]->name, "URL");
    assert_equal_string("task", s.classes[0]->tasks[0].name, "/search");
    assert_non_null(s.classes[0]->tasks[0].run);
    assert_null(s.classes[0]->tasks[1].run);
    scenario_close(&s);
}

static void the_scheme_and_the_path_may_be_left_out(void **state)
{
    struct scenario s;

    open_url(&s, (struct plan_url){.url = "localhost:8000"});
    assert_equal_string("host", s.host, "http://localhost:8000");
    assert_equal_string("task", s.classes[0]->tasks[0].name, "/");
    scenario_close(&s);
}

static void the_host_keeps_scheme_user_and_brackets(void **state)
{
    struct scenario s;

    open_url(&s, (struct plan_url){.url = "https://ada:secret@[::1]/x"});
    assert_equal_string("host", s.host, "https://ada:secret@[::1]:443");
    assert_equal_string("title", s.title, "GET https://[::1]/x");
    scenario_close(&s);
}

static void a_body_makes_it_a_post_unless_a_method_is_given(void **state)
{
    struct scenario s;

    open_url(&s, (struct plan_url){.url = "http://h/", .body = "{}", .body_size = 2});
    assert_equal_string("title", s.title, "POST http://h/");
    scenario_close(&s);
    open_url(&s, (struct plan_url){.url = "http://h/", .body = "{}", .body_size = 2, .method = "PUT"});
    assert_equal_string("title", s.title, "PUT http://h/");
    scenario_close(&s);
}

static void what_is_no_url_is_refused_with_a_reason(void **state)
{
    static const char *const urls[] = {"", "ftp://h/", "http://", "http://h:99999/", "http://h/a b", "http://h/\n"};
    char problem[SCENARIO_PROBLEM_SIZE];
    struct scenario s;

    for (size_t i = 0; i < COUNT(urls); i++) {
        struct plan plan = {.url = {.url = urls[i]}};

        if (scenario_open(&s, &plan, problem) != SCENARIO_BAD_URL)
            fail_msg("\"%s\" was taken", urls[i]);
        assert_non_null(strstr(problem, "is no URL that can be requested: "));
    }
}

TEST_MAIN(TEST(a_url_becomes_one_class_with_one_task), TEST(the_scheme_and_the_path_may_be_left_out),
          TEST(the_host_keeps_scheme_user_and_brackets), TEST(a_body_makes_it_a_post_unless_a_method_is_given),
          TEST(what_is_no_url_is_refused_with_a_reason))
