/* SPDX-License-Identifier: MIT */
/* scalability_test.c - the law is recovered from points that were made with it */
#include "verdict/scalability.h"

#include "support.h"

#include "base/random.h"

static const double loads[] = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};

static size_t draw(struct scalability_point *out, double lambda, double sigma, double kappa, double noise, uint64_t seed)
{
    struct scalability law = {.lambda = lambda, .sigma = sigma, .kappa = kappa};
    struct random r;

    random_init(&r, seed, 1);
    for (size_t i = 0; i < COUNT(loads); i++)
        out[i] = (struct scalability_point){loads[i], scalability_rate(&law, loads[i]) * random_lognormal(&r, 1, noise)};
    return COUNT(loads);
}

static void exact_points_give_the_parameters_back(void **state)
{
    static const struct {
        double lambda, sigma, kappa;
    } laws[] = {{1000, 0.05, 1e-4}, {50, 0, 1e-4}, {995.6, 0.0267, 0.000769}, {10, 0.4, 1e-3}, {3, 0.001, 4e-5}};

    for (size_t i = 0; i < COUNT(laws); i++) {
        double knee = sqrt((1 - laws[i].sigma) / laws[i].kappa);
        struct scalability_point points[COUNT(loads)];
        struct scalability s;

        scalability_fit(points, draw(points, laws[i].lambda, laws[i].sigma, laws[i].kappa, 0, 0), &s);
        assert_int_equal(s.outcome, SCALABILITY_FITTED);
        assert_near_double("lambda", s.lambda, laws[i].lambda, 1e-4 * laws[i].lambda);
        assert_near_double("sigma", s.sigma, laws[i].sigma, 1e-5);
        assert_near_double("kappa", s.kappa, laws[i].kappa, 1e-3 * laws[i].kappa);
        assert_near_double("knee", s.knee, knee, 1e-3 * knee);
        assert_near_double("residual", s.residual, 0, 1e-4);
    }
}

static void noisy_points_give_them_within_their_interval(void **state)
{
    double knee = sqrt((1 - 0.03) / 2e-4);
    unsigned near = 0, covered = 0;

    for (uint64_t seed = 0; seed < 100; seed++) {
        struct scalability_point points[COUNT(loads)];
        struct scalability s;

        scalability_fit(points, draw(points, 100, 0.03, 2e-4, 0.03, seed), &s);
        assert_int_equal(s.outcome, SCALABILITY_FITTED);
        near += fabs(s.knee - knee) < 0.10 * knee && fabs(s.sigma - 0.03) < 0.012;
        covered += s.knee_low <= knee && knee <= s.knee_high;
        assert_true(s.knee_low <= s.knee_high && s.peak_low <= s.peak_high);
    }
    if (near < 95)
        fail_msg("with 3 %% of noise, knee within 10 %% and sigma within 0.012 in %u of 100, wanted 95", near);
    if (covered < 85)
        fail_msg("the 95 %% interval of the knee held the truth in %u of 100, wanted 85", covered);
}

static void no_knee_is_claimed_where_throughput_still_grows(void **state)
{
    struct scalability_point points[COUNT(loads)];
    struct scalability s;

    scalability_fit(points, draw(points, 100, 0, 0, 0.01, 3), &s);
    assert_int_equal(s.outcome, SCALABILITY_NO_KNEE);
    scalability_fit(points, draw(points, 100, 0.05, 0, 0, 3), &s);
    assert_int_equal(s.outcome, SCALABILITY_NO_KNEE);
    assert_near_double("sigma", s.sigma, 0.05, 1e-4);
    scalability_fit(points, draw(points, 100, 0.01, 1e-6, 0, 3), &s); /* its knee is at 995 */
    assert_int_equal(s.outcome, SCALABILITY_NO_KNEE);
}

static void nothing_is_claimed_from_fewer_than_six_loads(void **state)
{
    struct scalability_point points[COUNT(loads)];
    struct scalability s;

    draw(points, 100, 0.03, 2e-4, 0, 0);
    scalability_fit(points, 5, &s);
    assert_int_equal(s.outcome, SCALABILITY_TOO_FEW);
    for (size_t i = 5; i < COUNT(loads); i++)
        points[i] = points[4]; /* one load, often */
    scalability_fit(points, COUNT(loads), &s);
    assert_int_equal(s.outcome, SCALABILITY_TOO_FEW);
    scalability_fit(NULL, 0, &s);
    assert_int_equal(s.outcome, SCALABILITY_TOO_FEW);
}

static void points_that_mean_nothing_are_left_out(void **state)
{
    struct scalability_point points[COUNT(loads) + 3];
    struct scalability s;
    size_t n = draw(points, 100, 0.03, 2e-4, 0, 0);

    points[n++] = (struct scalability_point){0, 10};
    points[n++] = (struct scalability_point){10, 0};
    points[n++] = (struct scalability_point){NAN, NAN};
    scalability_fit(points, n, &s);
    assert_int_equal(s.outcome, SCALABILITY_FITTED);
    assert_near_double("sigma", s.sigma, 0.03, 1e-5);
}

static void points_far_from_any_curve_do_not_fit(void **state)
{
    struct scalability_point points[COUNT(loads)];
    struct scalability s;

    for (size_t i = 0; i < COUNT(loads); i++)
        points[i] = (struct scalability_point){loads[i], i % 2 ? 1000 : 10};
    scalability_fit(points, COUNT(loads), &s);
    assert_int_equal(s.outcome, SCALABILITY_DOES_NOT_FIT);
}

TEST_MAIN(TEST(exact_points_give_the_parameters_back), TEST(noisy_points_give_them_within_their_interval),
          TEST(no_knee_is_claimed_where_throughput_still_grows), TEST(nothing_is_claimed_from_fewer_than_six_loads),
          TEST(points_that_mean_nothing_are_left_out), TEST(points_far_from_any_curve_do_not_fit))
