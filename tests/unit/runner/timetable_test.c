/* SPDX-License-Identifier: MIT */
/* runner/timetable_test.c - due times: exact from the beginning, over changes of the rate, and of the right distribution */
#include "support.h"

#include "runner/timetable.h"

#define BEGIN (1000 * NANOS_PER_SECOND)

static double next_s(struct timetable *t)
{
    uint64_t due = timetable_due(t);

    assert_true(due != NEVER);
    timetable_advance(t);
    return ((double)due - (double)BEGIN) / 1e9;
}

static void evenly_spaced_arrivals_do_not_drift(void **state)
{
    struct timetable t;

    timetable_init(&t, false, 1, 1);
    timetable_aim(&t, 1000.0 / 3, 0, BEGIN);
    for (uint64_t i = 0; i < 3600000; i++) {
        double s = next_s(&t), wanted = (double)i * 0.003;

        if (fabs(s - wanted) > 2e-6)
            fail_msg("arrival %" PRIu64 " is due at %.9f, not %.9f", i, s, wanted);
    }
}

static int by_size(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

/* Kolmogorov-Smirnov distance of the gaps to an exponential distribution. */
static double distance(double *gaps, size_t count, double rate)
{
    double most = 0, n = (double)count;

    qsort(gaps, count, sizeof *gaps, by_size);
    for (size_t i = 0; i < count; i++) {
        double expected = 1 - exp(-gaps[i] * rate);

        most = fmax(most, fmax(fabs(expected - (double)i / n), fabs(expected - (double)(i + 1) / n)));
    }
    return most;
}

static void poisson_gaps_are_exponential(void **state)
{
    static double gaps[100000];

    for (uint64_t seed = 1; seed <= 5; seed++) {
        double last = 0;
        struct timetable t;

        timetable_init(&t, true, seed, UINT64_MAX);
        timetable_aim(&t, 1000, 0, BEGIN);
        for (size_t i = 0; i < COUNT(gaps); i++) {
            double s = next_s(&t);

            gaps[i] = s - last;
            last = s;
        }
        assert_near_double("all of them take", last, 100, 2);
        assert_near_double("distance", distance(gaps, COUNT(gaps), 1000), 0, 0.01);
    }
}

/* Even gaps are not exponential: the test above can fail. */
static void the_distance_of_even_gaps_is_large(void **state)
{
    static double gaps[1000];

    for (size_t i = 0; i < COUNT(gaps); i++)
        gaps[i] = 0.001;
    assert_true(distance(gaps, COUNT(gaps), 1000) > 0.3);
}

static void a_ramp_integrates_the_rate(void **state)
{
    struct timetable t;
    uint64_t count = 0;

    timetable_init(&t, false, 1, 1);
    timetable_aim(&t, 100, 0, BEGIN);
    timetable_aim(&t, 300, 10, BEGIN + 5 * NANOS_PER_SECOND);
    /* 500 in 5 s, then 100 s + 10 s^2 until 10 s later, then 300 a second */
    for (double s = 0; s < 25; count++) {
        double c = (double)count, wanted;

        s = next_s(&t);
        if (c <= 500)
            wanted = c / 100;
        else if (c <= 2500)
            wanted = 5 + (sqrt(100 * 100 + 40 * (c - 500)) - 100) / 20;
        else
            wanted = 15 + (c - 2500) / 300;
        assert_near_double("due", s, wanted, 1e-6);
    }
    assert_near_double("rate at the end", timetable_rate(&t, BEGIN + 20 * NANOS_PER_SECOND), 300, 0);
    assert_near_double("rate in between", timetable_rate(&t, BEGIN + 10 * NANOS_PER_SECOND), 200, 1e-9);
}

static void a_rate_that_ends_has_a_last_arrival(void **state)
{
    struct timetable t;
    uint64_t count = 0;

    timetable_init(&t, false, 1, 1);
    assert_true(timetable_due(&t) == NEVER);
    timetable_aim(&t, 10, 0, BEGIN);
    timetable_aim(&t, 0, 2, BEGIN + NANOS_PER_SECOND); /* 10, and 10 more on the way down */
    for (; timetable_due(&t) != NEVER && count < 100; count++)
        timetable_advance(&t);
    assert_true(count == 20 || count == 21); /* the last one falls on the very end */
    timetable_aim(&t, 10, 0, BEGIN + 100 * NANOS_PER_SECOND);
    assert_near_double("it goes on", (double)(timetable_due(&t) - BEGIN) / 1e9, 100, 0.11);
}

static void what_was_due_before_a_change_stays_due(void **state)
{
    struct timetable t;

    timetable_init(&t, false, 1, 1);
    timetable_aim(&t, 10, 0, BEGIN);
    timetable_aim(&t, 1000, 0, BEGIN + NANOS_PER_SECOND);
    for (int i = 0; i < 10; i++)
        assert_near_double("before", next_s(&t), 0.1 * i, 1e-6);
    for (int i = 0; i < 10; i++)
        assert_near_double("after", next_s(&t), 1 + 0.001 * i, 1e-6);
}

static void streams_of_a_seed_differ_and_repeat(void **state)
{
    struct timetable a, b, again;

    timetable_init(&a, true, 7, 1);
    timetable_init(&b, true, 7, 2);
    timetable_init(&again, true, 7, 1);
    timetable_aim(&a, 10, 0, BEGIN);
    timetable_aim(&b, 10, 0, BEGIN);
    timetable_aim(&again, 10, 0, BEGIN);
    assert_true(timetable_due(&a) == timetable_due(&again));
    assert_true(timetable_due(&a) != timetable_due(&b));
}

TEST_MAIN(TEST(evenly_spaced_arrivals_do_not_drift), TEST(poisson_gaps_are_exponential), TEST(the_distance_of_even_gaps_is_large),
          TEST(a_ramp_integrates_the_rate), TEST(a_rate_that_ends_has_a_last_arrival),
          TEST(what_was_due_before_a_change_stays_due), TEST(streams_of_a_seed_differ_and_repeat))
