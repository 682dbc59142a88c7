/* SPDX-License-Identifier: MIT */
/* tests of base/random.c
 *
 * All draws are from fixed seeds, so a test either always passes or always fails; bounds are at least four standard deviations.
 */
#include "support.h"

#include "base/random.h"

#define DRAWS 200000

static struct random seeded(uint64_t seed)
{
    struct random r;

    random_init(&r, seed, 0);
    return r;
}

static void first_numbers_are_those_of_the_reference_program(void **state)
{
    /* xoshiro256starstar.c of Blackman and Vigna, started with 1, 2, 3, 4. */
    static const uint64_t wanted[] = {11520,
                                      0,
                                      1509978240,
                                      1215971899390074240,
                                      1216172134540287360,
                                      607988272756665600,
                                      16172922978634559625u,
                                      8476171486693032832,
                                      10595114339597558777u,
                                      2904607092377533576};
    struct random r = {{1, 2, 3, 4}};

    for (size_t i = 0; i < COUNT(wanted); i++)
        assert_equal_u64("number", random_u64(&r), wanted[i]);
}

static void the_same_seed_and_stream_repeat_and_others_differ(void **state)
{
    static const uint64_t pairs[][2] = {{0, 0}, {0, 1}, {1, 0}, {1, 1}, {1, 2}, {2, 1}, {UINT64_MAX, 0}, {0, UINT64_MAX}, {7, 7}};

    for (size_t i = 0; i < COUNT(pairs); i++) {
        struct random a, again;

        random_init(&a, pairs[i][0], pairs[i][1]);
        random_init(&again, pairs[i][0], pairs[i][1]);
        assert_memory_equal(&a, &again, sizeof a);
        for (size_t other = 0; other < i; other++) {
            struct random b;

            random_init(&b, pairs[other][0], pairs[other][1]);
            for (size_t word = 0; word < COUNT(a.state); word++)
                assert_true(a.state[word] != b.state[word]);
        }
    }
}

static void first_numbers_of_neighbouring_streams_are_uniform(void **state)
{
    unsigned below_half[64] = {0};

    for (uint64_t stream = 0; stream < DRAWS; stream++) {
        struct random r;
        uint64_t first;

        random_init(&r, 42, stream);
        first = random_u64(&r);
        for (unsigned bit = 0; bit < 64; bit++)
            below_half[bit] += (first >> bit) & 1;
    }
    for (unsigned bit = 0; bit < 64; bit++) /* deviation 224 */
        assert_in_range(below_half[bit], DRAWS / 2 - 1200, DRAWS / 2 + 1200);
}

static void bounded_numbers_are_uniform_and_below_the_bound(void **state)
{
    static const uint64_t bounds[] = {1, 2, 3, 10, 97, 1000};

    for (size_t b = 0; b < COUNT(bounds); b++) {
        struct random r = seeded(b);
        unsigned seen[1000] = {0};
        double expected = (double)DRAWS / (double)bounds[b];
        double chi_square = 0;

        for (int i = 0; i < DRAWS; i++) {
            uint64_t drawn = random_below(&r, bounds[b]);

            assert_in_range(drawn, 0, bounds[b] - 1);
            seen[drawn]++;
        }
        for (uint64_t i = 0; i < bounds[b]; i++)
            chi_square += (seen[i] - expected) * (seen[i] - expected) / expected;
        assert_near_double("chi square", chi_square, (double)bounds[b] - 1, 5 * sqrt(2 * (double)bounds[b]));
    }
    assert_equal_u64("bound 0", random_below(&(struct random){{1, 2, 3, 4}}, 0), 0);
}

static void a_bound_near_the_full_range_is_not_biased(void **state)
{
    /* Without rejection every third result would be twice as likely: the middle third of each residue class. */
    const uint64_t bound = 3ULL << 62;
    struct random r = seeded(5);
    unsigned residue[3] = {0};

    for (int i = 0; i < DRAWS; i++)
        residue[random_below(&r, bound) % 3]++;
    for (int i = 0; i < 3; i++) /* deviation 211 */
        assert_in_range(residue[i], DRAWS / 3 - 1000, DRAWS / 3 + 1000);
}

static void whole_ranges_have_both_ends_in_either_order(void **state)
{
    struct random r = seeded(6);
    bool low = false, high = false, negative = false, positive = false;

    for (int i = 0; i < 1000; i++) {
        int64_t drawn = i % 2 ? random_between(&r, -3, 3) : random_between(&r, 3, -3);
        int64_t any = random_between(&r, INT64_MIN, INT64_MAX);

        assert_true(drawn >= -3 && drawn <= 3);
        low |= drawn == -3;
        high |= drawn == 3;
        negative |= any < -(1LL << 62);
        positive |= any > 1LL << 62;
    }
    assert_true(low && high && negative && positive);
    assert_int_equal(random_between(&r, 9, 9), 9);
    assert_true(random_between(&r, INT64_MAX, INT64_MAX) == INT64_MAX);
    assert_true(random_between(&r, INT64_MIN, INT64_MIN) == INT64_MIN);
}

struct moments {
    double mean, deviation, smallest, largest;
};

static struct moments moments_of(double (*draw)(struct random *r), uint64_t seed)
{
    struct random r = seeded(seed);
    struct moments m = {.smallest = INFINITY, .largest = -INFINITY};
    double sum = 0, squares = 0;

    for (int i = 0; i < DRAWS; i++) {
        double drawn = draw(&r);

        sum += drawn;
        squares += drawn * drawn;
        m.smallest = MIN(m.smallest, drawn);
        m.largest = MAX(m.largest, drawn);
    }
    m.mean = sum / DRAWS;
    m.deviation = sqrt(squares / DRAWS - m.mean * m.mean);
    return m;
}

static double draw_uniform(struct random *r)
{
    return random_uniform(r, 2, 5);
}

static double draw_exponential(struct random *r)
{
    return random_exponential(r, 0.5);
}

static double draw_normal(struct random *r)
{
    return random_normal(r, 10, 2);
}

static double draw_log_of_lognormal(struct random *r)
{
    return log(random_lognormal(r, exp(3), 0.5));
}

static double draw_log_of_pareto(struct random *r)
{
    return log(random_pareto(r, exp(1), 4)); /* the logarithm is 1 + an exponential of mean 1/4 */
}

static void distributions_have_their_mean_and_deviation(void **state)
{
    static const struct {
        const char *name;
        double (*draw)(struct random *r);
        double mean, deviation;
    } cases[] = {
        {"unit", random_unit, 0.5, 0.288675},         {"uniform", draw_uniform, 3.5, 0.866025},
        {"exponential", draw_exponential, 0.5, 0.5},  {"normal", draw_normal, 10, 2},
        {"lognormal", draw_log_of_lognormal, 3, 0.5}, {"pareto", draw_log_of_pareto, 1.25, 0.25},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct moments m = moments_of(cases[i].draw, 100 + i);

        assert_near_double(cases[i].name, m.mean, cases[i].mean, 5 * cases[i].deviation / sqrt(DRAWS));
        assert_near_double(cases[i].name, m.deviation, cases[i].deviation, 0.02 * cases[i].deviation);
    }
}

static void distributions_stay_in_their_range(void **state)
{
    struct moments unit = moments_of(random_unit, 1);
    struct moments uniform = moments_of(draw_uniform, 2);
    struct moments exponential = moments_of(draw_exponential, 3);
    struct moments pareto = moments_of(draw_log_of_pareto, 4);

    assert_true(unit.smallest >= 0 && unit.smallest < 0.001 && unit.largest < 1 && unit.largest > 0.999);
    assert_true(uniform.smallest >= 2 && uniform.largest <= 5);
    assert_true(exponential.smallest >= 0 && isfinite(exponential.largest));
    assert_true(pareto.smallest >= 1 && isfinite(pareto.largest));
}

static void normal_tails_have_their_share(void **state)
{
    struct random r = seeded(8);
    unsigned beyond_one = 0, beyond_three = 0, positive = 0;

    for (int i = 0; i < DRAWS; i++) {
        double drawn = random_normal(&r, 0, 1);

        beyond_one += fabs(drawn) > 1;
        beyond_three += fabs(drawn) > 3;
        positive += drawn > 0;
    }
    assert_near_double("beyond one deviation", beyond_one, 0.317311 * DRAWS, 1000);
    assert_near_double("beyond three", beyond_three, 0.0026998 * DRAWS, 120);
    assert_near_double("above the mean", positive, 0.5 * DRAWS, 1100);
}

static void zipf_ranks_have_their_share(void **state)
{
    static const double exponents[] = {0, 0.5, 0.99, 1, 1.000001, 1.5, 3};
    enum { RANKS = 20 };

    for (size_t e = 0; e < COUNT(exponents); e++) {
        struct random r = seeded(e);
        unsigned seen[RANKS + 1] = {0};
        double total = 0;

        for (int rank = 1; rank <= RANKS; rank++)
            total += pow(rank, -exponents[e]);
        for (int i = 0; i < DRAWS; i++) {
            uint64_t rank = random_zipf(&r, RANKS, exponents[e]);

            assert_in_range(rank, 1, RANKS);
            seen[rank]++;
        }
        for (int rank = 1; rank <= RANKS; rank++) {
            double expected = DRAWS * pow(rank, -exponents[e]) / total;

            assert_near_double("rank", seen[rank], expected, 5 * sqrt(expected) + 1);
        }
    }
}

static void zipf_copes_with_extreme_arguments(void **state)
{
    static const double exponents[] = {-1, 0, 1, 2, 50, 1e6, 1e308, INFINITY, NAN};
    static const uint64_t counts[] = {2, 3, 1000000000000, UINT64_MAX};
    struct random r = seeded(9);

    assert_equal_u64("none", random_zipf(&r, 0, 1), 0);
    assert_equal_u64("one", random_zipf(&r, 1, 1), 1);
    for (size_t e = 0; e < COUNT(exponents); e++) {
        for (size_t c = 0; c < COUNT(counts); c++) {
            for (int i = 0; i < 1000; i++)
                assert_in_range(random_zipf(&r, counts[c], exponents[e]), 1, counts[c]);
        }
    }
}

static void seeds_of_the_system_differ(void **state)
{
    assert_true(random_system_seed() != random_system_seed());
}

TEST_MAIN(TEST(first_numbers_are_those_of_the_reference_program), TEST(the_same_seed_and_stream_repeat_and_others_differ),
          TEST(first_numbers_of_neighbouring_streams_are_uniform), TEST(bounded_numbers_are_uniform_and_below_the_bound),
          TEST(a_bound_near_the_full_range_is_not_biased), TEST(whole_ranges_have_both_ends_in_either_order),
          TEST(distributions_have_their_mean_and_deviation), TEST(distributions_stay_in_their_range),
          TEST(normal_tails_have_their_share), TEST(zipf_ranks_have_their_share), TEST(zipf_copes_with_extreme_arguments),
          TEST(seeds_of_the_system_differ))
