/* SPDX-License-Identifier: MIT */
/* tests/unit/runner/warmup_test.c - what a run leaves out and what it counts are together what the server saw */
#include "run.h"

static int asks(cic_user *u)
{
    cic_get(u, "/");
    cic_get(u, "/slow/20", .name = "slow");
    return CIC_OK;
}

static const cic_user_class asker = CIC_USER(.name = "Asker", .wait = CIC_CONSTANT(0.005), .tasks = CIC_TASKS({1, "task", asks}));

static uint64_t all_that_were_sent(const struct snapshot *s)
{
    return s->warmup.requests + s->warmup.cancelled_sent + s->total.requests + s->total.cancelled_sent;
}

static void after_warm_run(struct run *r, const struct snapshot *s)
{
    assert_equal_u64("left out and counted", all_that_were_sent(s), r->server.requests);
    assert_true(s->warmup.requests > 0 && s->total.requests > 0);
    assert_false(s->warmup.running);
    assert_true(s->warmup.seconds >= 0.3);
    assert_near_double("elapsed", s->elapsed_s + s->warmup.seconds, (double)(s->progress.end_ns - s->progress.start_ns) / 1e9,
                       0.01);
    assert_near_double("rate", s->total.requests_per_second, (double)s->total.requests / s->elapsed_s, 1e-6);
}

static void left_out_and_counted_are_what_the_server_saw(void **state)
{
    run_it(
        &(struct run){.classes = {&asker}, .users = 20, .plan = {.run_time_s = 0.8, .warmup_s = 0.3}, .after = after_warm_run});
}

static void stops_while_warming(struct run *r)
{
    AWAIT(r->server.requests > 20);
    assert_true(run_now(r)->warmup.running);
    r->control->ops->stop(r->control, "enough");
}

static void after_no_results(struct run *r, const struct snapshot *s)
{
    assert_equal_u64("requests", s->total.requests, 0);
    assert_equal_u64("left out", all_that_were_sent(s), r->server.requests);
    assert_near_double("elapsed", s->elapsed_s, 0, 0.001);
}

static void a_run_that_ends_in_its_warm_up_has_no_results(void **state)
{
    run_it(&(struct run){
        .classes = {&asker}, .users = 5, .plan = {.warmup_s = 100}, .meanwhile = stops_while_warming, .after = after_no_results});
}

static void after_warm_stages(struct run *r, const struct snapshot *s)
{
    assert_int_equal(s->stage_count, 3);
    assert_equal_u64("first", s->stages[0].total.requests, 0);
    assert_near_double("first", s->stages[0].elapsed_s, 0, 0);
    assert_true(s->stages[1].total.requests > 0);
    assert_equal_u64("sum", s->stages[1].total.requests + s->stages[2].total.requests, s->total.requests);
    assert_near_double("elapsed", s->stages[1].elapsed_s + s->stages[2].elapsed_s, s->elapsed_s, 0.001);
    assert_equal_u64("left out and counted", all_that_were_sent(s), r->server.requests);
}

static void the_warm_up_is_from_the_start_of_the_run_whatever_the_stages(void **state)
{
    static const struct plan_stage list[] = {{.name = "a", .users = 3, .hold_s = 0.2},
                                             {.name = "b", .users = 5, .hold_s = 0.6},
                                             {.name = "c", .users = 1, .hold_s = 0.1}};

    run_it(&(struct run){
        .classes = {&asker}, .plan = {.warmup_s = 0.4, .stages = {.at = list, .count = 3}}, .after = after_warm_stages});
}

SCENE_MAIN(TEST(left_out_and_counted_are_what_the_server_saw), TEST(a_run_that_ends_in_its_warm_up_has_no_results),
           TEST(the_warm_up_is_from_the_start_of_the_run_whatever_the_stages))
