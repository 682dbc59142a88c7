/* SPDX-License-Identifier: MIT */
/* level_watch_test.c - what is measured of a load, and from when on */
#include "verdict/level_watch.h"

#include "judging.h"

#define STEP 5

struct level_run {
    struct run run;
    struct check slos[2];
    struct level_watch *watch;
    struct capacity_level level;
};

/* A run in which much has been counted already, at another load. */
static void begin(struct level_run *l)
{
    run_begin(&l->run);
    for (int i = 0; i < 7; i++)
        run_second(&l->run, 5000, 2500, 900);
    l->slos[0] = check_of("p95 < 200ms");
    l->slos[1] = check_of("fail_ratio < 1%");
    l->watch = level_watch_new(l->slos, COUNT(l->slos), STEP);
    level_watch_begin(l->watch, 40, &l->run.s);
}

static void end(struct level_run *l)
{
    level_watch_free(l->watch);
    run_end(&l->run);
}

/* A second of the level; true when it was the last one. */
static bool second(struct level_run *l, uint64_t requests, uint64_t failed, double ms)
{
    run_second(&l->run, requests, failed, ms);
    return level_watch_add(l->watch, &l->run.s, &l->level);
}

static void a_steady_load_takes_its_step_and_a_second(void **state)
{
    struct level_run l;

    begin(&l);
    for (int i = 0; i < STEP; i++)
        assert_false(second(&l, 100, 0, 50));
    assert_true(second(&l, 100, 0, 50));
    assert_int_equal(level_watch_seconds(l.watch), level_watch_least(l.watch));
    assert_true(l.level.steady && !l.level.generator);
    assert_int_equal(l.level.broken, 0);
    assert_near_double("load", l.level.load, 40, 0);
    assert_near_double("rate", l.level.rate, 100, 0.001);
    assert_near_double("p95", l.level.p95_ns / 1e6, 50, 0.5);
    assert_near_double("mean", l.level.mean_ns / 1e6, 50, 0.5);
    assert_near_double("failures", l.level.fail_ratio, 0, 0);
    assert_near_double("cpu", l.level.cpu, 0.2, 0.001);
    assert_equal_u64("requests", l.level.requests, 100 * STEP);
    assert_near_double("settled", l.level.settled_s, 1, 0);
    end(&l);
}

static void nothing_of_the_warm_up_is_measured(void **state)
{
    static const double warm_up_ms[] = {900, 500, 300, 150, 90};
    struct level_run l;
    bool done = false;

    begin(&l);
    for (size_t i = 0; i < COUNT(warm_up_ms); i++)
        done |= second(&l, 60 + 8 * i, 0, warm_up_ms[i]);
    for (int i = 0; i < STEP; i++)
        done |= second(&l, 100, 0, 50);
    assert_true(done && l.level.steady);
    assert_near_double("rate", l.level.rate, 100, 0.001);
    assert_near_double("p99", l.level.p99_ns / 1e6, 50, 0.5);
    assert_int_equal(l.level.broken, 0);
    end(&l);
}

static void a_load_that_never_settles_is_measured_as_it_is(void **state)
{
    struct level_run l;
    unsigned seconds = 1;

    begin(&l);
    while (!second(&l, 100, 0, 20.0 * seconds))
        seconds++;
    assert_int_equal(seconds, 2 * STEP + 1);
    assert_false(l.level.steady);
    assert_int_equal(l.level.broken, 1);
    end(&l);
}

static void each_limit_is_judged_by_the_window_alone(void **state)
{
    struct level_run l;

    begin(&l);
    while (!second(&l, 100, 2, 50))
        ;
    assert_int_equal(l.level.broken, 2);
    assert_near_double("failures", l.level.fail_ratio, 0.02, 1e-9);
    assert_near_double("value of the limit", l.level.slos[1].value, 0.02, 1e-9);
    level_watch_begin(l.watch, 80, &l.run.s);
    while (!second(&l, 100, 0, 250))
        ;
    assert_int_equal(l.level.broken, 1);
    assert_near_double("load", l.level.load, 80, 0);
    end(&l);
}

static void a_service_that_answers_nothing_breaks_every_limit(void **state)
{
    struct level_run l;

    begin(&l);
    while (!second(&l, 0, 0, 0))
        ;
    assert_int_equal(l.level.broken, 3);
    assert_true(isnan(l.level.p95_ns));
    end(&l);
}

static void a_busy_generator_is_told_apart_from_the_service(void **state)
{
    struct level_run l;
    bool done = false;

    begin(&l);
    while (!done) {
        run_second(&l.run, 100, 0, 50);
        l.run.series[l.run.s.series_count - 1].cpu = 0.97f;
        done = level_watch_add(l.watch, &l.run.s, &l.level);
    }
    assert_true(l.level.generator);
    assert_non_null(strstr(l.level.reason, "97 % of a core"));
    end(&l);
}

static void dropped_arrivals_are_the_pools_fault_only_when_the_others_were_served_in_time(void **state)
{
    for (int slow = 0; slow < 2; slow++) {
        struct level_run l;
        bool done = false;

        begin(&l);
        while (!done) {
            l.run.s.total.dropped += 10;
            l.run.s.iterations.total.dropped_no_user += 10;
            l.run.s.iterations.total.planned += 110;
            done = second(&l, 100, 0, slow ? 500 : 50);
        }
        assert_equal_u64("dropped", l.level.dropped, 10 * STEP);
        assert_int_equal(l.level.generator, !slow);
        assert_int_equal(l.level.broken, 1); /* with so many dropped, nothing bounds the 95th percentile */
        assert_true(isinf(l.level.p95_ns));
        end(&l);
    }
}

static void arrivals_that_are_noticed_late_are_the_generators_fault(void **state)
{
    for (int late = 0; late < 2; late++) {
        struct histogram *lag = histogram_new();
        struct level_run l;
        bool done = false;

        begin(&l);
        histogram_record_many(lag, 500 * NANOS_PER_MILLI, 1000); /* before the level: of no concern */
        l.run.s.iterations.own_lag_histogram = lag;
        level_watch_begin(l.watch, 40, &l.run.s);
        while (!done) {
            histogram_record_many(lag, (late ? 9 : 2) * NANOS_PER_MILLI, 100);
            done = second(&l, 100, 0, 100);
        }
        assert_int_equal(l.level.generator, late);
        if (late)
            assert_non_null(strstr(l.level.reason, "9.0 ms late"));
        end(&l);
        histogram_free(lag);
    }
}

/* 100 ms are the median: half of it is too much, less is not, and so are a few timers, whatever they say. */
static void without_due_times_late_timers_are_the_generators_fault(void **state)
{
    static const struct {
        uint64_t late_ms, timers;
        bool generator;
    } cases[] = {{9, 100, false}, {45, 100, false}, {60, 100, true}, {60, 10, false}};

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct histogram *lag = histogram_new(), *none = histogram_new();
        struct level_run l;
        bool done = false;

        begin(&l);
        histogram_record_many(lag, 500 * NANOS_PER_MILLI, 1000); /* before the level: of no concern */
        l.run.s.iterations.own_lag_histogram = none;
        l.run.s.progress.lag_histogram = lag;
        level_watch_begin(l.watch, 40, &l.run.s);
        while (!done) {
            histogram_record_many(lag, cases[i].late_ms * NANOS_PER_MILLI, cases[i].timers);
            done = second(&l, 100, 0, 100);
        }
        if (l.level.generator != cases[i].generator)
            fail_msg("%d timers a second that are %d ms late: %s", (int)cases[i].timers, (int)cases[i].late_ms, l.level.reason);
        if (cases[i].generator)
            assert_non_null(strstr(l.level.reason, "timers were 60.0 ms late"));
        end(&l);
        histogram_free(lag);
        histogram_free(none);
    }
}

static void littles_law_gives_the_time_between_requests(void **state)
{
    struct capacity_level l = {.users = 100, .rate = 50, .requests = 1000000, .mean_ns = 500e6, .p99_ns = 600e6};
    bool consistent;

    assert_near_double("in the system", capacity_level_in_system(&l), 25, 1e-9);
    assert_near_double("between", capacity_level_between(&l, &consistent), 1.5, 1e-9);
    assert_true(consistent);
    l.rate = 201; /* half a percent more than a hundred users can send */
    capacity_level_between(&l, &consistent);
    assert_true(consistent);
    l.rate = 210;
    capacity_level_between(&l, &consistent);
    assert_false(consistent);
    l.requests = 420; /* in two seconds: a request in four was underway when they began */
    capacity_level_between(&l, &consistent);
    assert_true(consistent);
    l.rate = 300;
    l.requests = 600;
    capacity_level_between(&l, &consistent);
    assert_false(consistent);
}

TEST_MAIN(TEST(a_steady_load_takes_its_step_and_a_second), TEST(nothing_of_the_warm_up_is_measured),
          TEST(a_load_that_never_settles_is_measured_as_it_is), TEST(each_limit_is_judged_by_the_window_alone),
          TEST(a_service_that_answers_nothing_breaks_every_limit), TEST(a_busy_generator_is_told_apart_from_the_service),
          TEST(dropped_arrivals_are_the_pools_fault_only_when_the_others_were_served_in_time),
          TEST(arrivals_that_are_noticed_late_are_the_generators_fault),
          TEST(without_due_times_late_timers_are_the_generators_fault), TEST(littles_law_gives_the_time_between_requests))
