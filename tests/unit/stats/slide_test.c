/* SPDX-License-Identifier: MIT */
/* slide_test.c - what is left after forgetting equals a histogram of only those steps */
#include "stats/slide.h"

#include "base/random.h"
#include "support.h"

#define STEPS 40
#define KEPT  7

static void the_window_equals_a_histogram_of_its_steps(void **state)
{
    static const double shares[] = {0, 0.5, 0.9, 0.99, 1};
    struct histogram *all = histogram_new(), *kept = histogram_new(), *steps[STEPS];
    struct slide *s = slide_new();
    struct random random;

    random_init(&random, 3, 0);
    for (int i = 0; i < STEPS; i++) {
        steps[i] = histogram_new();
        for (int k = 0; k < 500; k++)
            histogram_record(steps[i], (uint64_t)(random_unit(&random) * 1e6 * (i + 1)));
        histogram_merge(all, steps[i]);
        slide_step(s, all);
        if (slide_steps(s) > KEPT)
            slide_forget(s);
    }
    for (int i = STEPS - KEPT; i < STEPS; i++)
        histogram_merge(kept, steps[i]);
    assert_equal_u64("count", slide_count(s), histogram_count(kept));
    assert_near_double("mean", slide_mean(s), histogram_mean(kept), 1e-6 * histogram_mean(kept));
    for (size_t q = 0; q < COUNT(shares); q++)
        assert_near_u64("quantile", slide_quantile(s, shares[q]), histogram_quantile(kept, shares[q]), 0.001);
    for (int i = 0; i < STEPS; i++)
        histogram_free(steps[i]);
    histogram_free(all);
    histogram_free(kept);
    slide_free(s);
}

static void values_that_are_too_long_come_last(void **state)
{
    struct histogram *all = histogram_new();
    struct slide *s = slide_new();

    histogram_record(all, 5);
    histogram_record(all, HISTOGRAM_MAX_NS + 1);
    slide_step(s, all);
    assert_equal_u64("median", slide_quantile(s, 0.5), 5);
    assert_true(slide_quantile(s, 1) == UINT64_MAX);
    assert_near_double("mean", slide_mean(s), 5, 0);
    slide_forget(s);
    assert_equal_u64("nothing", slide_count(s) + slide_quantile(s, 1), 0);
    histogram_free(all);
    slide_free(s);
}

static void after_a_clear_all_is_new(void **state)
{
    struct histogram *all = histogram_new();
    struct slide *s = slide_new();

    histogram_record_many(all, 100, 10);
    slide_step(s, all);
    slide_clear(s);
    histogram_clear(all);
    histogram_record_many(all, 100, 3);
    slide_step(s, all);
    assert_equal_u64("count", slide_count(s), 3);
    histogram_free(all);
    slide_free(s);
}

TEST_MAIN(TEST(the_window_equals_a_histogram_of_its_steps), TEST(values_that_are_too_long_come_last),
          TEST(after_a_clear_all_is_new))
