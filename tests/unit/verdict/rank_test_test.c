/* SPDX-License-Identifier: MIT */
/* Mann-Whitney and Hodges-Lehmann against printed tables and worked examples. */
#include "support.h"

#include "base/random.h"
#include "verdict/rank_test.h"

static void critical_values_are_those_of_the_tables(void **state)
{
    /* Two-sided 5 %: the largest U that rejects, as printed in Siegel, Nonparametric Statistics, table K; -1: none does. */
    static const struct {
        size_t m, n;
        int u;
    } table[] = {{3, 3, -1}, {4, 4, 0},  {2, 8, 0},   {5, 5, 2},    {3, 9, 2},    {6, 6, 5},
                 {7, 9, 12}, {8, 8, 13}, {9, 12, 26}, {10, 10, 23}, {14, 15, 59}, {15, 15, 64}};

    for (size_t i = 0; i < COUNT(table); i++) {
        char name[64];

        snprintf(name, sizeof name, "%zu and %zu", table[i].m, table[i].n);
        assert_equal_u64(name, rank_critical_u(table[i].m, table[i].n), (uint64_t)(table[i].u + 1));
        assert_equal_u64(name, rank_critical_u(table[i].n, table[i].m), (uint64_t)(table[i].u + 1));
    }
    assert_equal_u64("20 and 20, approximately", rank_critical_u(20, 20), 128); /* the table has 127 as the last that rejects */
}

static void the_smallest_probability_is_one_of_all_choices(void **state)
{
    assert_near_double("4 and 4", rank_smallest_p(4, 4), 2.0 / 70, 1e-12);
    assert_near_double("8 and 8", rank_smallest_p(8, 8), 2.0 / 12870, 1e-12);
    assert_near_double("1 and 1", rank_smallest_p(1, 1), 1, 1e-12);
}

static void groups_apart_have_the_smallest_probability(void **state)
{
    const double low[] = {1, 2, 3, 4, 5, 6, 7, 8}, high[] = {11, 12, 13, 14, 15, 16, 17, 18};
    struct rank_test up = rank_test(low, 8, high, 8), down = rank_test(high, 8, low, 8);

    assert_near_double("p", up.p, 2.0 / 12870, 1e-12);
    assert_near_double("shift", up.shift, 10, 1e-12);
    assert_near_double("p the other way", down.p, up.p, 1e-15);
    assert_near_double("shift the other way", down.shift, -10, 1e-12);
    assert_true(up.low > 0 && up.low < 10 && up.high > 10);
    assert_near_double("low", down.low, -up.high, 1e-12);
}

/* Hollander & Wolfe, example 4.1: permeability of the human chorioamnion at term and at 12 to 26 weeks. They give W = 30, a
 * one-sided p of 0.1272, a shift of -0.305 and a 96 % interval. */
static void a_worked_example_comes_out(void **state)
{
    const double term[] = {0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
    const double early[] = {1.15, 0.88, 0.90, 0.74, 1.21};
    struct rank_test r = rank_test(term, COUNT(term), early, COUNT(early));

    assert_near_double("p", r.p, 0.2544, 1e-4);
    assert_near_double("shift", r.shift, -0.305, 1e-9);
    assert_near_double("low", r.low, -0.76, 1e-9);
    assert_near_double("high", r.high, 0.15, 1e-9);
}

static void ties_are_counted_as_ties(void **state)
{
    const double zeroes[] = {0, 0, 0, 0, 0}, some[] = {0, 0, 1, 1, 1}, ones[] = {1, 1, 1, 1, 1};

    assert_near_double("all alike", rank_test(zeroes, 5, zeroes, 5).p, 1, 1e-12);
    /* 3 of the 10 values are ones, and all lie in one group: 2 C(7,5) of the C(10,5) choices. */
    assert_near_double("three ones", rank_test(zeroes, 5, some, 5).p, 2 * 21 / 252.0, 1e-12);
    assert_near_double("all ones", rank_test(zeroes, 5, ones, 5).p, 2 / 252.0, 1e-12);
    assert_near_double("shift of zeroes", rank_test(zeroes, 5, zeroes, 5).shift, 0, 0);
}

static void too_few_values_bound_nothing(void **state)
{
    const double one[] = {1}, two[] = {2}, three[] = {1, 2, 3};

    assert_true(isinf(rank_test(one, 1, two, 1).low) && isinf(rank_test(one, 1, two, 1).high));
    assert_near_double("p of one value each", rank_test(one, 1, two, 1).p, 1, 1e-12);
    assert_true(isinf(rank_test(three, 3, three, 3).high));
}

static void many_values_are_close_to_the_exact_answer(void **state)
{
    double a[RANK_VALUES_MAX], b[RANK_VALUES_MAX];
    struct rank_test exact, approximate;
    struct random r;

    random_init(&r, 5, 0);
    for (size_t i = 0; i < RANK_VALUES_MAX; i++) {
        a[i] = random_normal(&r, 100, 5);
        b[i] = random_normal(&r, 102, 5);
    }
    exact = rank_test(a, 15, b, 15);
    approximate = rank_test(a, 16, b, 15);
    assert_near_double("p", approximate.p, exact.p, 0.1);
    assert_near_double("shift", rank_test(a, RANK_VALUES_MAX, b, RANK_VALUES_MAX).shift, 2, 1.5);
    assert_true(rank_test(a, RANK_VALUES_MAX, b, RANK_VALUES_MAX).low > 0);
}

/* The interval of the shift has to hold the true one in at least 95 of 100 cases. */
static void the_interval_covers_the_true_shift(void **state)
{
    unsigned covered = 0, rejected = 0;
    struct random r;

    random_init(&r, 11, 0);
    for (unsigned i = 0; i < 1000; i++) {
        double a[8], b[8];
        struct rank_test t;

        for (size_t v = 0; v < 8; v++) {
            a[v] = random_lognormal(&r, 10, 0.5);
            b[v] = random_lognormal(&r, 10, 0.5);
        }
        t = rank_test(a, 8, b, 8);
        covered += t.low <= 0 && t.high >= 0;
        rejected += t.p <= 0.05;
        assert_int_equal(t.p <= 0.05, t.low > 0 || t.high < 0);
    }
    if (covered < 940 || rejected > 60)
        fail_msg("of 1000 pairs without a difference %u intervals held 0, %u were rejected", covered, rejected);
}

TEST_MAIN(TEST(critical_values_are_those_of_the_tables), TEST(the_smallest_probability_is_one_of_all_choices),
          TEST(groups_apart_have_the_smallest_probability), TEST(a_worked_example_comes_out), TEST(ties_are_counted_as_ties),
          TEST(too_few_values_bound_nothing), TEST(many_values_are_close_to_the_exact_answer),
          TEST(the_interval_covers_the_true_shift))
