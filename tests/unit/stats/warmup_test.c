/* SPDX-License-Identifier: MIT */
/* warmup_test.c - what ends in the warm-up is left out to the one, and how much that was is kept */
#include "base/random.h"
#include "stats/stats.h"
#include "support.h"

#define START (1000 * NANOS_PER_SECOND)

static struct run_progress progress = {.state = RUN_RUNNING, .users = 2, .start_ns = START};

static struct stats *warming(void)
{
    struct stats *s = stats_new(&(struct stats_options){0});

    stats_start(s, START, START);
    stats_begin_warmup(s);
    return s;
}

static void finish(struct stats *s, struct stats_entry *e, uint64_t now_ns, enum error error)
{
    struct sample sample = {.start_ns = now_ns - 1000, .first_write_ns = now_ns - 500, .end_ns = now_ns, .error = error};

    stats_end(s, e, &sample);
}

static const struct snapshot *look(struct stats *s, uint64_t now_ns)
{
    return stats_snapshot(s, now_ns, now_ns, &progress);
}

static void left_out_and_counted_are_all_there_were(void **state)
{
    struct stats *s = warming();
    struct stats_entry *e = stats_entry(s, TEXT("GET"), TEXT("/"));
    uint64_t now = START, began = 0;
    const struct snapshot *snap;
    struct random random;

    random_init(&random, 3, 0);
    for (size_t i = 0; i < 5000; i++, began++) {
        now += random_below(&random, 3 * NANOS_PER_MILLI);
        if (i == 2000)
            stats_end_warmup(s, now, now);
        stats_begin(s, e);
        if (i % 100 == 0)
            stats_cancel(s, e, i % 200 == 0);
        else if (i % 7 != 0)
            finish(s, e, now, i % 11 ? OK : ERROR_RESET);
    }
    snap = look(s, now);
    assert_false(snap->warmup.running);
    assert_false(snap->reset);
    assert_equal_u64("cancelled", snap->warmup.cancelled, 20);
    assert_equal_u64("cancelled, sent", snap->warmup.cancelled_sent, 10);
    assert_equal_u64("all", snap->warmup.requests + snap->warmup.cancelled + snap->total.started, began);
    assert_equal_u64("conserved", snap->total.started,
                     snap->total.completed + snap->total.failed + snap->total.cancelled + snap->total.in_flight);
    assert_true(snap->warmup.failed > 100 && snap->warmup.failed < snap->warmup.requests);
    stats_free(s);
}

static void rates_begin_with_the_end_of_the_warm_up(void **state)
{
    struct stats *s = warming();
    struct stats_entry *e = stats_entry(s, TEXT("GET"), TEXT("/"));
    const struct snapshot *snap;

    for (size_t i = 0; i < 50; i++) {
        stats_begin(s, e);
        finish(s, e, START + 1, OK);
    }
    assert_true(look(s, START + NANOS_PER_SECOND)->warmup.running);
    stats_end_warmup(s, START + 2 * NANOS_PER_SECOND, START + 2 * NANOS_PER_SECOND);
    for (size_t i = 0; i < 6; i++) {
        stats_begin(s, e);
        finish(s, e, START + 3 * NANOS_PER_SECOND, OK);
    }
    snap = look(s, START + 5 * NANOS_PER_SECOND);
    assert_near_double("seconds left out", snap->warmup.seconds, 2, 1e-9);
    assert_near_double("elapsed", snap->elapsed_s, 3, 1e-9);
    assert_near_double("rate", snap->total.requests_per_second, 2, 1e-9);
    assert_equal_u64("left out", snap->warmup.requests, 50);
    stats_free(s);
}

static void the_series_marks_the_seconds_that_touch_it(void **state)
{
    static const bool marked[] = {true, true, true, false, false};
    struct stats *s = warming();
    const struct snapshot *snap;

    stats_tick(s, START + NANOS_PER_SECOND, &progress);
    stats_end_warmup(s, START + 5 * NANOS_PER_SECOND / 2, START);
    snap = look(s, START + 5 * NANOS_PER_SECOND);
    assert_int_equal(snap->series_count, COUNT(marked));
    for (size_t i = 0; i < COUNT(marked); i++)
        if (snap->series[i].warmup != marked[i])
            fail_msg("second %zu: got %d, wanted %d", i, snap->series[i].warmup, marked[i]);
    stats_free(s);

    s = warming();
    stats_end_warmup(s, START + 2 * NANOS_PER_SECOND, START);
    snap = look(s, START + 3 * NANOS_PER_SECOND);
    assert_true(snap->series[1].warmup);
    assert_false(snap->series[2].warmup);
    stats_free(s);
}

static void a_stage_leaves_the_warm_up_out_as_well(void **state)
{
    struct stats *s = warming();
    struct stats_entry *e = stats_entry(s, TEXT("GET"), TEXT("/"));
    struct stage_aim aim = {.name = TEXT("first")};
    const struct snapshot *snap;

    assert_true(stats_begin_stage(s, &aim, START));
    stats_begin(s, e);
    finish(s, e, START + NANOS_PER_SECOND, OK);
    stats_end_warmup(s, START + 2 * NANOS_PER_SECOND, START);
    stats_begin(s, e);
    finish(s, e, START + 3 * NANOS_PER_SECOND, OK);
    stats_end_stage(s, 1, START + 4 * NANOS_PER_SECOND);
    snap = look(s, START + 4 * NANOS_PER_SECOND);
    assert_equal_u64("requests", snap->stages[0].total.requests, 1);
    assert_near_double("elapsed", snap->stages[0].elapsed_s, 2, 1e-9);
    assert_equal_u64("in its row", snap->stages[0].rows[0].requests, 1);
    stats_free(s);
}

TEST_MAIN(TEST(left_out_and_counted_are_all_there_were), TEST(rates_begin_with_the_end_of_the_warm_up),
          TEST(the_series_marks_the_seconds_that_touch_it), TEST(a_stage_leaves_the_warm_up_out_as_well))
