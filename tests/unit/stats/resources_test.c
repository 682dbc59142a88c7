/* SPDX-License-Identifier: MIT */
/* resources_test.c - summaries of what was read, gaps, resets, and long runs */
#include "stats/resources.h"

#include "base/limits.h"
#include "support.h"

static const struct resource_component api = {{"api", 3}, {"pid:1", 5}};

static void add(struct resources *r, double cpu, double memory, bool steady)
{
    struct resource_reading reading = resource_reading_nothing();

    reading.value[RESOURCE_CPU] = cpu;
    reading.value[RESOURCE_MEMORY] = memory;
    resources_add(r, 0, &reading, steady);
}

static const struct snapshot_resource *view(struct resources *r)
{
    size_t count;
    const struct snapshot_resource *seen = resources_view(r, true, &count);

    assert_equal_u64("components", count, 1);
    return seen;
}

static void summaries_are_of_all_seconds(void **state)
{
    struct resources *r = resources_new(&api, 1);
    const struct resource_summary *cpu;
    const struct snapshot_resource *seen;

    for (int i = 1; i <= 100; i++)
        add(r, i / 100.0, 5000, true);
    seen = view(r);
    cpu = &seen->summary[RESOURCE_CPU];
    assert_equal_u64("count", cpu->count, 100);
    assert_near_double("mean", cpu->mean, 0.505, 1e-9);
    assert_near_double("max", cpu->max, 1, 0);
    assert_near_double("last", cpu->last, 1, 0);
    assert_near_double("p95", cpu->p95, 0.95, 1e-6);
    assert_false(cpu->has_slope); /* CPU that rises is no leak */
    assert_true(seen->summary[RESOURCE_MEMORY].has_slope);
    assert_near_double("slope", seen->summary[RESOURCE_MEMORY].slope, 0, 0);
    assert_equal_u64("unknown", seen->summary[RESOURCE_CONNECTIONS].count, 0);
    assert_equal_u64("points", seen->point_count, 100);
    resources_free(r);
}

static void seconds_without_a_reading_are_a_gap_and_no_zero(void **state)
{
    struct resources *r = resources_new(&api, 1);
    struct resource_reading nothing = resource_reading_nothing();
    const struct snapshot_resource *seen;

    add(r, 0.5, 100, true);
    resources_add(r, 0, &nothing, true);
    nothing.restarted = true;
    resources_add(r, 0, &nothing, true);
    add(r, 0.7, 100, true);
    seen = view(r);
    assert_equal_u64("seconds", seen->seconds, 4);
    assert_equal_u64("missing", seen->missing, 2);
    assert_equal_u64("restarts", seen->restarts, 1);
    assert_near_double("mean", seen->summary[RESOURCE_CPU].mean, 0.6, 1e-9);
    assert_true(isnan(seen->points[1].value[RESOURCE_CPU]));
    resources_free(r);
}

static void the_slope_leaves_out_the_seconds_in_which_users_come(void **state)
{
    struct resources *r = resources_new(&api, 1);
    const struct resource_summary *memory;

    for (int i = 0; i < 50; i++)
        add(r, 0, 1000.0 * i, false);
    assert_false(view(r)->summary[RESOURCE_MEMORY].has_slope);
    for (int i = 0; i < 50; i++)
        add(r, 0, 50000 + 3.0 * i, true);
    memory = &view(r)->summary[RESOURCE_MEMORY];
    assert_true(memory->has_slope);
    assert_near_double("slope", memory->slope, 3, 0.01);
    resources_free(r);
}

/* 5 s of ramp to each stage, 10 s until its connections and caches are there, 45 s of nothing else but the leak. */
static struct resource_summary memory_of_stages(double per_second)
{
    struct resources *r = resources_new(&api, 1);
    struct resource_summary memory;
    double level = 1000, leaked = 0;

    for (int stage = 0; stage < 4; stage++) {
        for (int i = 0; i < 60; i++) {
            level += i < 5 ? 200 : i < 15 ? 50 : 0;
            leaked += per_second;
            add(r, 0, level + leaked, i >= 5);
        }
    }
    memory = view(r)->summary[RESOURCE_MEMORY];
    resources_free(r);
    return memory;
}

static void memory_that_steps_with_the_stages_is_no_leak(void **state)
{
    struct resource_summary memory = memory_of_stages(0);

    assert_true(memory.has_slope);
    assert_near_double("slope", memory.slope, 0, 1e-6);
    assert_true(memory.slope_low <= 0);
}

static void memory_that_grows_in_every_stage_is_one(void **state)
{
    struct resource_summary memory = memory_of_stages(7);

    assert_near_double("slope", memory.slope, 7, 1e-3);
    assert_true(memory.slope_low > 6.9);
}

static void a_reset_begins_the_summaries_anew_and_keeps_the_points(void **state)
{
    struct resources *r = resources_new(&api, 1);
    const struct snapshot_resource *seen;

    for (int i = 0; i < 20; i++)
        add(r, 3, 9000, true);
    resources_reset(r);
    assert_equal_u64("nothing yet", view(r)->summary[RESOURCE_CPU].count, 0);
    for (int i = 0; i < 20; i++)
        add(r, 0.25, 100, true);
    seen = view(r);
    assert_near_double("max", seen->summary[RESOURCE_CPU].max, 0.25, 0);
    assert_near_double("p95", seen->summary[RESOURCE_MEMORY].p95, 100, 0);
    assert_equal_u64("points", seen->point_count, 40);
    resources_clear(r);
    assert_equal_u64("points of a new run", view(r)->point_count, 0);
    resources_free(r);
}

static void the_hit_rate_of_a_run_is_weighed_by_lookups(void **state)
{
    struct resources *r = resources_new(&api, 1);
    struct resource_reading reading = resource_reading_nothing();

    reading.value[RESOURCE_LOOKUPS] = 1000;
    reading.value[RESOURCE_HIT_RATE] = 0.9;
    resources_add(r, 0, &reading, true);
    reading.value[RESOURCE_LOOKUPS] = 1;
    reading.value[RESOURCE_HIT_RATE] = 0;
    resources_add(r, 0, &reading, true);
    assert_near_double("rate", view(r)->summary[RESOURCE_HIT_RATE].mean, 900.0 / 1001, 1e-9);
    resources_free(r);
}

static void a_long_run_has_wider_points_and_the_same_summary(void **state)
{
    enum { seconds = 5 * LIMIT_RESOURCE_POINTS + 77 };
    struct resources *r = resources_new(&api, 1);
    const struct snapshot_resource *seen;
    uint64_t covered = 0;

    for (int i = 0; i < seconds; i++)
        add(r, (i % 10) / 10.0, 1e6 + 10.0 * i, true);
    seen = view(r);
    assert_true(seen->point_count <= LIMIT_RESOURCE_POINTS);
    for (size_t i = 0; i < seen->point_count; i++) {
        assert_equal_u64("second", seen->points[i].second, covered);
        covered += seen->points[i].seconds;
    }
    assert_equal_u64("seconds covered", covered, seconds);
    assert_near_double("mean", seen->summary[RESOURCE_CPU].mean, 0.45, 1e-3);
    assert_near_double("max", seen->summary[RESOURCE_CPU].max, 0.9, 0);
    assert_near_double("slope", seen->summary[RESOURCE_MEMORY].slope, 10, 0.01);
    resources_free(r);
}

static void the_95th_percentile_is_the_one_of_the_sorted_values(void **state)
{
    for (int count = 1; count < 60; count++) {
        struct resources *r = resources_new(&api, 1);
        int rank = (95 * count + 99) / 100;

        for (int i = 0; i < count; i++)
            add(r, 0, (i * 37) % count, true); /* some order, with repetitions where 37 divides it */
        if (count != 37)
            assert_near_double("p95", view(r)->summary[RESOURCE_MEMORY].p95, rank - 1, 0);
        resources_free(r);
    }
}

TEST_MAIN(TEST(summaries_are_of_all_seconds), TEST(seconds_without_a_reading_are_a_gap_and_no_zero),
          TEST(the_slope_leaves_out_the_seconds_in_which_users_come), TEST(memory_that_steps_with_the_stages_is_no_leak),
          TEST(memory_that_grows_in_every_stage_is_one), TEST(a_reset_begins_the_summaries_anew_and_keeps_the_points),
          TEST(the_hit_rate_of_a_run_is_weighed_by_lookups), TEST(a_long_run_has_wider_points_and_the_same_summary),
          TEST(the_95th_percentile_is_the_one_of_the_sorted_values))
