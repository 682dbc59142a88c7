/* SPDX-License-Identifier: MIT */
/* Lists of metrics and tolerances: what they say, and where a mistake is. */
#include "support.h"

#include "verdict/comparison_metric.h"

static struct comparison_metrics standard(void)
{
    struct comparison_metrics m;

    comparison_metrics_default(&m);
    return m;
}

static const struct comparison_metric *named(const struct comparison_metrics *m, const char *name)
{
    for (size_t i = 0; i < m->count; i++)
        if (strcmp(m->at[i].name, name) == 0)
            return &m->at[i];
    fail_msg("there is no %s", name);
    return NULL;
}

static void without_a_list_there_are_seven(void **state)
{
    static const char *const names[] = {"p50", "p90", "p95", "p99", "mean", "rps", "fail_ratio"};
    struct comparison_metrics m = standard();

    assert_int_equal(m.count, COUNT(names));
    for (size_t i = 0; i < COUNT(names); i++)
        assert_equal_string("name", m.at[i].name, names[i]);
    assert_near_double("p50", named(&m, "p50")->relative, 0.03, 1e-12);
    assert_near_double("p50, amount", named(&m, "p50")->absolute, 200e3, 1e-6);
    assert_near_double("p99", named(&m, "p99")->relative, 0.05, 1e-12);
    assert_near_double("fail_ratio", named(&m, "fail_ratio")->absolute, 0.001, 1e-12);
    assert_near_double("fail_ratio, relative", named(&m, "fail_ratio")->relative, 0, 0);
}

static void lists_name_any_percentile_and_service_times(void **state)
{
    struct check_problem problem;
    struct comparison_metrics m;

    assert_true(comparison_metrics_read(text_from(" p99.9 ,service.p95, avg,rps "), &m, &problem));
    assert_int_equal(m.count, 4);
    assert_near_double("share", m.at[0].share, 0.999, 1e-12);
    assert_true(m.at[1].service && m.at[1].kind == COMPARISON_QUANTILE);
    assert_equal_string("service", m.at[1].name, "service.p95");
    assert_equal_string("avg", m.at[2].name, "mean");
}

static void tolerances_replace_the_defaults(void **state)
{
    struct comparison_metrics m = standard();
    struct check_problem problem;

    assert_true(
        comparison_tolerance_read(text_from("times = 8%, p95=10% and 2 ms, mean=1.5ms,rps=7/s, fail_ratio=0.5%"), &m, &problem));
    assert_near_double("p50", named(&m, "p50")->relative, 0.08, 1e-12);
    assert_near_double("p50, amount", named(&m, "p50")->absolute, 0, 0);
    assert_near_double("p95", named(&m, "p95")->relative, 0.10, 1e-12);
    assert_near_double("p95, amount", named(&m, "p95")->absolute, 2e6, 1e-6);
    assert_near_double("mean", named(&m, "mean")->relative, 0, 0);
    assert_near_double("mean, amount", named(&m, "mean")->absolute, 1.5e6, 1e-6);
    assert_near_double("rps", named(&m, "rps")->absolute, 7, 1e-12);
    assert_near_double("fail_ratio", named(&m, "fail_ratio")->absolute, 0.005, 1e-12);
}

static void mistakes_are_shown_where_they_are(void **state)
{
    static const struct {
        const char *text, *at, *sentence;
        bool list; /* of metrics, not tolerances */
    } table[] = {
        {"p95=10", "", "the unit is missing", false},
        {"p95=10x", "x", "this unit does not fit", false},
        {"p95=10/s", "/s", "this unit does not fit", false},
        {"fail_ratio=2ms", "ms", "this unit does not fit", false},
        {"p95=", "", "a limit is missing", false},
        {"p95 10%", "10%", "\"=\" is missing", false},
        {"p95=-1%", "-1%", "it is never below 0", false},
        {"p98=10%", "p98", "this metric is not compared", false},
        {"p195=10%", "p195", "not a percentile", false},
        {"men=10%", "men", "unknown metric", false},
        {"p95=10% p50=5%", "p50", "unexpected", false},
        {"p95=10%,", "", "a metric is missing", false},
        {"", "", "a metric is missing", false},
        {"p50,p50", "p50", "a second time", true},
        {"p50 p90", "p90", "unexpected", true},
        {"p50,", "", "a metric is missing", true},
        {"times", "times", "unknown metric", true},
        {"p99.9999999999999999999999999", "p99.9999999999999999999999999", "too long", true},
        {"p1,p2,p3,p4,p5,p6,p7,p8,p9,p10,p11,p12,p13,p14,p15,p16,p17", "p17", "too many metrics", true},
    };

    for (size_t i = 0; i < COUNT(table); i++) {
        struct text t = text_from(table[i].text);
        struct comparison_metrics m = standard();
        struct check_problem problem = {.at = SIZE_MAX};
        bool fine = table[i].list ? comparison_metrics_read(t, &m, &problem) : comparison_tolerance_read(t, &m, &problem);
        char marked[100];

        if (fine)
            fail_msg("\"%s\" was accepted", table[i].text);
        assert_equal_string(table[i].text, problem.sentence, table[i].sentence);
        assert_true(problem.at <= t.size);
        snprintf(marked, sizeof marked, "%.*s", (int)strlen(table[i].at), table[i].text + problem.at);
        assert_equal_string(table[i].text, marked, table[i].at);
    }
}

static void a_problem_shows_carets_and_the_grammar(void **state)
{
    struct comparison_metrics m = standard();
    struct check_problem problem;
    struct buffer out;

    assert_false(comparison_tolerance_read(text_from("p95=10%, men=1%"), &m, &problem));
    buffer_init(&out, 10000);
    comparison_problem_write(text_from("p95=10%, men=1%"), &problem, &out);
    assert_non_null(
        strstr(buffer_cstring(&out), "unknown metric\n    p95=10%, men=1%\n             ^^^ did you mean mean?\nMetrics are"));
    buffer_free(&out);
}

TEST_MAIN(TEST(without_a_list_there_are_seven), TEST(lists_name_any_percentile_and_service_times),
          TEST(tolerances_replace_the_defaults), TEST(mistakes_are_shown_where_they_are),
          TEST(a_problem_shows_carets_and_the_grammar))
