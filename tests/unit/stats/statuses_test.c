/* SPDX-License-Identifier: MIT */
/* statuses_test.c - counts by status, ascending and bounded */
#include "stats/statuses.h"

#include "support.h"

static void statuses_are_counted_in_ascending_order(void **state)
{
    static const int seen[] = {200, 503, 200, 0, 404, 200, 503, 200};
    static const struct status_count wanted[] = {{0, 1}, {200, 4}, {404, 1}, {503, 2}};
    struct statuses s = {0};

    for (size_t i = 0; i < COUNT(seen); i++)
        statuses_add(&s, seen[i], 1);
    assert_equal_u64("statuses", s.count, COUNT(wanted));
    for (size_t i = 0; i < COUNT(wanted); i++) {
        assert_equal_u64("status", (uint64_t)s.list[i].status, (uint64_t)wanted[i].status);
        assert_equal_u64("count", s.list[i].count, wanted[i].count);
    }
    statuses_free(&s);
}

static void numbers_that_are_no_status_share_one_count(void **state)
{
    struct statuses s = {0};

    for (int status = -1000; status < 5000; status++)
        statuses_add(&s, status, 1);
    assert_equal_u64("statuses", s.count, 1001);
    assert_int_equal(s.list[0].status, STATUS_INVALID);
    assert_equal_u64("invalid ones", s.list[0].count, 1000 + 4000);
    statuses_free(&s);
}

static void merging_adds_and_clearing_forgets(void **state)
{
    struct statuses a = {0}, b = {0};

    statuses_add(&a, 200, 3);
    statuses_add(&b, 200, 4);
    statuses_add(&b, 100, 1);
    statuses_merge(&a, &b);
    assert_equal_u64("statuses", a.count, 2);
    assert_equal_u64("100", a.list[0].count, 1);
    assert_equal_u64("200", a.list[1].count, 7);
    statuses_clear(&a);
    assert_equal_u64("cleared", a.count, 0);
    statuses_add(&a, 200, 1);
    assert_equal_u64("200 again", a.list[0].count, 1);
    statuses_free(&a);
    statuses_free(&b);
}

TEST_MAIN(TEST(statuses_are_counted_in_ascending_order), TEST(numbers_that_are_no_status_share_one_count),
          TEST(merging_adds_and_clearing_forgets))
