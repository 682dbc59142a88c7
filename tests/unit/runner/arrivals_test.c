/* SPDX-License-Identifier: MIT */
/* runner/arrivals_test.c - the open model on a little server: who takes an arrival, what becomes of those that nobody takes */
#include "run.h"

static unsigned starts, visits, pages;

static void begin(void)
{
    starts = visits = pages = 0;
}

static int starts_up(cic_user *u)
{
    starts++;
    return CIC_OK;
}

static int asks(cic_user *u)
{
    visits++;
    cic_get(u, "/");
    return CIC_OK;
}

static int asks_slowly(cic_user *u)
{
    visits++;
    cic_get(u, "/slow/100", .name = "slow");
    return CIC_OK;
}

static double seconds_of(const struct snapshot *s)
{
    return (double)(s->progress.end_ns - s->progress.start_ns) / 1e9;
}

/* ---- as planned ---- */

static void after_few_arrivals(struct run *r, const struct snapshot *s)
{
    const struct iteration_counts *c = &s->iterations.total;
    double planned = (double)c->planned, wanted = 200 * seconds_of(s);

    if (!r->plan.poisson && planned > wanted + 2)
        fail_msg("%.0f arrivals in %.3f s", planned, seconds_of(s));
    assert_true(planned > 50);
    assert_equal_u64("dropped", s->total.dropped, 0);
    assert_equal_u64("begun", c->begun, visits);
    assert_equal_u64("asked", s->total.started, visits);
    assert_equal_u64("on the server", r->server.requests, s->total.requests + s->total.cancelled_sent);
    if (s->progress.peak_users < starts) /* the end may come before the first step of users that were just made */
        fail_msg("%" PRIu32 " users, of whom %d began", s->progress.peak_users, (int)starts);
    assert_equal_u64("lags", s->iterations.own_lag.count, c->begun);
    assert_equal_u64("waits", s->iterations.user_lag.count, c->begun);
    assert_near_double("share", s->drop_share, 0, 0);
    assert_near_double("rate", s->progress.arrivals_per_second, 0, 0); /* after the end */
}

static void arrivals_come_at_their_rate_and_the_pool_grows_as_needed(void **state)
{
    const cic_user_class visitor = CIC_USER(.name = "Visitor", .on_start = starts_up, .wait = CIC_CONSTANT(1000),
                                            .tasks = CIC_TASKS({1, "asks", asks}));

    begin();
    run_it(&(struct run){.classes = {&visitor}, .plan.rate = 200, .plan.run_time_s = 0.6, .after = after_few_arrivals});
    assert_true(starts < visits);
    begin();
    run_it(&(struct run){.classes = {&visitor},
                         .users = 3,
                         .plan = {.rate = 200, .poisson = true, .run_time_s = 0.6},
                         .after = after_few_arrivals});
    assert_true(starts >= 3);
}

static void after_response_times(struct run *r, const struct snapshot *s)
{
    const struct snapshot_row *row = row_of(s, "slow");

    /* from due: waiting for its user and the connection come on top of what the server took */
    assert_true(row->response.min_ns >= row->service.min_ns);
    assert_true(row->service.min_ns >= 99 * NANOS_PER_MILLI);
    assert_true(s->iterations.user_lag.max_ns <= row->response.max_ns);
}

static int starts_slowly(cic_user *u)
{
    return cic_sleep(u, 0.2);
}

static void after_slow_starts(struct run *r, const struct snapshot *s)
{
    /* nobody was there: the first arrivals waited until the first user was ready, and their times say so */
    assert_true(s->iterations.user_lag.max_ns >= 150 * NANOS_PER_MILLI);
    assert_true(s->total.response.max_ns >= 150 * NANOS_PER_MILLI);
    assert_equal_u64("dropped", s->total.dropped, 0);
    after_response_times(r, s);
}

static void waiting_for_a_user_counts(void **state)
{
    const cic_user_class visitor = CIC_USER(.name = "Visitor", .on_start = starts_slowly,
                                            .tasks = CIC_TASKS({1, "asks", asks_slowly}));

    begin();
    run_it(&(struct run){
        .classes = {&visitor}, .plan = {.rate = 50, .run_time_s = 0.8, .stop_timeout_s = 10}, .after = after_slow_starts});
}

/* ---- more than can be ---- */

static void after_drops(struct run *r, const struct snapshot *s)
{
    const struct iteration_counts *c = &s->iterations.total;

    assert_true(s->progress.peak_users <= 2);
    assert_true(c->dropped_no_user > 0);
    assert_equal_u64("late", c->dropped_late, 0);
    assert_equal_u64("begun", c->begun, visits);
    assert_equal_u64("on the server", r->server.requests, visits);
    assert_near_double("share", s->drop_share, (double)c->dropped_no_user / (double)c->planned, 1e-12);
    assert_true(s->drop_share > 0.5); /* 100 a second of which two users can take 20 */
    assert_true(s->total.response.quantile_ns[QUANTILE_50] == DURATION_UNBOUNDED);
    assert_true(s->total.response.quantile_ns[QUANTILE_99] == DURATION_UNBOUNDED);
    assert_true(row_of(s, "slow")->response.quantile_ns[QUANTILE_99] == DURATION_UNBOUNDED);
    assert_true(s->total.service.quantile_ns[QUANTILE_99] < 60 * NANOS_PER_SECOND);
    assert_equal_u64("arrivals of the class", s->groups[0].arrivals, c->planned);
    assert_equal_u64("dropped of the class", s->groups[0].dropped, c->dropped_no_user);
}

static void what_no_user_can_take_is_dropped_and_counted(void **state)
{
    const cic_user_class visitor = CIC_USER(.name = "Visitor", .tasks = CIC_TASKS({1, "asks", asks_slowly}));

    begin();
    run_it(&(struct run){.classes = {&visitor},
                         .plan = {.rate = 100, .max_users = 2, .run_time_s = 0.7, .stop_timeout_s = 10},
                         .groups = {{GROUP_OF_CLASS, TEXT("Visitor")}},
                         .after = after_drops});
}

static int gives_up(cic_user *u)
{
    starts++;
    return CIC_STOP_USER;
}

static void after_nobody_started(struct run *r, const struct snapshot *s)
{
    const struct iteration_counts *c = &s->iterations.total;

    assert_equal_string("reason", s->progress.stop_reason, "run time limit reached");
    assert_true(c->planned > 10);
    assert_equal_u64("begun", c->begun, 0);
    assert_true(c->dropped_no_user > 0);
    assert_equal_u64("dropped", c->dropped_no_user, c->planned - c->waiting);
}

static void arrivals_whose_users_end_at_the_start_are_dropped(void **state)
{
    const cic_user_class visitor = CIC_USER(.name = "Visitor", .on_start = gives_up, .tasks = CIC_TASKS({1, "asks", asks}));

    begin();
    run_it(&(struct run){.classes = {&visitor}, .plan = {.rate = 100, .run_time_s = 0.4}, .after = after_nobody_started});
}

/* ---- a generator that is late ---- */

static int blocks_once(cic_user *u)
{
    if (visits++ == 20)
        nanosleep(&(struct timespec){.tv_nsec = 200 * 1000 * 1000}, NULL);
    cic_get(u, "/");
    return CIC_OK;
}

static void stops_after_the_block(struct run *r)
{
    uint64_t before;

    AWAIT(visits > 20);
    before = run_now(r)->iterations.total.planned;
    AWAIT(run_now(r)->iterations.total.planned >= before + 50); /* those that were due meanwhile, and some more */
    r->control->ops->stop(r->control, "enough");
}

static void after_catching_up(struct run *r, const struct snapshot *s)
{
    const struct iteration_counts *c = &s->iterations.total;

    if (r->plan.catch_up == PLAN_CATCH_UP_SKIP)
        assert_true(c->dropped_late >= 25); /* of the 40 that were due meanwhile; the machine may be slow besides */
    else
        assert_equal_u64("late", c->dropped_late, 0);
    if (r->plan.catch_up == PLAN_CATCH_UP_ALL)
        assert_true(s->iterations.own_lag.max_ns >= 150 * NANOS_PER_MILLI);
    assert_true(s->progress.long_steps + s->progress.starved_steps >= 1);
}

static void overdue_arrivals_follow_the_plan(void **state)
{
    const cic_user_class visitor = CIC_USER(.name = "Visitor", .tasks = CIC_TASKS({1, "blocks", blocks_once}));

    for (int policy = PLAN_CATCH_UP_ALL; policy <= PLAN_CATCH_UP_SKIP; policy++) {
        begin();
        run_it(&(struct run){.classes = {&visitor},
                             .plan = {.rate = 200, .catch_up = (enum plan_catch_up)policy},
                             .meanwhile = stops_after_the_block,
                             .after = after_catching_up});
    }
}

/* ---- what an arrival runs ---- */

static int page(cic_user *u)
{
    pages++;
    cic_get(u, "/", .name = "page");
    return CIC_OK;
}

static int enters(cic_user *u)
{
    visits++;
    return CIC_OK;
}

static void after_sequences(struct run *r, const struct snapshot *s)
{
    const struct iteration_counts *c = &s->iterations.total;
    uint64_t asked = row_of(s, "page")->started;

    assert_true(c->finished > 0);
    assert_equal_u64("iterations", c->begun, visits);
    assert_equal_u64("each to its end, or cut off by that of the run", c->finished + c->interrupted, visits);
    if (asked < 3 * c->finished || asked > 3 * visits)
        fail_msg("%" PRIu64 " pages in %" PRIu64 " whole tours of %u", asked, c->finished, visits);
}

static void a_sequence_is_gone_through_once_for_each_arrival(void **state)
{
    const cic_task_set tour = {
        .name = "tour", .order = CIC_SEQUENCE, .on_start = enters, .tasks = CIC_TASKS({1, "first", page}, {2, "second", page})};
    const cic_user_class visitor = CIC_USER(.name = "Visitor", .tasks = CIC_TASKS({1, "tour", .set = &tour}));

    begin();
    run_it(&(struct run){
        .classes = {&visitor}, .plan = {.rate = 100, .run_time_s = 0.4, .stop_timeout_s = 10}, .after = after_sequences});
}

static int first_of_two(cic_user *u)
{
    visits++;
    return CIC_OK;
}

static int second_of_two(cic_user *u)
{
    assert_true(++pages <= visits);
    return CIC_OK;
}

static void a_user_keeps_its_place_in_the_order_of_its_class(void **state)
{
    const cic_user_class visitor = CIC_USER(.name = "Visitor", .order = CIC_SEQUENCE,
                                            .tasks = CIC_TASKS({1, "first", first_of_two}, {1, "second", second_of_two}));

    begin();
    run_it(&(struct run){.classes = {&visitor}, .users = 1, .plan = {.rate = 100, .max_users = 1, .iterations = 40}});
    assert_int_equal(visits, 20);
    assert_int_equal(pages, 20);
}

/* ---- rates by class ---- */

static void after_two_classes(struct run *r, const struct snapshot *s)
{
    const struct iteration_counts *often = &s->iterations.classes[0], *seldom = &s->iterations.classes[1];

    assert_true(often->planned > 40);
    assert_near_double("ratio", (double)often->planned / (double)(often->planned + seldom->planned), 0.75,
                       r->plan.rate > 0 ? 0.15 : 0.02);
}

static void classes_share_the_rate_by_weight_or_have_their_own(void **state)
{
    const cic_user_class often = CIC_USER(.name = "Often", .weight = 3, .tasks = CIC_TASKS({1, "asks", asks}));
    const cic_user_class seldom = CIC_USER(.name = "Seldom", .weight = 1, .tasks = CIC_TASKS({1, "asks", asks}));
    const cic_user_class own = CIC_USER(.name = "Own", .arrivals = 150, .tasks = CIC_TASKS({1, "asks", asks}));
    const cic_user_class other = CIC_USER(.name = "Other", .arrivals = 50, .tasks = CIC_TASKS({1, "asks", asks}));

    run_it(&(struct run){.classes = {&often, &seldom}, .plan = {.rate = 400, .run_time_s = 0.6}, .after = after_two_classes});
    run_it(&(struct run){.classes = {&own, &other}, .plan.run_time_s = 0.6, .after = after_two_classes});
}

static void changes_the_rate(struct run *r)
{
    uint64_t before;

    AWAIT(run_now(r)->iterations.total.planned >= 5);
    r->control->ops->change_arrivals(r->control, 0, 0);
    before = run_now(r)->iterations.total.planned;
    pause_ms(100);
    assert_true(run_now(r)->iterations.total.planned <= before + 1);
    assert_near_double("rate", run_now(r)->progress.arrivals_per_second, 0, 0);
    r->control->ops->change_arrivals(r->control, 1000, 0.05);
    AWAIT(run_now(r)->iterations.total.planned >= before + 100);
    r->control->ops->stop(r->control, "enough");
    AWAIT(r->stopped);
}

static void the_rate_can_be_changed(void **state)
{
    const cic_user_class visitor = CIC_USER(.name = "Visitor", .tasks = CIC_TASKS({1, "asks", asks}));

    run_it(&(struct run){.classes = {&visitor}, .plan.rate = 100, .meanwhile = changes_the_rate});
}

SCENE_MAIN(TEST(arrivals_come_at_their_rate_and_the_pool_grows_as_needed), TEST(waiting_for_a_user_counts),
           TEST(what_no_user_can_take_is_dropped_and_counted), TEST(arrivals_whose_users_end_at_the_start_are_dropped),
           TEST(overdue_arrivals_follow_the_plan), TEST(a_sequence_is_gone_through_once_for_each_arrival),
           TEST(a_user_keeps_its_place_in_the_order_of_its_class), TEST(classes_share_the_rate_by_weight_or_have_their_own),
           TEST(the_rate_can_be_changed))
