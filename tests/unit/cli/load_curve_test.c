/* SPDX-License-Identifier: MIT */
/* cli/load_curve_test.c - the course of a load before it starts, as points of a line */
#include "support.h"

#include "cli/load_curve.h"

static const struct plan_stages none;

static void assert_curve(const struct plan *plan, const struct plan_stages *stages, double rate, const char *wanted)
{
    struct load_curve curve;
    struct buffer out;

    buffer_init(&out, 65536);
    load_curve_make(&curve, plan, stages, rate);
    load_curve_write(&curve, &out);
    assert_equal_string("curve", buffer_cstring(&out), wanted);
    buffer_free(&out);
}

static void a_ramp_goes_to_its_users_and_stays(void **state)
{
    assert_curve(&(struct plan){.users = 10, .spawn_rate = 2, .run_time_s = 30}, &none, 0, "[[0,0],[5,10],[30,10]]");
    assert_curve(&(struct plan){.users = 10, .spawn_rate = 2}, &none, 0, "[[0,0],[5,10],[60,10]]");
    assert_curve(&(struct plan){.users = 1000, .spawn_rate = 10}, &none, 0, "[[0,0],[100,1000],[125,1000]]");
}

static void the_end_of_the_run_cuts_it_off(void **state)
{
    static const struct plan_stage list[] = {{.name = "a", .users = 10, .rate = 1, .hold_s = 10},
                                             {.name = "b", .users = 30, .rate = 2, .hold_s = 10}};
    const struct plan_stages stages = {.at = list, .count = 2};

    assert_curve(&(struct plan){.users = 10, .spawn_rate = 2, .run_time_s = 2}, &none, 0, "[[0,0],[2,4]]");
    assert_curve(&(struct plan){0}, &stages, 0, "[[0,0],[10,10],[20,10],[30,30],[40,30]]");
    assert_curve(&(struct plan){.run_time_s = 25}, &stages, 0, "[[0,0],[10,10],[20,10],[25,20]]");
    assert_curve(&(struct plan){.run_time_s = 20}, &stages, 0, "[[0,0],[10,10],[20,10],[20,10]]");
}

static void arrivals_are_a_line_of_their_rate(void **state)
{
    static const struct plan_stage list[] = {{.name = "a", .arrivals = 50, .ramp_s = 10, .hold_s = 5}};
    const struct plan_stages stages = {.at = list, .count = 1, .open = true};
    struct load_curve curve;

    assert_curve(&(struct plan){.run_time_s = 10}, &none, 2.5, "[[0,2.5],[10,2.5]]");
    assert_curve(&(struct plan){0}, &stages, 1, "[[0,0],[10,50],[15,50]]");
    load_curve_make(&curve, &(struct plan){0}, &stages, 0);
    assert_true(curve.open);
    load_curve_make(&curve, &(struct plan){.users = 1}, &none, 0);
    assert_false(curve.open);
}

static void users_at_once_are_a_step(void **state)
{
    assert_curve(&(struct plan){.users = 5, .run_time_s = 10}, &none, 0, "[[0,0],[0,5],[10,5]]");
    assert_curve(&(struct plan){.users = 0, .spawn_rate = 1, .run_time_s = 10}, &none, 0, "[[0,0],[0,0],[10,0]]");
}

TEST_MAIN(TEST(a_ramp_goes_to_its_users_and_stays), TEST(the_end_of_the_run_cuts_it_off), TEST(arrivals_are_a_line_of_their_rate),
          TEST(users_at_once_are_a_step))
