/* SPDX-License-Identifier: MIT */
/* window_test.c - the window equals a recomputation from its seconds */
#include "stats/window.h"

#include "base/random.h"
#include "support.h"

/* One response time, alternately in either form. */
static void add_time(struct window *w, uint64_t ns)
{
    struct histogram *h = histogram_new();

    histogram_record(h, ns);
    if (ns % 2) {
        uint16_t cell = ns <= HISTOGRAM_MAX_NS ? (uint16_t)histogram_cell(ns) : 0;
        window_add_cells(w, &cell, ns <= HISTOGRAM_MAX_NS, &h->totals);
    } else {
        window_add_histogram(w, h);
    }
    histogram_free(h);
}

static void rates_are_of_whole_seconds_and_times_of_the_running_one_too(void **state)
{
    struct window w = {0};

    assert_true(window_is_empty(&w));
    window_count(&w, 1, 0);
    add_time(&w, 1000);
    assert_false(window_is_empty(&w));
    assert_equal_u64("running requests", w.requests, 0);
    assert_equal_u64("running times", window_summary(&w).count, 1);
    window_close_second(&w, true);
    assert_equal_u64("whole requests", w.requests, 1);
    assert_equal_u64("whole times", window_summary(&w).count, 1);
    window_clear(&w);
}

static void a_second_leaves_after_ten_others_and_with_it_all_memory(void **state)
{
    struct window w = {0};

    window_count(&w, 100, 20);
    for (int i = 0; i < 100; i++)
        add_time(&w, 5000);
    for (int second = 0; second < WINDOW_SECONDS; second++) {
        window_close_second(&w, true);
        assert_equal_u64("requests", w.requests, 100);
        assert_equal_u64("failures", w.failures, 20);
        assert_equal_u64("times", window_summary(&w).count, 100);
    }
    window_close_second(&w, true);
    assert_equal_u64("requests", w.requests, 0);
    assert_equal_u64("failures", w.failures, 0);
    assert_equal_u64("times", window_summary(&w).count, 0);
    assert_true(window_is_empty(&w));
    assert_null(w.sum);
}

static void a_second_that_is_not_whole_does_not_count_for_rates(void **state)
{
    struct window w = {0};

    window_count(&w, 1, 1);
    add_time(&w, 1000);
    window_close_second(&w, false);
    assert_equal_u64("requests", w.requests, 0);
    assert_equal_u64("failures", w.failures, 0);
    assert_equal_u64("times", window_summary(&w).count, 1);
    window_clear(&w);
}

static void counts_are_kept_without_times(void **state)
{
    struct window w = {0};

    window_count(&w, 3, 1);
    window_close_second(&w, true);
    assert_equal_u64("requests", w.requests, 3);
    assert_equal_u64("failures", w.failures, 1);
    assert_equal_u64("times", window_summary(&w).count, 0);
    for (int second = 0; second < WINDOW_SECONDS; second++)
        window_close_second(&w, true);
    assert_true(window_is_empty(&w));
}

static void assert_same(const struct duration_summary *got, const struct duration_summary *wanted)
{
    assert_equal_u64("count", got->count, wanted->count);
    assert_equal_u64("min", got->min_ns, wanted->min_ns);
    assert_equal_u64("max", got->max_ns, wanted->max_ns);
    for (size_t q = 0; q < QUANTILE_COUNT; q++)
        assert_equal_u64(quantile_names[q], got->quantile_ns[q], wanted->quantile_ns[q]);
    assert_near_double("mean", got->mean_ns, wanted->mean_ns, 0);
    assert_near_double("deviation", got->deviation_ns, wanted->deviation_ns, 0);
}

static void sliding_equals_adding_up_the_last_seconds(void **state)
{
    enum { seconds = 60 };
    struct histogram *of_second[seconds];
    struct window w = {0};
    struct random r;

    random_init(&r, 11, 0);
    for (size_t second = 0; second < seconds; second++) {
        size_t values = random_below(&r, 3) == 0 ? 0 : random_below(&r, 100);
        struct histogram *sum = histogram_new();

        of_second[second] = histogram_new();
        for (size_t i = 0; i < values; i++) {
            uint64_t value = random_u64(&r) >> (18 + random_below(&r, 40)); /* some are too long to have a cell */
            histogram_record(of_second[second], value);
            add_time(&w, value);
        }
        for (size_t i = second < WINDOW_SECONDS ? 0 : second - WINDOW_SECONDS; i <= second; i++)
            histogram_merge(sum, of_second[i]);
        struct duration_summary wanted = summary_of(sum), got = window_summary(&w);
        assert_same(&got, &wanted);
        window_close_second(&w, true);
        histogram_free(sum);
    }
    for (size_t second = 0; second < seconds; second++)
        histogram_free(of_second[second]);
    window_clear(&w);
}

static void many_times_in_one_cell_are_added_and_taken_away_whole(void **state)
{
    struct histogram *h = histogram_new();
    struct window w = {0};

    histogram_record_many(h, 7000, 3 * UINT16_MAX + 5);
    histogram_record_many(h, 9000, UINT16_MAX);
    window_add_histogram(&w, h);
    assert_equal_u64("added", window_summary(&w).count, histogram_count(h));
    for (int second = 0; second <= WINDOW_SECONDS; second++)
        window_close_second(&w, true);
    assert_true(window_is_empty(&w));
    histogram_free(h);
}

TEST_MAIN(TEST(many_times_in_one_cell_are_added_and_taken_away_whole),
          TEST(rates_are_of_whole_seconds_and_times_of_the_running_one_too),
          TEST(a_second_leaves_after_ten_others_and_with_it_all_memory),
          TEST(a_second_that_is_not_whole_does_not_count_for_rates), TEST(counts_are_kept_without_times),
          TEST(sliding_equals_adding_up_the_last_seconds))
