/* SPDX-License-Identifier: MIT */
/* slope_test.c - a leak is found, noise is not called one, whatever the noise looks like; seeded */
#include "stats/slope.h"

#include "base/random.h"
#include "support.h"

#define POINTS 300
#define RUNS   200

static const uint32_t one_stretch[POINTS];

/* A first-order autoregressive series: each value remembers the share `memory` of the one before. */
static void draw(struct random *r, double memory, double per_second, double *seconds, double *values, size_t count)
{
    double noise = 0;

    for (size_t i = 0; i < 100; i++) /* until the beginning is forgotten */
        noise = memory * noise + random_normal(r, 0, 1);
    for (size_t i = 0; i < count; i++) {
        noise = memory * noise + random_normal(r, 0, 1);
        seconds[i] = (double)i;
        values[i] = 1000 + per_second * (double)i + noise;
    }
}

/* How many of RUNS series without a slope have one by their interval. */
static unsigned called_leaks(double memory, size_t count)
{
    static double seconds[POINTS], values[POINTS];
    unsigned called = 0;

    for (uint64_t run = 0; run < RUNS; run++) {
        struct random r;
        struct slope s;

        random_init(&r, 20, run);
        draw(&r, memory, 0, seconds, values, count);
        s = slope_of(seconds, values, one_stretch, count);
        assert_true(s.known);
        called += s.low > 0;
    }
    return called;
}

static void flat_noise_is_not_called_a_leak_in_95_of_100_runs(void **state)
{
    static const double memories[] = {0, 0.3, 0.6, 0.8, 0.9};
    static const size_t counts[] = {30, 120, POINTS};

    for (size_t m = 0; m < COUNT(memories); m++) {
        for (size_t n = 0; n < COUNT(counts); n++) {
            unsigned called = called_leaks(memories[m], counts[n]);

            if (called > RUNS / 20)
                fail_msg("%u of %d flat series of %zu points with autocorrelation %g were called leaks", called, RUNS, counts[n],
                         memories[m]);
        }
    }
}

static void a_leak_in_noise_is_found_and_its_interval_holds_the_truth(void **state)
{
    static double seconds[POINTS], values[POINTS];
    unsigned found = 0, held = 0;

    for (uint64_t run = 0; run < RUNS; run++) {
        struct random r;
        struct slope s;

        random_init(&r, 21, run);
        draw(&r, 0.7, 0.03, seconds, values, POINTS);
        s = slope_of(seconds, values, one_stretch, POINTS);
        found += s.low > 0;
        held += s.low <= 0.03 && 0.03 <= s.high;
    }
    if (found < RUNS * 95 / 100 || held < RUNS * 90 / 100)
        fail_msg("found %u of %d, the interval held the truth %u times", found, RUNS, held);
}

static void a_sawtooth_of_a_collector_is_no_leak(void **state)
{
    double seconds[POINTS], values[POINTS];
    struct slope s;

    for (size_t i = 0; i < POINTS; i++) {
        seconds[i] = (double)i;
        values[i] = 100 + (double)(i % 25); /* grows for 25 s, then is collected */
    }
    s = slope_of(seconds, values, one_stretch, POINTS);
    assert_true(s.low <= 0 && s.high >= 0);
}

static void a_straight_line_is_known_exactly(void **state)
{
    double seconds[POINTS], values[POINTS];
    struct slope s;

    for (size_t i = 0; i < POINTS; i++) {
        seconds[i] = 3 + (double)i * 2; /* gaps do not matter */
        values[i] = 7 - 0.5 * seconds[i];
    }
    s = slope_of(seconds, values, one_stretch, POINTS);
    assert_true(s.known);
    assert_near_double("slope", s.per_second, -0.5, 1e-9);
    assert_near_double("low", s.low, -0.5, 1e-6);
    assert_near_double("high", s.high, -0.5, 1e-6);
    for (size_t i = 0; i < POINTS; i++)
        values[i] = 42;
    s = slope_of(seconds, values, one_stretch, POINTS);
    assert_near_double("of a constant", s.per_second, 0, 0);
    assert_near_double("and its width", s.high - s.low, 0, 0);
}

#define STAGES 4

/* Stages of more and more users: noise with a memory around levels that step up, and a leak. Returns how long it is. */
static size_t draw_stages(struct random *r, double per_second, double *seconds, double *values, uint32_t *stretches)
{
    static const size_t length[STAGES] = {60, 40, 120, 80};
    size_t count = 0;

    for (uint32_t stage = 0; stage < STAGES; stage++) {
        draw(r, 0.6, 0, seconds + count, values + count, length[stage]);
        for (size_t i = 0; i < length[stage]; i++, count++) {
            seconds[count] = (double)(count + 20 * stage); /* its ramp is left out */
            values[count] += 500.0 * stage + per_second * seconds[count];
            stretches[count] = stage;
        }
    }
    return count;
}

static void steps_between_stages_are_no_leak(void **state)
{
    static double seconds[POINTS], values[POINTS];
    static uint32_t stretches[POINTS];
    unsigned called = 0;

    for (uint64_t run = 0; run < RUNS; run++) {
        struct random r;
        size_t count;

        random_init(&r, 23, run);
        count = draw_stages(&r, 0, seconds, values, stretches);
        called += slope_of(seconds, values, stretches, count).low > 0;
        assert_true(slope_of(seconds, values, one_stretch, count).low > 0); /* what a single line makes of it */
    }
    if (called > RUNS / 20)
        fail_msg("%u of %d services without a leak were called leaks", called, RUNS);
}

static void a_leak_that_goes_on_through_stages_is_found(void **state)
{
    static double seconds[POINTS], values[POINTS];
    static uint32_t stretches[POINTS];
    unsigned found = 0, held = 0;

    for (uint64_t run = 0; run < RUNS; run++) {
        struct random r;
        struct slope s;

        random_init(&r, 24, run);
        s = slope_of(seconds, values, stretches, draw_stages(&r, 0.05, seconds, values, stretches));
        found += s.low > 0;
        held += s.low <= 0.05 && 0.05 <= s.high;
    }
    if (found < RUNS * 95 / 100 || held < RUNS * 90 / 100)
        fail_msg("found %u of %d, the interval held the truth %u times", found, RUNS, held);
}

static void stretches_of_a_few_values_are_left_out(void **state)
{
    double seconds[40], values[40];
    uint32_t stretches[40];
    struct slope s;

    for (size_t i = 0; i < 40; i++) {
        seconds[i] = (double)i;
        stretches[i] = i < 20 ? 0 : (uint32_t)i / (SLOPE_STRETCH_MIN - 1);
        values[i] = i < 20 ? 3 * seconds[i] : -1000 * seconds[i];
    }
    s = slope_of(seconds, values, stretches, 40);
    assert_near_double("slope", s.per_second, 3, 1e-9);
    assert_false(slope_of(seconds + 20, values + 20, stretches + 20, 20).known);
}

static void too_few_points_say_nothing(void **state)
{
    double seconds[SLOPE_POINTS_MIN] = {0}, values[SLOPE_POINTS_MIN] = {1, 2, 3};

    assert_false(slope_of(seconds, values, one_stretch, 0).known);
    assert_false(slope_of(seconds, values, one_stretch, SLOPE_POINTS_MIN - 1).known);
    assert_false(slope_of(seconds, values, one_stretch, SLOPE_POINTS_MIN).known); /* all at one time */
}

TEST_MAIN(TEST(flat_noise_is_not_called_a_leak_in_95_of_100_runs),
          TEST(a_leak_in_noise_is_found_and_its_interval_holds_the_truth), TEST(a_sawtooth_of_a_collector_is_no_leak),
          TEST(steps_between_stages_are_no_leak), TEST(a_leak_that_goes_on_through_stages_is_found),
          TEST(stretches_of_a_few_values_are_left_out), TEST(a_straight_line_is_known_exactly), TEST(too_few_points_say_nothing))
