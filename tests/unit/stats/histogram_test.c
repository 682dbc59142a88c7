/* SPDX-License-Identifier: MIT */
/* histogram_test.c - accuracy against sorted values, the rule of ranks, merging, the order of cells */
#include "stats/histogram.h"

#include "base/mem.h"
#include "base/random.h"
#include "stats/histogram_layout.h"
#include "support.h"

#define VALUES 1000000

/* ---- eight distributions ---- */

static uint64_t draw_uniform(struct random *r, size_t i)
{
    return random_below(r, 50 * NANOS_PER_MILLI);
}

static uint64_t draw_lognormal(struct random *r, size_t i)
{
    return (uint64_t)random_lognormal(r, 3e6, 1.2);
}

static uint64_t draw_pareto(struct random *r, size_t i)
{
    return (uint64_t)MIN(random_pareto(r, 1e5, 1.1), (double)HISTOGRAM_MAX_NS);
}

static uint64_t draw_bimodal(struct random *r, size_t i)
{
    return (uint64_t)fabs(random_below(r, 10) < 9 ? random_normal(r, 2e6, 1e5) : random_normal(r, 9e8, 1e7));
}

static uint64_t draw_constant(struct random *r, size_t i)
{
    return 7654321;
}

static uint64_t draw_zipf(struct random *r, size_t i)
{
    return 1000 * random_zipf(r, 100000, 1.1);
}

/* The first and the last value of cells. */
static uint64_t draw_cell_edges(struct random *r, size_t i)
{
    uint64_t power = 1ULL << (11 + random_below(r, 30));

    return power + random_below(r, 1024) * (power >> 10) - random_below(r, 2);
}

/* One value far away from all others. */
static uint64_t draw_single(struct random *r, size_t i)
{
    return i == 0 ? 60 * NANOS_PER_SECOND : 1234567;
}

static const struct {
    const char *name;
    uint64_t (*draw)(struct random *r, size_t i);
} distributions[] = {
    {"uniform", draw_uniform},   {"lognormal", draw_lognormal}, {"Pareto 1.1", draw_pareto},     {"bimodal", draw_bimodal},
    {"constant", draw_constant}, {"zipf", draw_zipf},           {"cell edges", draw_cell_edges}, {"single", draw_single},
};

static int compare_u64(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

    return (left > right) - (left < right);
}

/* `n` values of a distribution; freed by the caller. */
static uint64_t *draw(size_t distribution, size_t n)
{
    uint64_t *values = mem_alloc(n * sizeof(values[0]));
    struct random r;

    random_init(&r, 7, distribution);
    for (size_t i = 0; i < n; i++)
        values[i] = distributions[distribution].draw(&r, i);
    return values;
}

static struct histogram *record_all(const uint64_t *values, size_t n)
{
    struct histogram *h = histogram_new();

    for (size_t i = 0; i < n; i++)
        histogram_record(h, values[i]);
    return h;
}

/* Ten-thousandths, so that the rank can be computed in whole numbers. */
static const unsigned shares[] = {1, 10, 100, 1000, 2500, 5000, 6600, 7500, 9000, 9500, 9900, 9990, 9999, 10000};

static uint64_t exact_quantile(const uint64_t *sorted, uint64_t n, unsigned share)
{
    return sorted[MAX((n * share + 9999) / 10000, (uint64_t)1) - 1];
}

static void quantiles_are_within_a_thousandth_of_the_sorted_values(void **state)
{
    for (size_t d = 0; d < COUNT(distributions); d++) {
        uint64_t *values = draw(d, VALUES);
        struct histogram *h = record_all(values, VALUES);

        qsort(values, VALUES, sizeof(values[0]), compare_u64);
        for (size_t i = 0; i < COUNT(shares); i++) {
            uint64_t exact = exact_quantile(values, VALUES, shares[i]);
            uint64_t got = histogram_quantile(h, shares[i] / 1e4);
            assert_near_u64(distributions[d].name, got, exact, 0.001);
            assert_true(got >= exact); /* never below the quantile of the sample */
        }
        assert_equal_u64(distributions[d].name, histogram_min(h), values[0]);
        assert_equal_u64(distributions[d].name, histogram_max(h), values[VALUES - 1]);
        histogram_free(h);
        mem_free(values);
    }
}

static void several_quantiles_in_one_pass_equal_single_ones(void **state)
{
    double q[COUNT(shares)];
    uint64_t together[COUNT(shares)];

    for (size_t i = 0; i < COUNT(shares); i++)
        q[i] = shares[i] / 1e4;
    for (size_t d = 0; d < COUNT(distributions); d++) {
        uint64_t *values = draw(d, 10000);
        struct histogram *h = record_all(values, 10000);

        histogram_quantiles(h, q, COUNT(q), together);
        for (size_t i = 0; i < COUNT(q); i++)
            assert_equal_u64(distributions[d].name, together[i], histogram_quantile(h, q[i]));
        histogram_free(h);
        mem_free(values);
    }
}

static void mean_and_deviation_are_exact(void **state)
{
    for (size_t d = 0; d < COUNT(distributions); d++) {
        uint64_t *values = draw(d, 100000);
        struct histogram *h = record_all(values, 100000);
        long double sum = 0, squares = 0;

        for (size_t i = 0; i < 100000; i++)
            sum += values[i];
        for (size_t i = 0; i < 100000; i++)
            squares += (values[i] - sum / 100000) * (values[i] - sum / 100000);
        double mean = (double)(sum / 100000), deviation = (double)sqrtl(squares / 100000);
        assert_near_double(distributions[d].name, histogram_mean(h), mean, 1e-9 * mean);
        assert_near_double(distributions[d].name, histogram_deviation(h), deviation, 1e-6 * deviation + 1e-6 * mean);
        histogram_free(h);
        mem_free(values);
    }
}

/* Values below 2048 have a cell each, so the answer must be exactly the value of the rank. */
static void the_rank_is_the_share_of_the_count_rounded_up(void **state)
{
    static const uint64_t counts[] = {1, 2, 10, 99, 100, 101, 1000};

    for (size_t c = 0; c < COUNT(counts); c++) {
        struct histogram *h = histogram_new();
        for (uint64_t v = 1; v <= counts[c]; v++)
            histogram_record(h, v);
        for (uint64_t share = 0; share <= 10000; share++) {
            uint64_t rank = MAX((counts[c] * share + 9999) / 10000, (uint64_t)1);
            assert_equal_u64("rank", histogram_quantile(h, (double)share / 1e4), rank);
        }
        histogram_free(h);
    }
}

static void shares_outside_zero_to_one_give_the_ends(void **state)
{
    struct histogram *h = histogram_new();

    assert_equal_u64("empty", histogram_quantile(h, 0.5), 0);
    histogram_record(h, 5);
    histogram_record(h, 9);
    assert_equal_u64("-1", histogram_quantile(h, -1), 5);
    assert_equal_u64("NaN", histogram_quantile(h, NAN), 5);
    assert_equal_u64("2", histogram_quantile(h, 2), 9);
    histogram_free(h);
}

static void assert_same_cells(const char *name, const struct histogram *a, const struct histogram *b)
{
    size_t at_a = 0, at_b = 0;
    uint64_t low, high, count_a, count_b;

    while (histogram_next(a, &at_a, &low, &high, &count_a)) {
        assert_true(histogram_next(b, &at_b, &low, &high, &count_b));
        assert_equal_u64(name, at_b, at_a);
        assert_equal_u64(name, count_b, count_a);
    }
    assert_false(histogram_next(b, &at_b, &low, &high, &count_b));
    assert_equal_u64(name, histogram_count(b), histogram_count(a));
    assert_equal_u64(name, histogram_too_long(b), histogram_too_long(a));
    assert_equal_u64(name, histogram_min(b), histogram_min(a));
    assert_equal_u64(name, histogram_max(b), histogram_max(a));
    assert_true(histogram_mean(b) == histogram_mean(a));
    assert_true(histogram_deviation(b) == histogram_deviation(a));
}

static void merging_the_parts_of_a_stream_equals_recording_it_whole(void **state)
{
    enum { n = 20000 };

    for (size_t parts = 1; parts <= 64; parts++) {
        uint64_t *values = draw(parts % COUNT(distributions), n);
        struct histogram *whole = record_all(values, n), *merged = histogram_new();

        for (size_t p = 0; p < parts; p++) {
            struct histogram *part = histogram_new();
            for (size_t i = p; i < n; i += parts)
                histogram_record(part, values[i]);
            histogram_merge(merged, part);
            histogram_free(part);
        }
        assert_same_cells("merged", whole, merged);
        histogram_free(whole);
        histogram_free(merged);
        mem_free(values);
    }
}

static void what_was_merged_can_be_taken_away_again(void **state)
{
    enum { n = 20000 };

    for (size_t d = 0; d < COUNT(distributions); d++) {
        uint64_t *values = draw(d, n), *others = draw((d + 1) % COUNT(distributions), n), low, high, count;
        struct histogram *kept = record_all(values, n), *taken = record_all(others, n), *both = histogram_copy(kept);

        histogram_record(taken, 2 * HISTOGRAM_MAX_NS);
        histogram_merge(both, taken);
        histogram_subtract(both, taken);
        assert_equal_u64("count", histogram_count(both), n);
        assert_equal_u64("too long", histogram_too_long(both), histogram_too_long(kept));
        assert_near_double("mean", histogram_mean(both), histogram_mean(kept), 1e-9);
        for (size_t at = 0, in_both = 0; histogram_next(kept, &at, &low, &high, &count);) {
            uint64_t same_low = 0, same_high, same_count = 0;

            assert_true(histogram_next(both, &in_both, &same_low, &same_high, &same_count));
            assert_equal_u64("cell", same_low, low);
            assert_equal_u64("in it", same_count, count);
            assert_equal_u64("up to there", histogram_count_up_to(both, high), histogram_count_up_to(kept, high));
        }
        histogram_subtract(both, kept);
        assert_equal_u64("nothing left", histogram_count(both), 0);
        assert_false(histogram_next(both, &(size_t){0}, &low, &high, &count));
        histogram_free(kept);
        histogram_free(taken);
        histogram_free(both);
        mem_free(values);
        mem_free(others);
    }
}

static void a_copy_is_equal_and_independent(void **state)
{
    uint64_t *values = draw(1, 1000);
    struct histogram *h = record_all(values, 1000), *copy = histogram_copy(h);

    assert_same_cells("copy", h, copy);
    histogram_record(copy, 1);
    assert_equal_u64("original", histogram_count(h), 1000);
    histogram_free(h);
    histogram_free(copy);
    mem_free(values);
}

static void a_cleared_histogram_is_as_a_new_one_and_keeps_its_memory(void **state)
{
    uint64_t *values = draw(1, 10000);
    struct histogram *h = record_all(values, 10000), *other = record_all(values, 100), *fresh = histogram_new();
    size_t memory = histogram_memory(h);

    histogram_record(h, UINT64_MAX);
    histogram_clear(h);
    assert_same_cells("cleared", fresh, h);
    assert_equal_u64("quantile", histogram_quantile(h, 0.5), 0);
    for (size_t i = 0; i < 100; i++)
        histogram_record(h, values[i]);
    assert_same_cells("recorded again", other, h);
    assert_equal_u64("memory", histogram_memory(h), memory);
    histogram_free(h);
    histogram_free(other);
    histogram_free(fresh);
    mem_free(values);
}

static void values_that_are_too_long_are_counted_apart(void **state)
{
    struct histogram *h = histogram_new();

    histogram_record_many(h, 1000, 98);
    histogram_record(h, HISTOGRAM_MAX_NS);
    assert_equal_u64("longest with a cell", histogram_too_long(h), 0);
    assert_equal_u64("its quantile", histogram_quantile(h, 1), HISTOGRAM_MAX_NS);
    histogram_record(h, HISTOGRAM_MAX_NS + 1);
    assert_equal_u64("too long", histogram_too_long(h), 1);
    assert_equal_u64("count", histogram_count(h), 100);
    assert_equal_u64("max", histogram_max(h), HISTOGRAM_MAX_NS + 1);
    assert_equal_u64("99 %, its cell ends above the maximum", histogram_quantile(h, 0.99), HISTOGRAM_MAX_NS + 1);
    assert_equal_u64("100 %", histogram_quantile(h, 1), UINT64_MAX);
    assert_equal_u64("up to the maximum", histogram_count_up_to(h, HISTOGRAM_MAX_NS), 99);
    assert_equal_u64("up to more", histogram_count_up_to(h, HISTOGRAM_MAX_NS + 1), 100);
    histogram_record(h, UINT64_MAX);
    assert_near_double("mean", histogram_mean(h), (98000.0 + 2 * 3.6e12 + 0x1p64) / 101, 1e6);
    histogram_free(h);
}

static void count_up_to_agrees_with_counting(void **state)
{
    uint64_t *values = draw(1, 20000);
    struct histogram *h = record_all(values, 20000);

    assert_equal_u64("nothing below", histogram_count_up_to(h, 0), 0);
    for (size_t t = 0; t < 200; t++) {
        uint64_t limit = values[t * 97], edge = histogram_cell_high(histogram_cell(limit)), count = 0;
        for (size_t i = 0; i < 20000; i++)
            count += values[i] <= edge;
        assert_equal_u64("count up to", histogram_count_up_to(h, limit), count);
    }
    histogram_free(h);
    mem_free(values);
}

static void recording_many_equals_recording_each(void **state)
{
    struct histogram *many = histogram_new(), *each = histogram_new();

    histogram_record_many(many, 123456, 1000);
    histogram_record_many(many, 99, 0);
    for (int i = 0; i < 1000; i++)
        histogram_record(each, 123456);
    assert_same_cells("many", each, many);
    histogram_free(many);
    histogram_free(each);
}

/* HdrHistogram's own arithmetic, written down as its documentation gives it, for lowest value 1 and three digits. */
static size_t hdr_index(uint64_t v)
{
    int magnitude = (int)ceil(log2(2 * 1000)), half_magnitude = magnitude - 1;
    uint64_t sub_buckets = 1ULL << (half_magnitude + 1), half = sub_buckets / 2, mask = sub_buckets - 1;
    int bucket = 64 - __builtin_clzll(v | mask) - (half_magnitude + 1);

    return ((size_t)(bucket + 1) << half_magnitude) + (size_t)(v >> bucket) - half;
}

static void cells_are_those_of_hdr_histograms_counts_array(void **state)
{
    struct random r;
    size_t counts_length = 2;

    for (uint64_t start = 2048; start <= HISTOGRAM_MAX_NS; start *= 2)
        counts_length++;
    assert_equal_u64("length of the array", CELL_COUNT, counts_length * 1024);
    random_init(&r, 3, 0);
    for (size_t i = 0; i < 200000; i++) {
        uint64_t v = MIN(random_u64(&r) >> random_below(&r, 64), HISTOGRAM_MAX_NS);
        uint32_t cell = histogram_cell(v);
        assert_equal_u64("index", cell, hdr_index(v));
        assert_true(histogram_cell_low(cell) <= v && v <= histogram_cell_high(cell));
        assert_true((histogram_cell_high(cell) - histogram_cell_low(cell)) * 1024 <= v);
    }
    for (uint32_t cell = 0; cell + 1 < CELL_COUNT; cell++)
        assert_equal_u64("cells leave no gap", histogram_cell_low(cell + 1), histogram_cell_high(cell) + 1);
}

static void visiting_cells_gives_each_once_with_its_place(void **state)
{
    static const uint64_t values[] = {0, 1, 31, 32, 1023, 1024, 2047, 2048, 65536, 1000000, HISTOGRAM_MAX_NS};
    struct histogram *h = histogram_new();
    uint64_t low, high, count;
    size_t at = 0;

    assert_false(histogram_next(h, &at, &low, &high, &count));
    for (size_t i = 0; i < COUNT(values); i++)
        histogram_record_many(h, values[i], i + 1);
    for (size_t i = 0; i < COUNT(values); i++) {
        assert_true(histogram_next(h, &at, &low, &high, &count));
        assert_true(low <= values[i] && values[i] <= high);
        assert_equal_u64("count", count, i + 1);
        assert_equal_u64("place", at - 1, hdr_index(values[i]));
    }
    assert_false(histogram_next(h, &at, &low, &high, &count));
    histogram_free(h);
}

static void memory_follows_what_was_recorded(void **state)
{
    struct histogram *h = histogram_new();
    struct random r;

    histogram_record(h, 5 * NANOS_PER_MILLI);
    if (histogram_memory(h) > 1200)
        fail_msg("one value takes %zu bytes", histogram_memory(h));
    random_init(&r, 1, 1);
    for (size_t i = 0; i < 100000; i++)
        histogram_record(h, NANOS_PER_MILLI + random_below(&r, 19 * NANOS_PER_MILLI));
    if (histogram_memory(h) > 48 * 1024)
        fail_msg("1 to 20 ms takes %zu bytes", histogram_memory(h));
    histogram_free(h);
    histogram_free(NULL);
}

TEST_MAIN(TEST(quantiles_are_within_a_thousandth_of_the_sorted_values), TEST(several_quantiles_in_one_pass_equal_single_ones),
          TEST(mean_and_deviation_are_exact), TEST(the_rank_is_the_share_of_the_count_rounded_up),
          TEST(shares_outside_zero_to_one_give_the_ends), TEST(merging_the_parts_of_a_stream_equals_recording_it_whole),
          TEST(what_was_merged_can_be_taken_away_again), TEST(a_copy_is_equal_and_independent),
          TEST(a_cleared_histogram_is_as_a_new_one_and_keeps_its_memory), TEST(values_that_are_too_long_are_counted_apart),
          TEST(count_up_to_agrees_with_counting), TEST(recording_many_equals_recording_each),
          TEST(cells_are_those_of_hdr_histograms_counts_array), TEST(visiting_cells_gives_each_once_with_its_place),
          TEST(memory_follows_what_was_recorded))
