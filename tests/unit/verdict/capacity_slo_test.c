/* SPDX-License-Identifier: MIT */
/* capacity_slo_test.c - which checks can bound a search */
#include "verdict/capacity_slo.h"

#include "judging.h"

static void limits_of_times_and_failures_are_fine(void **state)
{
    static const char *const fine[] = {
        "p95 < 200ms",           "avg <= 1s for AuthUser",      "service.p99 < 50ms", "fail_ratio < 1%",
        "success_rate > 99.9%",  "errors(refused) < 1",         "status(503) <= 0",   "failures < 3",
        "p50 < 1s for tag slow", "max < 2s for \"GET /items\"", "cpu(api) < 80%"};

    for (size_t i = 0; i < COUNT(fine); i++) {
        struct check c = check_of(fine[i]);
        struct check_problem problem;

        if (!capacity_slo_is_fine(&c, &problem))
            fail_msg("%s: refused: %s", fine[i], problem.sentence);
    }
}

static void what_no_load_breaks_is_refused_with_what_to_do(void **state)
{
    static const struct {
        const char *text, *sentence;
    } wrong[] = {
        {"rps > 100", "times or failures"},
        {"count > 1", "times or failures"},
        {"metric(\"x\").avg < 1", "times or failures"},
        {"p95 > 200ms", "does not break"},
        {"p95 == 200ms", "does not break"},
        {"success_rate < 99%", "does not break"},
        {"fail_ratio >= 1%", "does not break"},
        {"p95 < 200ms for 30s", "no time"},
        {"p95 < 200ms abort", "no time"},
        {"p95 < 200ms for stage peak", "no stages"},
        {"rss_slope(api) < 1MB/min", "slope"},
    };

    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct check c = check_of(wrong[i].text);
        struct check_problem problem;

        if (capacity_slo_is_fine(&c, &problem))
            fail_msg("%s: taken", wrong[i].text);
        if (!strstr(problem.sentence, wrong[i].sentence) || !problem.hint[0] || problem.size != strlen(wrong[i].text))
            fail_msg("%s: \"%s\", \"%s\"", wrong[i].text, problem.sentence, problem.hint);
    }
}

static void some_limits_say_how_many_requests_may_fail(void **state)
{
    static const char *const they[] = {"fail_ratio < 1%", "success_rate > 99.9%", "failures < 3", CAPACITY_SLO_OF_FAILURES};
    static const char *const others[] = {"p95 < 200ms", "fail_ratio < 1% for AuthUser", "errors(refused) < 1", "status(503) <= 0",
                                         "cpu(api) < 80%"};

    for (size_t i = 0; i < COUNT(they); i++) {
        struct check c = check_of(they[i]);

        if (!capacity_slo_limits_failures(&c))
            fail_msg("%s: said not to", they[i]);
    }
    for (size_t i = 0; i < COUNT(others); i++) {
        struct check c = check_of(others[i]);

        if (capacity_slo_limits_failures(&c))
            fail_msg("%s: said to", others[i]);
    }
}

TEST_MAIN(TEST(limits_of_times_and_failures_are_fine), TEST(what_no_load_breaks_is_refused_with_what_to_do),
          TEST(some_limits_say_how_many_requests_may_fail))
