/* SPDX-License-Identifier: MIT */
/* output/top_errors_test.c - choice of the most frequent errors */
#include "support.h"

#include "base/random.h"
#include "output/top_errors.h"

#define ERRORS 50

static struct snapshot_error errors[ERRORS];

static int by_occurrences(const void *left, const void *right)
{
    const struct snapshot_error *a = left, *b = right;

    return a->occurrences < b->occurrences ? 1 : a->occurrences > b->occurrences ? -1 : 0;
}

static void the_most_frequent_come_first_as_if_all_were_sorted(void **state)
{
    struct snapshot s = {.errors = errors, .error_count = ERRORS};
    struct snapshot_error sorted[ERRORS];
    const struct snapshot_error *top[ERRORS + 1];
    struct random r;

    random_init(&r, 3, 0);
    for (size_t i = 0; i < ERRORS; i++)
        errors[i].occurrences = random_below(&r, 30);
    memcpy(sorted, errors, sizeof errors);
    qsort(sorted, ERRORS, sizeof sorted[0], by_occurrences);
    for (size_t wanted = 0; wanted <= ERRORS; wanted++) {
        assert_equal_u64("found", top_errors(&s, top, wanted), wanted);
        for (size_t i = 0; i < wanted; i++)
            assert_equal_u64("occurrences", top[i]->occurrences, sorted[i].occurrences);
    }
    assert_equal_u64("more than there are", top_errors(&s, top, ERRORS + 1), ERRORS);
}

static void equal_ones_keep_the_order_of_the_snapshot(void **state)
{
    struct snapshot s = {.errors = errors, .error_count = 3};
    const struct snapshot_error *top[2];

    errors[0].occurrences = errors[1].occurrences = errors[2].occurrences = 4;
    assert_equal_u64("found", top_errors(&s, top, 2), 2);
    assert_ptr_equal(top[0], &errors[0]);
    assert_ptr_equal(top[1], &errors[1]);
}

TEST_MAIN(TEST(the_most_frequent_come_first_as_if_all_were_sorted), TEST(equal_ones_keep_the_order_of_the_snapshot))
