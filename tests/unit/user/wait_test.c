/* SPDX-License-Identifier: MIT */
/* user/wait_test.c - until when a user waits, by kind: ranges, plans that are kept and plans that fell behind */
#include "fixture.h"

#include "user/wait.h"

#define NOW                (1000 * NANOS_PER_SECOND)
#define WAIT(kind_of_wait) (&(const cic_wait)kind_of_wait)

static int by_size(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

static double seconds_until(cic_user *u, const cic_wait *wait, uint64_t now)
{
    return (double)(wait_until(u, wait, now) - now) / 1e9;
}

static void without_a_wait_it_goes_on_now(void **state)
{
    cic_user *u = &((struct fixture *)*state)->user;

    assert_true(wait_until(u, &(cic_wait){.kind = CIC_WAIT_NONE}, NOW) == NOW);
    assert_true(u->due_ns == 0);
}

static void waits_between_are_uniform(void **state)
{
    cic_user *u = &((struct fixture *)*state)->user;
    double sum = 0, least = 10, most = 0;

    for (int i = 0; i < 20000; i++) {
        double s = seconds_until(u, WAIT(CIC_BETWEEN(1, 3)), NOW);

        sum += s;
        least = fmin(least, s);
        most = fmax(most, s);
        assert_true(u->due_ns == 0);
    }
    assert_true(least >= 1 && most <= 3);
    assert_near_double("mean", sum / 20000, 2, 0.025); /* six deviations */
    assert_near_double("least", least, 1, 0.01);
    assert_near_double("most", most, 3, 0.01);
}

static void constant_waits_are_exact(void **state)
{
    cic_user *u = &((struct fixture *)*state)->user;

    assert_near_double("constant", seconds_until(u, WAIT(CIC_CONSTANT(1.5)), NOW), 1.5, 0);
    assert_near_double("negative", seconds_until(u, WAIT(CIC_CONSTANT(-1)), NOW), 0, 0);
    assert_near_double("not a number", seconds_until(u, WAIT(CIC_CONSTANT(NAN)), NOW), 0, 0);
    assert_true(wait_until(u, WAIT(CIC_CONSTANT(1e30)), NOW) == NEVER);
}

static void pacing_counts_from_the_last_due_time(void **state)
{
    cic_user *u = &((struct fixture *)*state)->user;
    const cic_wait *wait = WAIT(CIC_PACING(2));

    wait_begin(u, wait, NOW);
    assert_true(u->due_ns == NOW);
    for (uint64_t i = 1; i <= 100; i++) {
        uint64_t took = i * 7 % 19 * 100 * NANOS_PER_MILLI, due = NOW + 2 * i * NANOS_PER_SECOND;

        /* whatever the task took, as long as it was less than the period: no drift */
        assert_true(wait_until(u, wait, due - 2 * NANOS_PER_SECOND + took) == due);
        assert_true(u->due_ns == due);
    }
}

static void a_user_that_fell_behind_does_not_catch_up(void **state)
{
    cic_user *u = &((struct fixture *)*state)->user;
    const cic_wait *wait = WAIT(CIC_PACING(2));
    uint64_t late = NOW + 7 * NANOS_PER_SECOND;

    wait_begin(u, wait, NOW);
    assert_true(wait_until(u, wait, late) == late);
    assert_true(u->due_ns == NOW + 2 * NANOS_PER_SECOND); /* the plan's time: what it waited counts, once */
    assert_true(wait_until(u, wait, late + NANOS_PER_SECOND) == late + 2 * NANOS_PER_SECOND);
    assert_true(u->due_ns == late + 2 * NANOS_PER_SECOND);
}

/* Kolmogorov-Smirnov against 1 - exp(-t / 0.25), of sorted waits. */
static double distance_to_exponential(double *waits, size_t count)
{
    double distance = 0;

    qsort(waits, count, sizeof *waits, by_size);
    for (size_t i = 0; i < count; i++) {
        double expected = 1 - exp(-waits[i] * 4), n = (double)count;

        distance = fmax(distance, fmax(fabs(expected - (double)i / n), fabs(expected - (double)(i + 1) / n)));
    }
    return distance;
}

static void poisson_waits_are_exponential(void **state)
{
    cic_user *u = &((struct fixture *)*state)->user;
    static double waits[100000];

    for (size_t i = 0; i < COUNT(waits); i++)
        waits[i] = seconds_until(u, WAIT(CIC_POISSON(4)), NOW);
    assert_true(u->due_ns == 0);
    assert_near_double("distance", distance_to_exponential(waits, COUNT(waits)), 0, 0.01);
    assert_true(wait_until(u, WAIT(CIC_POISSON(0)), NOW) == NOW);
    assert_true(wait_until(u, WAIT(CIC_POISSON(-1)), NOW) == NOW);
}

static void throughput_is_a_pacing_of_its_inverse(void **state)
{
    cic_user *u = &((struct fixture *)*state)->user;
    const cic_wait *wait = WAIT(CIC_THROUGHPUT(4));

    wait_begin(u, wait, NOW);
    assert_near_double("first", (double)(wait_until(u, wait, NOW) - NOW), 250e6, 1);
    assert_near_double("second", (double)(wait_until(u, wait, NOW) - NOW), 500e6, 2);
}

static void a_plan_of_nothing_is_no_plan(void **state)
{
    cic_user *u = &((struct fixture *)*state)->user;

    wait_begin(u, WAIT(CIC_PACING(0)), NOW);
    assert_true(u->due_ns == 0);
    assert_true(wait_until(u, WAIT(CIC_PACING(0)), NOW) == NOW);
    assert_true(wait_until(u, WAIT(CIC_THROUGHPUT(0)), NOW) == NOW);
    assert_true(wait_until(u, WAIT(CIC_THROUGHPUT(-1)), NOW) == NOW);
    assert_true(wait_until(u, WAIT(CIC_PACING(NAN)), NOW) == NOW);
    assert_true(u->due_ns == 0);
}

static double own(cic_user *u)
{
    return u ? 0.25 : 0;
}

static void an_own_function_says_how_long(void **state)
{
    cic_user *u = &((struct fixture *)*state)->user;

    assert_near_double("own", seconds_until(u, WAIT(CIC_WAIT_FN(own)), NOW), 0.25, 0);
    assert_near_double("none", seconds_until(u, WAIT(CIC_WAIT_FN(NULL)), NOW), 0, 0);
}

TEST_MAIN(WITH_USER(without_a_wait_it_goes_on_now), WITH_USER(waits_between_are_uniform), WITH_USER(constant_waits_are_exact),
          WITH_USER(pacing_counts_from_the_last_due_time), WITH_USER(a_user_that_fell_behind_does_not_catch_up),
          WITH_USER(throughput_is_a_pacing_of_its_inverse), WITH_USER(a_plan_of_nothing_is_no_plan),
          WITH_USER(poisson_waits_are_exponential), WITH_USER(an_own_function_says_how_long))
