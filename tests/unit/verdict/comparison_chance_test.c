/* SPDX-License-Identifier: MIT */
/* How often a comparison is wrong, over many synthetic runs: what it must not call, what it must find, what its intervals hold.
 *
 * The seeds are of runs that nothing was tuned on. When one of these tests fails after a change, the change is looked at with
 * other seeds; these stay as they are, for a figure that was tuned on its own proof proves nothing. */
#include "comparing.h"

#include "base/arena.h"

#ifdef ARENA_POISONS /* sanitizers look at memory, which a few runs show as well as many, and are slow */
#define PAIRS      20
#define MISSED_MAX 4
#else
#define PAIRS      200
#define MISSED_MAX 20 /* intervals; 10 are expected */
#endif

#define HOLD_OUT 52000000 /* the first seed */

static bool calls_a_difference(const struct comparison *c)
{
    return c->words[COMPARISON_REGRESSION] + c->words[COMPARISON_IMPROVEMENT] > 0;
}

/* How many of PAIRS pairs of runs of the same service are called different. */
static unsigned wrong_calls(struct service service, const char *tolerance)
{
    unsigned wrong = 0;

    for (uint64_t pair = 0; pair < PAIRS; pair++) {
        struct synthetic base, now;
        struct comparison c;

        synthetic_make(&base, service, HOLD_OUT + 2 * pair);
        synthetic_make(&now, service, HOLD_OUT + 2 * pair + 1);
        compare_synthetic(&c, &base, &now, 1, tolerance);
        wrong += calls_a_difference(&c);
        comparison_free(&c);
        synthetic_free(&base);
        synthetic_free(&now);
    }
    return wrong;
}

static void the_same_service_is_called_different_in_five_of_a_hundred_pairs_at_most(void **state)
{
    unsigned wrong = wrong_calls((struct service){.memory = 0.6, .level = 0.15, .fail_ratio = 0.01}, NULL);

    if (wrong > PAIRS / 20)
        fail_msg("%u of %u pairs were called different", wrong, PAIRS);
}

/* Without a tolerance the statistics stand alone: 10 of 200 are expected at most, 17 are within chance (p 0.02). */
static void significance_alone_holds_what_it_promises(void **state)
{
    unsigned wrong = wrong_calls((struct service){.memory = 0.6, .level = 0.15, .fail_ratio = 0.05},
                                 "times=0% and 0ms, rps=0%, fail_ratio=0%");

    if (wrong > PAIRS * 17 / 200)
        fail_msg("%u of %u pairs were called different", wrong, PAIRS);
}

static const char *const covered[] = {"p50", "p90", "p95", "p99", "mean", "rps"};

/* How many of PAIRS intervals of each metric hold the true difference, of a service that has become 10 % slower. */
static void count_intervals(struct service service, unsigned held[COUNT(covered)])
{
    struct service slower = service;

    slower.slow_name = 1.1;
    for (uint64_t pair = 0; pair < PAIRS; pair++) {
        struct synthetic base, now;
        struct comparison c;

        synthetic_make(&base, service, HOLD_OUT + 1000 + 2 * pair);
        synthetic_make(&now, slower, HOLD_OUT + 1001 + 2 * pair);
        compare_synthetic(&c, &base, &now, 1, NULL);
        for (size_t i = 0; i < COUNT(covered); i++) {
            const struct compared_metric *m = compared_of(&c, "/0", covered[i]);
            double truth = i < 5 ? 0.1 : 0;

            held[i] += m->relative_low <= truth && m->relative_high >= truth;
        }
        comparison_free(&c);
        synthetic_free(&base);
        synthetic_free(&now);
    }
}

static void assert_covered(struct service service, unsigned missed_max)
{
    unsigned held[COUNT(covered)] = {0};

    count_intervals(service, held);
    for (size_t i = 0; i < COUNT(covered); i++)
        if (held[i] < PAIRS - missed_max)
            fail_msg("%s: only %u of %u intervals hold the truth", covered[i], held[i], PAIRS);
}

static void intervals_hold_the_true_difference(void **state)
{
    assert_covered((struct service){.memory = 0.5, .level = 0.1, .seconds = 120, .requests = 30}, MISSED_MAX);
}

/* A drift over many seconds that each second's own scatter hides from its neighbour. */
static void intervals_hold_it_where_noise_hides_the_drift(void **state)
{
    assert_covered((struct service){.memory = 0.8, .level = 0.08, .seconds = 120, .requests = 30}, MISSED_MAX * 3 / 2);
}

/* Eight runs of each side; runs of the same service differ by 1.5 % besides. */
static bool finds(double factor, uint64_t seed)
{
    struct synthetic base[8], now[8];
    struct comparison c;
    struct random r;
    bool found;

    random_init(&r, HOLD_OUT + seed, 2);
    for (size_t i = 0; i < 8; i++) {
        struct service service = {.seconds = 30, .requests = 60, .memory = 0.5, .level = 0.03};

        service.median_ms = 20 * exp(random_normal(&r, 0, 0.015));
        synthetic_make(&base[i], service, HOLD_OUT + seed * 100 + i);
        service.median_ms = 20 * factor * exp(random_normal(&r, 0, 0.015));
        synthetic_make(&now[i], service, HOLD_OUT + seed * 100 + 50 + i);
    }
    compare_synthetic(&c, base, now, 8, NULL);
    found = c.words[factor > 1 ? COMPARISON_REGRESSION : COMPARISON_IMPROVEMENT] > 0;
    if (factor == 1.0)
        found = calls_a_difference(&c);
    comparison_free(&c);
    for (size_t i = 0; i < 8; i++) {
        synthetic_free(&base[i]);
        synthetic_free(&now[i]);
    }
    return found;
}

static void a_slowdown_of_five_percent_is_found_with_eight_runs_a_side(void **state)
{
    unsigned found = 0, wrong = 0;

    for (uint64_t trial = 1; trial <= PAIRS; trial++)
        found += finds(1.05, trial);
    for (uint64_t trial = 1; trial <= PAIRS; trial++)
        wrong += finds(1.0, 1000 + trial);
    if (found < PAIRS * 90 / 100 || wrong > PAIRS / 20)
        fail_msg("found in %u of %u trials; called without a difference in %u", found, PAIRS, wrong);
}

TEST_MAIN(TEST(the_same_service_is_called_different_in_five_of_a_hundred_pairs_at_most),
          TEST(significance_alone_holds_what_it_promises), TEST(intervals_hold_the_true_difference),
          TEST(intervals_hold_it_where_noise_hides_the_drift), TEST(a_slowdown_of_five_percent_is_found_with_eight_runs_a_side))
