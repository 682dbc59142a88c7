/* SPDX-License-Identifier: MIT */
/* tests of base/clock.c */
#include "support.h"

#include "base/clock.h"

static void the_clock_goes_forward(void **state)
{
    uint64_t before = clock_now();

    for (int i = 0; i < 10000; i++) {
        uint64_t now = clock_now();

        assert_true(now >= before);
        before = now;
    }
    assert_true(before < clock_now() + 1);
    assert_true(clock_wall() > 1700000000 * NANOS_PER_SECOND);
}

static void cpu_time_grows_with_work(void **state)
{
    uint64_t before = clock_process_cpu();
    uint64_t patience = clock_after(clock_now(), 60);

    while (clock_process_cpu() < before + NANOS_PER_MILLI)
        assert_true(clock_now() < patience);
}

static void deadlines_saturate_at_never(void **state)
{
    assert_equal_u64("1.5 s", clock_after(1000, 1.5), 1000 + 1500 * NANOS_PER_MILLI);
    assert_equal_u64("nothing", clock_after(1000, 0), 1000);
    assert_equal_u64("negative", clock_after(1000, -3), 1000);
    assert_equal_u64("NaN", clock_after(1000, NAN), 1000);
    assert_equal_u64("infinity", clock_after(1000, INFINITY), NEVER);
    assert_equal_u64("1e300", clock_after(0, 1e300), NEVER);
    assert_equal_u64("2^64 ns", clock_after(0, 0x1p64 / 1e9), NEVER);
    assert_equal_u64("from the end", clock_after(NEVER - 5, 1), NEVER);
    assert_equal_u64("from never", clock_after(NEVER, 1), NEVER);
    assert_equal_u64("a century", clock_after(1, 3.2e9), 1 + 3200000000 * NANOS_PER_SECOND);
}

static void wall_time_is_written_in_utc(void **state)
{
    char out[CLOCK_TEXT];

    assert_string_equal(clock_iso(0, out), "1970-01-01T00:00:00Z");
    assert_string_equal(clock_iso(1787392800 * NANOS_PER_SECOND + 999999999, out), "2026-08-22T10:00:00Z");
    assert_string_equal(clock_iso_micros(1787392800 * NANOS_PER_SECOND + 123456789, out), "2026-08-22T10:00:00.123456Z");
    assert_string_equal(clock_iso_micros(951782400 * NANOS_PER_SECOND, out), "2000-02-29T00:00:00.000000Z");
    assert_string_equal(clock_iso_micros(UINT64_MAX, out), "2554-07-21T23:34:33.709551Z");
}

TEST_MAIN(TEST(the_clock_goes_forward), TEST(cpu_time_grows_with_work), TEST(deadlines_saturate_at_never),
          TEST(wall_time_is_written_in_utc))
