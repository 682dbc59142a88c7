/* SPDX-License-Identifier: MIT */
/* judge_stages_test.c - a check for a stage looks at this stage alone, and no check looks at the warm-up */
#include "verdict/judge.h"

#include "judging.h"

/* A run of three stages. What is counted, run_second gives to the group of the check: give requests in its own stage only. */
struct staged {
    struct run r;
    struct snapshot_stage stages[3];
    struct check check;
    struct judge *judge;
};

static void begin(struct staged *t, const char *text, uint32_t number)
{
    run_begin(&t->r);
    memset(t->stages, 0, sizeof t->stages);
    t->r.s.stages = t->stages;
    t->check = check_of(text);
    t->check.group = 0;
    t->check.stage_number = number;
    t->judge = judge_new(&t->check, 1);
}

static void end(struct staged *t)
{
    judge_free(t->judge);
    run_end(&t->r);
}

static void next_stage(struct staged *t)
{
    if (t->r.s.stage_count > 0)
        t->stages[t->r.s.stage_count - 1].running = false;
    t->stages[t->r.s.stage_count++].running = true;
}

static const struct check *second(struct staged *t, uint64_t requests, uint64_t failed, double ms)
{
    run_second(&t->r, requests, failed, ms);
    t->stages[t->r.s.stage_count - 1].elapsed_s += 1;
    return judge_tick(t->judge, &t->r.s);
}

static enum check_state state_of(const struct staged *t)
{
    return judge_judgement(t->judge)->checks[0].state;
}

static double value_of(const struct staged *t)
{
    return judge_judgement(t->judge)->checks[0].value.value;
}

static void a_check_waits_for_its_stage_and_is_decided_at_its_end(void **state)
{
    struct staged t;

    begin(&t, "rps > 50 for stage 2", 2);
    next_stage(&t);
    second(&t, 0, 0, 0);
    second(&t, 0, 0, 0);
    assert_int_equal(state_of(&t), CHECK_WAITS);
    next_stage(&t);
    second(&t, 10, 0, 5);
    assert_int_equal(state_of(&t), CHECK_FAILS);
    second(&t, 190, 0, 5);
    assert_int_equal(state_of(&t), CHECK_PASSES);
    assert_near_double("rate of the stage", value_of(&t), 100, 1e-9);
    next_stage(&t);
    for (int i = 0; i < 20; i++)
        second(&t, 0, 0, 0);
    judge_finish(t.judge, &t.r.s);
    assert_int_equal(state_of(&t), CHECK_PASSES);
    assert_near_double("rate of the stage, still", value_of(&t), 100, 1e-9);
    end(&t);
}

static void a_window_lies_within_the_stage(void **state)
{
    struct staged t;

    begin(&t, "p50 < 100ms for 3s for stage peak", 2);
    next_stage(&t);
    for (int i = 0; i < 5; i++)
        second(&t, 0, 0, 0);
    next_stage(&t);
    second(&t, 10, 0, 10);
    second(&t, 10, 0, 10);
    assert_int_equal(state_of(&t), CHECK_WAITS); /* the time of the first stage fills no window */
    second(&t, 10, 0, 10);
    assert_int_equal(state_of(&t), CHECK_PASSES);
    for (int i = 0; i < 3; i++)
        second(&t, 10, 0, 300);
    assert_int_equal(state_of(&t), CHECK_FAILS);
    end(&t);
}

static void a_stage_shorter_than_the_window_is_judged_as_far_as_it_goes(void **state)
{
    struct staged t;

    begin(&t, "rps > 50 for 30s for stage 1", 1);
    next_stage(&t);
    second(&t, 100, 0, 10);
    second(&t, 100, 0, 10);
    assert_int_equal(state_of(&t), CHECK_WAITS);
    next_stage(&t);
    second(&t, 0, 0, 0);
    assert_int_equal(state_of(&t), CHECK_PASSES);
    assert_near_double("rate", value_of(&t), 100, 1e-6);
    end(&t);
}

static void an_abort_comes_within_the_stage_or_not_at_all(void **state)
{
    struct staged t;

    begin(&t, "fail_ratio < 1% for stage 1 abort after 3s", 1);
    next_stage(&t);
    assert_null(second(&t, 10, 5, 10));
    assert_null(second(&t, 10, 5, 10));
    next_stage(&t);
    for (int i = 0; i < 10; i++)
        assert_null(second(&t, 0, 0, 0));
    assert_int_equal(state_of(&t), CHECK_FAILS);
    end(&t);
    begin(&t, "fail_ratio < 1% for stage 1 abort after 1s", 1);
    next_stage(&t);
    assert_null(second(&t, 10, 5, 10));
    assert_ptr_equal(second(&t, 10, 5, 10), &t.check);
    end(&t);
}

static void a_stage_that_never_came_is_no_success(void **state)
{
    struct staged t;

    begin(&t, "failures < 5 for stage 3", 3);
    next_stage(&t);
    second(&t, 10, 0, 10);
    judge_finish(t.judge, &t.r.s);
    assert_int_equal(state_of(&t), CHECK_FAILS);
    end(&t);
}

static void a_check_of_a_stage_tolerates_no_failures_of_the_run(void **state)
{
    struct staged t;

    begin(&t, "fail_ratio < 50% for stage 1", 1);
    next_stage(&t);
    second(&t, 10, 1, 10);
    judge_finish(t.judge, &t.r.s);
    assert_int_equal(state_of(&t), CHECK_PASSES);
    assert_false(judge_judgement(t.judge)->tolerates_all);
    end(&t);
}

/* A warm-up ends as a reset does: counts and time begin at 0. */
static void forget_counts(struct run *r)
{
    histogram_clear(r->response);
    histogram_clear(r->service);
    r->s.total.requests = r->s.total.failed = r->s.total.started = 0;
    r->s.elapsed_s = 0;
}

static void nothing_is_asked_in_the_warm_up(void **state)
{
    static const char *const texts[] = {"p50 < 100ms abort", "p50 < 100ms for 2s abort"};

    for (size_t i = 0; i < COUNT(texts); i++) {
        struct check c = check_of(texts[i]);
        struct judge *j = judge_new(&c, 1);
        struct run r;

        run_begin(&r);
        r.s.warmup.running = true;
        for (int k = 0; k < 10; k++) {
            run_second(&r, 10, 0, 500);
            assert_null(judge_tick(j, &r.s));
        }
        assert_int_equal(judge_judgement(j)->checks[0].state, CHECK_WAITS);
        r.s.warmup.running = false;
        forget_counts(&r);
        for (int k = 0; k < 5; k++) {
            run_second(&r, 10, 0, 10);
            assert_null(judge_tick(j, &r.s));
        }
        judge_finish(j, &r.s);
        assert_int_equal(judge_judgement(j)->checks[0].state, CHECK_PASSES);
        judge_free(j);
        run_end(&r);
    }
}

TEST_MAIN(TEST(a_check_waits_for_its_stage_and_is_decided_at_its_end), TEST(a_window_lies_within_the_stage),
          TEST(a_stage_shorter_than_the_window_is_judged_as_far_as_it_goes), TEST(an_abort_comes_within_the_stage_or_not_at_all),
          TEST(a_stage_that_never_came_is_no_success), TEST(a_check_of_a_stage_tolerates_no_failures_of_the_run),
          TEST(nothing_is_asked_in_the_warm_up))
