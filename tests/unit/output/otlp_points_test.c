/* SPDX-License-Identifier: MIT */
/* output/otlp_points_test.c - buckets and differences, against the values themselves
 *
 * Whole exports are decoded in tests/e2e/engine/test_telemetry.py.
 */
#include "support.h"

#include "base/random.h"
#include "output/duration_buckets.h"
#include "output/otlp_points.h"

/* Buckets of the specification, from the value itself. */
static void assert_in_its_bucket(const struct otlp_exponential *e, double seconds)
{
    double index = log2(seconds) * ldexp(1, e->scale);

    if (index < (double)e->offset - 0.01 || index > (double)(e->offset + (int64_t)e->count) + 0.01)
        fail_msg("%g s is beyond the buckets %" PRId64 " to %" PRId64 " of scale %d", seconds, e->offset,
                 e->offset + (int64_t)e->count, e->scale);
}

static uint64_t sum_of(const struct otlp_exponential *e)
{
    uint64_t sum = e->zero;

    for (size_t i = 0; i < e->count; i++)
        sum += e->buckets[i];
    return sum;
}

static void exponential_buckets_hold_every_value_at_the_finest_scale(void **state)
{
    struct random r;

    random_init(&r, 7, 0);
    for (unsigned doublings = 0; doublings < 40; doublings++) {
        struct histogram *h = histogram_new();
        struct otlp_exponential e;
        double longest = 0, shortest = 1e9;

        for (size_t i = 0; i < 1000; i++) {
            uint64_t ns = (uint64_t)(2000 * exp2(random_unit(&r) * doublings));

            histogram_record(h, ns);
            longest = fmax(longest, (double)ns / 1e9);
            shortest = fmin(shortest, (double)ns / 1e9);
        }
        otlp_exponential_of(h, &e);
        assert_equal_u64("values", sum_of(&e), 1000);
        assert_in_its_bucket(&e, longest);
        assert_in_its_bucket(&e, shortest);
        if (e.count > OTLP_EXPONENTIAL_BUCKETS || (e.scale < OTLP_SCALE_MAX && e.count < OTLP_EXPONENTIAL_BUCKETS / 2))
            fail_msg("%u doublings: %zu buckets of scale %d", doublings, e.count, e.scale);
        if (e.buckets[0] == 0 || e.buckets[e.count - 1] == 0)
            fail_msg("%u doublings: an end is empty", doublings);
        histogram_free(h);
    }
}

static void odd_values_have_their_place_in_exponential_buckets(void **state)
{
    struct histogram *h = histogram_new();
    struct otlp_exponential e;

    otlp_exponential_of(h, &e);
    assert_equal_u64("nothing", e.count + e.zero, 0);
    histogram_record_many(h, 0, 3);
    otlp_exponential_of(h, &e);
    assert_equal_u64("zeroes", e.zero, 3);
    assert_equal_u64("buckets", e.count, 0);
    histogram_record(h, 2 * HISTOGRAM_MAX_NS);
    otlp_exponential_of(h, &e);
    assert_equal_u64("with one of two hours", sum_of(&e), 4);
    assert_in_its_bucket(&e, 7200);
    histogram_record(h, 1);
    otlp_exponential_of(h, &e);
    assert_equal_u64("with one of 1 ns", sum_of(&e), 5);
    assert_in_its_bucket(&e, 1e-9);
    assert_in_its_bucket(&e, 7200);
    histogram_free(h);
}

static void explicit_buckets_count_a_bound_with_those_below(void **state)
{
    static const uint64_t bounds[] = {1000, 2000, 1000000};
    struct histogram *h = histogram_new();
    uint64_t counts[COUNT(bounds) + 1];

    histogram_record(h, 0);
    histogram_record(h, 1000);
    histogram_record(h, 1001);
    histogram_record(h, 2000);
    histogram_record_many(h, 3000000, 5);
    histogram_record(h, 2 * HISTOGRAM_MAX_NS);
    duration_buckets_count(h, bounds, COUNT(bounds), counts);
    assert_equal_u64("up to 1 us", counts[0], 2);
    assert_equal_u64("up to 2 us", counts[1], 2);
    assert_equal_u64("up to 1 ms", counts[2], 0);
    assert_equal_u64("beyond", counts[3], 6);
    histogram_free(h);
}

static uint64_t since_last(struct otlp_memory *m, struct text series, uint64_t sum)
{
    otlp_memory_counts(m, series, &sum, 1);
    return sum;
}

static void differences_are_what_came_since(void **state)
{
    struct otlp_memory *m = otlp_memory_new();
    struct histogram *h = histogram_new();
    const struct histogram *since;

    assert_equal_u64("first", since_last(m, TEXT("a"), 10), 10);
    assert_equal_u64("second", since_last(m, TEXT("a"), 25), 15);
    assert_equal_u64("another series", since_last(m, TEXT("b"), 25), 25);
    histogram_record_many(h, 1000, 5);
    histogram_record(h, 2 * HISTOGRAM_MAX_NS);
    assert_equal_u64("first times", histogram_count(otlp_memory_histogram(m, TEXT("h"), h)), 6);
    assert_equal_u64("nothing since", histogram_count(otlp_memory_histogram(m, TEXT("h"), h)), 0);
    histogram_record_many(h, 1000, 2);
    histogram_record_many(h, 5000000, 3);
    since = otlp_memory_histogram(m, TEXT("h"), h);
    assert_equal_u64("since", histogram_count(since), 5);
    assert_equal_u64("too long since", histogram_too_long(since), 0);
    assert_equal_u64("of 1 us", histogram_count_up_to(since, 1000), 2);
    assert_near_double("sum", duration_sum_seconds(since), 0.015002, 1e-12);
    otlp_memory_clear(m);
    assert_equal_u64("forgotten", since_last(m, TEXT("a"), 25), 25);
    otlp_memory_free(m);
    histogram_free(h);
}

TEST_MAIN(TEST(exponential_buckets_hold_every_value_at_the_finest_scale),
          TEST(odd_values_have_their_place_in_exponential_buckets), TEST(explicit_buckets_count_a_bound_with_those_below),
          TEST(differences_are_what_came_since))
