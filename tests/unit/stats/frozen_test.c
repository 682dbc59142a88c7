/* SPDX-License-Identifier: MIT */
/* frozen_test.c - a frozen histogram gives back what went in, and takes it away again */
#include "stats/frozen.h"

#include "base/mem.h"
#include "base/random.h"
#include "support.h"

static struct histogram *random_histogram(uint64_t seed, size_t n)
{
    struct histogram *h = histogram_new();
    struct random r;

    random_init(&r, seed, 0);
    for (size_t i = 0; i < n; i++)
        histogram_record(h, random_u64(&r) >> random_below(&r, 64));
    return h;
}

static void assert_same(const struct histogram *a, const struct histogram *b)
{
    size_t at_a = 0, at_b = 0;
    uint64_t low, high, count_a, count_b;

    while (histogram_next(a, &at_a, &low, &high, &count_a)) {
        assert_true(histogram_next(b, &at_b, &low, &high, &count_b));
        assert_equal_u64("place", at_b, at_a);
        assert_equal_u64("count", count_b, count_a);
    }
    assert_false(histogram_next(b, &at_b, &low, &high, &count_b));
    assert_equal_u64("count", histogram_count(b), histogram_count(a));
    assert_equal_u64("too long", histogram_too_long(b), histogram_too_long(a));
    assert_true(histogram_mean(b) == histogram_mean(a));
    assert_true(histogram_deviation(b) == histogram_deviation(a));
}

static void adding_a_frozen_histogram_to_an_empty_one_restores_it(void **state)
{
    for (size_t n = 0; n < 2000; n = 3 * n + 1) {
        struct histogram *h = random_histogram(n, n), *thawed = histogram_new();
        struct frozen *f = frozen_from(h);

        frozen_add(f, thawed);
        assert_same(h, thawed);
        assert_equal_u64("min", histogram_min(thawed), histogram_min(h));
        assert_equal_u64("max", histogram_max(thawed), histogram_max(h));
        mem_free(f);
        histogram_free(h);
        histogram_free(thawed);
    }
}

static void taking_away_what_was_added_leaves_the_rest(void **state)
{
    struct histogram *sum = random_histogram(1, 5000), *before = histogram_copy(sum), *h = random_histogram(2, 3000);
    struct frozen *f = frozen_from(h);

    histogram_merge(sum, h);
    frozen_take(f, sum);
    assert_same(before, sum);
    frozen_add(f, sum);
    frozen_take(f, sum);
    assert_same(before, sum);
    mem_free(f);
    histogram_free(sum);
    histogram_free(before);
    histogram_free(h);
}

static void taking_away_all_leaves_an_empty_histogram(void **state)
{
    struct histogram *h = random_histogram(3, 3000);
    struct frozen *f = frozen_from(h);
    uint64_t low, high, count;

    frozen_take(f, h);
    assert_equal_u64("count", histogram_count(h), 0);
    assert_false(histogram_next(h, &(size_t){0}, &low, &high, &count));
    assert_equal_u64("bits", h->seen, 0);
    mem_free(f);
    histogram_free(h);
}

TEST_MAIN(TEST(adding_a_frozen_histogram_to_an_empty_one_restores_it), TEST(taking_away_what_was_added_leaves_the_rest),
          TEST(taking_away_all_leaves_an_empty_histogram))
