/* SPDX-License-Identifier: MIT */
/* capacity_report_test.c - the conclusions that are drawn from the levels of a search */
#include "verdict/capacity_report.h"

#include "support.h"

struct study {
    struct capacity_search search;
    struct capacity_report report;
};

static void begin(struct study *s, double highest)
{
    struct capacity_options options = {
        .lowest = 1, .highest = highest, .precision = 0.05, .repeats = 3, .whole = true, .slos = 2};

    memset(s, 0, sizeof *s);
    s->report.options = options;
    s->report.slo_count = 2;
    capacity_search_begin(&s->search, &options);
}

/* A service of ten workers with 100 ms of work each, and users that never wait: 100 requests/s at most. */
static struct capacity_level measure(double load, double break_at, double generator_at)
{
    struct capacity_level l = {.load = load, .users = (uint32_t)load, .seconds = 10, .steady = true};

    l.rate = fmin(load, 10) * 10;
    l.mean_ns = load / l.rate * 1e9;
    l.p95_ns = l.mean_ns * 1.1 + load; /* so that no two are equal */
    l.broken = load > break_at ? 1 : 0;
    l.generator = generator_at > 0 && load >= generator_at;
    return l;
}

static void search(struct study *s, double break_at, double generator_at, size_t most)
{
    for (size_t i = 0; i < most; i++) {
        struct capacity_step next = capacity_search_next(&s->search);
        struct capacity_level level = measure(next.load, break_at, generator_at);

        if (next.phase == CAPACITY_DONE)
            return;
        capacity_report_take(&s->report, &s->search, &level);
    }
}

static void what_was_found_is_told_with_its_spread(void **state)
{
    struct study s;

    begin(&s, 1000);
    search(&s, 40, 0, 1000);
    capacity_report_conclude(&s.report, &s.search, NULL);
    assert_int_equal(s.report.outcome, CAPACITY_FOUND);
    assert_near_double("holds", s.report.all.holds, 40, 0);
    assert_near_double("breaks", s.report.all.breaks, 41, 0);
    assert_near_double("rate", s.report.rate.low, 100, 1e-9);
    assert_near_double("rate", s.report.rate.high, 100, 1e-9);
    assert_near_double("first limit", s.report.slos[0].bracket.holds, 40, 0);
    assert_near_double("second limit", s.report.slos[1].bracket.holds, 1000, 0);
    assert_true(s.report.slos[1].settled);
    assert_null(s.report.ended);
    assert_int_not_equal(s.report.law.outcome, SCALABILITY_TOO_FEW);
}

static void each_way_to_end_has_its_outcome(void **state)
{
    struct study s;

    begin(&s, 30);
    search(&s, 40, 0, 1000);
    capacity_report_conclude(&s.report, &s.search, NULL);
    assert_int_equal(s.report.outcome, CAPACITY_NOT_REACHED);
    begin(&s, 30);
    search(&s, 0, 0, 1000);
    capacity_report_conclude(&s.report, &s.search, NULL);
    assert_int_equal(s.report.outcome, CAPACITY_NOTHING_HOLDS);
    begin(&s, 1000);
    search(&s, 40, 20, 1000);
    capacity_report_conclude(&s.report, &s.search, NULL);
    assert_int_equal(s.report.outcome, CAPACITY_GENERATOR);
    assert_true(s.report.all.holds < 20);
    begin(&s, 1000);
    search(&s, 40, 0, 6);
    capacity_report_conclude(&s.report, &s.search, "interrupted");
    assert_int_equal(s.report.outcome, CAPACITY_UNFINISHED);
    assert_equal_string("ended", s.report.ended, "interrupted");
    assert_near_double("holds so far", s.report.all.holds, 32, 0);
    begin(&s, 1000);
    capacity_report_conclude(&s.report, &s.search, "interrupted");
    assert_int_equal(s.report.outcome, CAPACITY_UNFINISHED);
}

static void levels_of_a_degraded_generator_are_no_points_of_the_law(void **state)
{
    struct study s;

    begin(&s, 1000);
    search(&s, 40, 9, 1000);
    capacity_report_conclude(&s.report, &s.search, NULL);
    assert_int_equal(s.report.law.outcome, SCALABILITY_TOO_FEW);
}

static void of_repeats_the_one_in_the_middle_is_shown(void **state)
{
    static const double p95[] = {30, 10, 20};
    struct study s;

    begin(&s, 1000);
    for (size_t i = 0; i < COUNT(p95); i++)
        capacity_report_take(&s.report, &s.search, &(struct capacity_level){.load = 5, .p95_ns = p95[i]});
    assert_near_double("p95", capacity_report_level(&s.report, 5)->p95_ns, 20, 0);
    assert_null(capacity_report_level(&s.report, 6));
}

static void levels_beyond_the_room_are_left_out(void **state)
{
    struct study s;

    begin(&s, 1000);
    for (size_t i = 0; i < 2 * CAPACITY_LEVELS_MAX; i++)
        capacity_report_take(&s.report, &s.search, &(struct capacity_level){.load = 5});
    assert_int_equal(s.report.level_count, CAPACITY_LEVELS_MAX);
    assert_int_equal(capacity_search_next(&s.search).phase, CAPACITY_DONE);
}

TEST_MAIN(TEST(what_was_found_is_told_with_its_spread), TEST(each_way_to_end_has_its_outcome),
          TEST(levels_of_a_degraded_generator_are_no_points_of_the_law), TEST(of_repeats_the_one_in_the_middle_is_shown),
          TEST(levels_beyond_the_room_are_left_out))
