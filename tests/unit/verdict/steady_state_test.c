/* SPDX-License-Identifier: MIT */
/* steady_state_test.c - MSER on series whose warm-up is known */
#include "verdict/steady_state.h"

#include "support.h"

#include "base/random.h"

#define SERIES_MAX 400

/* 100, with noise of the standard deviation `noise`, and before `warm` values something that differs by `by`, fading linearly. */
static void draw(double *values, size_t count, size_t warm, double by, double noise, uint64_t seed)
{
    struct random r;

    random_init(&r, seed, 0);
    for (size_t i = 0; i < count; i++) {
        double left = i < warm ? 1 - (double)i / (double)warm : 0;

        values[i] = 100 + by * left + noise * random_normal(&r, 0, 1);
    }
}

static void a_constant_series_has_no_warm_up(void **state)
{
    double values[40];
    struct steady_state s;

    for (size_t i = 0; i < COUNT(values); i++)
        values[i] = 0.1;
    s = steady_state_find(values, COUNT(values), STEADY_STATE_BATCH);
    assert_true(s.steady);
    assert_equal_u64("cut", s.cut, 0);
    assert_near_double("mean", s.mean, 0.1, 1e-12);
}

static void a_warm_up_is_cut_off(void **state)
{
    unsigned close = 0;
    double bias = 0;

    for (uint64_t seed = 0; seed < 200; seed++) {
        double values[200];
        struct steady_state s;

        draw(values, COUNT(values), 40, 80, 3, seed);
        s = steady_state_find(values, COUNT(values), STEADY_STATE_BATCH);
        close += s.steady && s.cut >= 30 && s.cut <= 70;
        if (s.steady)
            bias = fmax(bias, fabs(s.mean - 100));
    }
    if (close < 180)
        fail_msg("the cut was near the end of the warm-up in %u of 200 series, wanted 180", close);
    assert_near_double("largest bias of the mean", bias, 0, 2);
}

static void a_steady_series_is_found_so_nearly_always(void **state)
{
    unsigned steady = 0;

    for (uint64_t seed = 0; seed < 200; seed++) {
        double values[200];

        draw(values, COUNT(values), 0, 0, 5, seed);
        steady += steady_state_find(values, COUNT(values), STEADY_STATE_BATCH).steady;
    }
    if (steady < 170)
        fail_msg("%u of 200 steady series were found steady, wanted 170", steady);
}

static void a_series_that_grows_to_its_end_has_no_steady_state(void **state)
{
    for (uint64_t seed = 0; seed < 50; seed++) {
        double values[100];

        draw(values, COUNT(values), COUNT(values), -90, 1, seed);
        assert_false(steady_state_find(values, COUNT(values), STEADY_STATE_BATCH).steady);
    }
}

static void too_few_values_say_nothing(void **state)
{
    double values[] = {1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1};

    assert_false(steady_state_find(values, COUNT(values), STEADY_STATE_BATCH).steady);
    assert_near_double("mean", steady_state_find(values, 4, STEADY_STATE_BATCH).mean, 1.75, 1e-12);
    assert_false(steady_state_find(values, 0, STEADY_STATE_BATCH).steady);
    assert_false(steady_state_find(values, COUNT(values), 0).steady);
}

static void a_rest_that_fills_no_batch_belongs_to_the_warm_up(void **state)
{
    double values[23];
    struct steady_state s;

    for (size_t i = 0; i < COUNT(values); i++)
        values[i] = i < 3 ? 1000 : 100;
    s = steady_state_find(values, COUNT(values), STEADY_STATE_BATCH);
    assert_true(s.steady);
    assert_equal_u64("cut", s.cut, 3);
    assert_near_double("mean", s.mean, 100, 1e-12);
}

TEST_MAIN(TEST(a_constant_series_has_no_warm_up), TEST(a_warm_up_is_cut_off), TEST(a_steady_series_is_found_so_nearly_always),
          TEST(a_series_that_grows_to_its_end_has_no_steady_state), TEST(too_few_values_say_nothing),
          TEST(a_rest_that_fills_no_batch_belongs_to_the_warm_up))
