/* SPDX-License-Identifier: MIT */
/* output/report_course_test.c - start-up, steady state, extremes and thirds of a run, from its seconds */
#include "support.h"

#include "output/report_course.h"

#define SECONDS 40

static void fill(struct series_point points[SECONDS], struct snapshot *s)
{
    for (uint32_t i = 0; i < SECONDS; i++)
        points[i] = (struct series_point){.second = i,
                                          .seconds = 1,
                                          .requests = i < 10 ? 10 : 50,
                                          .failures = 5,
                                          .users = MIN(2 * i, 20u),
                                          .response_95_ns = 1000 + i};
    *s = (struct snapshot){.series = points, .series_count = SECONDS};
}

static void start_up_ends_when_the_users_are_there(void **state)
{
    struct series_point points[SECONDS];
    struct report_course c;
    struct snapshot s;

    fill(points, &s);
    report_course_of(&s, &c);
    assert_equal_u64("start-up", c.startup.seconds, 10);
    assert_equal_u64("steady", c.steady.seconds, 30);
    assert_near_double("rate of the start-up", c.startup.requests_per_second, 10, 0);
    assert_near_double("rate", c.steady.requests_per_second, 50, 0);
    assert_near_double("failures", c.steady.failures_per_second, 5, 0);
    assert_near_double("variation", c.variation, 0, 0);
    assert_equal_u64("first third", c.first.seconds, 10);
    assert_equal_u64("middle p95 of it", c.first_p95_ns, 1015);
    assert_equal_u64("middle p95 of the last third", c.last_p95_ns, 1035);
    assert_equal_u64("worst p95", c.steady.worst_p95_ns, 1039);
}

static void warm_up_belongs_to_the_start_up(void **state)
{
    struct series_point points[SECONDS];
    struct report_course c;
    struct snapshot s;

    fill(points, &s);
    for (size_t i = 0; i < 15; i++)
        points[i].warmup = true;
    report_course_of(&s, &c);
    assert_equal_u64("start-up", c.startup.seconds, 15);
    assert_equal_u64("too short for thirds", c.first.seconds, 0);
}

static void where_work_arrives_at_a_rate_there_is_no_start_up(void **state)
{
    struct series_point points[SECONDS];
    struct report_course c;
    struct snapshot s;

    fill(points, &s);
    s.iterations.own_lag.count = 1;
    report_course_of(&s, &c);
    assert_equal_u64("start-up", c.startup.seconds, 0);
    points[0].warmup = points[1].warmup = true;
    report_course_of(&s, &c);
    assert_equal_u64("warm-up", c.startup.seconds, 2);
}

static void extremes_are_those_of_the_steady_state(void **state)
{
    struct series_point points[SECONDS];
    struct report_course c;
    struct snapshot s;

    fill(points, &s);
    points[2].requests = 900;
    points[20].requests = 90;
    points[30].requests = 0;
    report_course_of(&s, &c);
    assert_near_double("peak", c.peak_rate, 90, 0);
    assert_equal_u64("when", c.peak_second, 20);
    assert_near_double("least", c.least_rate, 0, 0);
    assert_true(c.variation > 0.2 && c.variation < 0.3);
}

static void a_plan_of_stages_has_no_steady_state_of_its_own(void **state)
{
    struct series_point points[SECONDS];
    struct report_course c;
    struct snapshot s;

    fill(points, &s);
    s.stage_count = 2;
    report_course_of(&s, &c);
    assert_equal_u64("start-up", c.startup.seconds, 0);
    assert_equal_u64("all", c.steady.seconds, SECONDS);
    assert_equal_u64("thirds", c.first.seconds, 0);
}

static void seconds_that_were_merged_count_as_several(void **state)
{
    struct series_point points[SECONDS];
    struct report_course c;
    struct snapshot s;

    fill(points, &s);
    for (size_t i = 0; i < SECONDS; i++) {
        points[i].seconds = 4;
        points[i].users = 20;
    }
    points[7].requests = 400;
    report_course_of(&s, &c);
    assert_equal_u64("steady", c.steady.seconds, 4 * SECONDS);
    assert_near_double("peak", c.peak_rate, 100, 0);
}

static void nothing_comes_of_nothing(void **state)
{
    struct snapshot s = {0};
    struct report_course c;
    struct series_point one = {.seconds = 1};

    report_course_of(&s, &c);
    assert_equal_u64("steady", c.steady.seconds, 0);
    s.series = &one;
    s.series_count = 1;
    report_course_of(&s, &c);
    assert_true(isnan(c.variation));
    assert_near_double("least", c.least_rate, 0, 0);
}

TEST_MAIN(TEST(start_up_ends_when_the_users_are_there), TEST(warm_up_belongs_to_the_start_up),
          TEST(where_work_arrives_at_a_rate_there_is_no_start_up), TEST(extremes_are_those_of_the_steady_state),
          TEST(a_plan_of_stages_has_no_steady_state_of_its_own), TEST(seconds_that_were_merged_count_as_several),
          TEST(nothing_comes_of_nothing))
