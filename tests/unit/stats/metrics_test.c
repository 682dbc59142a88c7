/* SPDX-License-Identifier: MIT */
/* metrics_test.c - custom metrics by name, and the quantiles of any numbers */
#include "stats/metrics.h"

#include <float.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/random.h"
#include "stats/sketch.h"
#include "support.h"

static void a_metric_has_count_sum_extremes_and_the_last_value(void **state)
{
    struct metrics *m = metrics_new();
    struct arena arena = {0};
    size_t count;

    assert_true(metrics_add(m, TEXT("queue"), 3));
    assert_true(metrics_add(m, TEXT("queue"), -1.5));
    assert_true(metrics_add(m, TEXT("queue"), 2));
    assert_true(metrics_add(m, TEXT("bytes"), 1e12));
    const struct snapshot_metric *list = metrics_list(m, &arena, &count);
    assert_equal_u64("metrics", count, 2);
    assert_true(text_equal(list[0].name, TEXT("bytes")));
    assert_true(text_equal(list[1].name, TEXT("queue")));
    assert_equal_u64("count", list[1].count, 3);
    assert_near_double("sum", list[1].sum, 3.5, 0);
    assert_near_double("min", list[1].min, -1.5, 0);
    assert_near_double("max", list[1].max, 3, 0);
    assert_near_double("last", list[1].last, 2, 0);
    assert_near_double("median", list[1].quantile[QUANTILE_50], 2, 0);
    assert_near_double("100 %", list[1].quantile[QUANTILE_100], 3, 0);
    arena_reset(&arena);
    metrics_free(m);
    metrics_free(NULL);
}

static void values_that_are_no_numbers_are_refused(void **state)
{
    struct metrics *m = metrics_new();
    struct arena arena = {0};
    size_t count;

    assert_false(metrics_add(m, TEXT("x"), NAN));
    assert_false(metrics_add(m, TEXT("x"), INFINITY));
    assert_false(metrics_add(m, TEXT("x"), -INFINITY));
    metrics_list(m, &arena, &count);
    assert_equal_u64("metrics", count, 0);
    assert_true(metrics_add(m, TEXT("x"), DBL_MAX));
    assert_false(metrics_add(m, TEXT("x"), DBL_MAX)); /* the sum would not be finite */
    const struct snapshot_metric *list = metrics_list(m, &arena, &count);
    assert_equal_u64("count", list[0].count, 1);
    assert_true(isfinite(list[0].sum));
    arena_reset(&arena);
    metrics_free(m);
}

static void names_beyond_the_limit_share_one_metric(void **state)
{
    struct metrics *m = metrics_new();
    struct arena arena = {0};
    char name[30];
    size_t count;

    for (int i = 0; i < LIMIT_METRICS + 100; i++) {
        snprintf(name, sizeof name, "metric %d", i);
        assert_true(metrics_add(m, text_from(name), 1));
    }
    const struct snapshot_metric *list = metrics_list(m, &arena, &count);
    assert_equal_u64("metrics", count, LIMIT_METRICS + 1);
    assert_true(text_equal(list[0].name, TEXT("(other)")));
    assert_equal_u64("others", list[0].count, 100);
    metrics_clear(m);
    metrics_list(m, &arena, &count);
    assert_equal_u64("cleared", count, 0);
    arena_reset(&arena);
    metrics_free(m);
}

static int compare_double(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

/* Quantiles of `n` values, at most the share `tolerance` away from those of the sorted ones. */
static void assert_quantiles(const char *name, double *values, size_t n, double tolerance)
{
    static const unsigned shares[] = {1, 100, 1000, 5000, 9000, 9900, 9999, 10000}; /* ten-thousandths */
    double q[COUNT(shares)], got[COUNT(shares)];
    struct sketch s = {0};

    for (size_t i = 0; i < n; i++)
        sketch_record(&s, values[i]);
    for (size_t i = 0; i < COUNT(shares); i++)
        q[i] = shares[i] / 1e4;
    sketch_quantiles(&s, q, COUNT(q), got);
    qsort(values, n, sizeof(values[0]), compare_double);
    for (size_t i = 0; i < COUNT(shares); i++) {
        double exact = values[MAX((n * shares[i] + 9999) / 10000, (size_t)1) - 1];
        assert_near_double(name, got[i], exact, fabs(exact) * tolerance);
    }
    assert_true(s.cell_count <= LIMIT_METRIC_CELLS);
    sketch_clear(&s);
}

static void quantiles_of_any_numbers_are_near_the_sorted_values(void **state)
{
    enum { n = 100000 };
    double *values = mem_alloc(n * sizeof(values[0]));
    struct random r;

    random_init(&r, 1, 0);
    for (size_t i = 0; i < n; i++)
        values[i] = random_uniform(&r, 1, 8);
    assert_quantiles("uniform", values, n, 1 / 1024.0);
    for (size_t i = 0; i < n; i++)
        values[i] = random_normal(&r, 0, 1) * pow(10, random_uniform(&r, -300, 300));
    assert_quantiles("all sizes", values, n, 1.0);
    for (size_t i = 0; i < n; i++)
        values[i] = -random_lognormal(&r, 1, 1);
    assert_quantiles("negative", values, n, 1 / 128.0);
    mem_free(values);
}

static void small_whole_numbers_come_out_whole(void **state)
{
    static const double q[] = {0, 0.25, 0.5, 0.75, 1};
    double got[COUNT(q)];
    struct sketch s = {0};

    for (int i = -1000; i <= 1000; i++)
        sketch_record(&s, i == 0 ? -0.0 : i);
    sketch_quantiles(&s, q, COUNT(q), got);
    assert_near_double("0", got[0], -1000, 0);
    assert_near_double("0.25", got[1], -500, 0);
    assert_near_double("0.5", got[2], 0, 0);
    assert_false(signbit(got[2]));
    assert_near_double("0.75", got[3], 500, 0);
    assert_near_double("1", got[4], 1000, 0);
    sketch_clear(&s);
    sketch_quantiles(&s, q, COUNT(q), got);
    assert_near_double("empty", got[2], 0, 0);
}

TEST_MAIN(TEST(a_metric_has_count_sum_extremes_and_the_last_value), TEST(values_that_are_no_numbers_are_refused),
          TEST(names_beyond_the_limit_share_one_metric), TEST(quantiles_of_any_numbers_are_near_the_sorted_values),
          TEST(small_whole_numbers_come_out_whole))
