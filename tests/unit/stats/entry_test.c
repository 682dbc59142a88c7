/* SPDX-License-Identifier: MIT */
/* entry_test.c - samples of one name on their way from the pending list to the sum, the window and the tally of all names */
#include "stats/entry.h"

#include "support.h"

struct bench {
    struct stats_entry *entry;
    struct tally all;
    struct fold_target target;
};

static void set_up(struct bench *b, bool windows)
{
    *b = (struct bench){.entry = entry_new(TEXT("GET"), TEXT("/"))};
    tally_init(&b->all);
    b->target = (struct fold_target){.all = &b->all, .windows = windows};
    entry_open(b->entry);
}

static void clean_up(struct bench *b)
{
    entry_free(b->entry);
    tally_free(&b->all);
}

static void record(struct bench *b, uint64_t due, uint64_t first_write)
{
    struct sample sample = {.due_ns = due, .start_ns = 5000, .first_write_ns = first_write, .end_ns = 6000, .status = 200};

    entry_record(b->entry, &sample, &b->target);
}

static void response_time_counts_from_the_due_time_and_service_time_from_the_write(void **state)
{
    struct bench b;

    set_up(&b, true);
    record(&b, 0, 5100);
    record(&b, 2000, 5300);
    record(&b, 0, 0); /* never written: no service time */
    entry_fold(b.entry, &b.target);
    assert_equal_u64("responses", histogram_count(b.entry->sum.response), 3);
    assert_equal_u64("shortest response", histogram_min(b.entry->sum.response), 1000);
    assert_equal_u64("longest response", histogram_max(b.entry->sum.response), 4000);
    assert_equal_u64("services", histogram_count(b.entry->sum.service), 2);
    assert_equal_u64("shortest service", histogram_min(b.entry->sum.service), 700);
    assert_equal_u64("longest service", histogram_max(b.entry->sum.service), 900);
    clean_up(&b);
}

static void durations_that_run_backwards_are_zero(void **state)
{
    struct bench b;

    set_up(&b, false);
    record(&b, 7000, 6500);
    entry_fold(b.entry, &b.target);
    assert_equal_u64("response", histogram_max(b.entry->sum.response), 0);
    assert_equal_u64("responses", histogram_count(b.entry->sum.response), 1);
    assert_equal_u64("services", histogram_count(b.entry->sum.service), 1);
    assert_equal_u64("negative", b.entry->sum.counts.negative_durations, 1);
    clean_up(&b);
}

static void nothing_is_lost_whenever_the_list_is_folded(void **state)
{
    for (size_t samples = 0; samples < 4 * PENDING_DURATIONS; samples++) {
        struct bench b;
        set_up(&b, samples % 2);
        for (size_t i = 0; i < samples; i++)
            record(&b, 0, 5500);
        entry_fold(b.entry, &b.target);
        entry_fold(b.entry, &b.target);
        assert_equal_u64("requests", b.entry->sum.counts.requests, samples);
        assert_equal_u64("responses", histogram_count(b.entry->sum.response), samples);
        assert_equal_u64("services", histogram_count(b.entry->sum.service), samples);
        assert_equal_u64("requests of all", b.all.counts.requests, samples);
        assert_equal_u64("responses of all", histogram_count(b.all.response), samples);
        assert_equal_u64("times", window_summary(&b.entry->window).count, samples % 2 ? samples : 0);
        entry_close_second(b.entry, true);
        assert_equal_u64("rate", b.entry->window.requests, samples);
        clean_up(&b);
    }
}

static void a_name_that_is_no_longer_used_becomes_idle(void **state)
{
    struct bench b;

    set_up(&b, true);
    record(&b, 0, 5500);
    entry_fold(b.entry, &b.target);
    for (int second = 0; second <= WINDOW_SECONDS; second++) {
        assert_false(entry_is_idle(b.entry));
        entry_close_second(b.entry, true);
    }
    assert_true(entry_is_idle(b.entry));
    assert_equal_u64("requests", entry_row(b.entry, 1, 1).requests, 1);
    clean_up(&b);
}

TEST_MAIN(TEST(response_time_counts_from_the_due_time_and_service_time_from_the_write),
          TEST(durations_that_run_backwards_are_zero), TEST(nothing_is_lost_whenever_the_list_is_folded),
          TEST(a_name_that_is_no_longer_used_becomes_idle))
