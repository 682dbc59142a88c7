/* SPDX-License-Identifier: MIT */
/* confidence_test.c - how many samples a percentile needs, and whether its bounds hold the truth as often as they promise */
#include "stats/confidence.h"

#include "base/random.h"
#include "support.h"

static void the_samples_needed_are_those_of_the_binomial_rule(void **state)
{
    assert_equal_u64("p50", confidence_samples_needed(0.5), 6);
    assert_equal_u64("p90", confidence_samples_needed(0.9), 36);
    assert_equal_u64("p10", confidence_samples_needed(0.1), 36);
    assert_equal_u64("p99", confidence_samples_needed(0.99), 368);
    assert_equal_u64("p99.9", confidence_samples_needed(0.999), 3688);
    assert_equal_u64("p99.99", confidence_samples_needed(0.9999), 36887);
    assert_equal_u64("minimum", confidence_samples_needed(0), 1);
    assert_equal_u64("maximum", confidence_samples_needed(1), 1);
}

static void bounds_hold_the_true_percentile_in_about_95_of_100_trials(void **state)
{
    static const double shares[] = {0.5, 0.9, 0.99};
    unsigned held[COUNT(shares)] = {0};
    struct random random;

    random_init(&random, 11, 0);
    for (int trial = 0; trial < 400; trial++) {
        struct histogram *h = histogram_new();
        uint64_t low[COUNT(shares)], high[COUNT(shares)];

        for (int i = 0; i < 1000; i++)
            histogram_record(h, (uint64_t)(random_unit(&random) * 1e9));
        confidence_bounds(h, shares, COUNT(shares), low, high);
        for (size_t q = 0; q < COUNT(shares); q++)
            held[q] += (double)low[q] <= shares[q] * 1e9 && shares[q] * 1e9 <= (double)high[q];
        histogram_free(h);
    }
    for (size_t q = 0; q < COUNT(shares); q++)
        if (held[q] < 368 || held[q] > 400)
            fail_msg("%g: held %u of 400 times, wanted about 380", shares[q], held[q]);
}

static void an_empty_histogram_has_bounds_of_nought(void **state)
{
    static const double shares[] = {0.5, 0.99};
    struct histogram *h = histogram_new();
    uint64_t low[2] = {1, 1}, high[2] = {1, 1};

    confidence_bounds(h, shares, 2, low, high);
    assert_equal_u64("low", low[0] + low[1], 0);
    assert_equal_u64("high", high[0] + high[1], 0);
    histogram_free(h);
}

TEST_MAIN(TEST(the_samples_needed_are_those_of_the_binomial_rule),
          TEST(bounds_hold_the_true_percentile_in_about_95_of_100_trials), TEST(an_empty_histogram_has_bounds_of_nought))
