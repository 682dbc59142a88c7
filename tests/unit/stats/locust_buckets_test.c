/* SPDX-License-Identifier: MIT */
/* locust_buckets_test.c - the same buckets as Python's round gives */
#include "stats/locust_buckets.h"

#include "base/mem.h"
#include "support.h"

/* From Python 3.11: round(x), round(x, -1), round(x, -2), round(x, -3) by the range of x. */
static void buckets_round_as_python_does(void **state)
{
    static const struct {
        double milliseconds;
        uint64_t bucket;
    } cases[] = {
        {0, 0},
        {0.2, 0},
        {0.5, 0},
        {0.50000001, 1},
        {1.5, 2},
        {2.5, 2},
        {3.5, 4},
        {99.4, 99},
        {99.5, 100},
        {99.9, 100},
        {100, 100},
        {104.9, 100},
        {105, 100},
        {105.00000000000001, 110},
        {115, 120},
        {125, 120},
        {135, 140},
        {145, 140},
        {147, 150},
        {994.9, 990},
        {995, 1000},
        {999.9, 1000},
        {1000, 1000},
        {1049, 1000},
        {1050, 1000},
        {1050.0000000000002, 1100},
        {1150, 1200},
        {1250, 1200},
        {1350, 1400},
        {3432, 3400},
        {9949, 9900},
        {9950, 10000},
        {9999, 10000},
        {10000, 10000},
        {10499, 10000},
        {10500, 10000},
        {10500.000000000002, 11000},
        {11500, 12000},
        {12500, 12000},
        {58760, 59000},
        {3600000, 3600000},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        if (locust_bucket(cases[i].milliseconds) != cases[i].bucket)
            fail_msg("%.17g ms: got %" PRIu64 ", wanted %" PRIu64, cases[i].milliseconds, locust_bucket(cases[i].milliseconds),
                     cases[i].bucket);
    }
}

static void odd_durations_have_a_bucket_too(void **state)
{
    assert_equal_u64("negative", locust_bucket(-3), 0);
    assert_equal_u64("NaN", locust_bucket(NAN), 0);
    assert_equal_u64("infinite", locust_bucket(INFINITY), 1ULL << 63);
}

static void a_histogram_becomes_ascending_buckets_that_add_up(void **state)
{
    struct histogram *h = histogram_new();
    struct locust_bucket *buckets;
    size_t count;
    uint64_t sum = 0;

    for (uint64_t us = 1; us <= 20000000; us += 777)
        histogram_record(h, us * NANOS_PER_MICRO);
    histogram_record_many(h, 2 * HISTOGRAM_MAX_NS, 5);
    buckets = locust_buckets(h, &count);
    for (size_t i = 0; i < count; i++) {
        sum += buckets[i].count;
        assert_true(i == 0 || buckets[i].milliseconds > buckets[i - 1].milliseconds);
        assert_equal_u64("bucket of itself", locust_bucket((double)buckets[i].milliseconds), buckets[i].milliseconds);
    }
    assert_equal_u64("sum of the buckets", sum, histogram_count(h));
    assert_equal_u64("the too long ones", buckets[count - 1].milliseconds, 7200000);
    assert_equal_u64("their number", buckets[count - 1].count, 5);
    mem_free(buckets);
    histogram_free(h);
}

static void an_empty_histogram_has_no_buckets(void **state)
{
    struct histogram *h = histogram_new();
    size_t count = 7;

    assert_null(locust_buckets(h, &count));
    assert_equal_u64("buckets", count, 0);
    histogram_free(h);
}

TEST_MAIN(TEST(buckets_round_as_python_does), TEST(odd_durations_have_a_bucket_too),
          TEST(a_histogram_becomes_ascending_buckets_that_add_up), TEST(an_empty_histogram_has_no_buckets))
