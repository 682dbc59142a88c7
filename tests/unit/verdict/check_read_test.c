/* SPDX-License-Identifier: MIT */
/* check_read_test.c - what the language of checks accepts, what it makes of it, and where it puts the caret otherwise */
#include "support.h"

#include "base/limits.h"
#include "verdict/check.h"

struct good {
    const char *text;
    enum check_metric metric;
    enum check_comparison comparison;
    double limit;
    enum check_scope scope;
    const char *scope_text;
};

static const struct good good[] = {
    {"p95 < 200ms", CHECK_QUANTILE, CHECK_BELOW, 200e6, CHECK_ALL, ""},
    {"  p95<200ms\t", CHECK_QUANTILE, CHECK_BELOW, 200e6, CHECK_ALL, ""},
    {"p99.9 <= 1.5 s for all", CHECK_QUANTILE, CHECK_AT_MOST, 1.5e9, CHECK_ALL, ""},
    {"median < 900us", CHECK_QUANTILE, CHECK_BELOW, 900e3, CHECK_ALL, ""},
    {"max < 1m", CHECK_MAX, CHECK_BELOW, 60e9, CHECK_ALL, ""},
    {"min >= 0", CHECK_MIN, CHECK_AT_LEAST, 0, CHECK_ALL, ""},
    {"avg < 100ms for AuthUser", CHECK_MEAN, CHECK_BELOW, 100e6, CHECK_CLASS, "AuthUser"},
    {"mean < 100ms for class all", CHECK_MEAN, CHECK_BELOW, 100e6, CHECK_CLASS, "all"},
    {"p50 < 5ms for tag read", CHECK_QUANTILE, CHECK_BELOW, 5e6, CHECK_TAG, "read"},
    {"p50 < 5ms for tag \"slow part\"", CHECK_QUANTILE, CHECK_BELOW, 5e6, CHECK_TAG, "slow part"},
    {"p95 < 200ms for \"GET /x y\"", CHECK_QUANTILE, CHECK_BELOW, 200e6, CHECK_NAMES, "GET /x y"},
    {"p95 < 200ms for 'say \"hi\"'", CHECK_QUANTILE, CHECK_BELOW, 200e6, CHECK_NAMES, "say \"hi\""},
    {"p95 < 200ms for GET /api/*", CHECK_QUANTILE, CHECK_BELOW, 200e6, CHECK_NAMES, "GET /api/*"},
    {"p95 < 200ms for GET /api/* abort", CHECK_QUANTILE, CHECK_BELOW, 200e6, CHECK_NAMES, "GET /api/*"},
    {"p95 < 200ms for /api/*", CHECK_QUANTILE, CHECK_BELOW, 200e6, CHECK_NAMES, "/api/*"},
    {"p95 < 200ms for */login", CHECK_QUANTILE, CHECK_BELOW, 200e6, CHECK_NAMES, "*/login"},
    {"p95 < 200ms for GET", CHECK_QUANTILE, CHECK_BELOW, 200e6, CHECK_CLASS, "GET"},
    {"rps > 50", CHECK_RATE, CHECK_ABOVE, 50, CHECK_ALL, ""},
    {"rps >= 50/s", CHECK_RATE, CHECK_AT_LEAST, 50, CHECK_ALL, ""},
    {"fail_ratio < 1%", CHECK_FAIL_RATIO, CHECK_BELOW, 0.01, CHECK_ALL, ""},
    {"fail_ratio < 0.01 for AuthUser", CHECK_FAIL_RATIO, CHECK_BELOW, 0.01, CHECK_CLASS, "AuthUser"},
    {"success_rate > 99.9 %", CHECK_SUCCESS_RATE, CHECK_ABOVE, 0.999, CHECK_ALL, ""},
    {"count == 100", CHECK_COUNT, CHECK_EQUAL, 100, CHECK_ALL, ""},
    {"failures != 3", CHECK_FAILURES, CHECK_UNEQUAL, 3, CHECK_ALL, ""},
    {"errors(refused) == 0", CHECK_ERRORS, CHECK_EQUAL, 0, CHECK_ALL, ""},
    {"status(429) < 10", CHECK_STATUS, CHECK_BELOW, 10, CHECK_ALL, ""},
    {"metric(\"cache hit\").avg > 0.7", CHECK_MEAN, CHECK_ABOVE, 0.7, CHECK_ALL, ""},
    {"metric('t').min > -3", CHECK_MIN, CHECK_ABOVE, -3, CHECK_ALL, ""},
    {"metric(\"t\").p99.9 < 3", CHECK_QUANTILE, CHECK_BELOW, 3, CHECK_ALL, ""},
    {"metric(\"t\").count > 3", CHECK_COUNT, CHECK_ABOVE, 3, CHECK_ALL, ""},
    {"metric(\"t\").sum > 3", CHECK_SUM, CHECK_ABOVE, 3, CHECK_ALL, ""},
    {"metric(\"t\").last > 3", CHECK_LAST, CHECK_ABOVE, 3, CHECK_ALL, ""},
};

static void good_checks_are_read_as_what_they_say(void **state)
{
    for (size_t i = 0; i < COUNT(good); i++) {
        const struct good *g = &good[i];
        struct check_problem problem;
        struct check c;

        if (!check_read(text_from(g->text), &c, &problem))
            fail_msg("%s: refused: %s at %zu", g->text, problem.sentence, problem.at);
        assert_equal_u64(g->text, c.metric, g->metric);
        assert_equal_u64(g->text, c.comparison, g->comparison);
        assert_near_double(g->text, c.limit, g->limit, 1e-12 * fabs(g->limit));
        assert_equal_u64(g->text, c.scope, g->scope);
        if (!text_equal(c.scope_text, text_from(g->scope_text)))
            fail_msg("%s: scope \"%.*s\"", g->text, (int)c.scope_text.size, c.scope_text.data);
    }
}

static struct check understood(const char *text)
{
    struct check_problem problem;
    struct check c;

    if (!check_read(text_from(text), &c, &problem))
        fail_msg("%s: refused: %s at %zu", text, problem.sentence, problem.at);
    return c;
}

static void shares_classes_and_names_come_out_of_the_value(void **state)
{
    assert_near_double("p95", understood("p95 < 1s").share, 0.95, 1e-12);
    assert_near_double("p99.9", understood("p99.9 < 1s").share, 0.999, 1e-12);
    assert_near_double("p0", understood("p0 < 1s").share, 0, 0);
    assert_near_double("p100", understood("p100 < 1s").share, 1, 0);
    assert_near_double("median", understood("median < 1s").share, 0.5, 0);
    assert_true(understood("service.p95 < 1s").service);
    assert_false(understood("response.p95 < 1s").service);
    assert_int_equal(understood("errors(timeout_connect) == 0").error, ERROR_TIMEOUT_CONNECT);
    assert_int_equal(understood("status(429) == 0").status, 429);
    assert_true(text_equal(understood("metric(\"cache hit\").avg > 1").name, TEXT("cache hit")));
}

static void windows_and_aborts_are_times(void **state)
{
    struct check c = understood("p95 < 200ms for AuthUser for 30s abort after 1m30s");

    assert_near_double("window", c.window_s, 30, 0);
    assert_near_double("delay", c.abort_after_s, 90, 0);
    assert_true(c.aborts);
    assert_int_equal(c.scope, CHECK_CLASS);
    assert_near_double("no delay", understood("rps > 1 for 5s abort").abort_after_s, 0, 0);
}

static void a_stage_stands_beside_any_scope(void **state)
{
    struct check c = understood("p95 < 200ms for stage peak for AuthUser for 5s");

    assert_true(text_equal(c.stage, TEXT("peak")));
    assert_true(text_equal(c.scope_text, TEXT("AuthUser")));
    assert_near_double("window", c.window_s, 5, 0);
    c = understood("p95 < 200ms for \"GET /x\" for stage 2");
    assert_true(text_equal(c.stage, TEXT("2")));
    assert_int_equal(c.scope, CHECK_NAMES);
    assert_int_equal(understood("p95 < 200ms for stage 'peak'").scope, CHECK_ALL);
    assert_true(text_equal(understood("p95 < 1s for class stage").scope_text, TEXT("stage")));
}

struct bad {
    const char *text;
    size_t at, size; /* the bytes under which the carets stand */
    const char *says;
};

static const struct bad bad[] = {
    {"", 0, 1, "a value is missing"},
    {"p95", 3, 1, "a comparison is missing"},
    {"p95 <", 5, 1, "a number is missing"},
    {"p95 < fast", 6, 4, "a number is missing"},
    {"p95 < 200ns for AuthUser", 9, 2, "unknown unit"},
    {"p95 < 200", 9, 1, "the unit is missing"},
    {"p95 < 200 for AuthUser", 9, 1, "the unit is missing"},
    {"p95 < 5%", 7, 1, "this unit does not fit the value"},
    {"p95 < 1.2.3s", 6, 5, "not a number"},
    {"p95 < -3ms", 6, 4, "it is never below 0"},
    {"p95 = 3ms", 4, 1, "unknown comparison"},
    {"p95 => 3ms", 4, 2, "unknown comparison"},
    {"p101 < 3ms", 0, 4, "not a percentile"},
    {"p9x < 3ms", 0, 3, "not a percentile"},
    {"fail_ration < 1%", 0, 11, "unknown value"},
    {"sum < 1", 0, 3, "unknown value"},
    {"latency < 1s", 0, 7, "unknown value"},
    {"service.rps < 1", 8, 3, "not a time"},
    {"service. < 1s", 8, 1, "a value is missing"},
    {"fail_ratio < 5", 13, 1, "a share is at most 1"},
    {"fail_ratio < 101%", 13, 4, "a share is at most 1"},
    {"count < 3ms", 9, 2, "this unit does not fit the value"},
    {"errors(refusd) == 0", 7, 6, "unknown class of errors"},
    {"errors(refused == 0", 14, 1, "\")\" is missing"},
    {"errors() == 0", 7, 1, "unknown class of errors"},
    {"status(abc) == 0", 7, 3, "not a status"},
    {"status(1000) == 0", 7, 4, "not a status"},
    {"metric(x).avg > 1", 7, 1, "the name of a metric is missing"},
    {"metric(\"x\") > 1", 11, 1, "what of the metric?"},
    {"metric(\"x\").rps > 1", 12, 3, "a metric does not have this"},
    {"metric(\"x\").p42 > 1", 12, 3, "a metric does not have this"},
    {"metric(\"x.avg > 1", 7, 1, "the quotation does not end"},
    {"metric(\"\").avg > 1", 7, 2, "an empty name"},
    {"metric(\"x\").avg > 1 for A", 24, 1, "a metric of the scenario has no scope"},
    {"metric(\"x\").avg > 1 for 9s", 24, 2, "a metric of the scenario has no time"},
    {"p95 < 1s for", 12, 1, "for what?"},
    {"p95 < 1s for stage", 18, 1, "a name is missing"},
    {"p95 < 1s for stage a for stage b", 25, 5, "a second stage"},
    {"metric(\"m\").avg < 1 for stage a", 24, 7, "a metric of the scenario has no stage"},
    {"p95 < 1s for tag", 16, 1, "a name is missing"},
    {"p95 < 1s for \"GET", 13, 1, "the quotation does not end"},
    {"p95 < 1s for A for B", 19, 1, "a second scope"},
    {"p95 < 1s for 30", 13, 2, "not a time"},
    {"p95 < 1s for 30x", 13, 3, "not a time"},
    {"p95 < 1s for 1s for 2s", 20, 2, "a second time"},
    {"p95 < 1s for 1h", 13, 2, "too short or too long"},
    {"p95 < 1s abort after", 20, 1, "a time is missing"},
    {"p95 < 1s abort abort", 15, 5, "a second abort"},
    {"p95 < 1s when idle", 9, 4, "unexpected"},
    {"p95 < 1s & rps > 1", 9, 1, "unexpected"},
};

static void bad_checks_are_refused_with_the_caret_under_the_mistake(void **state)
{
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct check_problem problem;
        struct check c;

        if (check_read(text_from(bad[i].text), &c, &problem))
            fail_msg("%s: accepted", bad[i].text);
        if (problem.at != bad[i].at || problem.size != bad[i].size || strcmp(problem.sentence, bad[i].says) != 0)
            fail_msg("%s: got \"%s\" at %zu, %zu; wanted \"%s\" at %zu, %zu", bad[i].text, problem.sentence, problem.at,
                     problem.size, bad[i].says, bad[i].at, bad[i].size);
        assert_true(problem.hint[0] != '\0');
    }
}

static void a_problem_is_shown_with_carets_and_the_grammar(void **state)
{
    const char *text = "p95 < 200ns for AuthUser";
    struct check_problem problem;
    struct buffer out;
    struct check c;

    buffer_init(&out, 10000);
    assert_false(check_read(text_from(text), &c, &problem));
    check_problem_write(text_from(text), &problem, &out);
    assert_non_null(strstr(buffer_cstring(&out), "unknown unit\n"
                                                 "    p95 < 200ns for AuthUser\n"
                                                 "             ^^ use us, ms, s, m or %\n"
                                                 "A check is VALUE COMPARISON LIMIT"));
    buffer_clear(&out);
    assert_false(check_read(TEXT(" p95 < 1s for \"\xc3\xbc\" x"), &c, &problem));
    check_problem_write(TEXT(" p95 < 1s for \"\xc3\xbc\" x"), &problem, &out);
    assert_non_null(strstr(buffer_cstring(&out), "    p95 < 1s for \"\xc3\xbc\" x\n"
                                                 "                     ^ use"));
    buffer_free(&out);
}

static void a_close_word_is_suggested(void **state)
{
    struct check_problem problem;
    struct check c;

    assert_false(check_read(TEXT("fail_ration < 1%"), &c, &problem));
    assert_equal_string("value", problem.hint, "did you mean fail_ratio?");
    assert_false(check_read(TEXT("errors(refusd) == 0"), &c, &problem));
    assert_equal_string("error", problem.hint, "did you mean refused?");
}

static void a_check_longer_than_the_limit_is_refused(void **state)
{
    char text[LIMIT_CHECK_TEXT + 10];
    struct check_problem problem;
    struct check c;
    struct buffer out;

    memset(text, 'p', sizeof text);
    assert_false(check_read((struct text){text, sizeof text}, &c, &problem));
    assert_equal_string("sentence", problem.sentence, "too long");
    buffer_init(&out, 100000);
    check_problem_write((struct text){text, sizeof text}, &problem, &out);
    assert_false(out.overflowed);
    buffer_free(&out);
}

TEST_MAIN(TEST(good_checks_are_read_as_what_they_say), TEST(shares_classes_and_names_come_out_of_the_value),
          TEST(windows_and_aborts_are_times), TEST(a_stage_stands_beside_any_scope),
          TEST(bad_checks_are_refused_with_the_caret_under_the_mistake), TEST(a_problem_is_shown_with_carets_and_the_grammar),
          TEST(a_close_word_is_suggested), TEST(a_check_longer_than_the_limit_is_refused))
