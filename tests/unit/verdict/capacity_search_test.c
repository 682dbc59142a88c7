/* SPDX-License-Identifier: MIT */
/* capacity_search_test.c - the search against simulated services whose limit is known */
#include "verdict/capacity_search.h"

#include "support.h"

#include "base/random.h"

/* A service with one queue: its times grow as 1 / (1 - load / saturation), and it fails what is beyond its saturation. */
struct service {
    double saturation, fastest_ms, limit_ms; /* limit 0: times that stay below the limit */
    double noise;                            /* of the measured times: 0.03 is 3 % */
    double strays;                           /* share of measurements that break for no reason */
    double generator_from;                   /* the generator is degraded from this load on; 0: never */
};

enum { SLO_TIME, SLO_FAILURES, SLO_COUNT };

static double time_ms(const struct service *s, double load)
{
    return load < s->saturation ? s->fastest_ms / (1 - load / s->saturation) : INFINITY;
}

/* The load at which the time reaches its limit. */
static double limit_of(const struct service *s)
{
    return s->saturation * (1 - s->fastest_ms / s->limit_ms);
}

static struct capacity_vote measure(const struct service *s, double load, struct random *r)
{
    struct capacity_vote vote = {.load = load};

    if (time_ms(s, load) * random_lognormal(r, 1, s->noise) > s->limit_ms || random_unit(r) < s->strays)
        vote.broken |= 1 << SLO_TIME;
    if ((load - s->saturation) / load > 0.01)
        vote.broken |= 1 << SLO_FAILURES;
    vote.generator = s->generator_from > 0 && load >= s->generator_from;
    return vote;
}

static struct capacity_options usual(void)
{
    return (struct capacity_options){.lowest = 1, .highest = 100000, .precision = 0.05, .repeats = 3, .whole = true, .slos = 2};
}

/* Runs the search to its end; the measurements that it took. */
static size_t search(struct capacity_search *s, const struct capacity_options *options, const struct service *service,
                     uint64_t seed)
{
    struct random r;

    random_init(&r, seed, 7);
    capacity_search_begin(s, options);
    for (size_t i = 0; i <= CAPACITY_LEVELS_MAX; i++) {
        struct capacity_step next = capacity_search_next(s);
        struct capacity_vote vote;

        if (next.phase == CAPACITY_DONE)
            return s->count;
        assert_true(next.load >= options->lowest && next.load <= options->highest);
        vote = measure(service, next.load, &r);
        capacity_search_take(s, &vote);
    }
    fail_msg("the search does not end");
    return 0;
}

static void a_quiet_service_is_found_within_the_precision(void **state)
{
    for (double saturation = 3; saturation < 90000; saturation *= 1.37) {
        struct service service = {.saturation = saturation, .fastest_ms = 20, .limit_ms = 200};
        struct capacity_options options = usual();
        struct capacity_bracket b;
        struct capacity_search s;
        size_t taken = search(&s, &options, &service, 1);

        b = capacity_search_bracket(&s, CAPACITY_ALL_SLOS);
        if (!(b.holds <= limit_of(&service) && b.breaks > limit_of(&service) && b.breaks - b.holds <= fmax(1, 0.05 * b.holds)))
            fail_msg("limit %g: between %g and %g", limit_of(&service), b.holds, b.breaks);
        assert_int_equal(b.holds_for, 3);
        assert_int_equal(b.breaks_for, 3);
        if (taken > 45)
            fail_msg("saturation %g: %zu measurements", saturation, taken);
    }
}

static void noisy_services_are_found_within_five_percent(void **state)
{
    unsigned found = 0;
    size_t most = 0;
    struct random r;

    random_init(&r, 99, 0);
    for (uint64_t seed = 0; seed < 500; seed++) {
        struct service service = {.saturation = random_lognormal(&r, 700, 1.2),
                                  .fastest_ms = random_uniform(&r, 5, 50),
                                  .limit_ms = random_uniform(&r, 150, 500),
                                  .noise = 0.05,
                                  .strays = 0.02};
        struct capacity_options options = usual();
        struct capacity_bracket b;
        struct capacity_search s;

        options.whole = false;
        options.lowest = 5;
        options.slos = 1;
        most = MAX(most, search(&s, &options, &service, seed));
        b = capacity_search_bracket(&s, CAPACITY_ALL_SLOS);
        found += fabs(b.holds - limit_of(&service)) <= 0.05 * limit_of(&service);
    }
    print_message("%u of 500 within 5 %%, at most %zu measurements\n", found, most);
    if (found < 490)
        fail_msg("%u of 500 limits were found within 5 %%, wanted 490", found);
    if (most > 40)
        fail_msg("a search took %zu measurements, wanted at most 40", most);
}

static void each_limit_is_found_on_its_own(void **state)
{
    struct service service = {.saturation = 1000, .fastest_ms = 20, .limit_ms = 100, .noise = 0.01};
    struct capacity_options options = usual();
    struct capacity_bracket time, failures;
    struct capacity_search s;

    search(&s, &options, &service, 5);
    time = capacity_search_bracket(&s, SLO_TIME);
    failures = capacity_search_bracket(&s, SLO_FAILURES);
    assert_near_double("time", time.holds, 800, 40);
    assert_near_double("failures", failures.holds, 1010, 50);
    assert_true(capacity_search_is_settled(&s, SLO_FAILURES));
}

static void a_service_without_a_limit_holds_at_the_highest_load(void **state)
{
    struct service service = {.saturation = 1e9, .fastest_ms = 20, .limit_ms = 200};
    struct capacity_options options = usual();
    struct capacity_bracket b;
    struct capacity_search s;

    options.highest = 500;
    search(&s, &options, &service, 1);
    b = capacity_search_bracket(&s, CAPACITY_ALL_SLOS);
    assert_near_double("holds", b.holds, 500, 0);
    assert_near_double("breaks", b.breaks, 0, 0);
    assert_int_equal(b.holds_of, 3);
    assert_true(capacity_search_is_settled(&s, CAPACITY_ALL_SLOS));
}

static void a_service_that_breaks_at_once_is_asked_again_and_then_left(void **state)
{
    struct service service = {.saturation = 3, .fastest_ms = 20, .limit_ms = 200};
    struct capacity_options options = usual();
    struct capacity_bracket b;
    struct capacity_search s;

    options.lowest = 10;
    assert_int_equal(search(&s, &options, &service, 1), 3);
    b = capacity_search_bracket(&s, CAPACITY_ALL_SLOS);
    assert_near_double("holds", b.holds, 0, 0);
    assert_near_double("breaks", b.breaks, 10, 0);
}

static void the_limit_of_the_generator_is_never_the_services(void **state)
{
    struct service service = {.saturation = 5000, .fastest_ms = 20, .limit_ms = 200, .generator_from = 300};
    struct capacity_options options = usual();
    struct capacity_bracket b;
    struct capacity_search s;

    search(&s, &options, &service, 1);
    b = capacity_search_bracket(&s, CAPACITY_ALL_SLOS);
    assert_true(b.generator);
    assert_true(b.holds < 300 && b.holds >= 285);
    b = capacity_search_bracket(&s, SLO_FAILURES);
    assert_true(b.generator);
}

static void a_stray_vote_moves_no_border(void **state)
{
    struct capacity_options options = usual();
    struct capacity_bracket b;
    struct capacity_search s;
    static const struct {
        double load;
        bool broken;
    } votes[] = {{1, false}, {2, true}, {2, false}, {2, false}, {4, false}, {8, false}, {8, true}, {8, false}, {16, true}};

    capacity_search_begin(&s, &options);
    for (size_t i = 0; i < COUNT(votes); i++)
        capacity_search_take(&s, &(struct capacity_vote){.load = votes[i].load, .broken = votes[i].broken});
    b = capacity_search_bracket(&s, CAPACITY_ALL_SLOS);
    assert_near_double("holds", b.holds, 8, 0);
    assert_near_double("breaks", b.breaks, 16, 0);
    assert_near_double("lowest that ever broke", b.lowest_broken, 2, 0);
    assert_near_double("highest that ever held", b.highest_holding, 8, 0);
}

static void the_next_step_depends_on_nothing_but_the_votes(void **state)
{
    struct service service = {.saturation = 500, .fastest_ms = 20, .limit_ms = 200, .noise = 0.1};
    struct capacity_options options = usual();
    struct capacity_search one, other;

    search(&one, &options, &service, 11);
    search(&other, &options, &service, 11);
    assert_int_equal(one.count, other.count);
    for (size_t i = 0; i < one.count; i++)
        assert_near_double("load", one.votes[i].load, other.votes[i].load, 0);
}

/* A service that answers by the toss of a coin has no limit to be found, but the search must end. */
static void a_service_that_answers_by_chance_ends_the_search_too(void **state)
{
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct service service = {.saturation = 1e9, .fastest_ms = 20, .limit_ms = 200, .strays = 0.5};
        struct capacity_options options = usual();
        struct capacity_search s;

        assert_true(search(&s, &options, &service, seed) <= CAPACITY_LEVELS_MAX);
    }
}

TEST_MAIN(TEST(a_quiet_service_is_found_within_the_precision), TEST(noisy_services_are_found_within_five_percent),
          TEST(each_limit_is_found_on_its_own), TEST(a_service_without_a_limit_holds_at_the_highest_load),
          TEST(a_service_that_breaks_at_once_is_asked_again_and_then_left),
          TEST(the_limit_of_the_generator_is_never_the_services), TEST(a_stray_vote_moves_no_border),
          TEST(the_next_step_depends_on_nothing_but_the_votes), TEST(a_service_that_answers_by_chance_ends_the_search_too))
