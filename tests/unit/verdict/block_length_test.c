/* SPDX-License-Identifier: MIT */
/* Block lengths: short for independent values, longer the longer values depend on each other. */
#include "support.h"

#include "base/random.h"
#include "verdict/block_length.h"

#define SERIES 300

/* The mean length over 50 series in which each value keeps the share `memory` of the one before. */
static double mean_length(double memory)
{
    double series[SERIES], sum = 0;
    struct random r;

    random_init(&r, 21, 0);
    for (unsigned trial = 0; trial < 50; trial++) {
        double value = 0;

        for (size_t i = 0; i < SERIES; i++) {
            value = memory * value + random_normal(&r, 0, 1);
            series[i] = value;
        }
        sum += (double)block_length(series, SERIES) / 50;
    }
    return sum;
}

static void blocks_are_as_long_as_the_dependence(void **state)
{
    double independent = mean_length(0), some = mean_length(0.5), much = mean_length(0.9);

    if (!(independent < 4 && some > independent + 2 && much > 2 * some))
        fail_msg("mean lengths %.1f, %.1f and %.1f for memories of 0, 0.5 and 0.9", independent, some, much);
    /* The rule's own best length for n = 300: (6 n m^2 / (1 - m^2)^2)^(1/3) for circular blocks. */
    assert_near_double("memory of a half", some, cbrt(6 * SERIES * 0.25 / (0.75 * 0.75)), 3.5);
}

static void odd_series_have_a_length(void **state)
{
    const double same[] = {5, 5, 5, 5, 5, 5}, alternating[] = {1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1};
    double rising[BLOCK_SERIES_MAX];

    for (size_t i = 0; i < BLOCK_SERIES_MAX; i++)
        rising[i] = (double)i;
    assert_int_equal(block_length(same, 0), 1);
    assert_int_equal(block_length(same, 2), 1);
    assert_int_equal(block_length(same, COUNT(same)), 1);
    assert_true(block_length(alternating, COUNT(alternating)) <= COUNT(alternating) / 3);
    assert_true(block_length(rising, BLOCK_SERIES_MAX) <= 3 * 23 && block_length(rising, BLOCK_SERIES_MAX) > 20);
    assert_true(block_length(rising, 3) == 1);
}

TEST_MAIN(TEST(blocks_are_as_long_as_the_dependence), TEST(odd_series_have_a_length))
