/* SPDX-License-Identifier: MIT */
/* check_value_test.c - the value of each kind of check in a known run, its limit and its margin */
#include "verdict/check_value.h"

#include "judging.h"

/* 10 s of 50 requests of 20 ms, of which 1 a second fails. */
static void known_run(struct run *r)
{
    run_begin(r);
    for (int i = 0; i < 10; i++)
        run_second(r, 50, 1, 20);
    r->metrics[0] = (struct snapshot_metric){
        .name = TEXT("cache hit"), .count = 4, .sum = 3, .min = 0, .max = 1, .last = 1, .quantile = {1}};
    r->s.metrics = r->metrics;
    r->s.metric_count = 1;
}

static void each_kind_of_value_is_the_one_of_the_run(void **state)
{
    static const struct {
        const char *text;
        double value;
        bool holds;
    } cases[] = {
        {"p95 < 21ms", 20e6, true},
        {"p95 < 19ms", 20e6, false},
        {"p0 > 19ms", 20e6, true},
        {"service.p95 < 11ms", 10e6, true},
        {"avg <= 20ms", 20e6, true},
        {"min < 20ms", 20e6, false},
        {"max > 1s", 20e6, false},
        {"rps == 50", 50, true},
        {"rps > 51/s", 50, false},
        {"fail_ratio <= 2%", 0.02, true},
        {"fail_ratio < 2%", 0.02, false},
        {"success_rate >= 98%", 0.98, true},
        {"count == 500", 500, true},
        {"failures < 10", 10, false},
        {"errors(http_status) == 10", 10, true},
        {"errors(refused) != 0", 0, false},
        {"status(429) < 10", 10, false},
        {"status(500) == 0", 0, true},
        {"p95 < 21ms for AuthUser", 20e6, true},
        {"metric(\"cache hit\").avg > 0.7", 0.75, true},
        {"metric(\"cache hit\").p50 == 1", 1, true},
        {"metric(\"cache hit\").p0 == 0", 0, true},
        {"metric(\"cache hit\").count == 4", 4, true},
        {"metric(\"cache hit\").sum == 3", 3, true},
        {"metric(\"cache hit\").last == 0", 1, false},
        {"metric(\"no such\").count == 0", 0, true},
    };
    struct run r;

    known_run(&r);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct check c = check_of(cases[i].text);
        struct check_value v = check_value_of(&c, &r.s);

        assert_true(v.known);
        assert_near_double(cases[i].text, v.value, cases[i].value, 0.001 * cases[i].value);
        if (check_is_of_times(&c))
            continue; /* cells are up to 0.1 % wide: below, with room */
        if (check_holds(&c, v.value) != cases[i].holds)
            fail_msg("%s: wanted %d", cases[i].text, cases[i].holds);
    }
    run_end(&r);
}

static void a_limit_on_times_is_kept_or_broken(void **state)
{
    struct check below = check_of("p95 < 200ms"), above = check_of("p95 > 200ms");

    assert_true(check_holds(&below, 199e6));
    assert_false(check_holds(&below, 200e6));
    assert_false(check_holds(&below, INFINITY));
    assert_true(check_holds(&above, INFINITY));
}

static void nothing_is_known_of_a_run_without_requests(void **state)
{
    static const char *const unknown[] = {"p95 < 1s", "avg < 1s", "fail_ratio < 1%", "success_rate > 1%",
                                          "metric(\"x\").avg > 1"};
    static const char *const nought[] = {"count == 0", "failures == 0", "errors(refused) == 0", "status(429) == 0"};
    struct run r;

    run_begin(&r);
    for (size_t i = 0; i < COUNT(unknown); i++) {
        struct check c = check_of(unknown[i]);

        assert_false(check_value_of(&c, &r.s).known);
    }
    for (size_t i = 0; i < COUNT(nought); i++) {
        struct check c = check_of(nought[i]);

        assert_true(check_value_of(&c, &r.s).known);
        assert_true(check_holds(&c, check_value_of(&c, &r.s).value));
    }
    run_end(&r);
}

static void the_margin_is_positive_on_the_good_side(void **state)
{
    struct check below = check_of("p95 < 200ms"), above = check_of("rps > 50"), equal = check_of("count == 1"),
                 nought = check_of("failures <= 0");

    assert_near_double("good", check_margin(&below, 150e6), 0.25, 1e-9);
    assert_near_double("bad", check_margin(&below, 300e6), -0.5, 1e-9);
    assert_near_double("above, good", check_margin(&above, 75), 0.5, 1e-9);
    assert_near_double("above, bad", check_margin(&above, 25), -0.5, 1e-9);
    assert_true(isnan(check_margin(&equal, 2)) && isnan(check_margin(&nought, 2)) && isnan(check_margin(&below, INFINITY)));
}

static void too_few_samples_are_told(void **state)
{
    struct check p99 = check_of("p99 < 1s"), p50 = check_of("p50 < 1s"), ratio = check_of("fail_ratio < 1%");

    assert_true(check_has_few_samples(&p99, &(struct check_value){true, 1, 367}));
    assert_false(check_has_few_samples(&p99, &(struct check_value){true, 1, 368}));
    assert_false(check_has_few_samples(&p50, &(struct check_value){true, 1, 6}));
    assert_false(check_has_few_samples(&ratio, &(struct check_value){true, 1, 1}));
}

static void dropped_arrivals_leave_upper_percentiles_unbounded(void **state)
{
    struct check p99 = check_of("p99 < 1s"), p50 = check_of("p50 < 1s"), max = check_of("max < 1s");
    struct check service = check_of("service.p99 < 1s"), of_class = check_of("p99 < 1s for AuthUser");
    struct run r;

    known_run(&r);
    of_class.group = 0;
    r.s.iterations.total = (struct iteration_counts){.planned = 500, .dropped_no_user = 10}; /* 2 % */
    r.groups[0].arrivals = 300;
    assert_true(isinf(check_value_of(&p99, &r.s).value));
    assert_true(isinf(check_value_of(&max, &r.s).value));
    assert_false(isinf(check_value_of(&service, &r.s).value));
    assert_false(isinf(check_value_of(&of_class, &r.s).value));
    r.groups[0].dropped = 10; /* 3.3 % */
    assert_true(isinf(check_value_of(&of_class, &r.s).value));
    assert_near_double("p50", check_value_of(&p50, &r.s).value, 20e6, 2e4);
    run_end(&r);
}

TEST_MAIN(TEST(each_kind_of_value_is_the_one_of_the_run), TEST(a_limit_on_times_is_kept_or_broken),
          TEST(nothing_is_known_of_a_run_without_requests), TEST(the_margin_is_positive_on_the_good_side),
          TEST(too_few_samples_are_told), TEST(dropped_arrivals_leave_upper_percentiles_unbounded))
