/* SPDX-License-Identifier: MIT */
/* stats_test.c - samples in, snapshots out: rows, rates over simulated time, limits, reset */
#include "stats/stats.h"

#include <malloc.h>

#include "base/limits.h"
#include "base/random.h"
#include "stats/histogram.h"
#include "support.h"

#define START (1000 * NANOS_PER_SECOND)
#define WALL  (1700000000 * NANOS_PER_SECOND)

static const struct run_progress running = {.state = RUN_RUNNING, .users = 5, .cpu = 0.5, .lag_second_max_ns = 77};

static struct stats *started(bool windows)
{
    struct stats *s = stats_new(&(struct stats_options){.windows = windows, .class_count = 1});

    stats_start(s, START, WALL);
    return s;
}

static uint64_t at_ms(uint64_t milliseconds)
{
    return START + milliseconds * NANOS_PER_MILLI;
}

/* A request that ends at `end_ms` after the start, having taken `took_ms`. */
static struct sample request(uint64_t end_ms, uint64_t took_ms, enum error error)
{
    return (struct sample){
        .start_ns = at_ms(end_ms) - took_ms * NANOS_PER_MILLI,
        .first_write_ns = at_ms(end_ms) - took_ms * NANOS_PER_MILLI,
        .end_ns = at_ms(end_ms),
        .status = error ? 500 : 200,
        .error = error,
    };
}

static void finish(struct stats *s, struct stats_entry *e, uint64_t end_ms, uint64_t took_ms, enum error error)
{
    struct sample sample = request(end_ms, took_ms, error);

    stats_begin(s, e);
    stats_end(s, e, &sample);
}

static const struct snapshot *snapshot_at(struct stats *s, uint64_t ms)
{
    return stats_snapshot(s, at_ms(ms), WALL + ms * NANOS_PER_MILLI, &running);
}

static void tick_at(struct stats *s, uint64_t ms)
{
    stats_tick(s, at_ms(ms), &running);
}

static void rows_are_sorted_by_name_then_method_and_add_up_to_the_total(void **state)
{
    struct stats *s = started(false);
    struct stats_entry *cart_post = stats_entry(s, TEXT("POST"), TEXT("/cart"));
    struct stats_entry *home = stats_entry(s, TEXT("GET"), TEXT("/"));
    struct stats_entry *cart_get = stats_entry(s, TEXT("GET"), TEXT("/cart"));

    stats_entry(s, TEXT("GET"), TEXT("/unused"));
    finish(s, cart_post, 100, 10, OK);
    finish(s, cart_post, 200, 30, ERROR_HTTP_STATUS);
    finish(s, home, 300, 20, OK);
    stats_begin(s, cart_get);
    const struct snapshot *snap = snapshot_at(s, 500);
    assert_equal_u64("rows", snap->row_count, 3);
    assert_true(text_equal(snap->rows[0].name, TEXT("/")));
    assert_true(text_equal(snap->rows[1].method, TEXT("GET")));
    assert_true(text_equal(snap->rows[2].method, TEXT("POST")));
    assert_equal_u64("completed", snap->rows[2].completed, 1);
    assert_equal_u64("failed", snap->rows[2].failed, 1);
    assert_equal_u64("in flight", snap->rows[1].in_flight, 1);
    assert_equal_u64("max", snap->rows[2].response.max_ns, 30 * NANOS_PER_MILLI);
    assert_equal_u64("statuses", snap->rows[2].status_count, 2);
    assert_true(text_equal(snap->total.name, TEXT("Aggregated")));
    assert_equal_u64("total method", snap->total.method.size, 0);
    assert_equal_u64("total started", snap->total.started, 4);
    assert_equal_u64("total requests", snap->total.requests, 3);
    assert_equal_u64("total median", snap->total.response.quantile_ns[QUANTILE_50] / NANOS_PER_MILLI, 20);
    assert_near_double("rate", snap->total.requests_per_second, 6, 1e-9);
    assert_equal_u64("errors", snap->error_count, 1);
    assert_equal_u64("requests so far", stats_requests(s), 3);
    assert_equal_u64("failures so far", stats_failures(s), 1);
    stats_free(s);
    stats_free(NULL);
}

static void a_name_has_one_entry_whatever_bytes_it_holds(void **state)
{
    struct stats *s = started(false);
    struct stats_entry *a = stats_entry(s, TEXT("A\0B"), TEXT("C"));

    assert_ptr_equal(a, stats_entry(s, TEXT("A\0B"), TEXT("C")));
    assert_ptr_not_equal(a, stats_entry(s, TEXT("A"), TEXT("\0BC")));
    assert_ptr_not_equal(a, stats_entry(s, TEXT("A"), TEXT("B\0C")));
    assert_ptr_not_equal(stats_entry(s, TEXT(""), TEXT("x")), stats_entry(s, TEXT("x"), TEXT("")));
    assert_ptr_equal(stats_entry(s, (struct text){NULL, 0}, TEXT("x")), stats_entry(s, TEXT(""), TEXT("x")));
    stats_free(s);
}

static void wall_times_follow_the_monotonic_clock_from_the_start(void **state)
{
    struct stats *s = started(false);

    finish(s, stats_entry(s, TEXT("GET"), TEXT("/")), 1500, 500, OK);
    finish(s, stats_entry(s, TEXT("GET"), TEXT("/")), 2500, 100, ERROR_RESET);
    const struct snapshot *snap = stats_snapshot(s, at_ms(3000), 1 /* a wall clock that was set back */, &running);
    assert_equal_u64("first", snap->rows[0].first_request_wall_ns, WALL + NANOS_PER_SECOND);
    assert_equal_u64("last", snap->rows[0].last_request_wall_ns, WALL + 2500 * NANOS_PER_MILLI);
    assert_equal_u64("error", snap->errors[0].first_seen_wall_ns, WALL + 2500 * NANOS_PER_MILLI);
    assert_equal_u64("idle", snap->total.requests, 2);
    stats_free(s);
}

static void current_rates_are_of_the_last_ten_whole_seconds(void **state)
{
    struct stats *s = started(true);
    struct stats_entry *e = stats_entry(s, TEXT("GET"), TEXT("/"));

    /* 10 requests a second in seconds 0..4, 40 a second in 5..19, none later. */
    for (uint64_t second = 0; second < 40; second++) {
        uint64_t count = second < 5 ? 10 : second < 20 ? 40 : 0;
        for (uint64_t i = 0; i < count; i++)
            finish(s, e, 1000 * second + i * 20, second < 5 ? 1 : 4, i % 2 ? ERROR_RESET : OK);
        const struct snapshot *snap = snapshot_at(s, 1000 * second + 900);
        uint64_t wanted = 0, seconds = MIN(second, (uint64_t)10);
        for (uint64_t k = second - seconds; k < second; k++)
            wanted += k < 5 ? 10 : k < 20 ? 40 : 0;
        double rate = seconds ? (double)wanted / (double)seconds : 0;
        assert_near_double("current rate", snap->total.current_requests_per_second, rate, 1e-9);
        assert_near_double("of the name", snap->rows[0].current_requests_per_second, rate, 1e-9);
        assert_near_double("failures", snap->rows[0].current_failures_per_second, rate / 2, 1e-9);
        wanted += count; /* times are also of the running second */
        assert_equal_u64("current times", snap->rows[0].current.count, wanted);
        assert_equal_u64("of the total", snap->total.current.count, wanted);
        if (wanted > 0)
            assert_equal_u64("fastest", snap->rows[0].current.min_ns, (second < 15 ? 1 : 4) * NANOS_PER_MILLI);
        tick_at(s, 1000 * (second + 1));
    }
    stats_free(s);
}

static void without_windows_only_the_total_has_current_times(void **state)
{
    struct stats *s = started(false);

    finish(s, stats_entry(s, TEXT("GET"), TEXT("/")), 500, 1, OK);
    const struct snapshot *snap = snapshot_at(s, 1000);
    assert_equal_u64("of the name", snap->rows[0].current.count, 0);
    assert_equal_u64("of the total", snap->total.current.count, 1);
    assert_near_double("rate", snap->rows[0].current_requests_per_second, 1, 1e-9);
    stats_free(s);
}

static void rates_end_with_the_sending(void **state)
{
    struct stats *s = started(false);
    struct run_progress ended = running;

    finish(s, stats_entry(s, TEXT("GET"), TEXT("/")), 500, 1, OK);
    ended.end_ns = at_ms(2000);
    const struct snapshot *snap = stats_snapshot(s, at_ms(9000), WALL, &ended);
    assert_near_double("elapsed", snap->elapsed_s, 2, 1e-9);
    assert_near_double("rate", snap->total.requests_per_second, 0.5, 1e-9);
    stats_free(s);
}

static void each_second_counts_what_ended_in_it_even_when_the_tick_is_late(void **state)
{
    struct stats *s = started(false);
    struct stats_entry *e = stats_entry(s, TEXT("GET"), TEXT("/"));

    finish(s, e, 100, 10, OK);
    finish(s, e, 999, 20, OK);
    finish(s, e, 1000, 30, ERROR_RESET);
    finish(s, e, 4200, 40, OK); /* no tick since the start: the loop was held up */
    finish(s, e, 2000, 50, OK); /* reported late: counts now */
    tick_at(s, 5000);
    const struct snapshot *snap = snapshot_at(s, 5001);
    static const uint64_t wanted[] = {2, 1, 0, 0, 2};
    assert_equal_u64("points", snap->series_count, COUNT(wanted));
    for (size_t i = 0; i < COUNT(wanted); i++) {
        assert_equal_u64("requests", snap->series[i].requests, wanted[i]);
        assert_equal_u64("users", snap->series[i].users, running.users);
        assert_equal_u64("lag", snap->series[i].lag_max_ns, running.lag_second_max_ns);
    }
    assert_equal_u64("failures", snap->series[1].failures, 1);
    assert_equal_u64("maximum", snap->series[0].response_max_ns, 20 * NANOS_PER_MILLI);
    assert_equal_u64("service", snap->series[0].service_50_ns / NANOS_PER_MILLI, 10);
    stats_free(s);
}

static void a_run_that_is_over_has_no_more_seconds(void **state)
{
    static const struct run_progress stopped = {.state = RUN_STOPPED, .end_ns = START + 2500 * NANOS_PER_MILLI};
    struct stats *s = started(true);
    struct stats_entry *e = stats_entry(s, TEXT("GET"), TEXT("/"));

    finish(s, e, 1500, 10, OK);
    finish(s, e, 2400, 10, OK);
    stats_tick(s, at_ms(2500), &stopped);
    assert_equal_u64("points at the end", stats_snapshot(s, at_ms(2500), WALL, &stopped)->series_count, 2);
    assert_equal_u64("points an hour later", stats_snapshot(s, at_ms(3600000), WALL, &stopped)->series_count, 2);
    assert_equal_u64("requests", stats_snapshot(s, at_ms(3600001), WALL, &stopped)->total.requests, 2);
    stats_start(s, at_ms(3700000), WALL);
    stats_tick(s, at_ms(3703000), &running);
    assert_equal_u64("points of another start", stats_snapshot(s, at_ms(3703000), WALL, &running)->series_count, 3);
    stats_free(s);
}

static void classes_of_errors_add_up_to_the_failures_of_each_second_over_a_reset(void **state)
{
    struct stats *s = started(false);
    struct stats_entry *e = stats_entry(s, TEXT("GET"), TEXT("/"));
    uint64_t counted = 0, wanted = 0;
    struct random r;

    random_init(&r, 5, 0);
    finish(s, e, 1, 1, ERROR_RESET); /* before the start that counts */
    stats_start(s, START, WALL);
    for (uint64_t ms = 0; ms < 12000; ms += 3) {
        enum error error = (enum error)random_below(&r, 20);

        if (ms == 6300)
            stats_reset(s, at_ms(ms), WALL);
        finish(s, e, ms, 1, error);
        wanted += error != OK;
        if (ms % 500 == 0)
            snapshot_at(s, ms);
    }
    tick_at(s, 12000);
    const struct snapshot *snap = snapshot_at(s, 12001);
    assert_equal_u64("points", snap->series_count, 12);
    for (size_t i = 0; i < snap->series_count; i++) {
        const struct series_point *p = &snap->series[i];
        uint64_t sum = 0;

        for (size_t place = 0; place < COUNT(p->errors); place++)
            sum += p->errors[place];
        assert_equal_u64("of the second", sum, p->failures);
        counted += sum;
    }
    assert_equal_u64("in all", counted, wanted);
    assert_true(snap->series_errors[SERIES_ERRORS_NAMED - 1] != OK);
    stats_free(s);
}

static void assert_same_point(const struct series_point *a, const struct series_point *b)
{
    assert_equal_u64("second", a->second, b->second);
    assert_equal_u64("requests", a->requests, b->requests);
    assert_equal_u64("median", a->response_50_ns, b->response_50_ns);
    assert_equal_u64("99 %", a->response_99_ns, b->response_99_ns);
    assert_equal_u64("service", a->service_95_ns, b->service_95_ns);
    assert_near_double("mean", a->response_mean_ns, b->response_mean_ns, 0);
}

static void snapshots_within_a_second_do_not_change_what_is_counted(void **state)
{
    struct stats *often = started(true), *seldom = started(true);
    struct stats_entry *a = stats_entry(often, TEXT("GET"), TEXT("/")), *b = stats_entry(seldom, TEXT("GET"), TEXT("/"));
    struct random r;

    random_init(&r, 3, 0);
    for (uint64_t ms = 0; ms < 15000; ms += 5) {
        uint64_t took = 1 + random_below(&r, 50);
        finish(often, a, ms, took, OK);
        finish(seldom, b, ms, took, OK);
        if (random_below(&r, 50) == 0)
            snapshot_at(often, ms);
        if (ms % 1000 == 0) {
            tick_at(often, ms);
            tick_at(seldom, ms);
        }
    }
    const struct snapshot *x = snapshot_at(often, 15000), *y = snapshot_at(seldom, 15000);
    assert_memory_equal(&x->total.response, &y->total.response, sizeof(x->total.response));
    assert_memory_equal(&x->total.current, &y->total.current, sizeof(x->total.current));
    assert_memory_equal(&x->rows[0].current, &y->rows[0].current, sizeof(x->rows[0].current));
    assert_equal_u64("points", x->series_count, y->series_count);
    for (size_t i = 0; i < x->series_count; i++)
        assert_same_point(&x->series[i], &y->series[i]);
    stats_free(often);
    stats_free(seldom);
}

static void the_total_equals_the_names_merged(void **state)
{
    struct stats *s = started(false);
    struct histogram *merged = histogram_new();
    char name[20];
    struct random r;

    random_init(&r, 9, 0);
    for (uint64_t i = 0; i < 20000; i++) {
        snprintf(name, sizeof name, "/%u", (unsigned)random_below(&r, 30));
        finish(s, stats_entry(s, TEXT("GET"), text_from(name)), i, 1 + random_below(&r, 500), OK);
    }
    const struct snapshot *snap = snapshot_at(s, 20000);
    for (size_t i = 0; i < snap->row_count; i++)
        histogram_merge(merged, snap->rows[i].response_histogram);
    assert_equal_u64("count", snap->total.response.count, histogram_count(merged));
    for (size_t q = 0; q < QUANTILE_COUNT; q++)
        assert_equal_u64(quantile_names[q], snap->total.response.quantile_ns[q], histogram_quantile(merged, quantile_shares[q]));
    assert_near_double("mean", snap->total.response.mean_ns, histogram_mean(merged), 0);
    histogram_free(merged);
    stats_free(s);
}

static void names_beyond_the_limit_are_counted_as_others(void **state)
{
    struct stats *s = started(false);
    char name[20];
    uint64_t requests = 0, other = 0;

    for (int i = 0; i < LIMIT_NAMES + 200; i++) {
        snprintf(name, sizeof name, "/%d", i);
        finish(s, stats_entry(s, TEXT("GET"), text_from(name)), 500, 1, OK);
    }
    const struct snapshot *snap = snapshot_at(s, 1000);
    assert_equal_u64("rows", snap->row_count, LIMIT_NAMES + 1);
    assert_equal_u64("beyond the limit", snap->names_beyond_limit, 200);
    for (size_t i = 0; i < snap->row_count; i++) {
        requests += snap->rows[i].requests;
        other += text_equal(snap->rows[i].name, TEXT("(other)")) ? snap->rows[i].requests : 0;
    }
    assert_equal_u64("requests", requests, LIMIT_NAMES + 200);
    assert_equal_u64("others", other, 200);
    stats_free(s);
}

static void ten_thousand_names_seen_once_take_less_than_sixty_megabytes(void **state)
{
#ifdef __SANITIZE_ADDRESS__
    skip(); /* its allocator has its own sizes */
#endif
    struct mallinfo2 before = mallinfo2();
    struct stats *s = started(true);
    char name[40];

    for (int i = 0; i < LIMIT_NAMES; i++) {
        snprintf(name, sizeof name, "/items/%d/details", i);
        finish(s, stats_entry(s, TEXT("GET"), text_from(name)), 500, 1 + (uint64_t)i % 100, OK);
    }
    snapshot_at(s, 900);
    tick_at(s, 1000);
    snapshot_at(s, 1001);
    struct mallinfo2 after = mallinfo2();
    size_t bytes = after.uordblks + after.hblkhd - before.uordblks - before.hblkhd;
    if (bytes > 60 * MIB)
        fail_msg("%zu bytes", bytes);
    stats_free(s);
}

static void long_names_are_cut(void **state)
{
    static char name[5000];
    struct stats *s = started(false);

    memset(name, 'n', sizeof name);
    struct stats_entry *e = stats_entry(s, (struct text){name, 4000}, (struct text){name, sizeof name});
    assert_ptr_equal(e, stats_entry(s, (struct text){name, LIMIT_NAME_SIZE}, (struct text){name, LIMIT_NAME_SIZE}));
    finish(s, e, 1, 1, OK);
    assert_equal_u64("size", snapshot_at(s, 10)->rows[0].name.size, LIMIT_NAME_SIZE);
    stats_free(s);
}

static void a_reset_forgets_the_counts_but_not_what_is_in_flight(void **state)
{
    struct stats *s = started(true);
    struct stats_entry *used = stats_entry(s, TEXT("GET"), TEXT("/used")),
                       *waiting = stats_entry(s, TEXT("GET"), TEXT("/waiting"));
    struct sample late = request(2600, 1500, OK);

    for (uint64_t ms = 0; ms < 2400; ms += 100)
        finish(s, used, ms, 10, ERROR_RESET);
    stats_begin(s, waiting);
    stats_arrive(s, 0, 0);
    stats_drop(s, 0, 0, false);
    assert_true(stats_metric(s, TEXT("m"), 1));
    stats_reset(s, at_ms(2400), WALL + 2400 * NANOS_PER_MILLI);
    const struct snapshot *snap = snapshot_at(s, 2400);
    assert_true(snap->reset);
    assert_equal_u64("rows", snap->row_count, 1);
    assert_equal_u64("started", snap->rows[0].started, 1);
    assert_equal_u64("in flight", snap->rows[0].in_flight, 1);
    assert_equal_u64("dropped", snap->total.dropped, 0);
    assert_equal_u64("total started", snap->total.started, 1);
    assert_equal_u64("errors", snap->error_count, 0);
    assert_equal_u64("metrics", snap->metric_count, 0);
    assert_equal_u64("requests so far", stats_requests(s), 0);
    assert_near_double("elapsed", snap->elapsed_s, 0, 0);
    assert_equal_u64("points", snap->series_count, 2);

    stats_end(s, waiting, &late);
    snap = snapshot_at(s, 3000); /* the second in which the reset fell is not whole */
    assert_near_double("current rate", snap->total.current_requests_per_second, 0, 0);
    assert_near_double("rate", snap->total.requests_per_second, 1 / 0.6, 1e-9);
    assert_equal_u64("completed", snap->rows[0].completed, 1);
    assert_equal_u64("in flight", snap->total.in_flight, 0);
    assert_equal_u64("the series keeps the whole second", snap->series[2].requests, 5);
    assert_equal_u64("first request", snap->rows[0].first_request_wall_ns, WALL + 1100 * NANOS_PER_MILLI);
    finish(s, used, 3500, 10, OK);
    snap = snapshot_at(s, 4000);
    assert_near_double("current rate of one second", snap->total.current_requests_per_second, 1, 0);
    stats_free(s);
}

static void a_start_forgets_earlier_samples(void **state)
{
    struct stats *s = stats_new(&(struct stats_options){.windows = true});
    struct stats_entry *e = stats_entry(s, TEXT("GET"), TEXT("/"));

    finish(s, e, 10, 5, OK);
    const struct snapshot *snap = snapshot_at(s, 20);
    assert_equal_u64("before the start", snap->total.requests, 1);
    assert_near_double("elapsed", snap->elapsed_s, 0, 0);
    stats_reset(s, at_ms(30), WALL);
    stats_tick(s, at_ms(5000), &running);
    stats_start(s, at_ms(10000), WALL);
    snap = snapshot_at(s, 10500);
    assert_equal_u64("after the start", snap->total.requests, 0);
    assert_equal_u64("points", snap->series_count, 0);
    assert_false(snap->reset);
    stats_free(s);
}

static void rates_that_start_anew_keep_what_was_counted(void **state)
{
    struct stats *s = started(true);
    struct stats_entry *e = stats_entry(s, TEXT("GET"), TEXT("/"));

    finish(s, e, 100, 10, ERROR_HTTP_STATUS);
    finish(s, e, 5100, 10, OK);
    stats_start_rates(s, at_ms(9500), WALL + 9500 * NANOS_PER_MILLI);
    finish(s, e, 9700, 10, OK);
    finish(s, e, 10600, 10, OK);
    tick_at(s, 11500);
    const struct snapshot *snap = snapshot_at(s, 11500);
    assert_equal_u64("requests", snap->total.requests, 4);
    assert_equal_u64("failed", snap->rows[0].failed, 1);
    assert_near_double("rate", snap->total.requests_per_second, 2, 1e-9);
    assert_equal_u64("seconds", snap->series_count, 2);
    assert_equal_u64("requests of the first second", snap->series[0].requests, 1);
    assert_equal_u64("requests of the second", snap->series[1].requests, 1);
    stats_free(s);
}

static void what_a_snapshot_borrows_outlives_counting_and_reset(void **state)
{
    struct stats *s = started(true);
    struct stats_entry *e = stats_entry(s, TEXT("GET"), TEXT("/"));
    struct sample sample = request(100, 5, ERROR_FAILED_BY_SCENARIO);

    sample.error_text = TEXT("first");
    stats_begin(s, e);
    stats_end(s, e, &sample);
    assert_true(stats_metric(s, TEXT("metric"), 1));
    const struct snapshot *snap = snapshot_at(s, 1500);
    for (int status = 0; status < 600; status++) {
        sample.status = status;
        stats_begin(s, e);
        stats_end(s, e, &sample);
    }
    for (uint64_t ms = 2000; ms < 500000; ms += 1000)
        tick_at(s, ms);
    stats_reset(s, at_ms(500000), WALL);
    stats_start(s, at_ms(600000), WALL);
    assert_true(text_equal(snap->errors[0].text, TEXT("first")));
    assert_true(text_equal(snap->errors[0].name, TEXT("/")));
    assert_true(text_equal(snap->metrics[0].name, TEXT("metric")));
    assert_int_equal(snap->rows[0].statuses[0].status, 500);
    assert_equal_u64("series", snap->series[0].requests, 1);
    stats_free(s);
}

static void backward_times_show_in_the_snapshot(void **state)
{
    struct stats *s = started(false);
    struct stats_entry *e = stats_entry(s, TEXT("GET"), TEXT("/"));
    struct sample sample = request(500, 10, OK);

    sample.start_ns = sample.end_ns + 1;
    stats_begin(s, e);
    stats_end(s, e, &sample);
    const struct snapshot *snap = snapshot_at(s, 600);
    assert_equal_u64("negative", snap->negative_durations, 1);
    assert_equal_u64("recorded as 0", snap->total.response.max_ns, 0);
    assert_equal_u64("recorded", snap->total.response.count, 1);
    stats_free(s);
}

static void names_of_states_and_quantiles_are_locusts(void **state)
{
    assert_equal_string("stopping", run_state_name(RUN_STOPPING), "cleanup");
    assert_equal_string("running", run_state_name(RUN_RUNNING), "running");
    assert_equal_string("last", quantile_names[QUANTILE_100], "100%");
    assert_equal_string("99.9", quantile_names[QUANTILE_999], "99.9%");
    assert_near_double("95", quantile_shares[QUANTILE_95], 0.95, 0);
}

TEST_MAIN(TEST(rows_are_sorted_by_name_then_method_and_add_up_to_the_total), TEST(a_name_has_one_entry_whatever_bytes_it_holds),
          TEST(wall_times_follow_the_monotonic_clock_from_the_start), TEST(current_rates_are_of_the_last_ten_whole_seconds),
          TEST(without_windows_only_the_total_has_current_times), TEST(rates_end_with_the_sending),
          TEST(each_second_counts_what_ended_in_it_even_when_the_tick_is_late), TEST(a_run_that_is_over_has_no_more_seconds),
          TEST(snapshots_within_a_second_do_not_change_what_is_counted), TEST(the_total_equals_the_names_merged),
          TEST(names_beyond_the_limit_are_counted_as_others), TEST(ten_thousand_names_seen_once_take_less_than_sixty_megabytes),
          TEST(long_names_are_cut), TEST(a_reset_forgets_the_counts_but_not_what_is_in_flight),
          TEST(a_start_forgets_earlier_samples), TEST(rates_that_start_anew_keep_what_was_counted),
          TEST(what_a_snapshot_borrows_outlives_counting_and_reset), TEST(backward_times_show_in_the_snapshot),
          TEST(names_of_states_and_quantiles_are_locusts),
          TEST(classes_of_errors_add_up_to_the_failures_of_each_second_over_a_reset))
