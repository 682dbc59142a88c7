/* SPDX-License-Identifier: MIT */
/* monitor_test.c - components are looked at once a second beside the loop, one that goes is a gap, and the end waits for nobody
 */
#include "monitor/monitor.h"

#include "tree.h"

#include "base/clock.h"
#include "base/log.h"

struct test {
    struct tree tree;
    struct loop *loop;
    struct fibers *fibers;
    struct monitor *monitor;
    void (*on_fiber)(struct test *t);
};

static void run(void *argument)
{
    struct test *t = argument;

    monitor_begin(t->monitor, clock_now() + 20 * NANOS_PER_SECOND);
    t->on_fiber(t);
    loop_stop(t->loop);
}

/* `specs` are read, watched on a tree of one process, and ended. */
static void watch(const char *const *specs, size_t count, void (*on_fiber)(struct test *t))
{
    struct test t = {.on_fiber = on_fiber};
    struct monitor_spec read[4];
    struct monitor_problem problem;
    struct plan_http http = {.insecure = true};
    struct monitor_setup setup = {.http = &http, .specs = read, .count = count, .root = t.tree.root};
    char sentence[512] = "";

    log_set_level(LOG_CRITICAL);
    tree_begin(&t.tree);
    tree_process(&t.tree, 10, "api", 1, 100, 100, 0);
    tree_put(&t.tree, "proc/self/stat", "7 (me) S 1 1 1 0 -1 0 9 0 0 0 1 0 0 0 20 0 2 0 5 1000000 100 0\n");
    for (size_t i = 0; i < count; i++)
        assert_true(monitor_spec_read(text_from(specs[i]), &read[i], &problem));
    t.loop = loop_new();
    setup.fibers = t.fibers = fibers_new(t.loop, NULL);
    t.monitor = monitor_new(&setup, sentence, sizeof sentence);
    assert_equal_string("problem", sentence, "");
    fiber_start(t.fibers, run, &t, "test");
    loop_run(t.loop);
    monitor_free(t.monitor);
    fibers_free(t.fibers);
    loop_free(t.loop);
    tree_end(&t.tree);
}

static double memory_of(struct test *t, size_t place)
{
    struct resource_reading reading;

    monitor_take(t->monitor, place, &reading);
    return reading.value[RESOURCE_MEMORY];
}

static void sleep_until_gone(struct test *t, size_t place)
{
    uint64_t until = clock_now() + 20 * NANOS_PER_SECOND;

    while (!isnan(memory_of(t, place)) && clock_now() < until)
        assert_int_equal(fiber_sleep_until(clock_now() + NANOS_PER_SECOND / 20), OK);
}

static void look_and_lose(struct test *t)
{
    struct resource_reading reading;

    monitor_take(t->monitor, 1, &reading);
    assert_near_double("memory", reading.value[RESOURCE_MEMORY], 100 * (double)sysconf(_SC_PAGESIZE), 0);
    assert_near_double("CPU of one that does nothing", reading.value[RESOURCE_CPU], 0, 0);
    assert_true(isnan(memory_of(t, 2)));
    tree_remove(&t->tree, "proc/10");
    sleep_until_gone(t, 1);
    assert_true(isnan(memory_of(t, 1)));
}

static void a_component_that_goes_is_a_gap(void **state)
{
    static const char *const specs[] = {"api=pid:10", "never=exe:nothing"};

    watch(specs, COUNT(specs), look_and_lose);
}

static void leave_at_once(struct test *t)
{
    assert_equal_u64("components", monitor_count(t->monitor), 4);
}

static void the_end_waits_for_nobody(void **state)
{
    static const char *const specs[] = {"page=http://127.0.0.1:1/metrics", "cache=redis://127.0.0.1:1", "api=exe:api"};
    uint64_t begun = clock_now();

    watch(specs, COUNT(specs), leave_at_once);
    assert_true(clock_now() - begun < 15 * NANOS_PER_SECOND);
}

static void what_can_never_be_watched_is_refused_by_name(void **state)
{
    struct loop *loop = loop_new();
    struct fibers *fibers = fibers_new(loop, NULL);
    struct monitor_spec spec = {TEXT("page"), MONITOR_PAGE, TEXT("http://a b/")};
    struct plan_http http = {.insecure = true};
    struct monitor_setup setup = {.fibers = fibers, .http = &http, .specs = &spec, .count = 1};
    char problem[512] = "";

    assert_null(monitor_new(&setup, problem, sizeof problem));
    assert_true(strncmp(problem, "--monitor page: ", 16) == 0);
    fibers_free(fibers);
    loop_free(loop);
}

TEST_MAIN(TEST(a_component_that_goes_is_a_gap), TEST(the_end_waits_for_nobody),
          TEST(what_can_never_be_watched_is_refused_by_name))
