/* SPDX-License-Identifier: MIT */
/* check_resource_test.c - checks of what components use: how they are read, what they are worth, over the run and over windows */
#include "judging.h"

#include "verdict/check_resource.h"

struct good {
    const char *text, *component;
    enum resource_measure measure;
    enum check_aggregate aggregate;
    enum check_unit unit;
    double limit;
};

static const struct good good[] = {
    {"cpu(api) < 80%", "api", RESOURCE_CPU, CHECK_RESOURCE_MEAN, CHECK_SHARE, 0.8},
    {"cpu(api) < 350%", "api", RESOURCE_CPU, CHECK_RESOURCE_MEAN, CHECK_SHARE, 3.5},
    {"max cpu(web-1.x) <= 1.5", "web-1.x", RESOURCE_CPU, CHECK_RESOURCE_MAX, CHECK_SHARE, 1.5},
    {"p95 cpu(generator) < 90 %", "generator", RESOURCE_CPU, CHECK_RESOURCE_P95, CHECK_SHARE, 0.9},
    {"cpu(api) < 80% for 30s", "api", RESOURCE_CPU, CHECK_RESOURCE_MEAN, CHECK_SHARE, 0.8},
    {"memory(api) < 512MB", "api", RESOURCE_MEMORY, CHECK_RESOURCE_MAX, CHECK_BYTES, 512e6},
    {"rss(api)<1.5GiB", "api", RESOURCE_MEMORY, CHECK_RESOURCE_MAX, CHECK_BYTES, 1.5 * (1 << 30)},
    {"avg memory(api) < 100 kB", "api", RESOURCE_MEMORY, CHECK_RESOURCE_MEAN, CHECK_BYTES, 100e3},
    {"last memory(api) < 100MB", "api", RESOURCE_MEMORY, CHECK_RESOURCE_LAST, CHECK_BYTES, 100e6},
    {"rss_slope(api) < 1MB/min", "api", RESOURCE_MEMORY, CHECK_RESOURCE_SLOPE, CHECK_BYTES_PER_SECOND, 1e6 / 60},
    {"memory_slope(api) > -1KiB/s abort", "api", RESOURCE_MEMORY, CHECK_RESOURCE_SLOPE, CHECK_BYTES_PER_SECOND, -1024},
    {"memory_slope(api) < 36MB/h", "api", RESOURCE_MEMORY, CHECK_RESOURCE_SLOPE, CHECK_BYTES_PER_SECOND, 1e4},
    {"fds(api) < 1000", "api", RESOURCE_DESCRIPTORS, CHECK_RESOURCE_MAX, CHECK_NUMBER, 1000},
    {"fds_slope(api) <= 6/min", "api", RESOURCE_DESCRIPTORS, CHECK_RESOURCE_SLOPE, CHECK_PER_SECOND, 0.1},
    {"threads(api) == 4", "api", RESOURCE_THREADS, CHECK_RESOURCE_MAX, CHECK_NUMBER, 4},
    {"sent(api) < 10MB/s", "api", RESOURCE_SENT, CHECK_RESOURCE_MEAN, CHECK_BYTES_PER_SECOND, 10e6},
    {"max disk_write(db) < 10MiB/s", "db", RESOURCE_WRITTEN, CHECK_RESOURCE_MAX, CHECK_BYTES_PER_SECOND, 10485760},
    {"connections(db) < 90", "db", RESOURCE_CONNECTIONS, CHECK_RESOURCE_MAX, CHECK_NUMBER, 90},
    {"cache_hit_rate(redis) > 70%", "redis", RESOURCE_HIT_RATE, CHECK_RESOURCE_MEAN, CHECK_SHARE, 0.7},
};

static void good_checks_are_read_as_what_they_say(void **state)
{
    for (size_t i = 0; i < COUNT(good); i++) {
        struct check c = check_of(good[i].text);

        assert_true(c.metric == CHECK_RESOURCE);
        assert_true(text_equal(c.name, text_from(good[i].component)));
        if (c.resource.measure != good[i].measure || c.resource.aggregate != good[i].aggregate || c.unit != good[i].unit)
            fail_msg("%s: read as another value", good[i].text);
        assert_near_double(good[i].text, c.limit, good[i].limit, 1e-9 * fabs(good[i].limit));
    }
}

static const struct {
    const char *text, *sentence, *wrong;
} bad[] = {
    {"cpu < 80%", "of which component?", " "},
    {"cpu() < 80%", "a name is missing", ")"},
    {"cpu(api < 80%", "\")\" is missing", " "},
    {"max cpux(api) < 80%", "unknown value", "cpux"},
    {"cpux(api) < 80%", "unknown value", "cpux"},
    {"max rss_slope(api) < 1MB/min", "a slope is one number", "max rss_slope"},
    {"cpu(api) < 80MB", "unknown unit", "MB"},
    {"cache_hit_rate(r) > 170%", "a share is at most 1", "170%"},
    {"memory(api) < 512", "the unit is missing", ""},
    {"memory(api) < 5 0MB", "unknown unit", "0MB"},
    {"memory(api) < 512%", "this unit does not fit the value", "%"},
    {"memory(api) < 512ms", "this unit does not fit the value", "ms"},
    {"memory(api) < 512MB/s", "unknown unit", "MB/s"},
    {"memory(api) < -5MB", "it is never below 0", "-5MB"},
    {"rss_slope(api) < 1MB", "unknown unit", "MB"},
    {"rss_slope(api) < 1MB/week", "unknown unit", "MB/week"},
    {"rss_slope(api) < 1MB/min for 30s", "this is made of the whole run", "30s"},
    {"p95 cpu(api) < 1 for 30s", "this is made of the whole run", "30s"},
    {"cpu(api) < 80% for stage peak", "what a component uses has no stage", "stage peak"},
    {"cpu(api) < 80% for AuthUser", "what a component uses has no scope", "AuthUser"},
};

static void mistakes_are_marked_where_they_are(void **state)
{
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct check_problem problem = {0};
        struct check c;

        if (check_read(text_from(bad[i].text), &c, &problem))
            fail_msg("%s was read", bad[i].text);
        assert_equal_string(bad[i].text, problem.sentence, bad[i].sentence);
        if (*bad[i].wrong && strncmp(bad[i].text + problem.at, bad[i].wrong, problem.size) != 0)
            fail_msg("%s: marked \"%.*s\", wanted \"%s\"", bad[i].text, (int)problem.size, bad[i].text + problem.at,
                     bad[i].wrong);
    }
}

/* ---- values ---- */

struct watched {
    struct run run;
    struct resource_point points[JUDGING_SECONDS_MAX];
    struct snapshot_resource api;
};

static void watch(struct watched *w)
{
    run_begin(&w->run);
    w->api = (struct snapshot_resource){.component = {TEXT("api"), TEXT("pid:1")}, .points = w->points};
    w->run.s.resources = &w->api;
    w->run.s.resource_count = 1;
}

/* A second in which it used so much CPU; NAN: it was not there. */
static void second(struct watched *w, double cpu)
{
    struct resource_summary *s = &w->api.summary[RESOURCE_CPU];
    struct resource_point *p = &w->points[w->api.point_count++];

    run_second(&w->run, 10, 0, 1);
    *p = (struct resource_point){.second = w->api.seconds++, .seconds = 1};
    for (size_t m = 0; m < RESOURCE_MEASURES; m++)
        p->value[m] = NAN;
    p->value[RESOURCE_CPU] = (float)cpu;
    if (isnan(cpu))
        return;
    s->mean = (s->mean * s->count + cpu) / (s->count + 1);
    s->max = fmax(s->max, cpu);
    s->last = cpu;
    s->count++;
}

static double value_of(const struct watched *w, const char *text)
{
    struct check c = check_of(text);
    struct check_value v = check_value_of(&c, &w->run.s);

    return v.known ? v.value : NAN;
}

static void values_are_those_of_the_summary(void **state)
{
    struct watched w = {0};

    watch(&w);
    second(&w, 0.2);
    second(&w, 0.9);
    second(&w, 0.4);
    assert_near_double("mean", value_of(&w, "cpu(api) < 1"), 0.5, 1e-9);
    assert_near_double("max", value_of(&w, "max cpu(api) < 1"), 0.9, 1e-9);
    assert_near_double("last", value_of(&w, "last cpu(api) < 1"), 0.4, 1e-9);
    assert_true(isnan(value_of(&w, "memory(api) < 1MB")));
    assert_true(isnan(value_of(&w, "cpu(other) < 1")));
    run_end(&w.run);
}

static void a_slope_breaks_its_limit_only_when_it_is_sure(void **state)
{
    struct watched w = {0};
    struct resource_summary *memory = &w.api.summary[RESOURCE_MEMORY];
    struct check upper = check_of("rss_slope(api) < 60MB/min"), lower = check_of("rss_slope(api) > 60MB/min");
    struct check_value v;

    watch(&w);
    *memory = (struct resource_summary){.count = 60, .has_slope = true, .slope = 1.2e6, .slope_low = 0.5e6, .slope_high = 1.9e6};
    v = check_value_of(&upper, &w.run.s);
    assert_true(check_holds(&upper, v.value)); /* 1 MB/s is within what it may be */
    v = check_value_of(&lower, &w.run.s);
    assert_true(check_holds(&lower, v.value));
    memory->slope_low = 1.1e6;
    v = check_value_of(&upper, &w.run.s);
    assert_false(check_holds(&upper, v.value));
    memory->has_slope = false;
    assert_false(check_value_of(&upper, &w.run.s).known);
    run_end(&w.run);
}

static enum check_state judged(struct watched *w, const char *text, const double *cpu, size_t count)
{
    struct check c = check_of(text);
    struct judge *j = judge_new(&c, 1);
    enum check_state state;

    watch(w);
    for (size_t i = 0; i < count; i++) {
        second(w, cpu[i]);
        judge_tick(j, &w->run.s);
    }
    judge_finish(j, &w->run.s);
    state = judge_judgement(j)->checks[0].state;
    judge_free(j);
    run_end(&w->run);
    memset(w, 0, sizeof *w);
    return state;
}

static void a_window_has_to_hold_over_each_of_its_times(void **state)
{
    static const double peak[] = {0.1, 0.1, 1.0, 0.1, 0.1, 0.1, 0.1, 0.1};
    static const double sustained[] = {0.1, 0.1, 0.9, 0.9, 0.9, 0.1, 0.1, 0.1};
    struct watched w = {0};

    assert_int_equal(judged(&w, "cpu(api) < 80% for 3s", peak, COUNT(peak)), CHECK_PASSES);
    assert_int_equal(judged(&w, "cpu(api) < 80% for 3s", sustained, COUNT(sustained)), CHECK_FAILS);
    assert_int_equal(judged(&w, "cpu(api) < 80%", sustained, COUNT(sustained)), CHECK_PASSES);
    assert_int_equal(judged(&w, "max cpu(api) < 95% for 3s", peak, COUNT(peak)), CHECK_FAILS);
    assert_int_equal(judged(&w, "cpu(api) < 80% for 1m", peak, COUNT(peak)), CHECK_PASSES); /* as far as it went */
}

static void a_component_that_goes_away_is_judged_by_what_was_seen(void **state)
{
    static const double gone[] = {0.1, 0.1, 0.1, NAN, NAN, NAN, NAN, NAN};
    static const double never[] = {NAN, NAN, NAN, NAN};
    struct watched w = {0};

    assert_int_equal(judged(&w, "cpu(api) < 80%", gone, COUNT(gone)), CHECK_PASSES);
    assert_int_equal(judged(&w, "cpu(api) < 80% for 2s", gone, COUNT(gone)), CHECK_PASSES);
    assert_int_equal(judged(&w, "cpu(api) < 80%", never, COUNT(never)), CHECK_FAILS);
    assert_int_equal(judged(&w, "cpu(api) < 80% for 2s", never, COUNT(never)), CHECK_FAILS);
}

TEST_MAIN(TEST(good_checks_are_read_as_what_they_say), TEST(mistakes_are_marked_where_they_are),
          TEST(values_are_those_of_the_summary), TEST(a_slope_breaks_its_limit_only_when_it_is_sure),
          TEST(a_window_has_to_hold_over_each_of_its_times), TEST(a_component_that_goes_away_is_judged_by_what_was_seen))
