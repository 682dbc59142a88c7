/* SPDX-License-Identifier: MIT */
/* tests of base/log_ring.h */
#include "base/log_ring.h"

#include "base/limits.h"
#include "base/log.h"
#include "support.h"

struct seen {
    size_t count;
    uint64_t first, last;
    char text[LIMIT_LOG_LINE_KEPT + 1]; /* of the last one */
};

static void see(void *context, uint64_t number, struct text line)
{
    struct seen *seen = context;

    if (seen->count++ == 0)
        seen->first = number;
    seen->last = number;
    snprintf(seen->text, sizeof seen->text, "%.*s", (int)line.size, line.data);
}

static int close_ring(void **state)
{
    log_ring_close();
    return 0;
}

static void a_closed_ring_keeps_nothing(void **state)
{
    struct seen seen = {0};

    log_ring_add(TEXT("lost"));
    log_ring_read(0, see, &seen);
    assert_int_equal(seen.count, 0);
    log_ring_open();
    log_ring_add(TEXT("kept"));
    log_ring_close();
    log_ring_open();
    log_ring_read(0, see, &seen);
    assert_int_equal(seen.count, 0);
}

static void the_last_lines_are_kept_with_their_numbers(void **state)
{
    struct seen seen = {0};
    uint64_t next;
    char line[32];

    log_ring_open();
    next = log_ring_read(0, see, &seen);
    for (int i = 0; i < LIMIT_LOG_LINES_KEPT + 10; i++) {
        snprintf(line, sizeof line, "line %d", i);
        log_ring_add(text_from(line));
    }
    assert_int_equal(log_ring_read(0, see, &seen), next + LIMIT_LOG_LINES_KEPT + 10);
    assert_int_equal(seen.count, LIMIT_LOG_LINES_KEPT);
    assert_int_equal(seen.first, next + 10);
    assert_string_equal(seen.text, "line 509");

    seen = (struct seen){0};
    log_ring_read(next + 507, see, &seen);
    assert_int_equal(seen.count, 3);
    seen = (struct seen){0};
    log_ring_read(next + 510, see, &seen);
    assert_int_equal(seen.count, 0);
}

static void a_long_line_is_cut_between_characters(void **state)
{
    struct seen seen = {0};
    char line[3 * LIMIT_LOG_LINE_KEPT + 1];

    for (size_t i = 0; i < LIMIT_LOG_LINE_KEPT; i++)
        memcpy(line + 3 * i, "\xe2\x82\xac", 3);
    log_ring_open();
    log_ring_add((struct text){line, sizeof line - 1});
    log_ring_read(0, see, &seen);
    assert_int_equal(strlen(seen.text), LIMIT_LOG_LINE_KEPT / 3 * 3);
}

static void lines_of_the_log_come_with_their_prefix_and_escaped(void **state)
{
    struct seen seen = {0};

    log_ring_open();
    log_info("cicada.main", "one\ntwo");
    log_plain("a table");
    log_ring_read(0, see, &seen);
    assert_int_equal(seen.count, 1);
    assert_non_null(strstr(seen.text, "/INFO/cicada.main: one\\x0atwo"));
}

#define T(name) TEST_WITH(name, NULL, close_ring)

TEST_MAIN(T(a_closed_ring_keeps_nothing), T(the_last_lines_are_kept_with_their_numbers), T(a_long_line_is_cut_between_characters),
          T(lines_of_the_log_come_with_their_prefix_and_escaped))
