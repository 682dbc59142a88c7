/* SPDX-License-Identifier: MIT */
/* tests/unit/runner/stages_test.c - a run goes through its stages, each with its users for its time, and counts each apart */
#include "run.h"

static unsigned begun;

static int comes(cic_user *u)
{
    begun++;
    return CIC_OK;
}

static int asks(cic_user *u)
{
    cic_get(u, "/");
    return CIC_OK;
}

static struct run *running;
static unsigned begun_in_stage[3];

/* Without a request: users that still waited for an answer would be those of the next stage. */
static int goes(cic_user *u)
{
    begun_in_stage[run_now(running)->progress.stage]++;
    return CIC_STOP_USER;
}

#define ASKER(wait_s) \
    CIC_USER(.name = "Asker", .wait = CIC_CONSTANT(wait_s), .on_start = comes, .tasks = CIC_TASKS({1, "the task", asks}))
#define STAGES(...)                                                                           \
    {                                                                                         \
        .at = (const struct plan_stage[]){__VA_ARGS__},                                       \
        .count = sizeof((const struct plan_stage[]){__VA_ARGS__}) / sizeof(struct plan_stage) \
    }

/* Stages follow each other without a gap and add up to the run. */
static void assert_partition(const struct snapshot *s)
{
    uint64_t requests = 0, failed = 0;
    double elapsed = 0;

    for (size_t i = 0; i < s->stage_count; i++) {
        const struct snapshot_stage *stage = &s->stages[i];

        assert_conserved(&stage->total);
        assert_false(stage->running);
        assert_near_double("start", stage->start_s, elapsed, 1e-3 + elapsed * 1e-6);
        requests += stage->total.requests;
        failed += stage->total.failed;
        elapsed += stage->elapsed_s;
    }
    assert_equal_u64("requests", requests, s->total.requests);
    assert_equal_u64("failed", failed, s->total.failed);
    assert_near_double("elapsed", elapsed, s->elapsed_s, 1e-3);
}

static void assert_lasted(const struct snapshot_stage *stage, double seconds)
{
    if (stage->elapsed_s < seconds || stage->elapsed_s > seconds + 5)
        fail_msg("stage %u lasted %.3f s, wanted %.3f s", stage->number, stage->elapsed_s, seconds);
}

static void after_all_stages(struct run *r, const struct snapshot *s)
{
    assert_equal_string("reason", s->progress.stop_reason, "all stages done");
    assert_int_equal(s->stage_count, 4);
    assert_partition(s);
    assert_int_equal(s->stages[0].users, 4);
    assert_int_equal(s->stages[1].users, 12);
    assert_int_equal(s->stages[2].users, 2);
    assert_int_equal(s->stages[3].users, 0);
    assert_lasted(&s->stages[0], 0.2 + 0.1);
    assert_lasted(&s->stages[1], 0.2);
    assert_lasted(&s->stages[2], 0.2 + 0.2);
    assert_lasted(&s->stages[3], 0.1);
    assert_string_equal(s->stages[1].aim.name.data, "peak");
    assert_int_equal(s->stages[1].row_count, 1);
    assert_true(s->stages[0].total.requests > 0 && s->stages[1].total.requests > 0);
    assert_int_equal(s->progress.peak_users, 12);
    assert_equal_u64("the server's count", s->total.completed + s->total.cancelled_sent, r->server.requests);
}

static void each_stage_has_its_users_for_its_time(void **state)
{
    const cic_user_class asker = ASKER(0.01);

    begun = 0;
    run_it(&(struct run){
        .classes = {&asker},
        .plan.stages = STAGES({.name = "1", .users = 4, .rate = 20, .hold_s = 0.1}, {.name = "peak", .users = 12, .hold_s = 0.2},
                              {.name = "3", .users = 2, .rate = 50, .hold_s = 0.2}, {.name = "4", .users = 0, .hold_s = 0.1}),
        .after = after_all_stages});
    assert_int_equal(begun, 12);
}

static void after_pause(struct run *r, const struct snapshot *s)
{
    assert_equal_string("reason", s->progress.stop_reason, "all stages done");
    assert_int_equal(s->stage_count, 3);
    if (s->stages[1].total.requests > 3) /* each user may end the one that it was at */
        fail_msg("%" PRIu64 " requests in a stage without users", s->stages[1].total.requests);
    assert_true(s->stages[2].total.requests > 0);
    assert_int_equal(begun, 6);
}

static void a_stage_without_users_is_a_pause_and_not_the_end(void **state)
{
    const cic_user_class asker = ASKER(0.01);

    begun = 0;
    run_it(&(struct run){.classes = {&asker},
                         .plan.stages = STAGES({.name = "a", .users = 3, .hold_s = 0.1}, {.name = "b", .users = 0, .hold_s = 0.2},
                                               {.name = "c", .users = 3, .hold_s = 0.1}),
                         .after = after_pause});
}

static void after_users_left(struct run *r, const struct snapshot *s)
{
    assert_equal_string("reason", s->progress.stop_reason, "all stages done");
    assert_int_equal(s->stage_count, 2);
    assert_equal_u64("begun in the first", begun_in_stage[1], 5);
    assert_equal_u64("begun in the second", begun_in_stage[2], 2);
    assert_int_equal(s->stages[0].users, 0);
}

static void users_that_ended_by_themselves_do_not_end_the_stages(void **state)
{
    const cic_user_class leaver = CIC_USER(.name = "Leaver", .tasks = CIC_TASKS({1, "the task", goes}));

    struct run r = {.classes = {&leaver},
                    .plan.stages = STAGES({.name = "a", .users = 5, .hold_s = 0.2}, {.name = "b", .users = 2, .hold_s = 0.2}),
                    .after = after_users_left};

    running = &r;
    run_it(&r);
}

static void goes_up_by_hand(struct run *r)
{
    assert_int_equal(run_now(r)->progress.users, 2);
    r->control->ops->change_users(r->control, 5, 0); /* at once: a slow machine may soon be in the next stage */
    AWAIT(run_now(r)->progress.stage == 2);
}

static void after_by_hand(struct run *r, const struct snapshot *s)
{
    assert_equal_string("reason", s->progress.stop_reason, "all stages done");
    assert_int_equal(s->stages[0].users, 5);
    assert_int_equal(s->stages[1].users, 1);
    assert_lasted(&s->stages[0], 0.5);
}

static void a_change_by_hand_lasts_until_the_next_stage(void **state)
{
    const cic_user_class asker = ASKER(0.01);

    run_it(
        &(struct run){.classes = {&asker},
                      .plan.stages = STAGES({.name = "a", .users = 2, .hold_s = 0.5}, {.name = "b", .users = 1, .hold_s = 0.5}),
                      .meanwhile = goes_up_by_hand,
                      .after = after_by_hand});
}

static void after_run_time(struct run *r, const struct snapshot *s)
{
    assert_equal_string("reason", s->progress.stop_reason, "run time limit reached");
    assert_int_equal(s->stage_count, 1);
    assert_partition(s);
    assert_int_equal(s->stages[0].users, 3);
    assert_near_double("planned", s->progress.run_time_s, 0.3, 1e-9);
}

static void the_run_time_may_end_the_run_before_its_stages(void **state)
{
    const cic_user_class asker = ASKER(0.01);

    run_it(&(struct run){
        .classes = {&asker},
        .plan = {.run_time_s = 0.3,
                 .stages = STAGES({.name = "a", .users = 3, .hold_s = 1000}, {.name = "b", .users = 1, .hold_s = 1000})},
        .after = after_run_time});
}

static int asks_once(cic_user *u)
{
    cic_get(u, "/", .name = "hook");
    return CIC_OK;
}

static void after_hooks(struct run *r, const struct snapshot *s)
{
    assert_partition(s);
    assert_equal_u64("hook", row_of(s, "hook")->requests, 2);
    assert_int_equal(s->stages[0].row_count, 2);
    assert_equal_u64("sent", s->total.requests + s->total.cancelled_sent, r->server.requests);
}

static void requests_of_hooks_are_in_the_first_and_the_last_stage(void **state)
{
    const cic_user_class asker = ASKER(0.01);

    run_it(
        &(struct run){.classes = {&asker},
                      .record = {.test_start = asks_once, .test_stop = asks_once},
                      .plan.stages = STAGES({.name = "a", .users = 2, .hold_s = 0.1}, {.name = "b", .users = 1, .hold_s = 0.1}),
                      .after = after_hooks});
}

/* Looks every few milliseconds. Since the look before, however long ago that was, all have come that were due then; and nobody
 * has come who is not due yet. */
static void watches_the_ramp(struct run *r)
{
    double due = 0, due_before;

    while (run_now(r)->progress.users < 100) {
        const struct run_progress *p = &run_now(r)->progress;

        due_before = due;
        due = (double)(clock_now() - p->start_ns) / 1e9 * 100 + 1;
        if (p->users > due + 1 || p->users < MIN(due_before, 100) - 1)
            fail_msg("%" PRIu32 " users, where %.1f were due before and %.1f are now", p->users, due_before, due);
        pause_ms(5);
    }
    r->control->ops->stop(r->control, "enough");
}

static void the_ramp_is_an_even_stream(void **state)
{
    const cic_user_class idler = ASKER(1000);

    run_it(&(struct run){.classes = {&idler},
                         .plan.stages = STAGES({.name = "a", .users = 100, .rate = 100, .hold_s = 100}),
                         .meanwhile = watches_the_ramp});
}

SCENE_MAIN(TEST(each_stage_has_its_users_for_its_time), TEST(a_stage_without_users_is_a_pause_and_not_the_end),
           TEST(users_that_ended_by_themselves_do_not_end_the_stages), TEST(a_change_by_hand_lasts_until_the_next_stage),
           TEST(the_run_time_may_end_the_run_before_its_stages), TEST(requests_of_hooks_are_in_the_first_and_the_last_stage),
           TEST(the_ramp_is_an_even_stream))
