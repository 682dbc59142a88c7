/* SPDX-License-Identifier: MIT */
/* output/json_course_test.c - the columns, the heat map and the percentile curve of real statistics, held against what was fed in
 */
#include "support.h"

#include <jansson.h>

#include "base/mem.h"
#include "output/json_course.h"
#include "output/json_distribution.h"
#include "stats/cells.h"
#include "stats/stats.h"

#define START (1000 * NANOS_PER_SECOND)

static struct stats *stats;
static struct stats_entry *entry;
static json_t *made;

static int set_up(void **state)
{
    stats = stats_new(&(struct stats_options){0});
    stats_start(stats, START, START);
    entry = stats_entry(stats, TEXT("GET"), TEXT("/items"));
    made = NULL;
    return 0;
}

static int clean_up(void **state)
{
    json_decref(made);
    stats_free(stats);
    return 0;
}

/* A request that ends in that second and took `ns`. */
static void feed(uint32_t second, uint64_t ns, bool failed)
{
    uint64_t end = START + second * NANOS_PER_SECOND + NANOS_PER_SECOND / 2;
    struct sample sample = {.due_ns = end - ns,
                            .start_ns = end - ns,
                            .first_write_ns = end - ns,
                            .sent_ns = end,
                            .first_byte_ns = end,
                            .end_ns = end};

    if (failed)
        sample.error = ERROR_TIMEOUT;
    stats_begin(stats, entry);
    stats_end(stats, entry, &sample);
}

static const struct snapshot *see(uint32_t second)
{
    struct run_progress progress = {.state = RUN_RUNNING, .start_ns = START, .start_wall_ns = START};

    stats_tick(stats, START + second * NANOS_PER_SECOND, &progress);
    return stats_snapshot(stats, START + second * NANOS_PER_SECOND, START, &progress);
}

static void course_with(const struct snapshot_row *row, size_t points, uint32_t quantiles, bool heat)
{
    struct buffer text;
    struct json_writer w;
    json_error_t error;

    buffer_init(&text, 8 << 20);
    w = json_writer_on(&text);
    json_course(&w, NULL, row, points, quantiles, heat);
    made = json_loads(buffer_cstring(&text), JSON_REJECT_DUPLICATES, &error);
    if (!made)
        fail_msg("%s in %s", error.text, buffer_cstring(&text));
    buffer_free(&text);
}

static void course_of(const struct snapshot_row *row, size_t points, bool heat)
{
    course_with(row, points, JSON_COURSE_QUANTILES_USUAL, heat);
}

static double column(const char *name, size_t at)
{
    json_t *value = json_array_get(json_object_get(made, name), at);

    if (!json_is_number(value))
        fail_msg("no number at %s[%zu]", name, at);
    return json_number_value(value);
}

static double sum_of(json_t *list)
{
    double sum = 0;
    json_t *value;
    size_t i;

    json_array_foreach(list, i, value) sum += json_is_array(value) ? sum_of(value) : json_number_value(value);
    return sum;
}

static void a_second_has_its_counts_and_percentiles(void **state)
{
    const struct snapshot *s;

    for (uint64_t i = 1; i <= 100; i++)
        feed(0, i * NANOS_PER_MILLI, i > 97);
    see(1);
    feed(3, 7 * NANOS_PER_MILLI, false);
    s = see(4);
    course_of(&s->rows[0], JSON_COURSE_POINTS, true);
    assert_equal_u64("points", json_array_size(json_object_get(made, "seconds")), 2);
    assert_near_double("second", column("seconds", 1), 3, 0);
    assert_near_double("width", column("width", 1), 1, 0);
    assert_near_double("requests", column("requests", 0), 100, 0);
    assert_near_double("failures", column("failures", 0), 3, 0);
    assert_near_double("p50", column("p50", 0), 50, 0.05);
    assert_near_double("p95", column("p95", 0), 95, 0.1);
    assert_near_double("p99", column("p99", 0), 99, 0.1);
    assert_near_double("p50 of the other", column("p50", 1), 7, 0.01);
}

static void each_percentile_that_is_asked_for_has_a_column(void **state)
{
    const struct snapshot *s;

    for (uint64_t i = 1; i <= 10000; i++)
        feed(0, i * 10 * NANOS_PER_MICRO, false);
    s = see(1);
    course_with(&s->total, JSON_COURSE_POINTS, json_course_quantiles(TEXT("p99.9,p66,p99.99,p100")), false);
    assert_near_double("p66", column("p66", 0), 66, 0.07);
    assert_near_double("p99.9", column("p99.9", 0), 99.9, 0.1);
    assert_near_double("p99.99", column("p99.99", 0), 99.99, 0.1);
    assert_near_double("p100", column("p100", 0), 100, 0.1);
    assert_null(json_object_get(made, "p50"));
}

static void joined_points_have_the_percentiles_of_all_their_requests(void **state)
{
    const struct snapshot *s = NULL;

    for (uint32_t second = 0; second < 60; second++) {
        for (unsigned i = 0; i < (second == 3 ? 990U : 1U); i++)
            feed(second, (second == 3 ? 1 : 500) * NANOS_PER_MILLI, false);
        s = see(second + 1);
    }
    course_with(&s->total, 6, json_course_quantiles(TEXT("p50,p99,p99.9")), false);
    assert_near_double("requests", column("requests", 0), 999, 0);
    assert_near_double("p50", column("p50", 0), 1, 0.01);
    assert_near_double("p99", column("p99", 0), 1, 0.01); /* the mean of the seconds would be 450, the worst 500 */
    assert_near_double("p99.9", column("p99.9", 0), 500, 0.5);
}

static void words_that_are_no_percentiles_make_no_set(void **state)
{
    assert_equal_u64("one", json_course_quantiles(TEXT("p95")), 1u << QUANTILE_95);
    assert_equal_u64("twice", json_course_quantiles(TEXT("p95,p50,p95")), 1u << QUANTILE_95 | 1u << QUANTILE_50);
    assert_equal_u64("none", json_course_quantiles(TEXT("")), 0);
    assert_equal_u64("unknown", json_course_quantiles(TEXT("p95,p96")), 0);
    assert_equal_u64("a comma too many", json_course_quantiles(TEXT("p95,")), 0);
    assert_equal_u64("longer", json_course_quantiles(TEXT("p990")), 0);
}

static void the_heat_map_counts_each_request_once_between_its_bounds(void **state)
{
    const struct snapshot *s;
    json_t *heat, *bounds;

    for (uint32_t second = 0; second < 500; second++) {
        for (uint64_t i = 0; i < 5; i++)
            feed(second, (1 + second % 7) * NANOS_PER_MILLI * (i == 4 ? 1000 : 1), false);
        s = see(second + 1);
    }
    course_of(&s->total, JSON_COURSE_POINTS, true);
    heat = json_object_get(made, "heat");
    bounds = json_object_get(heat, "bounds_ms");
    assert_near_double("requests", sum_of(json_object_get(heat, "counts")), 2500, 0);
    assert_true(json_array_size(json_object_get(heat, "counts")) <= JSON_COURSE_HEAT_COLUMNS);
    assert_equal_u64("rows", json_array_size(json_array_get(json_object_get(heat, "counts"), 0)), json_array_size(bounds) - 1);
    assert_true(json_array_size(bounds) - 1 <= JSON_COURSE_HEAT_ROWS);
    assert_true(json_number_value(json_array_get(bounds, 0)) <= 1);
    assert_true(json_number_value(json_array_get(bounds, json_array_size(bounds) - 1)) > 7000);
    for (size_t i = 1; i < json_array_size(bounds); i++)
        assert_true(json_number_value(json_array_get(bounds, i)) > json_number_value(json_array_get(bounds, i - 1)));
}

static void joined_points_lose_no_request(void **state)
{
    const struct snapshot *s = NULL;

    for (uint32_t second = 0; second < 100; second++) {
        feed(second, NANOS_PER_MILLI, false);
        feed(second, 3 * NANOS_PER_MILLI, true);
        s = see(second + 1);
    }
    course_of(&s->rows[0], 30, false);
    assert_null(json_object_get(made, "heat"));
    assert_true(json_array_size(json_object_get(made, "seconds")) <= 30);
    assert_near_double("requests", sum_of(json_object_get(made, "requests")), 200, 0);
    assert_near_double("failures", sum_of(json_object_get(made, "failures")), 100, 0);
    assert_near_double("seconds", sum_of(json_object_get(made, "width")), 100, 0);
    assert_near_double("p50", column("p50", 3), 1, 0.001);
    assert_near_double("p95", column("p95", 3), 3, 0.003);
}

static void nothing_measured_gives_empty_columns(void **state)
{
    struct snapshot_row row = {.name = TEXT("/")};

    course_of(&row, JSON_COURSE_POINTS, true);
    assert_equal_u64("points", json_array_size(json_object_get(made, "p99")), 0);
    assert_equal_u64("columns", json_array_size(json_object_get(json_object_get(made, "heat"), "counts")), 0);
}

static void times_beyond_an_hour_are_null(void **state)
{
    struct snapshot_block block = {.second = 5, .seconds = 2, .requests = 3, .response_too_long = 3};
    struct snapshot_row row = {.blocks = &block, .block_count = 1};

    course_of(&row, JSON_COURSE_POINTS, true);
    assert_true(json_is_null(json_array_get(json_object_get(made, "p50"), 0)));
    assert_near_double("requests", column("requests", 0), 3, 0);
}

/* Blocks of a store may be many, narrow and anywhere. */
static void hundred_thousand_blocks_become_six_hundred_points(void **state)
{
    enum { BLOCKS = 100000 };
    struct snapshot_block *blocks = mem_resize(NULL, BLOCKS, sizeof *blocks);
    struct snapshot_row row = {.blocks = blocks, .block_count = BLOCKS};
    struct buffer cells;
    uint32_t next = 0;

    buffer_init(&cells, 1000);
    cells_put(&cells, &next, 5000, 2);
    for (uint32_t i = 0; i < BLOCKS; i++)
        blocks[i] = (struct snapshot_block){.second = 3 * i, .seconds = 1, .requests = 2, .response = buffer_view(&cells)};
    course_of(&row, JSON_COURSE_POINTS, true);
    assert_true(json_array_size(json_object_get(made, "seconds")) <= JSON_COURSE_POINTS);
    assert_near_double("requests", sum_of(json_object_get(made, "requests")), 2.0 * BLOCKS, 0);
    assert_near_double("heat", sum_of(json_object_get(json_object_get(made, "heat"), "counts")), 2.0 * BLOCKS, 0);
    buffer_free(&cells);
    mem_free(blocks);
}

static void seconds_beyond_all_runs_do_no_harm(void **state)
{
    struct snapshot_block blocks[] = {{.second = 0, .seconds = 1U << 31, .requests = 1},
                                      {.second = UINT32_MAX, .seconds = UINT32_MAX, .requests = 2},
                                      {.second = 5, .seconds = 0, .requests = 3}};
    struct snapshot_row row = {.blocks = blocks};

    for (row.block_count = 1; row.block_count <= COUNT(blocks); row.block_count++) {
        json_decref(made);
        course_of(&row, 1, true);
        json_decref(made);
        course_of(&row, JSON_COURSE_POINTS, true);
    }
}

/* ---- the distribution ---- */

static json_t *curve_of(const struct snapshot_row *row, const char *which)
{
    struct buffer text;
    struct json_writer w;

    buffer_init(&text, 1 << 20);
    w = json_writer_on(&text);
    json_distribution(&w, NULL, row);
    made = json_loads(buffer_cstring(&text), JSON_REJECT_DUPLICATES, NULL);
    if (!made)
        fail_msg("not JSON: %s", buffer_cstring(&text));
    buffer_free(&text);
    return json_object_get(made, which);
}

static double part(json_t *curve, size_t point, size_t at)
{
    return json_number_value(json_array_get(json_array_get(curve, point), at));
}

static void the_curve_rises_from_the_minimum_to_the_maximum(void **state)
{
    const struct snapshot *s;
    json_t *curve;
    size_t last;

    for (uint64_t i = 1; i <= 20000; i++)
        feed(0, i * 10 * NANOS_PER_MICRO, false);
    s = see(1);
    curve = curve_of(&s->total, "response");
    last = json_array_size(curve) - 1;
    assert_true(last > 40 && last < JSON_DISTRIBUTION_POINTS);
    assert_near_double("minimum", part(curve, 0, 1), 0.01, 1e-9);
    assert_near_double("maximum", part(curve, last, 1), 200, 1e-9);
    assert_near_double("all", part(curve, last, 0), 100, 0);
    assert_near_double("count", part(curve, last, 2), 20000, 0);
    for (size_t i = 1; i <= last; i++) {
        double share = part(curve, i, 0) / 100;

        assert_true(part(curve, i, 0) > part(curve, i - 1, 0));
        assert_true(part(curve, i, 1) >= part(curve, i - 1, 1));
        assert_near_double("value", part(curve, i, 1), share * 200, share * 0.4);
        assert_near_double("count", part(curve, i, 2), share * 20000, 1e-6);
    }
}

static void without_requests_the_curves_are_empty(void **state)
{
    struct snapshot_row row = {.name = TEXT("/")};

    assert_equal_u64("points", json_array_size(curve_of(&row, "service")), 0);
}

static void equal_times_make_two_points(void **state)
{
    const struct snapshot *s;
    json_t *curve;

    for (size_t i = 0; i < 1000; i++)
        feed(0, 5 * NANOS_PER_MILLI, false);
    s = see(1);
    curve = curve_of(&s->total, "response");
    assert_equal_u64("points", json_array_size(curve), 2);
    assert_near_double("value", part(curve, 1, 1), 5, 1e-9);
}

#define MADE(test) TEST_WITH(test, set_up, clean_up)

TEST_MAIN(MADE(a_second_has_its_counts_and_percentiles), MADE(each_percentile_that_is_asked_for_has_a_column),
          MADE(joined_points_have_the_percentiles_of_all_their_requests), MADE(words_that_are_no_percentiles_make_no_set),
          MADE(the_heat_map_counts_each_request_once_between_its_bounds), MADE(joined_points_lose_no_request),
          MADE(nothing_measured_gives_empty_columns), MADE(times_beyond_an_hour_are_null),
          MADE(seconds_beyond_all_runs_do_no_harm), MADE(hundred_thousand_blocks_become_six_hundred_points),
          MADE(the_curve_rises_from_the_minimum_to_the_maximum), MADE(without_requests_the_curves_are_empty),
          MADE(equal_times_make_two_points))
