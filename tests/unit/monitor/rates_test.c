/* SPDX-License-Identifier: MIT */
/* rates_test.c - what two looks tell, and what they do not */
#include "monitor/rates.h"

#include "support.h"

static struct usage usage_at(double second, double cpu_s)
{
    struct usage u = usage_nothing();

    u.taken_ns = (uint64_t)(second * 1e9);
    u.cpu_s = cpu_s;
    u.memory = 1000;
    return u;
}

static void shares_are_of_the_time_between_two_looks(void **state)
{
    struct usage before = usage_at(10, 5), now = usage_at(12, 8);
    struct resource_reading r;

    before.hits = 100;
    before.misses = 100;
    now.hits = 190;
    now.misses = 110;
    r = rates_reading(&before, &now);
    assert_near_double("CPU", r.value[RESOURCE_CPU], 1.5, 1e-9);
    assert_near_double("memory", r.value[RESOURCE_MEMORY], 1000, 0);
    assert_near_double("lookups", r.value[RESOURCE_LOOKUPS], 50, 1e-9);
    assert_near_double("hit rate", r.value[RESOURCE_HIT_RATE], 0.9, 1e-9);
    assert_true(isnan(r.value[RESOURCE_SENT]));
    assert_false(r.restarted);
}

static void the_first_look_has_levels_only(void **state)
{
    struct usage now = usage_at(12, 8);
    struct resource_reading r = rates_reading(NULL, &now);

    assert_true(isnan(r.value[RESOURCE_CPU]));
    assert_near_double("memory", r.value[RESOURCE_MEMORY], 1000, 0);
    assert_false(r.restarted);
}

static void a_restart_has_no_rates(void **state)
{
    struct usage before = usage_at(10, 5), back = usage_at(11, 1), other = usage_at(11, 6);
    struct resource_reading r = rates_reading(&before, &back);

    assert_true(r.restarted);
    assert_true(isnan(r.value[RESOURCE_CPU]));
    other.identity = 1;
    r = rates_reading(&before, &other);
    assert_true(r.restarted);
    assert_true(isnan(r.value[RESOURCE_CPU]));
}

static void looks_without_lookups_have_no_hit_rate(void **state)
{
    struct usage before = usage_at(10, 5), now = usage_at(11, 6);
    struct resource_reading r;

    before.hits = now.hits = before.misses = now.misses = 7;
    r = rates_reading(&before, &now);
    assert_near_double("lookups", r.value[RESOURCE_LOOKUPS], 0, 0);
    assert_true(isnan(r.value[RESOURCE_HIT_RATE]));
    now.taken_ns = before.taken_ns; /* twice at one time */
    assert_true(isnan(rates_reading(&before, &now).value[RESOURCE_CPU]));
}

TEST_MAIN(TEST(shares_are_of_the_time_between_two_looks), TEST(the_first_look_has_levels_only), TEST(a_restart_has_no_rates),
          TEST(looks_without_lookups_have_no_hit_rate))
