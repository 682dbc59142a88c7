/* SPDX-License-Identifier: MIT */
/* cells_test.c - cells keep what a histogram holds, add up like histograms do, and bytes that are none are refused */
#include "stats/cells.h"

#include "base/random.h"
#include "support.h"

#define VALUES 20000

static struct histogram *spread(uint64_t seed, size_t count)
{
    struct histogram *h = histogram_new();
    struct random random;

    random_init(&random, seed, 0);
    for (size_t i = 0; i < count; i++)
        histogram_record(h, random_below(&random, 1 + HISTOGRAM_MAX_NS / (1 + random_below(&random, 1000000))));
    return h;
}

static struct text cells_of(const struct histogram *h, struct buffer *out)
{
    buffer_init(out, 512 * 1024);
    cells_append(out, h);
    return buffer_view(out);
}

static void assert_same_cells(const struct histogram *got, const struct histogram *wanted)
{
    uint64_t low[2], high[2], count[2];
    size_t at[2] = {0};

    for (;;) {
        bool has_got = histogram_next(got, &at[0], &low[0], &high[0], &count[0]);
        bool has_wanted = histogram_next(wanted, &at[1], &low[1], &high[1], &count[1]);

        assert_int_equal(has_got, has_wanted);
        if (!has_got)
            return;
        assert_equal_u64("cell", at[0], at[1]);
        assert_equal_u64("count", count[0], count[1]);
    }
}

static void adding_cells_to_an_empty_histogram_gives_it_back(void **state)
{
    struct histogram *h = spread(1, VALUES), *again = histogram_new();
    struct buffer bytes;
    const char *problem;
    uint64_t values;

    cells_add_to(again, cells_of(h, &bytes));
    assert_same_cells(again, h);
    assert_int_equal(cells_check(buffer_view(&bytes), &values, &problem), OK);
    assert_equal_u64("values", values, VALUES);
    buffer_free(&bytes);
    histogram_free(h);
    histogram_free(again);
}

static void a_walk_shows_the_edges_of_the_histogram(void **state)
{
    struct histogram *h = spread(2, 500);
    struct buffer bytes;
    struct cells_walk w = cells_begin(cells_of(h, &bytes));
    uint64_t low, high, count;

    for (size_t at = 0; histogram_next(h, &at, &low, &high, &count);) {
        assert_true(cells_next(&w));
        assert_equal_u64("cell", w.cell, at - 1);
        assert_equal_u64("low", w.low_ns, low);
        assert_equal_u64("high", w.high_ns, MIN(high, (uint64_t)HISTOGRAM_MAX_NS));
        assert_equal_u64("count", w.count, count);
    }
    assert_false(cells_next(&w));
    buffer_free(&bytes);
    histogram_free(h);
}

static void merging_cells_is_merging_histograms(void **state)
{
    static const size_t sizes[][2] = {{0, 0}, {0, 100}, {100, 0}, {1, 1}, {300, 5000}, {5000, 300}};

    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct histogram *a = spread(3 + i, sizes[i][0]), *b = spread(100 + i, sizes[i][1]), *sum = histogram_new();
        struct buffer a_bytes, b_bytes, merged;

        cells_of(a, &a_bytes);
        cells_of(b, &b_bytes);
        buffer_init(&merged, 1024 * 1024);
        cells_merge(&merged, buffer_view(&a_bytes), buffer_view(&b_bytes));
        cells_add_to(sum, buffer_view(&merged));
        histogram_merge(a, b);
        assert_same_cells(sum, a);
        buffer_free(&a_bytes);
        buffer_free(&b_bytes);
        buffer_free(&merged);
        histogram_free(a);
        histogram_free(b);
        histogram_free(sum);
    }
}

static void bytes_that_are_no_cells_are_refused(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *sentence;
    } cases[] = {
        {"\x80", 1, "the last count is cut off"},
        {"\xff\xff\xff\xff\xff\xff\xff\xff", 8, "the last count is cut off"},
        {"\xff\xff\xff\xff\xff\xff\xff\xff\xff", 9, "more cells than the histogram has"},
        {"\xfe\xff\xff\xff\xff\xff\xff\xff\xff", 9, "more values than can be added up"},
        {"\xff\xff\x03\x02\x02", 5, NULL},
        {"", 0, NULL},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *problem = "none";
        uint64_t values;
        enum error e = cells_check((struct text){cases[i].bytes, cases[i].size}, &values, &problem);

        assert_int_equal(e, cases[i].sentence ? ERROR_SYNTAX : OK);
        if (cases[i].sentence)
            assert_equal_string("sentence", problem, cases[i].sentence);
    }
}

TEST_MAIN(TEST(adding_cells_to_an_empty_histogram_gives_it_back), TEST(a_walk_shows_the_edges_of_the_histogram),
          TEST(merging_cells_is_merging_histograms), TEST(bytes_that_are_no_cells_are_refused))
