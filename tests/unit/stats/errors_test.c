/* SPDX-License-Identifier: MIT */
/* errors_test.c - grouping of failures, their limits and their texts */
#include "stats/errors.h"

#include <stdio.h>

#include "base/limits.h"
#include "support.h"

static const struct text get = {"GET", 3}, post = {"POST", 4}, home = {"/", 1}, cart = {"/cart", 5};

static void add_text(struct errors *e, const struct text *method, const struct text *name, const char *text, uint64_t wall_ns)
{
    struct sample sample = {.error = ERROR_FAILED_BY_SCENARIO, .error_text = text_from(text), .status = 200};

    errors_add(e, method, name, &sample, wall_ns);
}

static void failures_are_grouped_by_name_method_and_text_and_sorted_so(void **state)
{
    struct errors *e = errors_new();
    struct arena arena = {0};
    size_t count;

    add_text(e, &post, &cart, "no stock", 10);
    add_text(e, &get, &home, "bad", 20);
    add_text(e, &get, &cart, "no stock", 30);
    add_text(e, &post, &cart, "empty", 40);
    add_text(e, &post, &cart, "no stock", 50);
    const struct snapshot_error *list = errors_list(e, &arena, &count);
    assert_equal_u64("groups", count, 4);
    assert_true(text_equal(list[0].name, home));
    assert_true(text_equal(list[1].name, cart) && text_equal(list[1].method, get));
    assert_true(text_equal(list[2].method, post) && text_equal(list[2].text, TEXT("empty")));
    assert_true(text_equal(list[3].method, post) && text_equal(list[3].text, TEXT("no stock")));
    assert_equal_u64("occurrences", list[3].occurrences, 2);
    assert_equal_u64("first seen", list[3].first_seen_wall_ns, 10);
    assert_equal_u64("last seen", list[3].last_seen_wall_ns, 50);
    assert_int_equal(list[3].error, ERROR_FAILED_BY_SCENARIO);
    assert_int_equal(list[3].status, 0);
    arena_reset(&arena);
    errors_free(e);
    errors_free(NULL);
}

static void without_a_text_the_class_speaks_and_statuses_are_told_apart(void **state)
{
    struct sample refused = {.error = ERROR_REFUSED}, status_500 = {.error = ERROR_HTTP_STATUS, .status = 500},
                  status_503 = {.error = ERROR_HTTP_STATUS, .status = 503};
    struct errors *e = errors_new();
    struct arena arena = {0};
    size_t count;

    errors_add(e, &get, &home, &refused, 1);
    errors_add(e, &get, &home, &status_503, 1);
    errors_add(e, &get, &home, &status_500, 1);
    const struct snapshot_error *list = errors_list(e, &arena, &count);
    assert_equal_u64("groups", count, 3);
    assert_true(text_equal(list[0].text, text_from(error_text(ERROR_REFUSED))));
    assert_int_equal(list[0].error, ERROR_REFUSED);
    assert_int_equal(list[1].status, 500);
    assert_int_equal(list[2].status, 503);
    arena_reset(&arena);
    errors_free(e);
}

static void addresses_and_long_numbers_do_not_make_new_groups(void **state)
{
    struct errors *e = errors_new();
    struct arena arena = {0};
    char text[100];
    size_t count;

    for (unsigned i = 0; i < 5000; i++) {
        snprintf(text, sizeof text, "order %u of <Cart object at 0x7f00%06x> is gone", 1000000 + i, i);
        add_text(e, &get, &cart, text, i);
    }
    const struct snapshot_error *list = errors_list(e, &arena, &count);
    assert_equal_u64("groups", count, 1);
    assert_equal_u64("occurrences", list[0].occurrences, 5000);
    assert_true(text_equal(list[0].text, TEXT("order <n> of <Cart object at <n>> is gone")));
    arena_reset(&arena);
    errors_free(e);
}

static void beyond_the_limit_failures_are_counted_as_others(void **state)
{
    struct errors *e = errors_new();
    struct arena arena = {0};
    char text[40];
    size_t count, others = 0;
    uint64_t occurrences = 0;

    for (unsigned i = 0; i < LIMIT_ERRORS + 500; i++) {
        snprintf(text, sizeof text, "reason %u", i);
        add_text(e, &get, &cart, text, 1);
    }
    add_text(e, &get, &cart, "reason 7", 1); /* a known one is still found */
    const struct snapshot_error *list = errors_list(e, &arena, &count);
    assert_equal_u64("groups", count, LIMIT_ERRORS + 1);
    for (size_t i = 0; i < count; i++) {
        occurrences += list[i].occurrences;
        others += text_equal(list[i].text, TEXT("(other errors)")) && text_equal(list[i].name, TEXT("(other)"));
    }
    assert_equal_u64("occurrences", occurrences, LIMIT_ERRORS + 501);
    assert_equal_u64("groups of others", others, 1);
    assert_equal_u64("beyond the limit", errors_beyond_limit(e), 500);
    arena_reset(&arena);
    errors_free(e);
}

static void long_and_odd_texts_are_kept_within_bounds(void **state)
{
    static char huge[100000];
    struct errors *e = errors_new();
    struct arena arena = {0};
    struct sample zeros = {.error = ERROR_SYNTAX, .error_text = TEXT("a\0b")};
    size_t count;

    memset(huge, 'x', sizeof huge - 1);
    add_text(e, &get, &home, huge, 1);
    errors_add(e, &get, &home, &zeros, 1);
    const struct snapshot_error *list = errors_list(e, &arena, &count);
    assert_equal_u64("groups", count, 2);
    assert_true(text_equal(list[0].text, TEXT("a\0b")));
    assert_equal_u64("size", list[1].text.size, LIMIT_ERROR_TEXT);
    arena_reset(&arena);
    errors_free(e);
}

static void clearing_forgets_all_groups(void **state)
{
    struct errors *e = errors_new();
    struct arena arena = {0};
    size_t count;

    add_text(e, &get, &home, "bad", 1);
    errors_clear(e);
    errors_list(e, &arena, &count);
    assert_equal_u64("groups", count, 0);
    add_text(e, &get, &home, "bad", 5);
    const struct snapshot_error *list = errors_list(e, &arena, &count);
    assert_equal_u64("groups", count, 1);
    assert_equal_u64("first seen", list[0].first_seen_wall_ns, 5);
    arena_reset(&arena);
    errors_free(e);
}

TEST_MAIN(TEST(failures_are_grouped_by_name_method_and_text_and_sorted_so),
          TEST(without_a_text_the_class_speaks_and_statuses_are_told_apart),
          TEST(addresses_and_long_numbers_do_not_make_new_groups), TEST(beyond_the_limit_failures_are_counted_as_others),
          TEST(long_and_odd_texts_are_kept_within_bounds), TEST(clearing_forgets_all_groups))
