/* SPDX-License-Identifier: MIT */
/* runner/process_usage_test.c - CPU as a share of the time between two looks, which the test names itself */
#include <stdio.h>
#include <unistd.h>

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
    struct run_progress p = {0};

    process_usage_begin(&usage, NANOS_PER_SECOND, 0);
    burn(50 * NANOS_PER_MILLI);
    process_usage_look(&usage, 2 * NANOS_PER_SECOND, 0, &p);
    process_usage_end(&usage);
    assert_near_double("cpu", p.cpu, 0.05, 0.01);
    assert_near_double("in all", p.cpu_total, p.cpu, 1e-9);
    assert_true(p.memory_bytes > 100000);
}

static void what_was_polled_is_no_use(void **state)
{
    struct process_usage usage;
    struct run_progress p = {0};

    process_usage_begin(&usage, 0, 7 * NANOS_PER_SECOND);
    burn(50 * NANOS_PER_MILLI);
    process_usage_look(&usage, NANOS_PER_SECOND, 7 * NANOS_PER_SECOND + 30 * NANOS_PER_MILLI, &p);
    assert_near_double("cpu", p.cpu, 0.02, 0.01);
    assert_near_double("in all", p.cpu_total, 0.02, 0.01);
    process_usage_look(&usage, 2 * NANOS_PER_SECOND, 17 * NANOS_PER_SECOND, &p);
    process_usage_end(&usage);
    assert_near_double("cpu of a process that could not poll", p.cpu, 0, 0);
    assert_near_double("in all at last", p.cpu_total, 0.02, 0.01);
}

static void a_look_at_once_after_another_changes_nothing(void **state)
{
    struct process_usage usage;
    struct run_progress p = {.cpu = 0.5};

    process_usage_begin(&usage, 0, 0);
    burn(2 * NANOS_PER_MILLI);
    process_usage_look(&usage, NANOS_PER_MILLI, 0, &p);
    assert_near_double("cpu", p.cpu, 0.5, 0);
    process_usage_look(&usage, NANOS_PER_SECOND, 0, &p);
    process_usage_end(&usage);
    assert_near_double("of both", p.cpu, 0.002, 0.0019);
}

/* What the kernel would say from now on. */
static void say(struct process_usage *usage, const char *schedstat)
{
    FILE *file = tmpfile();

    assert_non_null(file);
    fputs(schedstat, file);
    fflush(file);
    if (usage->schedstat >= 0)
        close(usage->schedstat);
    usage->schedstat = dup(fileno(file));
    fclose(file);
}

static void a_step_without_a_processor_is_told_from_a_task_that_blocks(void **state)
{
    struct process_usage usage;
    struct run_progress p = {0};

    process_usage_begin(&usage, 0, 0);
    usage.began_waited_ns = usage.last_waited_ns = 1000 * NANOS_PER_MILLI;
    say(&usage, "5000000000 1060000000 7\n");
    assert_false(process_usage_was_starved(&usage, 200 * NANOS_PER_MILLI));
    say(&usage, "5000000000 1160000000 9\n");
    assert_true(process_usage_was_starved(&usage, 200 * NANOS_PER_MILLI));
    assert_false(process_usage_was_starved(&usage, 200 * NANOS_PER_MILLI));
    process_usage_look(&usage, NANOS_PER_SECOND, 0, &p);
    assert_equal_u64("waited", p.processor_wait_ns, 160 * NANOS_PER_MILLI);
    process_usage_end(&usage);
}

static void a_kernel_that_does_not_count_waiting_makes_no_step_starved(void **state)
{
    struct process_usage usage;
    struct run_progress p = {.processor_wait_ns = 7};

    process_usage_begin(&usage, 0, 0);
    close(usage.schedstat);
    usage.schedstat = -1;
    usage.began_waited_ns = usage.last_waited_ns = 0;
    assert_false(process_usage_was_starved(&usage, 200 * NANOS_PER_MILLI));
    say(&usage, "nothing");
    assert_false(process_usage_was_starved(&usage, 200 * NANOS_PER_MILLI));
    process_usage_look(&usage, NANOS_PER_SECOND, 0, &p);
    assert_equal_u64("waited", p.processor_wait_ns, 0);
    process_usage_end(&usage);
}

TEST_MAIN(TEST(a_step_without_a_processor_is_told_from_a_task_that_blocks),
          TEST(a_kernel_that_does_not_count_waiting_makes_no_step_starved), TEST(the_share_is_that_of_the_time_between_two_looks),
          TEST(what_was_polled_is_no_use), TEST(a_look_at_once_after_another_changes_nothing))
