/* SPDX-License-Identifier: MIT */
/* Comparisons of single runs and of several: the words, their order, what is not compared, and what is said about it. */
#include "comparing.h"

#include "verdict/block_bootstrap.h"
#include "verdict/distribution_distance.h"
#include "verdict/validity.h"

static const struct service steady = {.seconds = 60, .requests = 40, .memory = 0.3, .level = 0.03};

static bool is_noted(const struct comparison *c, const char *part)
{
    for (size_t i = 0; i < c->note_count; i++)
        if (strstr(c->notes[i], part))
            return true;
    return false;
}

static void assert_noted(const struct comparison *c, const char *part)
{
    if (!is_noted(c, part))
        fail_msg("there is no note with \"%s\"; the first of %zu is \"%s\"", part, c->note_count,
                 c->note_count ? c->notes[0] : "");
}

/* Two runs, the second of a service that may differ. */
static void begin(struct synthetic s[2], struct service base, struct service now)
{
    synthetic_make(&s[0], base, 1);
    synthetic_make(&s[1], now, 2);
}

static void end(struct synthetic s[2], struct comparison *c)
{
    comparison_free(c);
    synthetic_free(&s[0]);
    synthetic_free(&s[1]);
}

static void a_slower_name_is_a_regression_and_comes_first(void **state)
{
    struct service base = steady, slow = steady;
    struct synthetic s[2];
    struct comparison c;

    base.names = slow.names = 3;
    slow.slow_name = 1.3;
    begin(s, base, slow);
    compare_synthetic(&c, &s[0], &s[1], 1, NULL);
    assert_word(&c, "/0", "p50", COMPARISON_REGRESSION);
    assert_word(&c, "/0", "mean", COMPARISON_REGRESSION);
    assert_word(&c, "/1", "p50", COMPARISON_NO_DIFFERENCE);
    assert_word(&c, "/0", "rps", COMPARISON_NO_DIFFERENCE);
    assert_word(&c, "/0", "fail_ratio", COMPARISON_NO_DIFFERENCE);
    assert_near_double("how much", compared_of(&c, "/0", "p50")->relative, 0.3, 0.06);
    assert_near_double("amount", compared_of(&c, "/0", "p50")->difference, 6e6, 1.2e6);
    assert_true(compared_of(&c, "/0", "p50")->low > 0);
    assert_int_equal(c.ranked[0].metric->word, COMPARISON_REGRESSION);
    assert_int_equal(c.ranked[c.ranked_count - 1].metric->word, COMPARISON_NO_DIFFERENCE);
    assert_int_equal(c.ranked_count, 4 * 7); /* Aggregated and three names */
    assert_equal_string("first", c.names[0].name.data, "Aggregated");
    end(s, &c);
}

static void a_faster_name_is_an_improvement(void **state)
{
    struct service fast = steady;
    struct synthetic s[2];
    struct comparison c;

    fast.slow_name = 0.7;
    begin(s, steady, fast);
    compare_synthetic(&c, &s[0], &s[1], 1, NULL);
    assert_word(&c, "/0", "p95", COMPARISON_IMPROVEMENT);
    assert_int_equal(c.words[COMPARISON_REGRESSION], 0);
    assert_int_equal(c.name_count, 1); /* a total of one name would be the same again */
    end(s, &c);
}

static void fewer_requests_and_more_failures_are_regressions(void **state)
{
    struct service worse = steady;
    struct synthetic s[2];
    struct comparison c;

    worse.requests = 30;
    worse.fail_ratio = 0.05;
    begin(s, steady, worse);
    compare_synthetic(&c, &s[0], &s[1], 1, NULL);
    assert_word(&c, "/0", "rps", COMPARISON_REGRESSION);
    assert_word(&c, "/0", "fail_ratio", COMPARISON_REGRESSION);
    assert_true(isnan(compared_of(&c, "/0", "fail_ratio")->relative));
    assert_near_double("share", compared_of(&c, "/0", "fail_ratio")->difference, 0.05, 0.015);
    end(s, &c);
}

/* The rule of three: of 2,400 requests without a failure, up to 1 of 800 may fail all the same. */
static void no_failure_is_not_certainty(void **state)
{
    struct synthetic s[2];
    struct comparison c;
    double visible;

    begin(s, steady, steady);
    compare_synthetic(&c, &s[0], &s[1], 1, NULL);
    visible = comparison_visible(compared_of(&c, "/0", "fail_ratio"));
    assert_near_double("share that would have been seen", visible, 3.0 / 2400, 1.0 / 2400);
    end(s, &c);
}

static void a_difference_within_the_tolerance_is_none(void **state)
{
    struct service slow = steady;
    struct synthetic s[2];
    struct comparison c;

    slow.slow_name = 1.3;
    begin(s, steady, slow);
    compare_synthetic(&c, &s[0], &s[1], 1, "times=40%");
    assert_word(&c, "/0", "p50", COMPARISON_NO_DIFFERENCE);
    comparison_free(&c);
    compare_synthetic(&c, &s[0], &s[1], 1, "times=5% and 10ms"); /* has to exceed both */
    assert_word(&c, "/0", "p50", COMPARISON_NO_DIFFERENCE);
    comparison_free(&c);
    compare_synthetic(&c, &s[0], &s[1], 1, "times=5% and 2ms");
    assert_word(&c, "/0", "p50", COMPARISON_REGRESSION);
    end(s, &c);
}

/* Two stretches that are independent make Student's t useless, but 20 ms are not 0.09 ms. */
static void an_overwhelming_change_is_called_whatever_the_scatter(void **state)
{
    static const char *const metrics[] = {"p50", "p95", "mean"};
    struct service quick = {.seconds = 12, .requests = 60, .median_ms = 0.09, .memory = 0.8, .level = 0.5}, slow = quick;

    slow.median_ms = 20;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct synthetic quick_run, slow_run;
        struct comparison worse, better;

        synthetic_make(&quick_run, quick, 2 * seed);
        synthetic_make(&slow_run, slow, 2 * seed + 1);
        compare_synthetic(&worse, &quick_run, &slow_run, 1, NULL);
        compare_synthetic(&better, &slow_run, &quick_run, 1, NULL);
        for (size_t i = 0; i < COUNT(metrics); i++) {
            assert_word(&worse, "/0", metrics[i], COMPARISON_REGRESSION);
            assert_word(&better, "/0", metrics[i], COMPARISON_IMPROVEMENT);
            assert_true(compared_of(&worse, "/0", metrics[i])->relative_low > 0.03);
            assert_true(compared_of(&better, "/0", metrics[i])->relative_high < -0.03);
        }
        comparison_free(&worse);
        comparison_free(&better);
        synthetic_free(&quick_run);
        synthetic_free(&slow_run);
    }
}

/* With four runs a side Mann-Whitney's p is 0.03 at the least, which one name of fifty does not get through the allowance for
 * their number. */
static void an_overwhelming_change_of_one_name_of_many_is_called(void **state)
{
    struct service same = {.seconds = 8, .requests = 20, .names = 50, .level = 0.1}, slow = same;
    struct synthetic base[4], now[4];
    struct comparison c;

    slow.slow_name = 10;
    for (size_t i = 0; i < 4; i++) {
        synthetic_make(&base[i], same, 30 + i);
        synthetic_make(&now[i], slow, 40 + i);
    }
    compare_synthetic(&c, base, now, 4, NULL);
    assert_word(&c, "/0", "p50", COMPARISON_REGRESSION);
    assert_word(&c, "/1", "p50", COMPARISON_NO_DIFFERENCE);
    comparison_free(&c);
    for (size_t i = 0; i < 4; i++) {
        synthetic_free(&base[i]);
        synthetic_free(&now[i]);
    }
}

static void what_would_have_been_seen_is_the_far_end_of_the_interval(void **state)
{
    struct synthetic s[2];
    struct comparison c;
    const struct compared_metric *m;

    begin(s, steady, steady);
    compare_synthetic(&c, &s[0], &s[1], 1, NULL);
    m = compared_of(&c, "/0", "p50");
    assert_near_double("visible", comparison_visible(m), fmax(fabs(m->relative_low), fabs(m->relative_high)), 1e-12);
    assert_true(comparison_visible(m) > 0.005 && comparison_visible(m) < 0.15);
    end(s, &c);
}

static void the_rate_is_not_judged_when_the_load_was_another(void **state)
{
    struct service fewer = steady;
    struct synthetic s[2];
    struct comparison c;

    fewer.requests = 20;
    begin(s, steady, fewer);
    s[1].recording.peak_users = 5;
    compare_synthetic(&c, &s[0], &s[1], 1, NULL);
    assert_word(&c, "/0", "rps", COMPARISON_NOT_JUDGED);
    assert_noted(&c, "10 users");
    assert_int_equal(c.words[COMPARISON_REGRESSION], 0);
    end(s, &c);
}

static void rates_of_arrivals_follow_the_plan(void **state)
{
    struct service fewer = steady;
    struct synthetic s[2];
    struct comparison c;

    fewer.requests = 30;
    begin(s, steady, fewer);
    s[0].recording.open = s[1].recording.open = true;
    s[1].recording.peak_users = 500; /* the pool grew, which is no other load */
    compare_synthetic(&c, &s[0], &s[1], 1, NULL);
    assert_word(&c, "/0", "rps", COMPARISON_NOT_JUDGED);
    assert_noted(&c, "another load: ");
    comparison_free(&c);

    s[1].recording.total.dropped = s[0].recording.total.requests - s[1].recording.total.requests;
    compare_synthetic(&c, &s[0], &s[1], 1, NULL);
    assert_false(is_noted(&c, "another load")); /* as many were planned */
    comparison_free(&c);

    s[1].recording.open = false;
    compare_synthetic(&c, &s[0], &s[1], 1, NULL);
    assert_noted(&c, "another kind of load: arrivals in a run, users in a run");
    assert_word(&c, "/0", "rps", COMPARISON_NOT_JUDGED);
    end(s, &c);
}

static void names_of_one_side_are_listed_and_the_total_is_left_out(void **state)
{
    struct service three = steady, two = steady;
    struct synthetic s[2];
    struct comparison c;

    three.names = 3;
    two.names = 2;
    begin(s, three, two);
    compare_synthetic(&c, &s[0], &s[1], 1, NULL);
    assert_int_equal(c.name_count, 2);
    assert_int_equal(c.only_base_count, 1);
    assert_equal_string("name", c.only_base[0].data, "GET /2");
    assert_int_equal(c.only_now_count, 0);
    assert_noted(&c, "not have the same request names");
    end(s, &c);
}

static void what_makes_it_doubtful_is_said(void **state)
{
    struct service longer = steady;
    struct synthetic s[2];
    struct comparison c;

    longer.seconds = 90;
    begin(s, steady, longer);
    s[0].recording.level = VALIDITY_INVALID;
    s[1].recording.ended = false;
    s[1].recording.title = "another.c";
    s[1].recording.host = "http://elsewhere";
    s[1].recording.machine = "there";
    compare_synthetic(&c, &s[0], &s[1], 1, NULL);
    assert_noted(&c, "INVALID, the generator spoiled the numbers: a run");
    assert_noted(&c, "did not end");
    assert_noted(&c, "another scenario: \"synthetic.c\" in a run, \"another.c\"");
    assert_noted(&c, "another host");
    assert_noted(&c, "another generator machine");
    assert_noted(&c, "another length");
    assert_noted(&c, "one run on each side");
    end(s, &c);
}

static void a_run_compared_with_itself_differs_in_nothing(void **state)
{
    struct synthetic s[2];
    struct comparison c;

    begin(s, steady, steady);
    compare_synthetic(&c, &s[0], &s[0], 1, "times=0%, rps=0%, fail_ratio=0%");
    assert_int_equal(c.words[COMPARISON_NO_DIFFERENCE], 7);
    assert_near_double("distance", c.names[0].distance, 0, 0);
    assert_near_double("p", compared_of(&c, "/0", "p50")->p, 1, 1e-9);
    assert_noted(&c, "the same run is there twice");
    end(s, &c);
}

static void the_same_runs_give_the_same_result(void **state)
{
    struct comparison c, again;
    struct synthetic s[2];

    begin(s, steady, steady);
    compare_synthetic(&c, &s[0], &s[1], 1, NULL);
    compare_synthetic(&again, &s[0], &s[1], 1, NULL);
    for (size_t i = 0; i < 7; i++)
        assert_true(c.names[0].at[i].low == again.names[0].at[i].low || isnan(c.names[0].at[i].low));
    comparison_free(&again);
    end(s, &c);
}

static void assert_not_enough(const struct comparison *c, const char *metric, const char *reason)
{
    const struct compared_metric *m = compared_of(c, "/0", metric);

    assert_word(c, "/0", metric, COMPARISON_NOT_ENOUGH);
    if (!m->reason || !strstr(m->reason, reason))
        fail_msg("%s: the reason is \"%s\", wanted one with \"%s\"", metric, m->reason ? m->reason : "", reason);
}

static void short_and_small_runs_do_not_tell_enough(void **state)
{
    struct service brief = steady, sparse = steady;
    struct synthetic s[2];
    struct comparison c;

    brief.seconds = 7;
    begin(s, brief, steady);
    compare_synthetic(&c, &s[0], &s[1], 1, NULL);
    assert_not_enough(&c, "p50", "too short");
    assert_false(isnan(compared_of(&c, "/0", "p50")->relative)); /* the numbers are shown all the same */
    end(s, &c);

    sparse.requests = 2; /* 120 in all: enough for p50, not for p99 */
    begin(s, sparse, steady);
    compare_synthetic(&c, &s[0], &s[1], 1, NULL);
    assert_not_enough(&c, "p99", "too few requests");
    assert_true(compared_of(&c, "/0", "p50")->word != COMPARISON_NOT_ENOUGH);
    end(s, &c);
}

static void runs_without_requests_or_seconds_are_said(void **state)
{
    struct synthetic s[2];
    struct comparison c;

    begin(s, steady, steady);
    s[0].recording.total.block_count = 0;
    s[0].recording.names[0].block_count = 0;
    compare_synthetic(&c, &s[0], &s[1], 1, NULL);
    assert_not_enough(&c, "p50", "without its seconds");
    comparison_free(&c);

    s[1].recording.name_count = 0;
    s[1].recording.total.requests = 0;
    compare_synthetic(&c, &s[0], &s[1], 1, NULL);
    assert_int_equal(c.name_count, 0);
    assert_int_equal(c.ranked_count, 0);
    assert_int_equal(c.only_base_count, 1);
    assert_noted(&c, "has no requests");
    s[1].recording.name_count = 1;
    end(s, &c);
}

/* A damaged report: blocks outside of the run, one that is as long as time itself, counts that do not add up. */
static void blocks_that_cannot_be_do_no_harm(void **state)
{
    struct snapshot_block blocks[3] = {{.second = UINT32_MAX, .seconds = UINT32_MAX, .requests = 7},
                                       {.second = 0, .seconds = 0, .requests = UINT64_MAX, .failures = UINT64_MAX},
                                       {.second = 3, .seconds = UINT32_MAX, .response_too_long = 5}};
    struct synthetic s[2];
    struct comparison c;

    begin(s, steady, steady);
    s[0].recording.names[0].blocks = blocks;
    s[0].recording.names[0].block_count = COUNT(blocks);
    compare_synthetic(&c, &s[0], &s[1], 1, NULL);
    assert_word(&c, "/0", "p50", COMPARISON_NOT_ENOUGH);
    comparison_free(&c);
    s[0].recording.total.blocks = blocks;
    s[0].recording.total.block_count = COUNT(blocks);
    compare_synthetic(&c, &s[0], &s[1], 1, NULL);
    assert_word(&c, "/0", "p50", COMPARISON_NOT_ENOUGH);
    end(s, &c);
}

static void dropped_arrivals_leave_percentiles_open(void **state)
{
    struct synthetic s[2];
    struct comparison c;

    begin(s, steady, steady);
    s[1].recording.names[0].dropped = s[1].recording.names[0].requests / 50; /* 2 %: p99 is not known, p95 is */
    compare_synthetic(&c, &s[0], &s[1], 1, NULL);
    assert_not_enough(&c, "p99", "dropped");
    assert_true(compared_of(&c, "/0", "p95")->word != COMPARISON_NOT_ENOUGH);
    end(s, &c);
}

static void several_runs_are_compared_run_by_run(void **state)
{
    struct service slow = {.seconds = 10, .requests = 40, .slow_name = 1.3}, same = {.seconds = 10, .requests = 40};
    struct synthetic base[6], now[6];
    struct comparison c;

    for (size_t i = 0; i < 6; i++) {
        synthetic_make(&base[i], same, 10 + i);
        synthetic_make(&now[i], slow, 20 + i);
    }
    compare_synthetic(&c, base, now, 6, NULL);
    assert_word(&c, "/0", "p50", COMPARISON_REGRESSION);
    assert_word(&c, "/0", "rps", COMPARISON_NO_DIFFERENCE);
    assert_near_double("how much", compared_of(&c, "/0", "p50")->relative, 0.3, 0.05);
    assert_int_equal(c.names[0].base_requests > 6 * 300, 1);
    assert_false(is_noted(&c, "one run on each side"));
    comparison_free(&c);
    compare_synthetic(&c, base, now, 3, NULL);
    assert_not_enough(&c, "p50", "too few runs");
    assert_noted(&c, "3 and 3 runs are too few");
    comparison_free(&c);
    for (size_t i = 0; i < 6; i++) {
        synthetic_free(&base[i]);
        synthetic_free(&now[i]);
    }
}

static struct recorded_stage two_stages[2][2]; /* of each run */

/* Two stages of 30 seconds. */
static void give_stages(struct synthetic *s, struct recorded_stage stages[2])
{
    stages[0] = (struct recorded_stage){.name = TEXT("low"), .users = 10, .users_per_s = 5, .from_s = 0, .to_s = 30};
    stages[1] = (struct recorded_stage){.name = TEXT("peak"), .users = 50, .users_per_s = 5, .from_s = 30, .to_s = INFINITY};
    s->recording.stages = stages;
    s->recording.stage_count = 2;
}

static const struct compared_metric *of_stage(const struct comparison *c, const char *stage, const char *name, const char *metric)
{
    for (size_t n = 0; n < c->name_count; n++)
        for (size_t i = 0; i < c->metrics.count; i++)
            if (text_equal(c->names[n].stage, text_from(stage)) && text_equal(c->names[n].name, text_from(name)) &&
                strcmp(c->names[n].at[i].metric->name, metric) == 0)
                return &c->names[n].at[i];
    fail_msg("%s of %s in stage %s is not compared", metric, name, stage);
    return NULL;
}

/* The second half of `s` becomes that of `other`. */
static void take_second_half(struct synthetic *s, const struct synthetic *other)
{
    struct recorded_name *n = &s->recording.names[0];
    struct snapshot_block *blocks = arena_alloc(&s->recording.arena, n->block_count * sizeof *blocks);

    for (size_t i = 0; i < n->block_count; i++)
        blocks[i] = i < n->block_count / 2 ? n->blocks[i] : other->recording.names[0].blocks[i];
    n->blocks = s->recording.total.blocks = blocks;
}

static void a_stage_that_got_slower_is_found_among_those_that_did_not(void **state)
{
    struct service slow = steady;
    struct synthetic s[2], slower;
    struct comparison c;

    slow.slow_name = 1.3;
    begin(s, steady, steady);
    synthetic_make(&slower, slow, 3);
    take_second_half(&s[1], &slower);
    give_stages(&s[0], two_stages[0]);
    give_stages(&s[1], two_stages[1]);
    compare_synthetic(&c, &s[0], &s[1], 1, NULL);
    assert_int_equal(c.name_count, 3); /* the whole run and its two stages */
    assert_int_equal(of_stage(&c, "low", "/0", "p50")->word, COMPARISON_NO_DIFFERENCE);
    assert_int_equal(of_stage(&c, "peak", "/0", "p50")->word, COMPARISON_REGRESSION);
    assert_near_double("how much", of_stage(&c, "peak", "/0", "p50")->relative, 0.3, 0.08);
    assert_near_double("rate", of_stage(&c, "low", "/0", "rps")->base, 40, 2);
    assert_equal_string("worst", c.ranked[0].name->stage.data, "peak");
    end(s, &c);
    synthetic_free(&slower);
}

static void stages_with_another_aim_or_name_are_not_compared(void **state)
{
    struct synthetic s[2];
    struct comparison c;

    begin(s, steady, steady);
    give_stages(&s[0], two_stages[0]);
    give_stages(&s[1], two_stages[1]);
    two_stages[1][0].users = 20;
    compare_synthetic(&c, &s[0], &s[1], 1, NULL);
    assert_int_equal(c.name_count, 2);
    assert_equal_string("stage", c.names[1].stage.data, "peak");
    comparison_free(&c);
    two_stages[1][1].name = TEXT("low"); /* there twice: which one is meant? */
    compare_synthetic(&c, &s[0], &s[1], 1, NULL);
    assert_int_equal(c.name_count, 1);
    comparison_free(&c);
    s[1].recording.stage_count = 0;
    compare_synthetic(&c, &s[0], &s[1], 1, NULL);
    assert_int_equal(c.name_count, 1);
    end(s, &c);
}

static void the_distance_of_distributions_is_that_of_kolmogorov_and_smirnov(void **state)
{
    struct histogram *a = histogram_new(), *b = histogram_new(), *none = histogram_new();

    for (uint64_t i = 1; i <= 100; i++) {
        histogram_record(a, i * 1000);
        histogram_record(b, (i + 25) * 1000);
    }
    assert_near_double("shifted by a quarter", distribution_distance(a, b), 0.25, 0.011);
    assert_near_double("the other way", distribution_distance(b, a), 0.25, 0.011);
    assert_near_double("the same", distribution_distance(a, a), 0, 0);
    assert_true(isnan(distribution_distance(a, none)));
    histogram_record(none, NANOS_PER_SECOND);
    assert_near_double("apart", distribution_distance(a, none), 1, 0);
    histogram_free(a);
    histogram_free(b);
    histogram_free(none);
}

/* The scatter of the mean of independent requests is known: sigma / sqrt(n). */
static void the_bootstrap_scatters_as_independent_requests_do(void **state)
{
    struct synthetic s;
    struct comparison_metrics metrics;
    struct bootstrap_spread spreads[COMPARISON_METRICS_MAX];
    double n;

    synthetic_make(&s, (struct service){.seconds = 300, .requests = 50, .fail_ratio = 0.1}, 9);
    n = (double)s.recording.names[0].requests;
    comparison_metrics_default(&metrics);
    block_bootstrap(&s.recording.names[0], 0, 300, &metrics, 1, spreads);
    /* lognormal with sigma 0.4: the median's logarithm scatters by 0.4 sqrt(pi / 2 n), the mean's by sqrt((exp(0.16) - 1) / n) */
    assert_near_double("p50", spreads[0].error, 0.4 * sqrt(M_PI / 2 / n), 0.3 * 0.4 * sqrt(M_PI / 2 / n));
    assert_near_double("mean", spreads[4].error, sqrt(expm1(0.16) / n), 0.3 * sqrt(expm1(0.16) / n));
    assert_near_double("fail_ratio", spreads[6].error, sqrt(0.1 * 0.9 / n), 0.3 * sqrt(0.1 * 0.9 / n));
    assert_true(spreads[0].freedom > 20);
    synthetic_free(&s);
}

TEST_MAIN(TEST(a_slower_name_is_a_regression_and_comes_first), TEST(a_faster_name_is_an_improvement),
          TEST(fewer_requests_and_more_failures_are_regressions), TEST(no_failure_is_not_certainty),
          TEST(a_difference_within_the_tolerance_is_none), TEST(what_would_have_been_seen_is_the_far_end_of_the_interval),
          TEST(an_overwhelming_change_is_called_whatever_the_scatter), TEST(an_overwhelming_change_of_one_name_of_many_is_called),
          TEST(the_rate_is_not_judged_when_the_load_was_another), TEST(rates_of_arrivals_follow_the_plan),
          TEST(names_of_one_side_are_listed_and_the_total_is_left_out), TEST(what_makes_it_doubtful_is_said),
          TEST(a_run_compared_with_itself_differs_in_nothing), TEST(the_same_runs_give_the_same_result),
          TEST(short_and_small_runs_do_not_tell_enough), TEST(runs_without_requests_or_seconds_are_said),
          TEST(blocks_that_cannot_be_do_no_harm), TEST(dropped_arrivals_leave_percentiles_open),
          TEST(several_runs_are_compared_run_by_run), TEST(a_stage_that_got_slower_is_found_among_those_that_did_not),
          TEST(stages_with_another_aim_or_name_are_not_compared),
          TEST(the_distance_of_distributions_is_that_of_kolmogorov_and_smirnov),
          TEST(the_bootstrap_scatters_as_independent_requests_do))
