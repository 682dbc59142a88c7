/* SPDX-License-Identifier: MIT */
/* resource_rows_test.c - what components used comes back from the store as it was, in each second of a long run */
#include "store/resource_rows.h"

#include "stored.h"

#include "base/limits.h"
#include "stats/resources.h"

static const struct resource_component components[] = {
    {{"generator", 9}, {"this process", 12}}, {{"api", 3}, {"pid:4711", 8}}, {{"db", 2}, {"postgresql://***@h/d", 20}}};

static void add_second(struct resources *r, unsigned i)
{
    struct resource_reading api = resource_reading_nothing(), nothing = resource_reading_nothing();

    api.value[RESOURCE_CPU] = 0.25 + i % 4;
    api.value[RESOURCE_MEMORY] = 1e9 + 4096.0 * i;
    api.memory_limit = 4e9;
    api.restarted = i == 7;
    resources_add(r, 0, &nothing, true);
    resources_add(r, 1, i % 10 == 9 ? &nothing : &api, i % 2);
    resources_add(r, 2, &nothing, true);
}

static void assert_same_number(const char *name, double got, double wanted)
{
    if (got != wanted && !(isnan(got) && isnan(wanted)))
        fail_msg("%s: got %g, wanted %g", name, got, wanted);
}

static void assert_same_resource(const struct snapshot_resource *got, const struct snapshot_resource *wanted)
{
    assert_true(text_equal(got->component.name, wanted->component.name));
    assert_true(text_equal(got->component.source, wanted->component.source));
    assert_equal_u64("seconds", got->seconds, wanted->seconds);
    assert_equal_u64("missing", got->missing, wanted->missing);
    assert_equal_u64("restarts", got->restarts, wanted->restarts);
    assert_same_number("memory limit", got->memory_limit, wanted->memory_limit);
    assert_same_number("connections limit", got->connections_limit, wanted->connections_limit);
    for (size_t m = 0; m < RESOURCE_MEASURES; m++) {
        const struct resource_summary *g = &got->summary[m], *w = &wanted->summary[m];

        assert_equal_u64("count", g->count, w->count);
        if (w->count == 0)
            continue;
        assert_same_number("mean", g->mean, w->mean);
        assert_same_number("max", g->max, w->max);
        assert_same_number("last", g->last, w->last);
        assert_same_number("p95", g->p95, w->p95);
        assert_int_equal(g->has_slope, w->has_slope);
        assert_same_number("slope", g->slope, w->slope);
        assert_same_number("low", g->slope_low, w->slope_low);
        assert_same_number("high", g->slope_high, w->slope_high);
    }
    assert_equal_u64("points", got->point_count, wanted->point_count);
    for (size_t i = 0; i < got->point_count; i++) {
        assert_equal_u64("second", got->points[i].second, wanted->points[i].second);
        assert_equal_u64("width", got->points[i].seconds, wanted->points[i].seconds);
        assert_int_equal(got->points[i].steady, wanted->points[i].steady);
        for (size_t m = 0; m < RESOURCE_MEASURES; m++)
            assert_same_number("value", (double)got->points[i].value[m], (double)wanted->points[i].value[m]);
    }
}

static void assert_kept(struct stored *it, struct run_writer *w)
{
    struct stored_run run;

    assert_fine(it, stored_run_read(&run, it->store, run_writer_run(w)));
    assert_equal_u64("components", run.snapshot.resource_count, it->snapshot.resource_count);
    for (size_t i = 0; i < run.snapshot.resource_count; i++)
        assert_same_resource(&run.snapshot.resources[i], &it->snapshot.resources[i]);
    stored_run_free(&run);
}

static void resources_come_back_in_each_second_of_a_long_run(void **state)
{
    struct stored *it = *state;
    struct resources *r = resources_new(components, COUNT(components));
    struct run_writer *w = stored_writer(it);

    for (unsigned i = 0; i < LIMIT_RESOURCE_POINTS + 10; i++) {
        add_second(r, i);
        /* Not each second is written, as when the database is slow. */
        if (i > 20 && i % 500 > 2 && i < LIMIT_RESOURCE_POINTS - 2)
            continue;
        it->snapshot.resources = resources_view(r, true, &it->snapshot.resource_count);
        assert_fine(it, stored_tick(w, &it->snapshot));
        if (i < 20 || i % 1000 == 0 || i > LIMIT_RESOURCE_POINTS - 2)
            assert_kept(it, w);
    }
    run_writer_free(w);
    resources_free(r);
}

static void a_reset_takes_the_former_summaries_away(void **state)
{
    struct stored *it = *state;
    struct resources *r = resources_new(components, COUNT(components));
    struct run_writer *w = stored_writer(it);

    for (unsigned i = 0; i < 8; i++)
        add_second(r, i);
    it->snapshot.resources = resources_view(r, true, &it->snapshot.resource_count);
    assert_fine(it, stored_tick(w, &it->snapshot));
    resources_reset(r);
    it->snapshot.resources = resources_view(r, true, &it->snapshot.resource_count);
    assert_fine(it, stored_tick(w, &it->snapshot));
    assert_kept(it, w);
    run_writer_free(w);
    resources_free(r);
}

TEST_MAIN(TEST_STORED(resources_come_back_in_each_second_of_a_long_run), TEST_STORED(a_reset_takes_the_former_summaries_away))
