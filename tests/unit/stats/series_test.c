/* SPDX-License-Identifier: MIT */
/* series_test.c - one point a second, merged in pairs at the limit, shown points stay */
#include "stats/series.h"

#include "base/limits.h"
#include "base/random.h"
#include "support.h"

/* A second with `requests` requests of `response_ns` each, of which one failed when there are any. */
static void add_second(struct series *s, uint64_t requests, uint64_t response_ns)
{
    const uint64_t errors[ERROR_COUNT] = {[ERROR_RESET] = requests > 0};
    struct tally second;

    tally_init(&second);
    second.counts.requests = requests;
    second.counts.failures = requests > 0;
    second.counts.bytes_received = 10 * requests;
    histogram_record_many(second.response, response_ns, requests);
    histogram_record_many(second.service, response_ns / 2, requests);
    series_add(s, &second, errors, false, false);
    tally_free(&second);
}

static void each_second_has_a_point_idle_ones_too(void **state)
{
    struct series *s = series_new();
    size_t count;

    add_second(s, 100, 1000);
    add_second(s, 0, 0);
    add_second(s, 50, 2000);
    const struct series_point *p = series_view(s, &count);
    assert_equal_u64("points", count, 3);
    for (size_t i = 0; i < count; i++) {
        assert_equal_u64("second", p[i].second, i);
        assert_equal_u64("seconds", p[i].seconds, 1);
    }
    assert_equal_u64("requests", p[0].requests, 100);
    assert_equal_u64("failures", p[0].failures, 1);
    assert_equal_u64("bytes", p[0].bytes_received, 1000);
    assert_equal_u64("response median", p[0].response_50_ns, 1000);
    assert_equal_u64("response maximum", p[0].response_max_ns, 1000);
    assert_equal_u64("service median", p[0].service_50_ns, 500);
    assert_near_double("response mean", p[0].response_mean_ns, 1000, 0);
    assert_equal_u64("idle", p[1].requests, 0);
    assert_equal_u64("idle median", p[1].response_50_ns, 0);
    series_free(s);
}

/* A second in which only failures finished, so many of each class. */
static void add_failures(struct series *s, const uint64_t errors[ERROR_COUNT])
{
    struct tally second;

    tally_init(&second);
    for (size_t e = 0; e < ERROR_COUNT; e++)
        second.counts.failures += errors[e];
    second.counts.requests = second.counts.failures;
    series_add(s, &second, errors, false, false);
    tally_free(&second);
}

/* Failures of a class in a point: those of its place, or 0 without one. */
static uint64_t failures_of(const struct series *s, const struct series_point *point, enum error class)
{
    for (size_t i = 0; i < SERIES_ERRORS_NAMED; i++)
        if (series_error_classes(s)[i] == class)
            return point->errors[i];
    return 0;
}

static uint64_t failures_in(const struct series_point *point)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < COUNT(point->errors); i++)
        sum += point->errors[i];
    return sum;
}

/* Classes in the order in which they come. */
#define FIRST  ((enum error)1)
#define SECOND ((enum error)2)
#define NINTH  ((enum error)(SERIES_ERRORS_NAMED + 1))

/* Seconds 0 to 7 have a class each, of 10 failures; the first one has 9. */
static void add_eight_classes(struct series *s)
{
    for (enum error e = FIRST; e < NINTH; e++) {
        uint64_t errors[ERROR_COUNT] = {0};

        errors[e] = e == FIRST ? 9 : 10;
        add_failures(s, errors);
    }
}

static void failures_are_kept_by_class_of_error(void **state)
{
    struct series *s = series_new();
    size_t count;

    add_failures(s, (uint64_t[ERROR_COUNT]){[ERROR_REFUSED] = 3, [ERROR_HTTP_STATUS] = 4});
    add_failures(s, (uint64_t[ERROR_COUNT]){0});
    add_failures(s, (uint64_t[ERROR_COUNT]){[ERROR_HTTP_STATUS] = 5, [ERROR_INTERNAL] = 1});
    const struct series_point *p = series_view(s, &count);
    assert_equal_u64("refused", failures_of(s, &p[0], ERROR_REFUSED), 3);
    assert_equal_u64("status", failures_of(s, &p[0], ERROR_HTTP_STATUS), 4);
    assert_equal_u64("none", failures_in(&p[1]), 0);
    assert_equal_u64("status", failures_of(s, &p[2], ERROR_HTTP_STATUS), 5);
    assert_equal_u64("internal", failures_of(s, &p[2], ERROR_INTERNAL), 1);
    series_clear(s);
    assert_int_equal(series_error_classes(s)[0], OK);
    series_free(s);
}

static void the_ninth_class_counts_among_the_others(void **state)
{
    struct series *s = series_new();
    size_t count;

    add_eight_classes(s);
    add_failures(s, (uint64_t[ERROR_COUNT]){[NINTH] = 17});
    const struct series_point *p = series_view(s, &count);
    assert_equal_u64("others", p[8].errors[SERIES_ERRORS_OTHER], 17);
    assert_equal_u64("first", failures_of(s, &p[0], FIRST), 9);
    series_free(s);
}

static void a_class_with_twice_the_failures_of_the_smallest_takes_its_place(void **state)
{
    struct series *s = series_new();
    size_t count, later;

    add_eight_classes(s);
    add_failures(s, (uint64_t[ERROR_COUNT]){[NINTH] = 17});
    const struct series_point *shown = series_view(s, &count);
    add_failures(s, (uint64_t[ERROR_COUNT]){[NINTH] = 1, [SECOND] = 2});
    assert_equal_u64("shown before", shown[0].errors[0], 9);
    const struct series_point *p = series_view(s, &later);
    assert_equal_u64("ninth by name", failures_of(s, &p[9], NINTH), 1);
    assert_equal_u64("second by name", failures_of(s, &p[9], SECOND), 2);
    assert_equal_u64("its former failures", p[8].errors[SERIES_ERRORS_OTHER], 17);
    assert_equal_u64("the smallest by name", failures_of(s, &p[0], FIRST), 0);
    assert_equal_u64("the smallest among the others", p[0].errors[SERIES_ERRORS_OTHER], 9);
    for (size_t i = 0; i < later; i++)
        assert_equal_u64("all classes", failures_in(&p[i]), p[i].failures);
    series_free(s);
}

static void classes_of_any_order_add_up_to_the_failures_also_when_points_are_merged(void **state)
{
    struct series *s = series_new();
    uint64_t wanted = 0, counted = 0;
    struct random r;
    size_t count;

    random_init(&r, 11, 0);
    for (uint32_t i = 0; i < LIMIT_SERIES_POINTS + 500; i++) {
        uint64_t errors[ERROR_COUNT] = {0};

        for (uint64_t n = random_below(&r, 4); n > 0; n--) {
            uint64_t failures = random_below(&r, 1 + i / 50);

            errors[1 + random_below(&r, ERROR_COUNT - 1)] += failures;
            wanted += failures;
        }
        add_failures(s, errors);
    }
    const struct series_point *p = series_view(s, &count);
    assert_true(count < LIMIT_SERIES_POINTS);
    for (size_t i = 0; i < count; i++) {
        assert_equal_u64("of the point", failures_in(&p[i]), p[i].failures);
        counted += failures_in(&p[i]);
    }
    assert_equal_u64("in all", counted, wanted);
    series_free(s);
}

static void labels_go_to_the_seconds_since_the_last_label(void **state)
{
    struct series *s = series_new();
    size_t count;

    add_second(s, 1, 1);
    series_label(s, 10, 100, 0.5);
    add_second(s, 1, 1);
    add_second(s, 1, 1);
    series_label(s, 20, 200, 0.75);
    series_label(s, 99, 999, 1); /* no new second */
    const struct series_point *p = series_view(s, &count);
    assert_equal_u64("users", p[0].users, 10);
    assert_equal_u64("users", p[1].users, 20);
    assert_equal_u64("users", p[2].users, 20);
    assert_equal_u64("lag", p[0].lag_max_ns, 100);
    assert_equal_u64("lag", p[2].lag_max_ns, 200);
    assert_near_double("cpu", p[0].cpu, 0.5, 1e-6);
    assert_near_double("cpu", p[1].cpu, 0.75, 1e-6);
    series_free(s);
}

static void beyond_the_limit_neighbours_are_merged_and_nothing_is_lost(void **state)
{
    enum { seconds = 3 * LIMIT_SERIES_POINTS + 1001 };
    struct series *s = series_new();
    size_t count;
    uint64_t requests = 0, covered = 0;

    for (uint32_t i = 0; i < seconds; i++) {
        add_second(s, i % 3, 1000 + i);
        series_label(s, i, i, 0.25);
        requests += i % 3;
    }
    const struct series_point *p = series_view(s, &count);
    assert_true(count <= LIMIT_SERIES_POINTS);
    for (size_t i = 0; i < count; i++) {
        assert_equal_u64("second", p[i].second, covered);
        assert_equal_u64("users", p[i].users, covered + p[i].seconds - 1);
        assert_equal_u64("lag", p[i].lag_max_ns, covered + p[i].seconds - 1);
        assert_near_double("cpu", p[i].cpu, 0.25, 1e-5);
        assert_true(p[i].seconds == 4 || (i == count - 1 && p[i].seconds < 4));
        covered += p[i].seconds;
        requests -= p[i].requests;
    }
    assert_equal_u64("seconds covered", covered, seconds);
    assert_equal_u64("requests not covered", requests, 0);
    /* The first point: seconds 1 and 2 had 1 and 2 requests, seconds 0 and 3 none. */
    assert_near_double("weighted mean", p[0].response_mean_ns, (1001 + 2 * 1002) / 3.0, 1e-6);
    assert_equal_u64("maximum", p[0].response_max_ns, 1002);
    series_free(s);
}

static void shown_points_stay_while_the_series_grows_and_is_cleared(void **state)
{
    struct series *s = series_new();
    size_t count, later;

    add_second(s, 7, 1000);
    const struct series_point *shown = series_view(s, &count);
    for (int i = 0; i < 1000; i++)
        add_second(s, 1, 1);
    series_clear(s);
    add_second(s, 9, 1000);
    assert_equal_u64("shown before", shown[0].requests, 7);
    const struct series_point *after = series_view(s, &later);
    assert_equal_u64("points", later, 1);
    assert_equal_u64("second", after[0].second, 0);
    assert_equal_u64("requests", after[0].requests, 9);
    series_free(s);
    series_free(NULL);
}

static void an_empty_series_has_no_points(void **state)
{
    struct series *s = series_new();
    size_t count = 1;

    series_view(s, &count);
    assert_equal_u64("points", count, 0);
    series_clear(s);
    series_label(s, 1, 1, 1);
    series_free(s);
}

TEST_MAIN(TEST(each_second_has_a_point_idle_ones_too), TEST(labels_go_to_the_seconds_since_the_last_label),
          TEST(beyond_the_limit_neighbours_are_merged_and_nothing_is_lost),
          TEST(shown_points_stay_while_the_series_grows_and_is_cleared), TEST(an_empty_series_has_no_points),
          TEST(failures_are_kept_by_class_of_error), TEST(the_ninth_class_counts_among_the_others),
          TEST(a_class_with_twice_the_failures_of_the_smallest_takes_its_place),
          TEST(classes_of_any_order_add_up_to_the_failures_also_when_points_are_merged))
