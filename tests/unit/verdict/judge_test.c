/* SPDX-License-Identifier: MIT */
/* judge_test.c - checks over the course of a run: windows, aborts, what waits, which failures are tolerated */
#include "verdict/judge.h"

#include "judging.h"

static enum check_state state_of(const struct judge *j)
{
    return judge_judgement(j)->checks[0].state;
}

static void a_check_of_the_whole_run_may_recover(void **state)
{
    struct check c = check_of("p50 < 100ms");
    struct judge *j = judge_new(&c, 1);
    struct run r;

    run_begin(&r);
    assert_int_equal(state_of(j), CHECK_WAITS);
    run_second(&r, 10, 0, 500);
    assert_null(judge_tick(j, &r.s));
    assert_int_equal(state_of(j), CHECK_FAILS);
    run_second(&r, 100, 0, 10);
    assert_null(judge_tick(j, &r.s));
    assert_int_equal(state_of(j), CHECK_PASSES);
    judge_finish(j, &r.s);
    assert_int_equal(state_of(j), CHECK_PASSES);
    assert_int_equal(judge_judgement(j)->failed, 0);
    judge_free(j);
    run_end(&r);
}

static void a_window_once_broken_stays_broken_with_its_worst_value(void **state)
{
    struct check c = check_of("p50 < 100ms for 5s");
    struct judge *j = judge_new(&c, 1);
    struct run r;

    run_begin(&r);
    for (int i = 0; i < 4; i++) {
        run_second(&r, 10, 0, 10);
        judge_tick(j, &r.s);
        assert_int_equal(state_of(j), CHECK_WAITS);
    }
    run_second(&r, 10, 0, 10);
    judge_tick(j, &r.s);
    assert_int_equal(state_of(j), CHECK_PASSES);
    for (int i = 0; i < 5; i++) {
        run_second(&r, 10, 0, 400);
        judge_tick(j, &r.s);
    }
    assert_int_equal(state_of(j), CHECK_FAILS);
    for (int i = 0; i < 50; i++) {
        run_second(&r, 1000, 0, 10);
        judge_tick(j, &r.s);
    }
    judge_finish(j, &r.s);
    assert_int_equal(state_of(j), CHECK_FAILS);
    assert_near_double("worst", judge_judgement(j)->checks[0].value.value, 400e6, 400e3);
    judge_free(j);
    run_end(&r);
}

static void a_window_sees_its_own_seconds_only(void **state)
{
    struct check checks[] = {check_of("rps < 200 for 3s"), check_of("fail_ratio < 50% for 3s"), check_of("count <= 301 for 3s"),
                             check_of("avg < 15ms for 3s"), check_of("status(429) == 0 for 3s")};
    struct judge *j = judge_new(checks, COUNT(checks));
    struct run r;

    run_begin(&r);
    for (int i = 0; i < 20; i++) {
        run_second(&r, 100, 0, 10);
        judge_tick(j, &r.s);
    }
    for (size_t i = 0; i < COUNT(checks); i++)
        assert_int_equal(judge_judgement(j)->checks[i].state, CHECK_PASSES);
    assert_near_double("rate", judge_judgement(j)->checks[0].value.value, 100, 0.1);
    assert_near_double("count", judge_judgement(j)->checks[2].value.value, 300, 0.1);
    for (int i = 0; i < 3; i++) {
        run_second(&r, 500, 400, 30);
        judge_tick(j, &r.s);
    }
    judge_finish(j, &r.s);
    assert_int_equal(judge_judgement(j)->failed, COUNT(checks));
    assert_near_double("rate", judge_judgement(j)->checks[0].value.value, 500, 0.1);
    assert_near_double("ratio", judge_judgement(j)->checks[1].value.value, 0.8, 0.001);
    judge_free(j);
    run_end(&r);
}

static void a_run_shorter_than_the_window_is_judged_as_far_as_it_goes(void **state)
{
    struct check checks[] = {check_of("p50 < 100ms for 60s"), check_of("rps > 100 for 60s")};
    struct judge *j = judge_new(checks, COUNT(checks));
    struct run r;

    run_begin(&r);
    for (int i = 0; i < 3; i++) {
        run_second(&r, 10, 0, 10);
        judge_tick(j, &r.s);
    }
    judge_finish(j, &r.s);
    assert_int_equal(judge_judgement(j)->checks[0].state, CHECK_PASSES);
    assert_int_equal(judge_judgement(j)->checks[1].state, CHECK_FAILS);
    judge_free(j);
    run_end(&r);
}

static void a_reset_begins_the_window_anew(void **state)
{
    struct check c = check_of("p50 < 100ms for 3s");
    struct judge *j = judge_new(&c, 1);
    struct run r;

    run_begin(&r);
    for (int i = 0; i < 2; i++) {
        run_second(&r, 10, 0, 400);
        judge_tick(j, &r.s);
    }
    histogram_clear(r.response);
    histogram_clear(r.service);
    r.s.elapsed_s = 0;
    r.s.total.requests = r.s.total.failed = 0;
    for (int i = 0; i < 4; i++) {
        run_second(&r, 20, 0, 10);
        judge_tick(j, &r.s);
    }
    judge_finish(j, &r.s);
    assert_int_equal(state_of(j), CHECK_PASSES);
    judge_free(j);
    run_end(&r);
}

static void an_abort_comes_after_its_delay_and_once(void **state)
{
    struct check c = check_of("fail_ratio < 10% abort after 3s");
    struct judge *j = judge_new(&c, 1);
    struct run r;

    run_begin(&r);
    run_second(&r, 10, 10, 10);
    assert_null(judge_tick(j, &r.s));
    run_second(&r, 1000, 0, 10); /* recovers: the delay begins anew */
    assert_null(judge_tick(j, &r.s));
    for (int i = 0; i < 3; i++) {
        run_second(&r, 1000, 1000, 10);
        assert_null(judge_tick(j, &r.s));
    }
    run_second(&r, 1000, 1000, 10);
    assert_ptr_equal(judge_tick(j, &r.s), &c);
    run_second(&r, 1000, 1000, 10);
    assert_null(judge_tick(j, &r.s));
    judge_finish(j, &r.s);
    assert_true(judge_judgement(j)->checks[0].aborted);
    assert_int_equal(state_of(j), CHECK_FAILS);
    judge_free(j);
    run_end(&r);
}

static void an_abort_waits_for_a_full_window(void **state)
{
    struct check c = check_of("p50 < 100ms for 5s abort");
    struct judge *j = judge_new(&c, 1);
    const struct check *ending = NULL;
    int seconds = 0;
    struct run r;

    run_begin(&r);
    while (!ending && seconds < 20) {
        run_second(&r, 10, 0, 400);
        ending = judge_tick(j, &r.s);
        seconds++;
    }
    assert_int_equal(seconds, 5);
    judge_free(j);
    run_end(&r);
}

static void without_a_request_a_check_fails_at_the_end_but_never_aborts(void **state)
{
    struct check checks[] = {check_of("p95 < 1s abort"), check_of("fail_ratio < 1%"), check_of("p95 < 1s for 2s")};
    struct judge *j = judge_new(checks, COUNT(checks));
    struct run r;

    run_begin(&r);
    for (int i = 0; i < 5; i++) {
        run_second(&r, 0, 0, 0);
        assert_null(judge_tick(j, &r.s));
    }
    assert_int_equal(judge_judgement(j)->failed, 0);
    judge_finish(j, &r.s);
    assert_int_equal(judge_judgement(j)->failed, COUNT(checks));
    judge_free(j);
    run_end(&r);
}

static void the_stopping_run_breaks_no_window(void **state)
{
    struct check c = check_of("rps > 50 for 2s");
    struct judge *j = judge_new(&c, 1);
    struct run r;

    run_begin(&r);
    for (int i = 0; i < 5; i++) {
        run_second(&r, 100, 0, 10);
        judge_tick(j, &r.s);
    }
    r.s.progress.state = RUN_STOPPING;
    for (int i = 0; i < 5; i++) {
        run_second(&r, 0, 0, 0);
        judge_tick(j, &r.s);
    }
    judge_finish(j, &r.s);
    assert_int_equal(state_of(j), CHECK_PASSES);
    judge_free(j);
    run_end(&r);
}

static void failures_are_tolerated_by_a_passing_check_that_limits_them(void **state)
{
    static const struct {
        const char *text;
        bool tolerates;
    } cases[] = {
        {"fail_ratio < 10%", true},   {"fail_ratio < 1%", false},          {"fail_ratio > 1%", false},
        {"success_rate > 90%", true}, {"success_rate < 99%", false},       {"failures <= 100", true},
        {"failures > 1", false},      {"errors(http_status) < 100", true}, {"errors(refused) == 0", false},
        {"p95 < 1s", false},          {"fail_ratio < 10% for A", false},   {"status(429) < 100", false},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct check c = check_of(cases[i].text);
        struct judge *j = judge_new(&c, 1);
        struct run r;

        run_begin(&r);
        run_second(&r, 1000, 50, 10);
        judge_tick(j, &r.s);
        judge_finish(j, &r.s);
        if (judge_judgement(j)->tolerates_all != cases[i].tolerates)
            fail_msg("%s: wanted %d", cases[i].text, cases[i].tolerates);
        judge_free(j);
        run_end(&r);
    }
}

TEST_MAIN(TEST(a_check_of_the_whole_run_may_recover), TEST(a_window_once_broken_stays_broken_with_its_worst_value),
          TEST(a_window_sees_its_own_seconds_only), TEST(a_run_shorter_than_the_window_is_judged_as_far_as_it_goes),
          TEST(a_reset_begins_the_window_anew), TEST(an_abort_comes_after_its_delay_and_once),
          TEST(an_abort_waits_for_a_full_window), TEST(without_a_request_a_check_fails_at_the_end_but_never_aborts),
          TEST(the_stopping_run_breaks_no_window), TEST(failures_are_tolerated_by_a_passing_check_that_limits_them))
