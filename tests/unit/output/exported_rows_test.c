/* SPDX-License-Identifier: MIT */
/* output/exported_rows_test.c - which names have a series of their own, and that nothing is lost of the others */
#include "many_names.h"

#include "base/limits.h"
#include "output/exported_rows.h"

static uint64_t cells_of(const struct histogram *h)
{
    uint64_t low, high, count, sum = 0;

    for (size_t at = 0; histogram_next(h, &at, &low, &high, &count);)
        sum += count;
    return sum;
}

static void names_beyond_the_limit_are_summed_under_other(void **state)
{
    struct stats *stats = many_names_begin();
    const struct snapshot *s;
    struct exported_rows rows;
    const struct exported_row *other;
    uint64_t requests = 0, ok = 0, unavailable = 0, counted = 0;

    many_names_count(stats, 250);
    s = many_names_snapshot(stats);
    exported_rows_read(&rows, s);
    assert_equal_u64("rows", rows.count, LIMIT_EXPORTED_NAMES + 1);
    assert_equal_u64("hidden", rows.hidden, 250 - LIMIT_EXPORTED_NAMES);
    other = &rows.at[rows.count - 1];
    assert_memory_equal(other->row.name.data, "(other)", 7);
    for (size_t i = 0; i < rows.count; i++) {
        requests += rows.at[i].row.requests;
        ok += rows.at[i].responses[STATUS_CLASS_2XX];
        unavailable += rows.at[i].responses[STATUS_CLASS_5XX];
        counted += cells_of(rows.at[i].row.response_histogram);
    }
    assert_equal_u64("requests", requests, s->total.requests);
    assert_equal_u64("responses", ok + unavailable, s->total.requests);
    assert_equal_u64("failed", unavailable, s->total.failed);
    assert_equal_u64("cells", counted, s->total.requests);
    assert_equal_u64("of other", histogram_count(other->row.response_histogram), other->row.requests);
    assert_near_double("longest", (double)other->row.response.max_ns, 250e6, 0);
    assert_near_double("shortest", (double)other->row.response.min_ns, 101e6, 0);
    assert_near_u64("median", other->row.response.quantile_ns[QUANTILE_50], 176 * NANOS_PER_MILLI, 0.02);
    exported_rows_free(&rows);
    stats_free(stats);
}

static void the_names_with_a_series_are_those_used_first(void **state)
{
    struct stats *stats = many_names_begin();
    struct exported_rows rows;

    many_names_request(stats, TEXT("GET"), TEXT("zzz, used first and last in the table"), NANOS_PER_MILLI, 200);
    many_names_count(stats, 200);
    exported_rows_read(&rows, many_names_snapshot(stats));
    assert_memory_equal(rows.at[rows.count - 2].row.name.data, "zzz", 3);
    exported_rows_free(&rows);
    stats_free(stats);
}

static void few_names_need_no_other(void **state)
{
    struct stats *stats = many_names_begin();
    struct exported_rows rows;

    many_names_count(stats, LIMIT_EXPORTED_NAMES);
    exported_rows_read(&rows, many_names_snapshot(stats));
    assert_equal_u64("rows", rows.count, LIMIT_EXPORTED_NAMES);
    assert_equal_u64("hidden", rows.hidden, 0);
    exported_rows_free(&rows);
    stats_free(stats);
}

static void names_that_are_equal_in_utf8_are_not_given_twice(void **state)
{
    struct stats *stats = many_names_begin();
    struct exported_rows rows;

    many_names_request(stats, TEXT("GET"), TEXT("/\xff"), NANOS_PER_MILLI, 200);
    many_names_request(stats, TEXT("GET"), TEXT("/\xfe"), NANOS_PER_MILLI, 200);
    many_names_request(stats, TEXT(""), TEXT("(other)"), NANOS_PER_MILLI, 200);
    exported_rows_read(&rows, many_names_snapshot(stats));
    assert_equal_u64("rows", rows.count, 2);
    assert_equal_u64("of the name", rows.at[0].row.requests, 1);
    assert_memory_equal(rows.at[0].row.name.data, "/\xef\xbf\xbd", 4);
    assert_equal_u64("of the others", rows.at[1].row.requests, 2);
    exported_rows_free(&rows);
    stats_free(stats);
}

static void failures_are_told_by_type_and_by_text(void **state)
{
    struct stats *stats = many_names_begin();
    const struct snapshot *s;
    struct exported_rows rows;
    const struct exported_error *errors;
    size_t count;
    uint64_t of_other = 0, all = 0;

    many_names_count(stats, 200);
    many_names_request(stats, TEXT("GET"), TEXT("/item/0"), NANOS_PER_MILLI, 0);
    s = many_names_snapshot(stats);
    exported_rows_read(&rows, s);
    errors = exported_errors_by_type(&rows, s, &count);
    for (size_t i = 0; i < count; i++) {
        all += errors[i].count;
        of_other += errors[i].method.size == 0 ? errors[i].count : 0;
    }
    assert_equal_u64("all", all, s->total.failed);
    assert_equal_u64("of other", of_other, rows.at[rows.count - 1].row.failed);
    assert_equal_u64("series", count, 1 + 10 + 1);
    assert_memory_equal(errors[0].error.data, "refused", 7);
    assert_memory_equal(errors[1].error.data, "503", 3);
    errors = exported_errors_by_text(&rows, s, &count);
    assert_memory_equal(errors[0].error.data, "connection refused", 18);
    exported_rows_free(&rows);
    stats_free(stats);
}

TEST_MAIN(TEST(names_beyond_the_limit_are_summed_under_other), TEST(the_names_with_a_series_are_those_used_first),
          TEST(few_names_need_no_other), TEST(names_that_are_equal_in_utf8_are_not_given_twice),
          TEST(failures_are_told_by_type_and_by_text))
