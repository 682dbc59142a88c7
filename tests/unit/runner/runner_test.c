/* SPDX-License-Identifier: MIT */
/* tests/unit/runner/runner_test.c - a run from its start to its end: hooks, stops of all kinds, and that no request gets lost
 */
#include <fcntl.h>
#include <unistd.h>

#include "run.h"

#include "base/random.h"

static unsigned goodbyes, tasks_done;

static int says_goodbye(cic_user *u)
{
    goodbyes++;
    return CIC_OK;
}

static int asks(cic_user *u)
{
    cic_get(u, "/");
    return CIC_OK;
}

static int asks_slowly(cic_user *u)
{
    cic_get(u, "/slow/300", .name = "slow");
    tasks_done++;
    return CIC_OK;
}

static int asks_in_vain(cic_user *u)
{
    cic_get(u, "/hang", .name = "hanging");
    tasks_done++;
    return CIC_OK;
}

#define WITH_TASK(function, ...) \
    CIC_USER(.name = "Tester", .on_stop = says_goodbye, .tasks = CIC_TASKS({1, "the task", function}), __VA_ARGS__)

static void begin(void)
{
    goodbyes = tasks_done = 0;
}

/* ---- stopping ---- */

static void stops_while_it_asks(struct run *r)
{
    AWAIT(r->server.requests >= r->users);
    r->control->ops->stop(r->control, "enough");
    r->control->ops->stop(r->control, "once more changes nothing");
    assert_int_equal(run_now(r)->progress.state, RUN_STOPPING);
    AWAIT(r->stopped);
    assert_equal_string("reason", run_now(r)->progress.stop_reason, "enough");
}

static void after_answered(struct run *r, const struct snapshot *s)
{
    assert_equal_u64("completed", row_of(s, "slow")->completed, r->server.requests);
    assert_int_equal(s->total.cancelled, 0);
    assert_int_equal(goodbyes, r->users);
    assert_true(tasks_done >= r->users);
}

static void what_is_on_the_wire_is_answered_with_and_without_stop_timeout(void **state)
{
    const cic_user_class tester = WITH_TASK(asks_slowly);

    for (int i = 0; i < 2; i++) {
        begin();
        run_it(&(struct run){.classes = {&tester},
                             .users = 5,
                             .plan.stop_timeout_s = i ? 20 : 0,
                             .meanwhile = stops_while_it_asks,
                             .after = after_answered});
    }
}

static void after_hanging(struct run *r, const struct snapshot *s)
{
    const struct snapshot_row *row = row_of(s, "hanging");

    assert_equal_u64("cancelled", row->cancelled, r->users);
    assert_equal_u64("cancelled when sent", row->cancelled_sent, r->users);
    assert_int_equal(row->requests, 0);
    assert_int_equal(goodbyes, r->users);
    assert_true((double)(s->progress.end_ns - s->progress.start_ns) / 1e9 < 20);
}

static void what_is_never_answered_is_cancelled_when_patience_ends(void **state)
{
    const cic_user_class tester = WITH_TASK(asks_in_vain);
    const double timeouts[] = {0, 0.2};

    for (size_t i = 0; i < COUNT(timeouts); i++) {
        begin();
        run_it(&(struct run){.classes = {&tester},
                             .users = 5,
                             .plan.stop_timeout_s = timeouts[i],
                             .meanwhile = stops_while_it_asks,
                             .after = after_hanging});
        assert_int_equal(tasks_done, 5);
    }
}

static void stops_now(struct run *r)
{
    AWAIT(r->server.requests >= r->users);
    r->control->ops->stop_now(r->control);
    AWAIT(r->stopped);
}

static void stops_and_then_now(struct run *r)
{
    AWAIT(r->server.requests >= r->users);
    r->control->ops->stop(r->control, "interrupted");
    pause_ms(20);
    assert_false(r->stopped);
    r->control->ops->stop_now(r->control);
    AWAIT(r->stopped);
}

static int must_not_run(cic_user *u)
{
    fail_msg("a hook ran after stop_now");
    return CIC_OK;
}

static void after_stop_now(struct run *r, const struct snapshot *s)
{
    assert_equal_string("reason", s->progress.stop_reason, "interrupted");
    assert_equal_u64("cancelled", s->total.cancelled, r->users);
    assert_int_equal(goodbyes, 0);
}

static void a_stop_now_waits_for_nobody(void **state)
{
    const cic_user_class tester = WITH_TASK(asks_in_vain);

    begin();
    run_it(&(struct run){
        .classes = {&tester}, .users = 5, .meanwhile = stops_now, .after = after_stop_now, .record.test_stop = must_not_run});
    run_it(&(struct run){.classes = {&tester},
                         .users = 5,
                         .meanwhile = stops_and_then_now,
                         .after = after_stop_now,
                         .plan.stop_timeout_s = 100,
                         .record.test_stop = must_not_run});
}

static int ignores_the_end(cic_user *u)
{
    while (cic_get(u, "/hang", .name = "again")->status == 0)
        ;
    return CIC_OK;
}

static void after_force(struct run *r, const struct snapshot *s)
{
    assert_equal_u64("started", s->total.started, r->users);
    assert_equal_u64("cancelled", s->total.cancelled, r->users);
}

static void tasks_that_ignore_the_end_do_not_keep_the_run(void **state)
{
    const cic_user_class tester = WITH_TASK(ignores_the_end);

    begin();
    run_it(&(struct run){.classes = {&tester}, .users = 3, .meanwhile = stops_while_it_asks, .after = after_force});
}

static int ends_the_test(cic_user *u)
{
    cic_get(u, "/");
    return cic_number(u) == 3 ? CIC_STOP_TEST : CIC_OK;
}

static void after_the_scenario_stopped(struct run *r, const struct snapshot *s)
{
    assert_equal_string("reason", s->progress.stop_reason, "stopped by the scenario");
    assert_int_equal(goodbyes, r->users);
}

static void a_task_can_stop_the_run(void **state)
{
    const cic_user_class tester = WITH_TASK(ends_the_test, .wait = CIC_CONSTANT(1000));

    begin();
    run_it(&(struct run){.classes = {&tester}, .users = 4, .after = after_the_scenario_stopped});
}

static void after_its_time(struct run *r, const struct snapshot *s)
{
    double took = (double)(s->progress.end_ns - s->progress.start_ns) / 1e9;

    assert_equal_string("reason", s->progress.stop_reason, "run time limit reached");
    assert_true(took >= 1.2 && took < 20);
    assert_true(r->ticks >= 1 && s->series_count >= 1);
    assert_int_equal(r->spawned, 1);
    assert_near_double("elapsed", s->elapsed_s, took, 0.01);
}

static void the_run_time_is_a_limit(void **state)
{
    const cic_user_class tester = WITH_TASK(asks, .wait = CIC_CONSTANT(0.01));

    begin();
    run_it(&(struct run){.classes = {&tester}, .users = 2, .plan.run_time_s = 1.2, .after = after_its_time});
}

/* ---- hooks ---- */

static char order[64];

static void note(char what)
{
    size_t size = strlen(order);

    assert_true(size + 1 < sizeof(order));
    order[size] = what;
    order[size + 1] = '\0';
}

static int opens(cic_user *u)
{
    assert_int_equal(cic_get(u, "/slow/50", .name = "open")->status, 200);
    note('(');
    return CIC_OK;
}

static int works(cic_user *u)
{
    note('w');
    return CIC_STOP_USER;
}

static int closes(cic_user *u)
{
    assert_int_equal(cic_get(u, "/", .name = "close")->status, 200);
    note(')');
    return CIC_OK;
}

static void after_hooks(struct run *r, const struct snapshot *s)
{
    assert_equal_string("order", order, "(ww)");
    assert_int_equal(row_of(s, "close")->completed, 1);
    assert_int_equal(r->server.requests, 2);
}

static void hooks_run_before_the_first_user_and_after_the_last(void **state)
{
    const cic_user_class tester = WITH_TASK(works);

    order[0] = '\0';
    run_it(&(struct run){
        .classes = {&tester}, .users = 2, .after = after_hooks, .record = {.test_start = opens, .test_stop = closes}});
}

static int refuses(cic_user *u)
{
    note('x');
    return CIC_STOP_TEST;
}

static void after_refusal(struct run *r, const struct snapshot *s)
{
    assert_equal_string("reason", s->progress.stop_reason, "stopped by the scenario");
    assert_equal_string("order", order, "x");
}

static void a_test_start_can_call_the_run_off(void **state)
{
    const cic_user_class tester = WITH_TASK(works);

    order[0] = '\0';
    run_it(&(struct run){.classes = {&tester}, .users = 2, .after = after_refusal, .record.test_start = refuses});
}

static int opens_in_vain(cic_user *u)
{
    cic_get(u, "/hang", .name = "open");
    note('c');
    return CIC_OK;
}

static void after_no_start(struct run *r, const struct snapshot *s)
{
    assert_equal_u64("cancelled", row_of(s, "open")->cancelled, 1);
    assert_null(strchr(order, 'w'));
}

static void stops_at_the_first_request(struct run *r)
{
    AWAIT(r->server.requests == 1);
    r->control->ops->stop(r->control, "enough");
    AWAIT(r->stopped);
}

static void stops_now_at_the_first_request(struct run *r)
{
    AWAIT(r->server.requests == 1);
    r->control->ops->stop_now(r->control);
    AWAIT(r->stopped);
}

static void a_run_can_be_stopped_in_test_start(void **state)
{
    const cic_user_class tester = WITH_TASK(works);

    order[0] = '\0';
    run_it(&(struct run){.classes = {&tester},
                         .users = 2,
                         .meanwhile = stops_at_the_first_request,
                         .after = after_no_start,
                         .record.test_start = opens_in_vain});
    assert_equal_string("order", order, "c");
    order[0] = '\0';
    run_it(&(struct run){.classes = {&tester},
                         .users = 2,
                         .meanwhile = stops_now_at_the_first_request,
                         .after = after_no_start,
                         .record.test_start = opens_in_vain});
    assert_equal_string("order", order, "c");
}

/* ---- resetting, running again ---- */

static void resets(struct run *r)
{
    uint64_t before;

    AWAIT(r->server.answers >= 20);
    before = run_now(r)->total.requests;
    assert_true(before > 0);
    r->control->ops->reset(r->control);
    assert_true(run_now(r)->total.requests < before);
    assert_true(run_now(r)->reset);
    AWAIT(run_now(r)->total.requests >= 5);
    r->control->ops->stop(r->control, "enough");
}

static void after_reset(struct run *r, const struct snapshot *s)
{
    assert_true(s->total.requests < r->server.answers);
}

static void a_reset_forgets_what_was_counted(void **state)
{
    const cic_user_class tester = WITH_TASK(asks, .wait = CIC_CONSTANT(0.002));

    begin();
    run_it(&(struct run){.classes = {&tester}, .users = 3, .meanwhile = resets, .after = after_reset});
}

static void runs_twice(struct run *r)
{
    AWAIT(r->stopped == 1);
    assert_int_equal(run_now(r)->total.requests, 3);
    r->control->ops->start(r->control, 2, 1000);
    AWAIT(r->stopped == 2);
    assert_int_equal(run_now(r)->total.requests, 2);
    r->control->ops->stop(r->control, "not running: changes nothing");
    assert_int_equal(r->stopped, 2);
}

static int asks_once(cic_user *u)
{
    cic_get(u, "/");
    return CIC_STOP_USER;
}

static void a_runner_can_run_again(void **state)
{
    const cic_user_class tester = WITH_TASK(asks_once);

    begin();
    run_it(&(struct run){.classes = {&tester}, .users = 3, .meanwhile = runs_twice});
}

/* ---- conservation ---- */

static int does_anything(cic_user *u)
{
    switch (cic_between(u, 0, 6)) {
    case 0:
        cic_get(u, "/status/500", .name = "error");
        break;
    case 1:
        cic_get(u, "/slow/30", .name = "slow", .timeout = 0.02);
        break;
    case 2:
        cic_get(u, "/close", .name = "close");
        break;
    case 3:
        cic_rename(cic_get(u, "/slow/5", .name = "old name"), "new name");
        break;
    case 4:
        (void)cic_sleep(u, cic_uniform(u, 0, 0.02));
        break;
    default:
        cic_post(u, "/", .json = "{}");
    }
    return CIC_OK;
}

static void stops_at_some_moment(struct run *r)
{
    const struct random *seed = r->context;
    struct random random = *seed;
    bool now = random_below(&random, 4) == 0;

    pause_ms((unsigned)random_between(&random, 1, 150));
    if (now)
        r->control->ops->stop_now(r->control);
    else
        r->control->ops->stop(r->control, "at random");
    AWAIT(r->stopped);
}

/* Every request that the server saw is counted, and none that it did not see is counted as answered. */
static void after_anything(struct run *r, const struct snapshot *s)
{
    const struct snapshot_row *all = &s->total;

    if (all->completed > r->server.answers)
        fail_msg("%" PRIu64 " completed, but the server gave %u answers", all->completed, r->server.answers);
    if (r->server.requests > all->completed + all->failed + all->cancelled)
        fail_msg("the server saw %u requests; completed %" PRIu64 " + failed %" PRIu64 " + cancelled %" PRIu64 " are fewer",
                 r->server.requests, all->completed, all->failed, all->cancelled);
}

static void no_request_is_lost_whenever_the_run_ends(void **state)
{
    for (uint64_t seed = 0; seed < 12; seed++) {
        const cic_user_class tester = WITH_TASK(does_anything, .wait = CIC_BETWEEN(0, 0.01));
        struct random random;

        random_init(&random, seed, 0);
        run_it(&(struct run){.classes = {&tester},
                             .users = 20,
                             .rate = 400,
                             .plan.seed = seed,
                             .plan.stop_timeout_s = seed % 3 ? 0 : 0.05,
                             .plan.http.max_connections = seed % 2 ? 5 : 0,
                             .meanwhile = stops_at_some_moment,
                             .after = after_anything,
                             .context = &random});
    }
}

/* ---- the same again ---- */

#define USERS 4
#define STEPS 20

static char steps[2][USERS][STEPS + 1];
static unsigned round_at;

static int step(cic_user *u, char what)
{
    char *mine = steps[round_at][cic_number(u)];
    size_t size = strlen(mine);

    if (size == STEPS)
        return CIC_STOP_USER;
    mine[size] = what;
    return CIC_OK;
}

static int step_a(cic_user *u)
{
    return step(u, 'a');
}

static int step_b(cic_user *u)
{
    return step(u, (char)('0' + cic_between(u, 0, 9)));
}

static void a_seed_repeats_the_choices_of_every_user(void **state)
{
    const cic_user_class one = CIC_USER(.name = "One", .tasks = CIC_TASKS({1, "a", step_a}, {1, "b", step_b}));
    const cic_user_class two = CIC_USER(.name = "Two", .tasks = CIC_TASKS({3, "a", step_a}, {1, "b", step_b}));

    memset(steps, 0, sizeof(steps));
    for (round_at = 0; round_at < 2; round_at++)
        run_it(&(struct run){.classes = {&one, &two}, .users = USERS, .plan.seed = 11});
    assert_memory_equal(steps[0], steps[1], sizeof(steps[0]));
    assert_string_not_equal(steps[0][0], steps[0][2]);
    round_at = 1;
    memset(steps[1], 0, sizeof(steps[1]));
    run_it(&(struct run){.classes = {&one, &two}, .users = USERS, .plan.seed = 12});
    assert_memory_not_equal(steps[0], steps[1], sizeof(steps[0]));
}

/* ---- no run at all ---- */

/* Descriptor 0 is what a forgotten initial value would name. */
static void a_runner_that_never_starts_closes_no_descriptor_of_others(void **state)
{
    const cic_user_class tester = WITH_TASK(asks);
    int before = dup(STDIN_FILENO), stand_in = open("/dev/null", O_RDONLY | O_CLOEXEC);

    assert_true(stand_in >= 0 && (stand_in == STDIN_FILENO || dup2(stand_in, STDIN_FILENO) == STDIN_FILENO));
    run_it(&(struct run){.classes = {&tester}, .never_starts = true});
    assert_int_not_equal(fcntl(STDIN_FILENO, F_GETFD), -1);
    if (stand_in != STDIN_FILENO)
        close(stand_in);
    if (before >= 0)
        assert_int_equal(dup2(before, STDIN_FILENO), STDIN_FILENO);
    if (before >= 0)
        close(before);
}

SCENE_MAIN(TEST(a_runner_that_never_starts_closes_no_descriptor_of_others),
           TEST(what_is_on_the_wire_is_answered_with_and_without_stop_timeout),
           TEST(what_is_never_answered_is_cancelled_when_patience_ends), TEST(a_stop_now_waits_for_nobody),
           TEST(tasks_that_ignore_the_end_do_not_keep_the_run), TEST(a_task_can_stop_the_run), TEST(the_run_time_is_a_limit),
           TEST(hooks_run_before_the_first_user_and_after_the_last), TEST(a_test_start_can_call_the_run_off),
           TEST(a_run_can_be_stopped_in_test_start), TEST(a_reset_forgets_what_was_counted), TEST(a_runner_can_run_again),
           TEST(no_request_is_lost_whenever_the_run_ends), TEST(a_seed_repeats_the_choices_of_every_user))
