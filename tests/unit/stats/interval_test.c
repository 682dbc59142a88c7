/* SPDX-License-Identifier: MIT */
/* interval_test.c - the times between two ticks: complete, by name and in all, over resets and rests */
#include "stats/interval.h"

#include "stats/stats.h"
#include "support.h"

#define START (1000 * NANOS_PER_SECOND)

static struct stats *stats;
static uint64_t now;

static int set_up(void **state)
{
    stats = stats_new(&(struct stats_options){.intervals = true});
    now = START;
    stats_start(stats, now, 0);
    return 0;
}

static int clean_up(void **state)
{
    stats_free(stats);
    return 0;
}

static void request(const char *name, uint64_t response_ns)
{
    struct stats_entry *e = stats_entry(stats, TEXT("GET"), text_from(name));
    struct sample s = {.start_ns = now, .first_write_ns = now + 1, .end_ns = now + response_ns, .status = 200};

    stats_begin(stats, e);
    stats_end(stats, e, &s);
}

/* `after_ns` later. */
static const struct snapshot *tick(uint64_t after_ns)
{
    static const struct run_progress progress = {.start_ns = START};

    now += after_ns;
    stats_tick(stats, now, &progress);
    return stats_snapshot(stats, now, 0, &progress);
}

static void assert_interval(const struct snapshot *s, size_t at, const char *name, uint64_t count)
{
    const struct snapshot_interval *i = &s->intervals[at];

    assert_true(text_equal(i->name, text_from(name)));
    assert_equal_u64(name, i->response ? histogram_count(i->response) : 0, count);
    assert_equal_u64(name, i->service ? histogram_count(i->service) : 0, count);
}

static void each_tick_shows_what_came_since_the_last_one(void **state)
{
    const struct snapshot *s;

    for (size_t i = 0; i < 100; i++)
        request("b", NANOS_PER_MILLI);
    request("a", 2 * NANOS_PER_MILLI);
    s = tick(NANOS_PER_SECOND);
    assert_int_equal(s->interval_count, 3);
    assert_interval(s, 0, "a", 1);
    assert_interval(s, 1, "b", 100);
    assert_interval(s, 2, "Aggregated", 101);
    assert_equal_u64("response", histogram_max(s->intervals[0].response), 2 * NANOS_PER_MILLI);
    assert_equal_u64("service", histogram_max(s->intervals[0].service), 2 * NANOS_PER_MILLI - 1);
    assert_equal_u64("start", s->interval_start_ns, START);
    assert_equal_u64("end", s->interval_end_ns, now);

    request("b", NANOS_PER_MILLI);
    s = tick(NANOS_PER_SECOND);
    assert_int_equal(s->interval_count, 2);
    assert_interval(s, 0, "b", 1);
    assert_interval(s, 1, "Aggregated", 1);
}

static void a_late_tick_has_all_of_its_seconds(void **state)
{
    const struct snapshot *s;

    for (size_t second = 0; second < 4; second++) {
        request("a", NANOS_PER_MILLI);
        now += NANOS_PER_SECOND;
    }
    s = tick(1);
    assert_interval(s, 0, "a", 4);
    assert_equal_u64("length", s->interval_end_ns - s->interval_start_ns, 4 * NANOS_PER_SECOND + 1);
}

static void a_snapshot_between_ticks_changes_nothing(void **state)
{
    static const struct run_progress progress;
    const struct snapshot *s;

    request("a", NANOS_PER_MILLI);
    tick(NANOS_PER_SECOND);
    request("a", NANOS_PER_MILLI);
    request("a", NANOS_PER_MILLI);
    s = stats_snapshot(stats, now, 0, &progress);
    assert_interval(s, 0, "a", 1);
    s = tick(NANOS_PER_SECOND);
    assert_interval(s, 0, "a", 2);
}

static void seconds_without_requests_have_a_total_and_no_names(void **state)
{
    request("a", NANOS_PER_MILLI);
    tick(NANOS_PER_SECOND);
    for (size_t i = 0; i < 4; i++) {
        const struct snapshot *s = tick(NANOS_PER_SECOND);

        assert_int_equal(s->interval_count, 1);
        assert_interval(s, 0, "Aggregated", 0);
    }
    request("a", NANOS_PER_MILLI);
    assert_interval(tick(NANOS_PER_SECOND), 0, "a", 1);
}

static void a_reset_keeps_the_running_interval(void **state)
{
    const struct snapshot *s;

    request("a", NANOS_PER_MILLI);
    stats_reset(stats, now + 1, 0);
    request("a", NANOS_PER_MILLI);
    s = tick(NANOS_PER_SECOND);
    assert_equal_u64("counted after the reset", s->total.requests, 1);
    assert_interval(s, 0, "a", 2);
    assert_interval(s, 1, "Aggregated", 2);
}

static void a_new_start_forgets_the_last_run(void **state)
{
    const struct snapshot *s;

    request("a", NANOS_PER_MILLI);
    now += 7;
    stats_start(stats, now, 0);
    s = tick(NANOS_PER_SECOND);
    assert_int_equal(s->interval_count, 1);
    assert_interval(s, 0, "Aggregated", 0);
    assert_equal_u64("start", s->interval_start_ns, START + 7);
}

static void there_are_none_unless_they_are_asked_for(void **state)
{
    stats_free(stats);
    stats = stats_new(&(struct stats_options){0});
    stats_start(stats, now, 0);
    request("a", NANOS_PER_MILLI);
    assert_int_equal(tick(NANOS_PER_SECOND)->interval_count, 0);
}

#define WITH_STATS(function) TEST_WITH(function, set_up, clean_up)
TEST_MAIN(WITH_STATS(each_tick_shows_what_came_since_the_last_one), WITH_STATS(a_late_tick_has_all_of_its_seconds),
          WITH_STATS(a_snapshot_between_ticks_changes_nothing), WITH_STATS(seconds_without_requests_have_a_total_and_no_names),
          WITH_STATS(a_reset_keeps_the_running_interval), WITH_STATS(a_new_start_forgets_the_last_run),
          WITH_STATS(there_are_none_unless_they_are_asked_for))
