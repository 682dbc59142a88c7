/* SPDX-License-Identifier: MIT */
/* stats/iterations_test.c - every arrival is in exactly one state, also over resets; shares and unbounded percentiles follow */
#include "base/random.h"
#include "stats/stats.h"
#include "support.h"

#define START   (5000 * NANOS_PER_SECOND)
#define CLASSES 3

static const struct run_progress progress = {.state = RUN_RUNNING};
static const struct stats_group groups[] = {{GROUP_OF_CLASS, TEXT("a"), 0}, {GROUP_OF_NAMES, TEXT("*"), 0}};

static struct stats *started(void)
{
    struct stats *s = stats_new(&(struct stats_options){.class_count = CLASSES, .groups = groups, .group_count = COUNT(groups)});

    stats_start(s, START, START);
    return s;
}

static const struct snapshot *look(struct stats *s)
{
    return stats_snapshot(s, START + NANOS_PER_SECOND, START, &progress);
}

static void assert_conserved(const struct iteration_counts *c)
{
    assert_equal_u64("planned", c->planned, c->begun + c->waiting + c->dropped_no_user + c->dropped_late);
    assert_equal_u64("begun", c->begun, c->finished + c->interrupted + c->running);
}

/* One of the things that can happen to an iteration of the class. */
static void happen(struct stats *s, struct iteration_counts *now, size_t class, uint64_t which)
{
    if (which == 0) {
        stats_arrive(s, class, 1);
        now->waiting++;
    } else if (which == 1 && now->waiting > 0) {
        stats_drop(s, class, 1, now->waiting % 2);
        now->waiting--;
    } else if (which == 2 && now->waiting > 0) {
        stats_begin_arrival(s, class);
        now->waiting--;
        now->running++;
    } else if (which == 3) {
        stats_begin_iteration(s, class);
        now->running++;
    } else if (which == 4 && now->running > 0) {
        stats_end_iteration(s, class, now->running % 3);
        now->running--;
    }
}

static void every_iteration_is_in_one_state_also_after_resets(void **state)
{
    struct iteration_counts now[CLASSES] = {0};
    struct stats *s = started();
    struct random random;

    random_init(&random, /* seed */ 1, 0);
    for (int i = 0; i < 20000; i++) {
        size_t class = random_below(&random, CLASSES);
        const struct snapshot *snapshot;

        happen(s, &now[class], class, random_below(&random, 5));
        if (i % 4999 == 4998)
            stats_reset(s, START + NANOS_PER_SECOND, START);
        if (i % 97)
            continue;
        snapshot = look(s);
        assert_conserved(&snapshot->iterations.total);
        for (size_t c = 0; c < CLASSES; c++) {
            assert_conserved(&snapshot->iterations.classes[c]);
            assert_equal_u64("waiting", snapshot->iterations.classes[c].waiting, now[c].waiting);
            assert_equal_u64("running", snapshot->iterations.classes[c].running, now[c].running);
        }
        assert_equal_u64("dropped", snapshot->total.dropped, iteration_counts_dropped(&snapshot->iterations.total));
    }
    stats_free(s);
}

static void a_new_run_begins_with_nothing_planned(void **state)
{
    struct stats *s = started();

    stats_arrive(s, 0, 0); /* was still waiting when the run before ended */
    stats_start(s, START, START);
    assert_equal_u64("planned", look(s)->iterations.total.planned, 0);
    stats_free(s);
}

static void drop(struct stats *s, size_t class, uint64_t bits, unsigned arrivals, unsigned dropped)
{
    for (unsigned i = 0; i < arrivals; i++) {
        stats_arrive(s, class, bits);
        if (i < dropped)
            stats_drop(s, class, bits, false);
    }
}

static void percentiles_among_dropped_arrivals_are_unbounded(void **state)
{
    struct stats *s = started();
    struct stats_entry *e = stats_entry(s, TEXT("GET"), TEXT("/"));
    const struct snapshot *snapshot;

    for (int i = 0; i < 1000; i++) {
        stats_begin(s, e);
        stats_end(s, e, &(struct sample){.start_ns = START, .first_write_ns = START, .end_ns = START + NANOS_PER_MILLI});
    }
    drop(s, 0, 1, 500, 10); /* 2 % of the class, 1 % of all */
    drop(s, 1, 0, 500, 0);
    snapshot = look(s);
    assert_near_double("share", snapshot->drop_share, 0.01, 1e-12);
    for (size_t q = 0; q < QUANTILE_COUNT; q++) {
        bool unbounded = snapshot->total.response.quantile_ns[q] == DURATION_UNBOUNDED;

        assert_int_equal(unbounded, 0.01 > 1 - quantile_shares[q]); /* p99 itself is just among those that were served */
        assert_int_equal(snapshot->rows[0].response.quantile_ns[q] == DURATION_UNBOUNDED, unbounded);
        assert_true(snapshot->total.service.quantile_ns[q] < NANOS_PER_SECOND);
    }
    assert_equal_u64("of the class", snapshot->groups[0].arrivals, 500);
    assert_equal_u64("dropped of the class", snapshot->groups[0].dropped, 10);
    assert_equal_u64("of names", snapshot->groups[1].arrivals, 1000);
    assert_equal_u64("the longest is known", snapshot->total.response.max_ns, NANOS_PER_MILLI);
    stats_free(s);
}

TEST_MAIN(TEST(every_iteration_is_in_one_state_also_after_resets), TEST(a_new_run_begins_with_nothing_planned),
          TEST(percentiles_among_dropped_arrivals_are_unbounded))
