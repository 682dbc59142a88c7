/* SPDX-License-Identifier: MIT */
/* tests/unit/runner/pause_test.c - a run that stands still: nothing begins, nothing is due, and nothing is made up for afterwards
 */
#include "run.h"

#define PAUSE_MS 400
#define LEFT_S   0.5 /* of the run's time, when the pause begins */

static unsigned begun; /* tasks */

static int asks(cic_user *u)
{
    begun++;
    cic_get(u, "/");
    return CIC_OK;
}

static int asks_slowly(cic_user *u)
{
    begun++;
    cic_get(u, "/slow/100", .name = "slow");
    return CIC_OK;
}

static const cic_user_class walker = CIC_USER(.name = "Walker", .wait = CIC_BETWEEN(0.002, 0.02),
                                              .tasks = CIC_TASKS({1, "asks", asks}));
static const cic_user_class pacer = CIC_USER(.name = "Pacer", .wait = CIC_PACING(0.02), .tasks = CIC_TASKS({1, "asks", asks}));
static const cic_user_class slow = CIC_USER(.name = "Slow", .tasks = CIC_TASKS({1, "asks", asks_slowly}));

static void pause_run(struct run *r)
{
    assert_true(r->control->ops->pause(r->control));
    assert_true(run_now(r)->progress.paused);
}

static void resume_run(struct run *r)
{
    assert_true(r->control->ops->resume(r->control));
    assert_false(run_now(r)->progress.paused);
}

/* Pauses the run for a time in which nothing begins. */
static void pause_for_a_time(struct run *r)
{
    unsigned before;

    pause_run(r);
    AWAIT(run_now(r)->total.in_flight == 0);
    before = begun;
    pause_ms(PAUSE_MS);
    assert_equal_u64("tasks begun in the pause", begun, before);
    resume_run(r);
}

/* However long it took to get there, that much of a run that has a limit is still to come. */
static void leave_time(struct run *r)
{
    if (r->plan.run_time_s > 0)
        r->control->ops->change_run_time(r->control, run_now(r)->elapsed_s + LEFT_S);
}

static double paused_s(const struct snapshot *s)
{
    return (double)s->progress.paused_ns / 1e9;
}

static double whole_s(const struct snapshot *s)
{
    return (double)(s->progress.end_ns - s->progress.start_ns) / 1e9;
}

/* What is late without a pause, too: all that the machine held timers up for, since lateness may add up, and half a pause, which
 * is more than what the precision of timers comes to. */
static uint64_t late_ns(const struct snapshot *s)
{
    return PAUSE_MS / 2 * NANOS_PER_MILLI + s->progress.lag_count * s->progress.lag_mean_ns;
}

/* ---- users ---- */

static void pauses_once(struct run *r)
{
    AWAIT(begun > 20);
    leave_time(r);
    pause_for_a_time(r);
}

static void after_a_pause(struct run *r, const struct snapshot *s)
{
    assert_true(paused_s(s) >= PAUSE_MS / 1000.0);
    assert_near_double("time", s->elapsed_s + paused_s(s), whole_s(s), 0.001);
    assert_true(s->elapsed_s >= s->progress.run_time_s && s->progress.run_time_s > LEFT_S); /* the run time is all there */
    assert_equal_string("reason", s->progress.stop_reason, "run time limit reached");
    assert_near_double("rate", s->total.requests_per_second, (double)s->total.requests / s->elapsed_s, 1e-6);
    assert_equal_u64("on the server", s->total.requests + s->total.cancelled_sent, r->server.requests);
}

static void a_pause_is_no_time_of_the_run(void **state)
{
    begun = 0;
    run_it(&(struct run){
        .classes = {&walker, &slow}, .users = 20, .plan.run_time_s = 100, .meanwhile = pauses_once, .after = after_a_pause});
}

static void after_paced_users(struct run *r, const struct snapshot *s)
{
    double most = 10 * (s->elapsed_s / 0.02 + 2);

    after_a_pause(r, s);
    if (begun > most)
        fail_msg("%u tasks, where %.0f fit into %.3f s", begun, most, s->elapsed_s);
    if (s->total.response.max_ns >= s->total.service.max_ns + late_ns(s))
        fail_msg("the pause counts as waiting: %.3f s with %.3f s of service; %.3f s would be late",
                 (double)s->total.response.max_ns / 1e9, (double)s->total.service.max_ns / 1e9, (double)late_ns(s) / 1e9);
}

static void paced_users_make_up_for_nothing(void **state)
{
    begun = 0;
    run_it(&(struct run){
        .classes = {&pacer}, .users = 10, .plan.run_time_s = 100, .meanwhile = pauses_once, .after = after_paced_users});
}

static void pauses_while_spawning(struct run *r)
{
    uint64_t resumed_ns;
    uint32_t before;
    double due;

    AWAIT(run_now(r)->progress.users >= 5);
    pause_run(r);
    before = run_now(r)->progress.users;
    pause_ms(PAUSE_MS);
    assert_equal_u64("users in the pause", run_now(r)->progress.users, before);
    assert_int_equal(run_now(r)->progress.state, RUN_SPAWNING);
    resumed_ns = clock_now();
    resume_run(r);
    pause_ms(1);
    due = before + r->rate * (double)(clock_now() - resumed_ns) / 1e9 + 1;
    if (run_now(r)->progress.users > due + 1) /* not all that were due meanwhile at once */
        fail_msg("%" PRIu32 " users, of whom %.1f were due", run_now(r)->progress.users, due);
    r->control->ops->change_users(r->control, before + 20, 1000);
    AWAIT(run_now(r)->progress.users == before + 20);
    assert_int_equal(run_now(r)->progress.state, RUN_RUNNING);
    r->control->ops->stop(r->control, "enough");
}

static void nobody_is_started_in_a_pause(void **state)
{
    begun = 0;
    run_it(&(struct run){.classes = {&walker}, .users = GUESTS_MAX - 20, .rate = 50, .meanwhile = pauses_while_spawning});
}

static void changes_in_the_pause(struct run *r)
{
    AWAIT(run_now(r)->progress.users == 10);
    pause_run(r);
    r->control->ops->change_users(r->control, 3, 1000);
    pause_ms(50);
    assert_equal_u64("users", run_now(r)->progress.users, 10);
    assert_equal_u64("target", run_now(r)->progress.target_users, 3);
    resume_run(r);
    AWAIT(run_now(r)->progress.users == 3);
    pause_run(r);
    r->control->ops->change_users(r->control, 8, 1000);
    resume_run(r);
    AWAIT(run_now(r)->progress.users == 8);
    r->control->ops->stop(r->control, "enough");
}

static void users_change_when_it_goes_on(void **state)
{
    begun = 0;
    run_it(&(struct run){.classes = {&walker}, .users = 10, .meanwhile = changes_in_the_pause});
}

/* ---- what is done in a pause ---- */

static void stops_in_the_pause(struct run *r)
{
    AWAIT(begun > 20);
    pause_run(r);
    pause_ms(100);
    r->control->ops->stop(r->control, "enough");
    assert_false(r->control->ops->resume(r->control));
}

static void after_a_stop(struct run *r, const struct snapshot *s)
{
    assert_equal_string("reason", s->progress.stop_reason, "enough");
    assert_false(s->progress.paused);
    assert_true(paused_s(s) >= 0.1);
    assert_near_double("time", s->elapsed_s + paused_s(s), whole_s(s), 0.001);
}

static void a_paused_run_can_be_stopped(void **state)
{
    for (int patience = 0; patience < 2; patience++) {
        begun = 0;
        run_it(&(struct run){.classes = {&walker, &slow},
                             .users = 10,
                             .plan.stop_timeout_s = patience,
                             .meanwhile = stops_in_the_pause,
                             .after = after_a_stop});
    }
}

static void stops_now_in_the_pause(struct run *r)
{
    AWAIT(begun > 20);
    pause_run(r);
    r->control->ops->stop_now(r->control);
}

static void a_paused_run_can_be_cut_off(void **state)
{
    begun = 0;
    run_it(&(struct run){.classes = {&walker, &slow}, .users = 10, .meanwhile = stops_now_in_the_pause});
}

static void resets_in_the_pause(struct run *r)
{
    AWAIT(begun > 20);
    pause_run(r);
    AWAIT(run_now(r)->total.in_flight == 0);
    r->control->ops->reset(r->control);
    pause_ms(100);
    assert_equal_u64("requests", run_now(r)->total.requests, 0);
    assert_near_double("elapsed", run_now(r)->elapsed_s, 0, 1e-6);
    begun = 0;
    resume_run(r);
    AWAIT(begun > 20);
    r->control->ops->stop(r->control, "enough");
}

static void after_a_reset(struct run *r, const struct snapshot *s)
{
    assert_true(s->elapsed_s + paused_s(s) < whole_s(s));
    assert_equal_u64("requests", s->total.requests + s->total.cancelled, begun);
}

static void counts_that_are_forgotten_in_a_pause_begin_after_it(void **state)
{
    begun = 0;
    run_it(&(struct run){.classes = {&walker}, .users = 10, .meanwhile = resets_in_the_pause, .after = after_a_reset});
}

static void asks_for_what_cannot_be(struct run *r)
{
    const struct run_control_ops *ops = r->control->ops;

    assert_false(ops->resume(r->control));
    pause_run(r);
    assert_false(ops->pause(r->control));
    resume_run(r);
    assert_false(ops->resume(r->control));
    ops->stop(r->control, "enough");
    assert_false(ops->pause(r->control));
    AWAIT(r->stopped);
    assert_false(ops->pause(r->control));
    assert_false(ops->resume(r->control));
}

static void only_what_runs_can_be_paused(void **state)
{
    run_it(&(struct run){.classes = {&walker}, .users = 1, .meanwhile = asks_for_what_cannot_be});
}

static void starts_again(struct run *r)
{
    AWAIT(begun > 5);
    pause_run(r);
    r->control->ops->stop(r->control, "enough");
    AWAIT(r->stopped == 1);
    begun = 0;
    r->control->ops->start(r->control, 3, 100);
    AWAIT(begun > 5);
    assert_equal_u64("paused", run_now(r)->progress.paused_ns, 0);
    r->control->ops->stop(r->control, "enough");
}

static void the_next_run_knows_nothing_of_the_pause(void **state)
{
    begun = 0;
    run_it(&(struct run){.classes = {&walker, &slow}, .users = 5, .meanwhile = starts_again});
}

/* ---- arrivals, iterations, stages, shapes ---- */

static void after_arrivals(struct run *r, const struct snapshot *s)
{
    const struct iteration_counts *c = &s->iterations.total;
    double wanted = 100 * s->elapsed_s;

    after_a_pause(r, s);
    if ((double)c->planned > wanted + 2)
        fail_msg("%" PRIu64 " arrivals in %.3f s", c->planned, s->elapsed_s);
    assert_true(c->planned > 20);
    assert_equal_u64("dropped", iteration_counts_dropped(c), 0);
    if (s->iterations.own_lag.max_ns >= late_ns(s))
        fail_msg("arrivals up to %.3f s late, where %.3f s would be", (double)s->iterations.own_lag.max_ns / 1e9,
                 (double)late_ns(s) / 1e9);
}

static void nothing_arrives_in_a_pause_nor_too_late(void **state)
{
    const cic_user_class visitor = CIC_USER(.name = "Visitor", .tasks = CIC_TASKS({1, "asks", asks}));

    for (int poisson = 0; poisson < 2; poisson++) {
        begun = 0;
        run_it(&(struct run){.classes = {&visitor},
                             .plan = {.rate = 100, .run_time_s = 100, .catch_up = PLAN_CATCH_UP_BOUNDED, .poisson = poisson},
                             .meanwhile = pauses_once,
                             .after = poisson ? after_a_pause : after_arrivals});
    }
}

static void changes_the_rate_in_the_pause(struct run *r)
{
    unsigned before;

    AWAIT(begun > 20);
    pause_run(r);
    before = begun;
    r->control->ops->change_arrivals(r->control, 1000, 0);
    pause_ms(100);
    assert_equal_u64("arrivals in the pause", begun, before);
    assert_near_double("rate", run_now(r)->progress.arrivals_per_second, 1000, 1e-9);
    resume_run(r);
    AWAIT(begun > before + 100);
    r->control->ops->stop(r->control, "enough");
}

static void a_new_rate_counts_from_the_end_of_the_pause(void **state)
{
    const cic_user_class visitor = CIC_USER(.name = "Visitor", .tasks = CIC_TASKS({1, "asks", asks}));

    begun = 0;
    run_it(&(struct run){.classes = {&visitor}, .plan.rate = 200, .meanwhile = changes_the_rate_in_the_pause});
}

static void after_iterations(struct run *r, const struct snapshot *s)
{
    assert_equal_u64("finished", s->iterations.total.finished, 150);
    assert_equal_string("reason", s->progress.stop_reason, "all iterations done");
    assert_true(s->progress.iterations_done);
}

static void iterations_stay_exact(void **state)
{
    begun = 0;
    run_it(&(struct run){
        .classes = {&walker}, .users = 4, .plan.iterations = 150, .meanwhile = pauses_once, .after = after_iterations});
}

static void after_stages(struct run *r, const struct snapshot *s)
{
    double sum = 0;

    assert_equal_string("reason", s->progress.stop_reason, "all stages done");
    assert_int_equal(s->stage_count, 2);
    for (size_t i = 0; i < s->stage_count; i++)
        sum += s->stages[i].elapsed_s;
    assert_near_double("stages", sum, s->elapsed_s, 0.001);
    assert_true(s->stages[0].elapsed_s >= 0.3 && s->stages[1].elapsed_s >= 0.3);
    assert_near_double("begin", s->stages[1].start_s, s->stages[0].elapsed_s + paused_s(s), 0.001);
}

static void pauses_in_the_first_stage(struct run *r)
{
    assert_equal_u64("stage", run_now(r)->progress.stage, 1); /* which has just begun */
    pause_for_a_time(r);
}

static void a_stage_is_as_long_as_it_would_be(void **state)
{
    static const struct plan_stage users[] = {{.name = "a", .users = 3, .hold_s = 0.3}, {.name = "b", .users = 5, .hold_s = 0.3}};
    static const struct plan_stage open[] = {{.name = "a", .arrivals = 100, .ramp_s = 0.1, .hold_s = 0.2},
                                             {.name = "b", .arrivals = 50, .hold_s = 0.3}};

    for (int is_open = 0; is_open < 2; is_open++) {
        begun = 0;
        run_it(&(struct run){.classes = {&walker},
                             .plan.stages = {.at = is_open ? open : users, .count = 2, .open = is_open},
                             .meanwhile = pauses_in_the_first_stage,
                             .after = after_stages});
    }
}

static double asked_at[2];
static unsigned asked;

static int shapes(const cic_shape_now *now, cic_shape_next *next)
{
    if (asked == 2)
        return CIC_STOP_TEST;
    asked_at[asked++] = now->run_time;
    *next = (cic_shape_next){.users = 2 + asked, .rate = 100};
    return CIC_OK;
}

static void pauses_between_two_questions(struct run *r)
{
    assert_equal_u64("asked", asked, 1);
    pause_run(r);
    pause_ms(1200);
    assert_equal_u64("asked in the pause", asked, 1);
    resume_run(r);
}

static void after_two_questions(struct run *r, const struct snapshot *s)
{
    assert_equal_string("reason", s->progress.stop_reason, "the shape has ended");
    assert_equal_u64("asked", asked, 2);
    if (asked_at[1] < 1 || asked_at[1] > 1 + (double)late_ns(s) / 1e9)
        fail_msg("the second question came after %.3f s of the run; %.3f s would be late", asked_at[1], (double)late_ns(s) / 1e9);
}

static void the_shape_is_not_asked_in_a_pause(void **state)
{
    begun = asked = 0;
    run_it(&(struct run){.classes = {&walker},
                         .plan.shaped = true,
                         .record.shape = shapes,
                         .meanwhile = pauses_between_two_questions,
                         .after = after_two_questions});
}

static void after_warm_up(struct run *r, const struct snapshot *s)
{
    assert_true(s->warmup.seconds >= 0.3);
    assert_near_double("time", s->warmup.seconds + s->elapsed_s + paused_s(s), whole_s(s), 0.001);
}

static void a_warm_up_is_as_long_as_it_would_be(void **state)
{
    begun = 0;
    run_it(&(struct run){.classes = {&walker},
                         .users = 10,
                         .plan = {.run_time_s = 100, .warmup_s = 0.3},
                         .meanwhile = pauses_once,
                         .after = after_warm_up});
}

static size_t still_from; /* the first second that lies in the pause as a whole */

static void pauses_for_seconds(struct run *r)
{
    AWAIT(begun > 20);
    pause_run(r);
    AWAIT(run_now(r)->total.in_flight == 0);
    still_from = run_now(r)->series_count + 1; /* those that are over, and the one that is not */
    AWAIT(run_now(r)->series_count > still_from);
    resume_run(r);
    AWAIT(run_now(r)->series_count >= still_from + 3);
    r->control->ops->stop(r->control, "enough");
}

static void after_seconds(struct run *r, const struct snapshot *s)
{
    assert_true(s->series[still_from - 1].paused && s->series[still_from].paused);
    assert_equal_u64("requests of a second of the pause", s->series[still_from].requests, 0);
    assert_true(s->series_count >= still_from + 3);
    assert_false(s->series[s->series_count - 1].paused);
}

static void seconds_with_a_pause_are_marked(void **state)
{
    begun = 0;
    run_it(&(struct run){.classes = {&walker}, .users = 10, .meanwhile = pauses_for_seconds, .after = after_seconds});
}

SCENE_MAIN(TEST(a_pause_is_no_time_of_the_run), TEST(paced_users_make_up_for_nothing), TEST(nobody_is_started_in_a_pause),
           TEST(users_change_when_it_goes_on), TEST(a_paused_run_can_be_stopped), TEST(a_paused_run_can_be_cut_off),
           TEST(counts_that_are_forgotten_in_a_pause_begin_after_it), TEST(only_what_runs_can_be_paused),
           TEST(the_next_run_knows_nothing_of_the_pause), TEST(nothing_arrives_in_a_pause_nor_too_late),
           TEST(a_new_rate_counts_from_the_end_of_the_pause), TEST(iterations_stay_exact),
           TEST(a_stage_is_as_long_as_it_would_be), TEST(the_shape_is_not_asked_in_a_pause),
           TEST(a_warm_up_is_as_long_as_it_would_be), TEST(seconds_with_a_pause_are_marked))
