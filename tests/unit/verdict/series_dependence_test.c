/* SPDX-License-Identifier: MIT */
/* Block lengths: short for independent values, longer the longer values depend on each other. */
#include "support.h"

#include "base/random.h"
#include "verdict/series_dependence.h"

#define SERIES       300
#define SHORT_SERIES 60
#define TRIALS       401

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
        sum += (double)series_dependence(series, SERIES).block_length / 50;
    }
    return sum;
}

static void blocks_are_as_long_as_the_dependence(void **state)
{
    double independent = mean_length(0), some = mean_length(0.5), much = mean_length(0.9);

    if (!(independent < 8 && some > independent + 2 && much > 2 * some))
        fail_msg("mean lengths %.1f, %.1f and %.1f for memories of 0, 0.5 and 0.9", independent, some, much);
    /* The rule's own best length for n = 300, twice: (6 n m^2 / (1 - m^2)^2)^(1/3) for circular blocks. */
    assert_near_double("memory of a half", some, 2 * cbrt(6 * SERIES * 0.25 / (0.75 * 0.75)), 7);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

/* The variance of the mean of a short series: what blocks and widening make of it against the true one, (1 + m) / (1 - m) / n. */
static void short_series_are_not_taken_for_surer_than_they_are(void **state)
{
    static const double memories[] = {0, 0.3, 0.6, 0.8};
    struct random r;

    random_init(&r, 4, 0);
    for (size_t m = 0; m < COUNT(memories); m++) {
        double memory = memories[m], variances[TRIALS], truth = (1 + memory) / (1 - memory);

        for (unsigned trial = 0; trial < TRIALS; trial++) {
            double series[SHORT_SERIES], value = random_normal(&r, 0, 1), mean = 0, in_blocks = 0;
            struct dependence d;

            for (size_t i = 0; i < SHORT_SERIES; i++) {
                value = memory * value + sqrt(1 - memory * memory) * random_normal(&r, 0, 1);
                series[i] = value;
                mean += value / SHORT_SERIES;
            }
            d = series_dependence(series, SHORT_SERIES);
            for (size_t i = 0; i < SHORT_SERIES; i++) { /* all blocks on the circle */
                double block = 0;

                for (size_t k = 0; k < d.block_length; k++)
                    block += series[(i + k) % SHORT_SERIES] - mean;
                in_blocks += block * block / (double)d.block_length / SHORT_SERIES;
            }
            variances[trial] = d.widening * in_blocks * SHORT_SERIES / (double)(SHORT_SERIES - d.block_length);
        }
        qsort(variances, TRIALS, sizeof variances[0], ascending);
        if (variances[TRIALS / 2] < 0.85 * truth || variances[TRIALS / 2] > 1.3 * truth)
            fail_msg("memory %g: half of the variances are below %g, true is %g", memory, variances[TRIALS / 2], truth);
    }
}

static size_t length_of(const double *series, size_t count)
{
    return series_dependence(series, count).block_length;
}

static void odd_series_have_a_length(void **state)
{
    const double same[] = {5, 5, 5, 5, 5, 5}, alternating[] = {1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1};
    double rising[DEPENDENT_SERIES_MAX];

    for (size_t i = 0; i < DEPENDENT_SERIES_MAX; i++)
        rising[i] = (double)i;
    assert_int_equal(length_of(same, 0), 1);
    assert_int_equal(length_of(same, 2), 1);
    assert_int_equal(length_of(same, COUNT(same)), 1);
    assert_true(length_of(alternating, COUNT(alternating)) <= COUNT(alternating) / 3);
    assert_true(series_dependence(alternating, COUNT(alternating)).widening >= 1);
    assert_in_range(length_of(rising, DEPENDENT_SERIES_MAX), 20, 3 * 23);
    assert_true(isfinite(series_dependence(rising, DEPENDENT_SERIES_MAX).widening));
    assert_int_equal(length_of(rising, 4), 1);
}

TEST_MAIN(TEST(blocks_are_as_long_as_the_dependence), TEST(short_series_are_not_taken_for_surer_than_they_are),
          TEST(odd_series_have_a_length))
