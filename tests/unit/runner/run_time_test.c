/* SPDX-License-Identifier: MIT */
/* tests of runner/run_time.h: a run that is given more time, or less, while it goes on */
#include "run.h"

static int asks(cic_user *u)
{
    cic_get(u, "/");
    return CIC_OK;
}

static int asks_slowly(cic_user *u)
{
    cic_get(u, "/slow/300", .name = "slow");
    return CIC_OK;
}

static const cic_user_class walker = CIC_USER(.name = "Walker", .wait = CIC_BETWEEN(0.002, 0.02),
                                              .tasks = CIC_TASKS({1, "asks", asks}));

static void change_to(struct run *r, double seconds)
{
    r->control->ops->change_run_time(r->control, seconds);
}

/* What changes a limit that is near does so at once: however slow the machine is, the run has not ended. */

/* From begin to end without pauses. */
static double took_s(const struct snapshot *s)
{
    return (double)(s->progress.end_ns - s->progress.start_ns - s->progress.paused_ns) / 1e9;
}

static void assert_took(const struct snapshot *s, double seconds)
{
    if (took_s(s) < seconds - 0.001)
        fail_msg("the run took %.3f s, planned were %.3f s", took_s(s), seconds);
    assert_near_double("planned", s->progress.run_time_s, seconds, 1e-9);
    assert_equal_string("reason", s->progress.stop_reason, "run time limit reached");
}

static void asks_for_more(struct run *r)
{
    assert_near_double("planned", run_now(r)->progress.run_time_s, 0.3, 1e-9);
    change_to(r, 0.7);
    assert_near_double("planned", run_now(r)->progress.run_time_s, 0.7, 1e-9);
}

static void after_more(struct run *r, const struct snapshot *s)
{
    assert_took(s, 0.7);
}

static void a_run_is_given_more_time(void **state)
{
    run_it(
        &(struct run){.classes = {&walker}, .users = 3, .plan.run_time_s = 0.3, .meanwhile = asks_for_more, .after = after_more});
}

static void asks_for_an_end(struct run *r)
{
    AWAIT(run_now(r)->total.requests > 5);
    change_to(r, 0.7);
}

static void a_run_without_a_limit_is_given_one(void **state)
{
    run_it(&(struct run){.classes = {&walker}, .users = 3, .meanwhile = asks_for_an_end, .after = after_more});
}

static void asks_for_next_to_nothing(struct run *r)
{
    change_to(r, 0.001);
}

static void asks_for_less_than_has_passed(struct run *r)
{
    AWAIT(run_now(r)->total.requests > 5);
    asks_for_next_to_nothing(r);
}

static void after_less(struct run *r, const struct snapshot *s)
{
    assert_took(s, 0.001);
    assert_true(took_s(s) < 60);
}

static void time_that_has_passed_ends_the_run(void **state)
{
    run_it(&(struct run){.classes = {&walker},
                         .users = 3,
                         .plan.run_time_s = 100,
                         .meanwhile = asks_for_less_than_has_passed,
                         .after = after_less});
}

static void takes_the_limit_away(struct run *r)
{
    change_to(r, 0);
    pause_ms(500);
    assert_int_equal(run_now(r)->progress.state, RUN_RUNNING);
    r->control->ops->stop(r->control, "enough");
}

static void after_no_limit(struct run *r, const struct snapshot *s)
{
    assert_equal_string("reason", s->progress.stop_reason, "enough");
    assert_near_double("planned", s->progress.run_time_s, 0, 0);
}

static void the_limit_can_be_taken_away(void **state)
{
    run_it(&(struct run){
        .classes = {&walker}, .users = 3, .plan.run_time_s = 0.3, .meanwhile = takes_the_limit_away, .after = after_no_limit});
}

/* Twice, so that the timer that the pause holds is replaced. */
static void changes_it_in_a_pause(struct run *r)
{
    assert_true(r->control->ops->pause(r->control));
    pause_ms(100);
    change_to(r, 0.2);
    pause_ms(300);
    change_to(r, 0.7);
    pause_ms(300);
    assert_true(run_now(r)->progress.paused);
    assert_int_equal(run_now(r)->progress.state, RUN_SPAWNING); /* as it was */
    assert_true(r->control->ops->resume(r->control));
}

static void after_a_pause(struct run *r, const struct snapshot *s)
{
    after_more(r, s);
    assert_true(s->progress.paused_ns >= 700 * NANOS_PER_MILLI);
}

static void a_pause_counts_for_nothing_after_a_change_either(void **state)
{
    run_it(&(struct run){
        .classes = {&walker}, .users = 3, .plan.run_time_s = 0.3, .meanwhile = changes_it_in_a_pause, .after = after_a_pause});
}

/* While test_start still asks. */
static void changes_it_at_once(struct run *r)
{
    change_to(r, 0.7);
}

static void a_change_before_the_first_user_holds(void **state)
{
    run_it(&(struct run){.classes = {&walker},
                         .users = 3,
                         .plan.run_time_s = 0.3,
                         .record.test_start = asks_slowly,
                         .meanwhile = changes_it_at_once,
                         .after = after_more});
}

static void after_stages(struct run *r, const struct snapshot *s)
{
    assert_equal_string("reason", s->progress.stop_reason, "all stages done");
    assert_near_double("planned", s->progress.run_time_s, 0.4, 1e-9);
}

static void stages_keep_their_time(void **state)
{
    static const struct plan_stage stages[] = {{.name = "only", .users = 3, .hold_s = 0.4}};

    run_it(&(struct run){.classes = {&walker},
                         .plan.stages = {.at = stages, .count = 1},
                         .meanwhile = asks_for_next_to_nothing,
                         .after = after_stages});
}

SCENE_MAIN(TEST(a_run_is_given_more_time), TEST(a_run_without_a_limit_is_given_one), TEST(time_that_has_passed_ends_the_run),
           TEST(the_limit_can_be_taken_away), TEST(a_pause_counts_for_nothing_after_a_change_either),
           TEST(a_change_before_the_first_user_holds), TEST(stages_keep_their_time))
