/* SPDX-License-Identifier: MIT */
/* cost_test.c - prices as users write them, and what they make of a run */
#include "verdict/cost.h"

#include "support.h"

static void prices_are_read_as_what_they_say(void **state)
{
    static const struct {
        const char *text, *component;
        enum cost_basis basis;
        double per_hour;
    } good[] = {
        {"0.12/h per api", "api", COST_WHOLE, 0.12},
        {" 0.12/hour per api ", "api", COST_WHOLE, 0.12},
        {"2.4/day per core of api", "api", COST_CORE, 0.1},
        {"73/month per GB of db-1", "db-1", COST_GIGABYTE, 0.1},
        {"1/h per core", "core", COST_WHOLE, 1},
        {"1/h per of", "of", COST_WHOLE, 1},
        {"0/h per generator", "generator", COST_WHOLE, 0},
    };

    for (size_t i = 0; i < COUNT(good); i++) {
        struct check_problem problem;
        struct cost_price p;

        if (!cost_read(text_from(good[i].text), &p, &problem))
            fail_msg("%s: %s", good[i].text, problem.sentence);
        assert_true(text_equal(p.component, text_from(good[i].component)));
        assert_int_equal(p.basis, good[i].basis);
        assert_near_double(good[i].text, p.per_hour, good[i].per_hour, 1e-12);
    }
}

static void mistakes_are_marked_where_they_are(void **state)
{
    static const struct {
        const char *text, *sentence;
        size_t at;
    } bad[] = {
        {"", "a number is missing", 0},
        {"cheap", "a number is missing", 0},
        {"-1/h per api", "not a price", 0},
        {"1e300/h per api", "the time is missing", 1},
        {"0.12 per api", "the time is missing", 4},
        {"0.12/week per api", "not a time", 5},
        {"0.12/h api", "\"per\" is missing", 7},
        {"0.12/h per", "a component is missing", 10},
        {"0.12/h per disk of api", "a price is of nothing but this", 11},
        {"0.12/h per core of", "a component is missing", 18},
        {"0.12/h per api now", "it should end here", 14},
    };

    for (size_t i = 0; i < COUNT(bad); i++) {
        struct check_problem problem;
        struct cost_price p;

        if (cost_read(text_from(bad[i].text), &p, &problem))
            fail_msg("%s was read", bad[i].text);
        assert_equal_string(bad[i].text, problem.sentence, bad[i].sentence);
        assert_equal_u64(bad[i].text, problem.at, bad[i].at);
        if (strstr(problem.hint, "limit"))
            fail_msg("%s: a price is no limit, but: %s", bad[i].text, problem.hint);
    }
}

static void a_run_costs_price_times_use_times_hours(void **state)
{
    static const char *const prices[] = {"3.6/h per api", "3.6/h per core of api", "3.6/h per GB of api", "3.6/h per GB of gone"};
    struct snapshot_resource resources[] = {{.component = {TEXT("api"), TEXT("pid:1")}}, {.component = {TEXT("gone"), TEXT("")}}};
    struct snapshot s = {
        .resources = resources, .resource_count = 2, .elapsed_s = 1000, .total = {.completed = 500000, .failed = 77}};
    struct plan_list list = {prices, COUNT(prices)};
    struct cost_report cost;

    resources[0].summary[RESOURCE_CPU] = (struct resource_summary){.count = 1000, .mean = 1.5};
    resources[0].summary[RESOURCE_MEMORY] = (struct resource_summary){.count = 1000, .mean = 2e9};
    cost_of_run(&list, &s, &cost);
    assert_equal_u64("lines", cost.count, 4);
    assert_near_double("whole", cost.lines[0].amount, 1, 1e-9);
    assert_near_double("CPU", cost.lines[1].amount, 1.5, 1e-9);
    assert_near_double("memory", cost.lines[2].amount, 2, 1e-9);
    assert_false(cost.lines[3].known);
    assert_false(cost.complete);
    assert_near_double("total", cost.total, 4.5, 1e-9);
    assert_near_double("per million", cost.per_million, 9, 1e-9);
    s.total.completed = 0;
    cost_of_run(&list, &s, &cost);
    assert_true(isnan(cost.per_million));
}

TEST_MAIN(TEST(prices_are_read_as_what_they_say), TEST(mistakes_are_marked_where_they_are),
          TEST(a_run_costs_price_times_use_times_hours))
