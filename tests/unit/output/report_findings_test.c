/* SPDX-License-Identifier: MIT */
/* output/report_findings_test.c - each rule of the recommendations is seen to apply, alone, and nearly to apply
 *
 * All begin with a calm run, about which no rule has anything to say.
 */
#include "output/report.h"

#include "base/mem.h"
#include "judgement_fixture.h"
#include "stats/confidence.h"
#include "verdict/comparison.h"

#define SERIES 90
#define THIRD  60 /* the last third begins here */
#define CHECK  0  /* the check that tests change */

struct calm {
    struct fixture f;
    struct judgement_fixture judged;
    struct series_point series[SERIES];
    struct snapshot_resource watched[2]; /* the generator, a component of the service */
    struct histogram *slow;
};

static void calm_init(struct calm *c)
{
    *c = (struct calm){0};
    fixture_init(&c->f);
    judgement_fixture_init(&c->judged);
    for (uint32_t i = 0; i < SERIES; i++)
        c->series[i] = (struct series_point){
            .second = i, .seconds = 1, .requests = 100, .users = 10, .response_95_ns = 10 * NANOS_PER_MILLI, .cpu = 0.1f};
    c->f.snapshot.series = c->series;
    c->f.snapshot.series_count = SERIES;
    c->f.snapshot.error_count = 0;
    c->f.snapshot.total.failed = c->f.rows[1].failed = 0;
    c->f.info.judgement = &c->judged.judgement;
    c->judged.judgement.check_count = 1;
    c->judged.judgement.failed = 0;
    c->judged.judgement.validity.level = VALIDITY_VALID;
    c->watched[0] = (struct snapshot_resource){.component = {TEXT("generator"), TEXT("self")}, .seconds = SERIES};
    c->watched[1] = (struct snapshot_resource){.component = {TEXT("a|pi"), TEXT("pid:1")}, .seconds = SERIES};
    c->f.snapshot.resources = c->watched;
    c->f.snapshot.resource_count = COUNT(c->watched);
    c->slow = histogram_new();
}

static void calm_free(struct calm *c)
{
    histogram_free(c->slow);
    fixture_free(&c->f);
}

static void set_check(struct calm *c, const char *text, struct check_value value, enum check_state state)
{
    judgement_fixture_check(&c->judged, CHECK, text, value, state);
}

static void set_last_third(struct calm *c, uint64_t requests, uint64_t p95_us)
{
    for (uint32_t i = THIRD; i < SERIES; i++) {
        c->series[i].requests = requests;
        c->series[i].response_95_ns = p95_us * NANOS_PER_MICRO;
    }
}

/* ---- what makes a rule apply, and what nearly does ---- */

static void be_spoiled(struct calm *c)
{
    c->judged.judgement.validity.level = VALIDITY_DEGRADED;
}

static void have_no_checks(struct calm *c)
{
    c->judged.judgement.check_count = 0;
}

static void compare(struct calm *c, enum comparison_word word)
{
    static const struct comparison_metric rate = {.kind = COMPARISON_RATE, .name = "rps"};
    static struct compared_name all;
    static struct comparison_rank ranked;
    static struct comparison comparison;

    all = (struct compared_name){.name = TEXT("Aggregated"),
                                 .at = {{.metric = &rate, .word = word, .base = 100, .now = 24, .relative = -0.76}}};
    ranked = (struct comparison_rank){&all, &all.at[0]};
    comparison = (struct comparison){.metrics = {.at = {rate}, .count = 1},
                                     .names = &all,
                                     .name_count = 1,
                                     .ranked = &ranked,
                                     .ranked_count = 1,
                                     .base_label = "run 7 | x",
                                     .now_label = "this run"};
    comparison.words[word] = 1;
    c->f.info.comparison = &comparison;
}

static void get_worse(struct calm *c)
{
    compare(c, COMPARISON_REGRESSION);
}

static void get_better(struct calm *c)
{
    compare(c, COMPARISON_IMPROVEMENT);
}

static void break_a_check(struct calm *c)
{
    set_check(c, "p95 < 200ms", (struct check_value){true, 300e6, 1000}, CHECK_FAILS);
    histogram_record_many(c->slow, 300 * NANOS_PER_MILLI, 30);
    c->f.rows[1].response_histogram = c->slow;
}

static void break_a_check_that_asks_for_more(struct calm *c)
{
    break_a_check(c);
    set_check(c, "p95 > 1s", (struct check_value){true, 300e6, 1000}, CHECK_FAILS);
}

static void break_a_check_of_nothing(struct calm *c)
{
    set_check(c, "p95 < 200ms for AuthUser", (struct check_value){0}, CHECK_FAILS);
}

static void break_a_check_of_a_component(struct calm *c)
{
    set_check(c, "cpu(api) < 80%", (struct check_value){0}, CHECK_FAILS);
}

static void break_a_check_of_a_slope(struct calm *c)
{
    set_check(c, "rss_slope(api) < 1MB/min", (struct check_value){0}, CHECK_FAILS);
}

static void break_a_check_of_a_metric(struct calm *c)
{
    set_check(c, "metric(\"hits\").avg > 0.7", (struct check_value){0}, CHECK_FAILS);
}

static void let_a_check_wait(struct calm *c)
{
    set_check(c, "p95 < 200ms", (struct check_value){true, 300e6, 1000}, CHECK_WAITS);
}

static void fail_one_in_a_hundred(struct calm *c)
{
    c->f.snapshot.total.failed = c->f.rows[1].failed = 1;
}

static void fail_one_in_101(struct calm *c)
{
    fail_one_in_a_hundred(c);
    c->f.snapshot.total.requests = 101;
}

static void have_few_samples(struct calm *c)
{
    set_check(c, "p99.9 < 1s", (struct check_value){true, 3e8, 999}, CHECK_PASSES);
    judgement_fixture_check(&c->judged, 1, "p95 < 1s", (struct check_value){true, 3e8, 9}, CHECK_PASSES);
    c->judged.judgement.check_count = 2;
    c->judged.results[CHECK].few_samples = c->judged.results[1].few_samples = true;
}

static void have_enough_samples(struct calm *c)
{
    have_few_samples(c);
    c->judged.results[CHECK].few_samples = c->judged.results[1].few_samples = false;
}

static void last_29_seconds(struct calm *c)
{
    c->f.snapshot.series_count = 29;
}

static void last_30_seconds(struct calm *c)
{
    c->f.snapshot.series_count = 30;
}

static void use_71_percent(struct calm *c)
{
    c->series[70].cpu = 0.71f;
}

static void use_69_percent(struct calm *c)
{
    c->series[70].cpu = 0.69f;
}

static void rise_by_half(struct calm *c)
{
    set_last_third(c, 100, 15000);
}

static void rise_by_less_than_half(struct calm *c)
{
    set_last_third(c, 100, 14900);
}

static void rise_where_it_does_not_matter(struct calm *c)
{
    for (uint32_t i = 0; i < SERIES; i++)
        c->series[i].response_95_ns = NANOS_PER_MILLI;
    set_last_third(c, 100, 4900);
}

static void fall_by_a_tenth(struct calm *c)
{
    set_last_third(c, 89, 10000);
}

static void fall_by_less_than_a_tenth(struct calm *c)
{
    set_last_third(c, 91, 10000);
}

static void do_nothing_for_long(struct calm *c)
{
    for (uint32_t i = 0; i < SERIES; i++)
        c->series[i].requests = 0;
}

static void grow(struct calm *c, double low_per_minute)
{
    c->watched[1].summary[RESOURCE_MEMORY] = (struct resource_summary){.count = SERIES,
                                                                       .mean = 100e6,
                                                                       .max = 100e6,
                                                                       .last = 100e6,
                                                                       .has_slope = true,
                                                                       .slope = low_per_minute / 30,
                                                                       .slope_low = low_per_minute / 60,
                                                                       .slope_high = low_per_minute / 20};
}

static void leak_a_hundredth_a_minute(struct calm *c)
{
    grow(c, 1.01e6);
}

static void leak_less(struct calm *c)
{
    grow(c, 0.99e6);
}

static void leak_of_the_generator(struct calm *c)
{
    grow(c, 1.01e6);
    c->watched[0].summary[RESOURCE_MEMORY] = c->watched[1].summary[RESOURCE_MEMORY];
    c->watched[1].summary[RESOURCE_MEMORY] = (struct resource_summary){0};
}

static void end_without_memory(struct calm *c)
{
    grow(c, 0);
    c->watched[1].summary[RESOURCE_MEMORY].last = 0;
}

static void keep_a_check_barely(struct calm *c)
{
    set_check(c, "p95 < 200ms", (struct check_value){true, 182e6, 1000}, CHECK_PASSES);
}

static void keep_a_check_well(struct calm *c)
{
    set_check(c, "p95 < 200ms", (struct check_value){true, 179e6, 1000}, CHECK_PASSES);
}

static void succeed_barely(struct calm *c)
{
    set_check(c, "success_rate >= 95%", (struct check_value){true, 0.954, 1000}, CHECK_PASSES);
}

static void succeed_well(struct calm *c)
{
    set_check(c, "success_rate >= 95%", (struct check_value){true, 0.999, 1000}, CHECK_PASSES);
}

static void connect_for_half(struct calm *c)
{
    c->f.snapshot.total.new_connections = 50;
}

static void connect_for_less(struct calm *c)
{
    c->f.snapshot.total.new_connections = 49;
}

static void connect_as_told(struct calm *c)
{
    c->f.snapshot.total.new_connections = 100;
    c->f.plan.http.no_keepalive = true;
}

static void have_a_tail(struct calm *c, uint64_t count, uint64_t p50_us, uint64_t p99_us)
{
    struct duration_summary *d = &c->f.snapshot.total.response;

    d->count = count;
    d->quantile_ns[QUANTILE_50] = p50_us * NANOS_PER_MICRO;
    d->quantile_ns[QUANTILE_99] = p99_us * NANOS_PER_MICRO;
    histogram_record_many(c->slow, p99_us * NANOS_PER_MICRO, 30);
    c->f.rows[0].response_histogram = c->slow;
}

static void have_a_long_tail(struct calm *c)
{
    have_a_tail(c, 100000, 10000, 200000);
}

static void have_a_shorter_tail(struct calm *c)
{
    have_a_tail(c, 100000, 10000, 199000);
}

static void have_a_tail_that_does_not_matter(struct calm *c)
{
    have_a_tail(c, 100000, 1000, 49000);
}

static void have_a_tail_of_few(struct calm *c)
{
    have_a_tail(c, confidence_samples_needed(0.99) - 1, 10000, 200000);
}

static void vary(struct calm *c, uint64_t by)
{
    for (uint32_t i = 0; i < SERIES; i++)
        c->series[i].requests = i % 2 ? 100 - by : 100 + by;
}

static void vary_by_40(struct calm *c)
{
    vary(c, 40);
}

static void vary_by_30(struct calm *c)
{
    vary(c, 30);
}

/* ---- the rules ---- */

/* In what `applies` makes of a calm run, one rule says `says`; in what `nearly` makes of it, none says anything. */
static const struct {
    void (*applies)(struct calm *c);
    const char *rule, *says;
    void (*nearly[3])(struct calm *c);
} cases[] = {
    {be_spoiled, "Measure again", "the verdict is DEGRADED, for busy (limit 80 %): use less", {0}},
    {have_no_checks, "Set limits", "0 checks were given", {0}},
    {get_worse, "Find out what changed", "since run 7 \\| x: regression", {get_better}},
    {break_a_check,
     "Bring within its limit",
     "p95 \\< 200ms was 300 ms, allowed 200 ms, margin -50 %; look first at POST /data, which has 100.00 % of the requests "
     "beyond",
     {let_a_check_wait}},
    {break_a_check_that_asks_for_more, "Bring within its limit", "p95 > 1s was 300 ms, allowed 1.00 s, margin -70 %\n", {0}},
    {break_a_check_of_nothing, "Make sure that this can be judged", "counts as broken: no requests\n", {0}},
    {break_a_check_of_a_component, "Make sure that this can be judged", "counts as broken: nothing was measured\n", {0}},
    {break_a_check_of_a_slope, "Make sure that this can be judged", "broken: needs 10 s with a steady number of users\n", {0}},
    {break_a_check_of_a_metric, "Make sure that this can be judged", "broken: no values\n", {0}},
    {fail_one_in_a_hundred,
     "Find out why requests fail",
     "1.00 % of them did, 100.00 % of these at POST /data",
     {fail_one_in_101}},
    {have_few_samples, "Measure more requests", "for p99.9 \\< 1s: it rests on 999 of the ", {have_enough_samples}},
    {last_29_seconds, "Run longer", "the steady state lasted 29 s", {last_30_seconds}},
    {use_71_percent, "Give the generator room", "its busiest second took 71 % of a core", {use_69_percent}},
    {rise_by_half,
     "Look for something that fills up",
     "rose from 10.0 ms in the first third to 15.0 ms in the last",
     {rise_by_less_than_half, rise_where_it_does_not_matter}},
    {fall_by_a_tenth,
     "Find out what slows the service down",
     "the rate fell from 100.0 to 89.0 requests a second",
     {fall_by_less_than_a_tenth, do_nothing_for_long}},
    {leak_a_hundredth_a_minute,
     "Look for a leak",
     "in a\\|pi: its memory, 95.4 MiB at the end, grew by at least 986.3 KiB a minute",
     {leak_less, end_without_memory, leak_of_the_generator}},
    {keep_a_check_barely, "Watch", "p95 \\< 200ms: it was kept with 182 ms, a margin of +9 %", {keep_a_check_well}},
    {succeed_barely, "Watch", "success_rate >= 95%: it was kept with 95.4 %, a margin of", {succeed_well}},
    {connect_for_half,
     "Keep connections alive",
     "50 were opened for 100 requests, each in 1.00 ms",
     {connect_for_less, connect_as_told}},
    {have_a_long_tail,
     "Look at the slowest hundredth",
     "p99 (200 ms) is 20 times p50 (10.0 ms); 100.00 % of it is GET /items",
     {have_a_shorter_tail, have_a_tail_that_does_not_matter, have_a_tail_of_few}},
    {vary_by_40, "Look at the single seconds", "varied by 40 %, between 60.0 and 140.0", {vary_by_30}},
};

static char *recommendations(void (*change)(struct calm *c))
{
    struct buffer out;
    struct calm c;
    char *text;

    calm_init(&c);
    if (change)
        change(&c);
    buffer_init(&out, 1 << 20);
    report_write(&c.f.snapshot, &c.f.info, 0, &out);
    text = strstr(buffer_cstring(&out), "## Recommendations\n");
    assert_non_null(text);
    text = mem_strdup(text);
    buffer_free(&out);
    calm_free(&c);
    return text;
}

static size_t count_points(const char *text)
{
    size_t points = 0;

    for (const char *p = strstr(text, "\n* **"); p; p = strstr(p + 1, "\n* **"))
        points++;
    return points;
}

static void a_rule_applies_alone_and_says_on_which_numbers(void **state)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *text = recommendations(cases[i].applies), head[64];

        snprintf(head, sizeof head, "\n* **%s**", cases[i].rule);
        if (count_points(text) != 1 || !strstr(text, head) || !strstr(text, cases[i].says))
            fail_msg("wanted, alone: %s ... %s\ngot: %s", cases[i].rule, cases[i].says, text);
        mem_free(text);
    }
}

static void a_rule_that_nearly_applies_says_nothing(void **state)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (size_t n = 0; n < COUNT(cases[i].nearly) && cases[i].nearly[n]; n++) {
            char *text = recommendations(cases[i].nearly[n]);

            if (count_points(text) > 0)
                fail_msg("%s, nearly (%zu): %s", cases[i].rule, n, text);
            mem_free(text);
        }
    }
}

static void each_rule_has_its_case(void **state)
{
    char *text = recommendations(NULL), wanted[64];
    size_t different = 0;

    for (size_t i = 0; i < COUNT(cases); i++)
        different += i == 0 || strcmp(cases[i].rule, cases[i - 1].rule) != 0;
    snprintf(wanted, sizeof wanted, "None of the %zu rules applies.", different);
    if (!strstr(text, wanted))
        fail_msg("wanted: %s\ngot: %s", wanted, text);
    mem_free(text);
}

TEST_MAIN(TEST(a_rule_applies_alone_and_says_on_which_numbers), TEST(a_rule_that_nearly_applies_says_nothing),
          TEST(each_rule_has_its_case))
