/* SPDX-License-Identifier: MIT */
/* runner/process_usage_test.c - CPU as a share of the time between two looks, which the test names itself */
#include "support.h"

#include "base/clock.h"
#include "runner/process_usage.h"

/* Until so much CPU has been used. */
static void burn(uint64_t cpu_ns)
{
    uint64_t end = clock_process_cpu() + cpu_ns;

    while (clock_process_cpu() < end)
        ;
}

static void the_share_is_that_of_the_time_between_two_looks(void **state)
{
    struct process_usage usage;
    double cpu = -1, total = -1;
    uint64_t memory = 0;

    process_usage_begin(&usage, NANOS_PER_SECOND, 0);
    burn(50 * NANOS_PER_MILLI);
    process_usage_look(&usage, 2 * NANOS_PER_SECOND, 0, &cpu, &total, &memory);
    process_usage_end(&usage);
    assert_near_double("cpu", cpu, 0.05, 0.01);
    assert_near_double("in all", total, cpu, 1e-9);
    assert_true(memory > 100000);
}

static void what_was_polled_is_no_use(void **state)
{
    struct process_usage usage;
    double cpu = -1, total = -1;
    uint64_t memory;

    process_usage_begin(&usage, 0, 7 * NANOS_PER_SECOND);
    burn(50 * NANOS_PER_MILLI);
    process_usage_look(&usage, NANOS_PER_SECOND, 7 * NANOS_PER_SECOND + 30 * NANOS_PER_MILLI, &cpu, &total, &memory);
    assert_near_double("cpu", cpu, 0.02, 0.01);
    assert_near_double("in all", total, 0.05, 0.01);
    process_usage_look(&usage, 2 * NANOS_PER_SECOND, 17 * NANOS_PER_SECOND, &cpu, &total, &memory);
    process_usage_end(&usage);
    assert_near_double("cpu of a process that could not poll", cpu, 0, 0);
}

static void a_look_at_once_after_another_changes_nothing(void **state)
{
    struct process_usage usage;
    double cpu = 0.5, total = -1;
    uint64_t memory;

    process_usage_begin(&usage, 0, 0);
    burn(2 * NANOS_PER_MILLI);
    process_usage_look(&usage, NANOS_PER_MILLI, 0, &cpu, &total, &memory);
    assert_near_double("cpu", cpu, 0.5, 0);
    process_usage_look(&usage, NANOS_PER_SECOND, 0, &cpu, &total, &memory);
    process_usage_end(&usage);
    assert_near_double("of both", cpu, 0.002, 0.0019);
}

TEST_MAIN(TEST(the_share_is_that_of_the_time_between_two_looks), TEST(what_was_polled_is_no_use),
          TEST(a_look_at_once_after_another_changes_nothing))
