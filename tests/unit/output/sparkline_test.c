/* SPDX-License-Identifier: MIT */
/* output/sparkline_test.c - heights of a sparkline */
#include "support.h"

#include "output/sparkline.h"

static void assert_line(const double *values, size_t count, bool unicode, const char *wanted)
{
    struct buffer out;

    buffer_init(&out, 4096);
    sparkline_write(values, count, unicode, &out);
    assert_equal_string("line", buffer_cstring(&out), wanted);
    buffer_free(&out);
}

static void heights_are_shares_of_the_largest_value(void **state)
{
    static const double values[] = {0, 1, 2, 3, 4, 5, 6, 7};

    assert_line(values, COUNT(values), true, "▁▂▃▄▅▆▇█");
    assert_line(values, COUNT(values), false, "_.:-=+*#");
}

static void nothing_and_nonsense_are_flat(void **state)
{
    static const double values[] = {0, -1, NAN, 0};

    assert_line(values, COUNT(values), false, "____");
    assert_line(values, 0, true, "");
}

static void an_infinite_value_does_no_harm(void **state)
{
    static const double values[] = {1, INFINITY};
    struct buffer out;

    buffer_init(&out, 16);
    sparkline_write(values, COUNT(values), false, &out);
    assert_equal_u64("characters", out.size, 2);
    buffer_free(&out);
}

TEST_MAIN(TEST(heights_are_shares_of_the_largest_value), TEST(nothing_and_nonsense_are_flat),
          TEST(an_infinite_value_does_no_harm))
