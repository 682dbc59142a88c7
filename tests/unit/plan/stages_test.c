/* SPDX-License-Identifier: MIT */
/* plan/stages_test.c - lists of stages: what is read, what is refused and where the caret stands */
#include "support.h"

#include "base/limits.h"
#include "plan/stages.h"

static struct arena arena;

static struct plan_stages read_list(const char *text)
{
    struct stages_problem problem;
    struct plan_stages stages;

    if (!plan_stages_read(text_from(text), &arena, &stages, &problem))
        fail_msg("%s: refused: %s", text, problem.sentence);
    return stages;
}

static void users_rate_and_time_are_read(void **state)
{
    struct plan_stages s = read_list("100:10:1m, 500 : 20.5 : 1h20m ,0:0:500ms");

    assert_int_equal(s.count, 3);
    assert_false(s.open);
    assert_int_equal(s.at[0].users, 100);
    assert_near_double("rate", s.at[0].rate, 10, 0);
    assert_near_double("hold", s.at[0].hold_s, 60, 0);
    assert_int_equal(s.at[1].users, 500);
    assert_near_double("rate", s.at[1].rate, 20.5, 0);
    assert_near_double("hold", s.at[1].hold_s, 4800, 0);
    assert_int_equal(s.at[2].users, 0);
    assert_near_double("hold", s.at[2].hold_s, 0.5, 0);
    arena_reset(&arena);
}

static void arrivals_ramp_and_time_are_read(void **state)
{
    struct plan_stages s = read_list("50/s:10s:1m,600/m:0:2m");

    assert_true(s.open);
    assert_near_double("arrivals", s.at[0].arrivals, 50, 0);
    assert_near_double("ramp", s.at[0].ramp_s, 10, 0);
    assert_near_double("hold", s.at[0].hold_s, 60, 0);
    assert_near_double("a minute", s.at[1].arrivals, 10, 1e-12);
    assert_near_double("ramp", s.at[1].ramp_s, 0, 0);
    arena_reset(&arena);
}

static void stages_have_names_or_numbers(void **state)
{
    struct plan_stages s = read_list("1:1:1s,peak=2:1:1s, 2-b.c_ = 3:1:1s,4:1:1s");

    assert_equal_string("first", s.at[0].name, "1");
    assert_equal_string("second", s.at[1].name, "peak");
    assert_equal_string("third", s.at[2].name, "2-b.c_");
    assert_equal_string("fourth", s.at[3].name, "4");
    assert_ptr_equal(plan_stages_find(&s, TEXT("peak")), &s.at[1]);
    assert_ptr_equal(plan_stages_find(&s, TEXT("2")), &s.at[1]);
    assert_ptr_equal(plan_stages_find(&s, TEXT("4")), &s.at[3]);
    assert_null(plan_stages_find(&s, TEXT("5")));
    assert_null(plan_stages_find(&s, TEXT("0")));
    assert_null(plan_stages_find(&s, TEXT("Peak")));
    arena_reset(&arena);
}

static void a_ramp_takes_the_difference_divided_by_the_rate(void **state)
{
    struct plan_stages s = read_list("100:10:60s,500:20:5m,50:0:10s,0:5:0s");

    assert_near_double("first", plan_stage_ramp(&s, 0), 10, 1e-9);
    assert_near_double("second", plan_stage_ramp(&s, 1), 20, 1e-9);
    assert_near_double("at once", plan_stage_ramp(&s, 2), 0, 0);
    assert_near_double("down", plan_stage_ramp(&s, 3), 10, 1e-9);
    assert_near_double("all", plan_stages_duration(&s), 10 + 60 + 20 + 300 + 10 + 10, 1e-9);
    assert_near_double("peak", plan_stages_peak(&s), 500, 0);
    s = read_list("50/s:10s:1m,100/s:5s:1m");
    assert_near_double("open", plan_stage_ramp(&s, 1), 5, 0);
    assert_near_double("open, all", plan_stages_duration(&s), 135, 1e-9);
    assert_near_double("open, peak", plan_stages_peak(&s), 100, 0);
    arena_reset(&arena);
}

static const struct {
    const char *text;
    size_t at, size;
    const char *says;
} bad[] = {
    {"", 0, 1, "a stage is missing"},
    {"100:10:1m,", 10, 1, "a stage is missing"},
    {",100:10:1m", 0, 1, "a stage is missing"},
    {"100", 0, 3, "two parts are missing"},
    {"100:10", 4, 2, "the time that it holds is missing"},
    {"100:10:", 7, 1, "the time that it holds is missing"},
    {"100::1m", 4, 1, "the users per second are missing"},
    {":10:1m", 0, 1, "the number of users is missing"},
    {"1e2:10:1m", 0, 3, "not a number of users"},
    {"-5:10:1m", 0, 2, "not a number of users"},
    {"1.5:10:1m", 0, 3, "not a number of users"},
    {"99999999999999999999:1:1s", 0, 20, "not a number of users"},
    {"10000001:1:1s", 0, 8, "too many users"},
    {"100:ten:1m", 4, 3, "not a number"},
    {"100:-1:1m", 4, 2, "out of range"},
    {"100:2e9:1m", 4, 3, "out of range"},
    {"100:nan:1m", 4, 3, "not a number"},
    {"100:10:1x", 7, 2, "not a time"},
    {"100:10:-1s", 7, 3, "not a time"},
    {"100:10:1m:5", 7, 4, "not a time"},
    {"100:10:1m,200:20", 14, 2, "the time that it holds is missing"},
    {"50/h:10s:1m", 3, 1, "unknown unit of a rate"},
    {"50/:10s:1m", 0, 3, "unknown unit of a rate"},
    {"/s:10s:1m", 0, 1, "the number of arrivals is missing"},
    {"50/s:ten:1m", 5, 3, "not a time"},
    {"50/s:10s", 5, 3, "the time that it holds is missing"},
    {"50/s:10s:1m,100:10:1m", 12, 3, "users and arrivals in one list"},
    {"100:10:1m,50/s:10s:1m", 10, 4, "users and arrivals in one list"},
    {"=100:10:1m", 0, 1, "the name is missing"},
    {"a b=100:10:1m", 0, 3, "not a name for a stage"},
    {"7=100:10:1m", 0, 1, "not a name for a stage"},
    {"a=", 0, 2, "a stage is missing"},
    {"a=1:1:1s,b=1:1:1s, a =1:1:1s", 19, 1, "a second stage of this name"},
};

static void bad_lists_are_refused_with_the_caret_under_the_mistake(void **state)
{
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct stages_problem problem;
        struct plan_stages stages;

        if (plan_stages_read(text_from(bad[i].text), &arena, &stages, &problem))
            fail_msg("%s: accepted", bad[i].text);
        if (problem.at != bad[i].at || problem.size != bad[i].size || strcmp(problem.sentence, bad[i].says) != 0)
            fail_msg("%s: got \"%s\" at %zu, %zu; wanted \"%s\" at %zu, %zu", bad[i].text, problem.sentence, problem.at,
                     problem.size, bad[i].says, bad[i].at, bad[i].size);
        assert_int_equal(stages.count, 0);
    }
    arena_reset(&arena);
}

static void there_are_at_most_a_hundred(void **state)
{
    struct stages_problem problem;
    struct plan_stages stages;
    struct buffer list;

    buffer_init(&list, 100000);
    for (size_t i = 0; i < LIMIT_STAGES; i++)
        buffer_printf(&list, "%s1:1:1s", i ? "," : "");
    assert_true(plan_stages_read(buffer_view(&list), &arena, &stages, &problem));
    assert_int_equal(stages.count, LIMIT_STAGES);
    buffer_string(&list, ",1:1:1s");
    assert_false(plan_stages_read(buffer_view(&list), &arena, &stages, &problem));
    assert_equal_string("sentence", problem.sentence, "too many stages");
    while (list.size <= LIMIT_STAGES_TEXT)
        buffer_string(&list, "x");
    assert_false(plan_stages_read(buffer_view(&list), &arena, &stages, &problem));
    assert_equal_string("sentence", problem.sentence, "too long");
    buffer_free(&list);
    arena_reset(&arena);
}

static const char *shown(const char *text)
{
    static char out[2000];
    struct stages_problem problem;
    struct plan_stages stages;
    struct buffer b;

    buffer_init(&b, sizeof out);
    assert_false(plan_stages_read(text_from(text), &arena, &stages, &problem));
    plan_stages_problem_write(text_from(text), &problem, &b);
    snprintf(out, sizeof out, "%s", buffer_cstring(&b));
    buffer_free(&b);
    arena_reset(&arena);
    return out;
}

static void a_mistake_is_shown_with_the_grammar(void **state)
{
    assert_non_null(strstr(shown("100:10:1m,500:x:5m"), "not a number\n"
                                                        "    100:10:1m,500:x:5m\n"
                                                        "                  ^ write 100 or 2.5\n"
                                                        "Stages are USERS:RATE:HOLD"));
}

static void of_a_long_list_the_part_around_the_mistake_is_shown(void **state)
{
    const char *text = "1:1:1s,1:1:1s,1:1:1s,1:1:1s,1:1:1s,1:1:1s,1:1:1s,1:1:1s,1:1:1s,1:1:1s,1:1:1s,1:1:oops,1:1:1s";
    const char *line = strstr(shown(text), "\n    ");

    assert_non_null(line);
    assert_non_null(strstr(line, "\n                                                                ^^^^ "));
    assert_non_null(strstr(line, "1:1:oops,1:1:1s\n"));
}

/* Every list of the document, as `100:0:2m,...` or behind --stages. */
static void the_lists_of_the_document_are_good(void **state)
{
    struct buffer page;
    struct text rest;
    size_t lists = 0;

    buffer_init(&page, 1 << 20);
    test_read_file(&page, TEST_SOURCE_ROOT "/docs/load.md");
    for (rest = buffer_view(&page); rest.data;) {
        struct text span = text_cut(&rest, '`');
        struct stages_problem problem;
        struct plan_stages stages;

        if (span.size < 5 || text_find(span, ' ') >= 0 || span.data[0] < '0' || span.data[0] > '9' || text_find(span, ':') < 0)
            continue;
        if (!plan_stages_read(span, &arena, &stages, &problem))
            fail_msg("%.*s: %s", (int)span.size, span.data, problem.sentence);
        lists++;
    }
    assert_true(lists >= 5);
    buffer_free(&page);
    arena_reset(&arena);
}

static void the_mistake_in_the_document_is_shown_as_it_says(void **state)
{
    const char *text = shown("100:10:1m,500:20"), *end = strstr(text, "\nStages are");
    struct buffer page;

    assert_non_null(end);
    buffer_init(&page, 1 << 20);
    test_read_file(&page, TEST_SOURCE_ROOT "/docs/load.md");
    if (!memmem(page.data, page.size, text, (size_t)(end - text)))
        fail_msg("docs/load.md does not show:\n%s", text);
    buffer_free(&page);
}

static void what_is_written_reads_the_same(void **state)
{
    static const char *const lists[] = {"100:10:60s", "1:0:0.5s,peak=20:2.5:3600s", "10/s:0s:60s,x=0.5/s:1.5s:2s"};

    for (size_t i = 0; i < COUNT(lists); i++) {
        struct plan_stages stages;
        struct stages_problem problem;
        struct buffer out;

        buffer_init(&out, 1000);
        assert_true(plan_stages_read(text_from(lists[i]), &arena, &stages, &problem));
        plan_stages_write(&stages, &out);
        assert_string_equal(buffer_cstring(&out), lists[i]);
        buffer_free(&out);
    }
    arena_reset(&arena);
}

TEST_MAIN(TEST(users_rate_and_time_are_read), TEST(arrivals_ramp_and_time_are_read), TEST(stages_have_names_or_numbers),
          TEST(a_ramp_takes_the_difference_divided_by_the_rate), TEST(bad_lists_are_refused_with_the_caret_under_the_mistake),
          TEST(there_are_at_most_a_hundred), TEST(a_mistake_is_shown_with_the_grammar),
          TEST(of_a_long_list_the_part_around_the_mistake_is_shown), TEST(the_lists_of_the_document_are_good),
          TEST(the_mistake_in_the_document_is_shown_as_it_says), TEST(what_is_written_reads_the_same))
