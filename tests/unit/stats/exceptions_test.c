/* SPDX-License-Identifier: MIT */
/* tests of stats/exceptions.h: what is one kind, how many kinds there may be, and what a reset leaves */
#include "stats/exceptions.h"

#include <stdio.h>

#include "base/limits.h"
#include "stats/stats.h"
#include "support.h"

static struct arena arena;

static int set_up(void **state)
{
    *state = exceptions_new();
    return 0;
}

static int clean_up(void **state)
{
    exceptions_free(*state);
    arena_reset(&arena);
    return 0;
}

static const struct snapshot_exception *listed(struct exceptions *e, size_t wanted)
{
    size_t count;
    const struct snapshot_exception *list = exceptions_list(e, &arena, &count);

    assert_equal_u64("kinds", count, wanted);
    return list;
}

static void assert_text(const char *what, struct text got, const char *wanted)
{
    if (!text_equal(got, text_from(wanted)))
        fail_msg("%s: \"%.*s\", wanted \"%s\"", what, (int)got.size, got.data, wanted);
}

static void a_kind_is_a_message_at_a_place(void **state)
{
    const struct snapshot_exception *list;

    assert_true(exceptions_add(*state, TEXT("returned -1"), TEXT("Visitor, task \"login\"")));
    assert_false(exceptions_add(*state, TEXT("returned -1"), TEXT("Visitor, task \"login\"")));
    assert_true(exceptions_add(*state, TEXT("returned -1"), TEXT("Other, task \"login\"")));
    assert_true(exceptions_add(*state, TEXT("returned -2"), TEXT("Visitor, task \"login\"")));
    list = listed(*state, 3);
    assert_equal_u64("count", list[0].count, 2);
    assert_text("message", list[0].message, "returned -1");
    assert_text("traceback", list[0].traceback, "Visitor, task \"login\"");
    assert_text("nodes", list[0].nodes, "local");
    assert_text("in the order of coming", list[1].traceback, "Other, task \"login\"");
}

static void what_differs_each_time_makes_no_new_kind(void **state)
{
    char message[100];

    for (unsigned i = 0; i < 50; i++) {
        snprintf(message, sizeof message, "<Client object at 0x7f0c2a%04x> gave up", i);
        exceptions_add(*state, text_from(message), TEXT("File \"locustfile.py\", line 7"));
    }
    assert_equal_u64("count", listed(*state, 1)->count, 50);
}

static void beyond_the_limit_all_others_are_one(void **state)
{
    const struct snapshot_exception *list;
    char message[100];

    for (unsigned i = 0; i < LIMIT_EXCEPTIONS + 70; i++) {
        snprintf(message, sizeof message, "kind %u", i);
        exceptions_add(*state, text_from(message), TEXT("here"));
    }
    assert_false(exceptions_add(*state, TEXT("kind 0"), TEXT("here"))); /* still known */
    list = listed(*state, LIMIT_EXCEPTIONS + 1);
    assert_equal_u64("the first", list[0].count, 2);
    assert_equal_u64("the others", list[LIMIT_EXCEPTIONS].count, 70);
    assert_text("their message", list[LIMIT_EXCEPTIONS].message, "(other exceptions)");
}

static void long_texts_are_cut_between_characters(void **state)
{
    static char message[3 * LIMIT_ERROR_TEXT], traceback[3 * LIMIT_TRACEBACK];
    const struct snapshot_exception *list;

    for (size_t i = 0; i + 2 <= sizeof message; i += 2)
        memcpy(message + i, "\xc3\xa4", 2);
    memset(traceback, 'x', 1);
    for (size_t i = 1; i + 2 <= sizeof traceback; i += 2)
        memcpy(traceback + i, "\xc3\xa4", 2);
    exceptions_add(*state, (struct text){message, sizeof message}, (struct text){traceback, sizeof traceback});
    list = listed(*state, 1);
    assert_true(list->message.size <= LIMIT_ERROR_TEXT && list->message.size % 2 == 0);
    assert_equal_u64("traceback", list->traceback.size, LIMIT_TRACEBACK - 1);
}

static void nothing_is_left_after_clearing(void **state)
{
    exceptions_add(*state, TEXT("a"), TEXT("b"));
    exceptions_clear(*state);
    listed(*state, 0);
    assert_true(exceptions_add(*state, TEXT("a"), TEXT("b")));
}

static void a_snapshot_has_them_until_the_reset(void **state)
{
    struct stats *s = stats_new(&(struct stats_options){0});
    const struct run_progress progress = {0};

    stats_start(s, 1, 1);
    assert_true(stats_exception(s, TEXT("returned 42"), TEXT("Visitor, task \"a\"")));
    assert_equal_u64("kinds", stats_snapshot(s, 2, 2, &progress)->exception_count, 1);
    assert_equal_u64("failures", stats_snapshot(s, 2, 2, &progress)->total.failed, 0);
    stats_reset(s, 3, 3);
    assert_equal_u64("kinds", stats_snapshot(s, 4, 4, &progress)->exception_count, 0);
    stats_free(s);
}

#define T(name) TEST_WITH(name, set_up, clean_up)

TEST_MAIN(T(a_kind_is_a_message_at_a_place), T(what_differs_each_time_makes_no_new_kind), T(beyond_the_limit_all_others_are_one),
          T(long_texts_are_cut_between_characters), T(nothing_is_left_after_clearing), T(a_snapshot_has_them_until_the_reset))
