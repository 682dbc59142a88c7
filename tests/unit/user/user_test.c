/* SPDX-License-Identifier: MIT */
/* user/user_test.c - the life of a user: what is called in which order, and how it ends by itself, by a stop, by force
 *
 * Tasks write their names to a diary, which is compared at the end.
 */
#include "crew.h"

static struct {
    char text[4096];
    size_t size;
} diary;

static void note(const char *word)
{
    diary.size += (size_t)snprintf(diary.text + diary.size, sizeof(diary.text) - diary.size, "%s%s", diary.size ? " " : "", word);
    assert_true(diary.size < sizeof(diary.text));
}

static void assert_diary(const char *wanted)
{
    assert_equal_string("diary", diary.text, wanted);
    diary.size = 0;
    diary.text[0] = '\0';
}

static bool noted(const char *word)
{
    return strstr(diary.text, word) != NULL;
}

/* ---- by itself ---- */

struct session {
    unsigned tasks;
};

static int starts(cic_user *u)
{
    const struct session *me = cic_data(u);

    assert_int_equal(me->tasks, 0);
    assert_int_equal(cic_number(u), 0);
    assert_equal_string("class", cic_class_name(u), "Tester");
    assert_false(cic_stopping(u));
    note(cic_task_name(u));
    return CIC_OK;
}

static int works_three_times(cic_user *u)
{
    struct session *me = cic_data(u);

    note(cic_task_name(u));
    return ++me->tasks == 3 ? CIC_STOP_USER : CIC_OK;
}

static int stops(cic_user *u)
{
    note(cic_task_name(u));
    return CIC_OK;
}

static void a_life_is_start_tasks_stop(void **state)
{
    const cic_user_class tester = CIC_USER(.name = "Tester", .data_size = sizeof(struct session), .on_start = starts,
                                           .on_stop = stops, .tasks = CIC_TASKS({1, "work", works_three_times}));

    crew_run(&(struct crew){.class = &tester});
    assert_diary("on_start work work work on_stop");
}

static int gives_up(cic_user *u)
{
    note("gives up");
    return CIC_STOP_USER;
}

static void who_gives_up_at_the_start_runs_no_task(void **state)
{
    const cic_user_class tester = CIC_USER(.name = "Tester", .on_start = gives_up, .on_stop = stops,
                                           .tasks = CIC_TASKS({1, "work", works_three_times}));

    crew_run(&(struct crew){.class = &tester});
    assert_diary("gives up on_stop");
}

static int ends_the_test(cic_user *u)
{
    note("ends the test");
    return CIC_STOP_TEST;
}

static void after_ending_the_test(struct crew *c, const struct snapshot *s)
{
    assert_int_equal(c->stops_of_test, 1);
}

static void a_task_can_end_the_whole_test(void **state)
{
    const cic_user_class tester = CIC_USER(.name = "Tester", .on_stop = stops, .tasks = CIC_TASKS({1, "work", ends_the_test}));

    crew_run(&(struct crew){.class = &tester, .after = after_ending_the_test});
    assert_diary("ends the test on_stop");
}

/* ---- due times ---- */

static int overruns(cic_user *u)
{
    struct session *me = cic_data(u);

    if (me->tasks == 1)
        assert_true(cic_get(u, "/")->response_time >= 0.05); /* it was due 60 ms before the task before had ended */
    else
        cic_sleep(u, 0.12);
    return ++me->tasks == 2 ? CIC_STOP_USER : CIC_OK;
}

static void after_overrunning(struct crew *c, const struct snapshot *s)
{
    assert_equal_u64("late once", s->iterations.user_lag.count, 1);
    assert_true(s->iterations.user_lag.min_ns >= 50 * NANOS_PER_MILLI);
    assert_true(s->total.response.min_ns >= 50 * NANOS_PER_MILLI);
    assert_true(s->total.service.min_ns < s->total.response.min_ns);
    assert_equal_u64("iterations", s->iterations.total.finished, 2);
}

static void a_task_that_another_kept_waiting_counts_from_when_it_was_due(void **state)
{
    const cic_user_class tester = CIC_USER(.name = "Tester", .data_size = sizeof(struct session), .wait = CIC_PACING(0.06),
                                           .tasks = CIC_TASKS({1, "overruns", overruns}));

    crew_run(&(struct crew){.class = &tester, .after = after_overrunning});
}

/* ---- task sets ---- */

static int enters(cic_user *u)
{
    note("enters");
    return CIC_OK;
}

static int leaves(cic_user *u)
{
    note("leaves");
    return CIC_OK;
}

static int browses(cic_user *u)
{
    note("browses");
    return CIC_AGAIN;
}

static int returns(cic_user *u)
{
    note("returns");
    return CIC_LEAVE;
}

static int is_done(cic_user *u)
{
    note("done");
    return CIC_STOP_USER;
}

static void a_set_is_entered_and_left(void **state)
{
    const cic_task_set shop = {.name = "shop",
                               .tasks = CIC_TASKS({2, "browse", browses}, {1, "return", returns}),
                               .order = CIC_SEQUENCE,
                               .on_start = enters,
                               .on_stop = leaves};
    const cic_user_class tester = CIC_USER(.name = "Tester", .order = CIC_SEQUENCE, .on_stop = stops,
                                           .tasks = CIC_TASKS({2, "shop", .set = &shop}, {1, "done", is_done}));

    crew_run(&(struct crew){.class = &tester});
    assert_diary("enters browses browses returns leaves enters browses browses returns leaves done on_stop");
}

static void the_end_of_a_user_in_a_set_passes_its_on_stop(void **state)
{
    const cic_task_set inner = {.name = "inner", .tasks = CIC_TASKS({1, "done", is_done}), .on_start = enters, .on_stop = leaves};
    const cic_task_set outer = {.name = "outer", .tasks = CIC_TASKS({1, "inner", .set = &inner}), .on_stop = leaves};
    const cic_user_class tester = CIC_USER(.name = "Tester", .on_stop = stops, .tasks = CIC_TASKS({1, "outer", .set = &outer}));

    crew_run(&(struct crew){.class = &tester});
    assert_diary("enters done leaves leaves on_stop");
}

/* ---- asked to stop ---- */

static int works(cic_user *u)
{
    note("works");
    return CIC_OK;
}

static void stops_it_when_it_waits(struct crew *c)
{
    AWAIT(c->user[0]->state == USER_WAITING);
    user_stop(c->user[0]);
    AWAIT(!c->user[0]);
}

static void a_user_that_waits_ends_at_once(void **state)
{
    const cic_user_class tester = CIC_USER(.name = "Tester", .wait = CIC_CONSTANT(1000), .on_stop = stops,
                                           .tasks = CIC_TASKS({1, "work", works}));

    crew_run(&(struct crew){.class = &tester, .meanwhile = stops_it_when_it_waits});
    assert_diary("works on_stop");
}

static int works_for_a_while(cic_user *u)
{
    note("begins");
    assert_int_equal(cic_get(u, "/held")->status, 200);
    assert_true(cic_stopping(u));
    assert_int_equal(cic_get(u, "/")->status, 200); /* asked, but not made to */
    note("ends");
    return CIC_OK;
}

static int says_goodbye(cic_user *u)
{
    assert_int_equal(cic_get(u, "/", .name = "goodbye")->status, 200);
    note("goodbye");
    return CIC_OK;
}

static void stops_it_in_its_task(struct crew *c)
{
    AWAIT(c->server.requests == 1);
    user_stop(c->user[0]);
    c->server.released = true;
}

static void after_the_goodbye(struct crew *c, const struct snapshot *s)
{
    assert_counts(row_of(s, "GET", "goodbye"), 1, 0, 0);
}

static void a_user_in_a_task_may_finish_it(void **state)
{
    const cic_user_class tester = CIC_USER(.name = "Tester", .on_stop = says_goodbye,
                                           .tasks = CIC_TASKS({1, "work", works_for_a_while}));

    crew_run(&(struct crew){.class = &tester, .meanwhile = stops_it_in_its_task, .after = after_the_goodbye});
    assert_diary("begins ends goodbye");
}

/* ---- killed ---- */

static int sleeps(cic_user *u)
{
    note("sleeps");
    assert_int_equal(cic_sleep(u, 1000), CIC_STOP_USER);
    note("woke");
    return CIC_OK;
}

static void kills_it(struct crew *c)
{
    AWAIT(noted("sleeps"));
    user_kill(c->user[0], clock_now());
}

static void a_killed_user_wakes_and_still_says_goodbye(void **state)
{
    const cic_user_class tester = CIC_USER(.name = "Tester", .on_stop = says_goodbye, .tasks = CIC_TASKS({1, "work", sleeps}));

    crew_run(&(struct crew){.class = &tester, .meanwhile = kills_it, .after = after_the_goodbye});
    assert_diary("sleeps woke goodbye");
}

static void kills_it_for_good(struct crew *c)
{
    AWAIT(noted("sleeps"));
    user_kill_for_good(c->user[0]);
}

static void killed_for_good_it_does_not(void **state)
{
    const cic_task_set set = {.name = "set", .tasks = CIC_TASKS({1, "work", sleeps}), .on_stop = leaves};
    const cic_user_class tester = CIC_USER(.name = "Tester", .on_stop = stops, .tasks = CIC_TASKS({1, "set", .set = &set}));

    crew_run(&(struct crew){.class = &tester, .meanwhile = kills_it_for_good});
    assert_diary("sleeps woke");
}

/* It makes no request, so nothing takes the due time that it had. */
static int sleeps_and_ends(cic_user *u)
{
    assert_int_equal(cic_sleep(u, 0.5), CIC_OK);
    return CIC_STOP_USER;
}

static void asks_twice(struct crew *c)
{
    AWAIT(c->user[0]->state == USER_WAITING);
    user_stop(c->user[0]);
    AWAIT(c->server.requests == 1);
    user_stop(c->user[0]);
    user_kill(c->user[0], clock_now());
    c->server.released = true;
}

static int takes_leave_slowly(cic_user *u)
{
    assert_int_equal(cic_get(u, "/held", .name = "goodbye")->status, 200);
    note(cic_task_name(u));
    return CIC_OK;
}

static void nobody_hurries_an_on_stop(void **state)
{
    const cic_task_set inner = {.name = "inner", .tasks = CIC_TASKS({1, "work", works}), .on_stop = takes_leave_slowly};
    const cic_task_set outer = {.name = "outer", .tasks = CIC_TASKS({1, "inner", .set = &inner}), .on_stop = leaves};
    const cic_user_class tester = CIC_USER(.name = "Tester", .wait = CIC_CONSTANT(1000), .on_stop = stops,
                                           .tasks = CIC_TASKS({1, "outer", .set = &outer}));

    crew_run(&(struct crew){.class = &tester, .meanwhile = asks_twice, .after = after_the_goodbye});
    assert_diary("works inner leaves on_stop");
}

static void after_a_goodbye_ahead_of_the_plan(struct crew *c, const struct snapshot *s)
{
    const struct snapshot_row *goodbye = row_of(s, "GET", "goodbye");

    assert_counts(goodbye, 1, 0, 0);
    assert_true(goodbye->response.min_ns >= goodbye->service.min_ns);
    assert_true(goodbye->response.min_ns < goodbye->service.min_ns + 500 * NANOS_PER_MILLI);
}

static void an_on_stop_is_due_when_it_runs(void **state)
{
    const cic_user_class tester = CIC_USER(.name = "Tester", .wait = CIC_PACING(1000), .on_stop = says_goodbye,
                                           .tasks = CIC_TASKS({1, "work", works}));
    const cic_task_set set = {.name = "set", .tasks = CIC_TASKS({1, "done", sleeps_and_ends}), .on_stop = says_goodbye};
    const cic_user_class leaver = CIC_USER(.name = "Leaver", .wait = CIC_PACING(1000),
                                           .tasks = CIC_TASKS({1, "set", .set = &set}));

    crew_run(&(struct crew){.class = &tester, .meanwhile = stops_it_when_it_waits, .after = after_a_goodbye_ahead_of_the_plan});
    assert_diary("works goodbye");
    crew_run(&(struct crew){.class = &leaver, .after = after_a_goodbye_ahead_of_the_plan});
    assert_diary("goodbye");
}

static int ignores_the_end(cic_user *u)
{
    note("sleeps");
    while (cic_get(u, "/hang", .name = "again")->status == 0)
        ;
    return CIC_OK;
}

static int ignores_it_in_sleep(cic_user *u)
{
    note("sleeps");
    while (cic_sleep(u, 1000) == CIC_STOP_USER)
        ;
    return CIC_OK;
}

static void kills_all(struct crew *c)
{
    AWAIT(strstr(diary.text, "sleeps sleeps sleeps"));
    for (size_t i = 0; i < CREW_MAX; i++)
        if (c->user[i])
            user_kill(c->user[i], clock_now());
}

static void after_force(struct crew *c, const struct snapshot *s)
{
    assert_equal_u64("started", s->total.started, s->total.cancelled);
}

static void a_task_that_goes_on_after_the_end_is_ended_by_force(void **state)
{
    const cic_user_class request = CIC_USER(.name = "Request", .on_stop = stops,
                                            .tasks = CIC_TASKS({1, "again", ignores_the_end}));
    const cic_user_class sleep = CIC_USER(.name = "Sleep", .on_stop = stops,
                                          .tasks = CIC_TASKS({1, "again", ignores_it_in_sleep}));

    crew_run(&(struct crew){.class = &request, .users = 3, .meanwhile = kills_all, .after = after_force});
    assert_diary("sleeps sleeps sleeps");
    crew_run(&(struct crew){.class = &sleep, .meanwhile = kills_it, .after = after_force});
    assert_diary("sleeps");
}

static void ends_a_newcomer(struct crew *c)
{
    AWAIT(!c->user[0]);
    for (size_t i = 0; i < 2; i++) {
        c->left++;
        c->user[i] = user_start(&c->world, &c->classes.at[0], i);
    }
    user_kill(c->user[0], SOON_NS);
    user_stop(c->user[1]);
    AWAIT(!c->user[0] && !c->user[1]);
}

static void after_the_newcomers(struct crew *c, const struct snapshot *s)
{
    assert_int_equal(c->server.requests, 1);
}

static int greets(cic_user *u)
{
    cic_get(u, "/");
    return CIC_STOP_USER;
}

static void a_user_ended_before_its_first_step_does_nothing(void **state)
{
    const cic_user_class tester = CIC_USER(.name = "Tester", .on_start = greets, .on_stop = stops,
                                           .tasks = CIC_TASKS({1, "work", works}));

    crew_run(&(struct crew){.class = &tester, .meanwhile = ends_a_newcomer, .after = after_the_newcomers});
    assert_diary("on_stop"); /* of the first one, which gave up by itself */
}

/* ---- users of no class ---- */

static struct {
    unsigned times;
    int result;
    struct loop *loop;
} told;

static void take_result(void *context, int result)
{
    told.times++;
    told.result = result;
    *(bool *)context = true;
}

static void runs_once(struct crew *c)
{
    static int (*const functions[])(cic_user * u) = {works, gives_up, ends_the_test, ignores_the_end};
    static const int results[] = {CIC_OK, CIC_STOP_USER, CIC_STOP_TEST, CIC_STOP_USER};

    for (size_t i = 0; i < COUNT(functions); i++) {
        bool done = false;
        struct cic_user *u = user_run_once(&c->world, &c->classes.at[0].base, "test_start", functions[i], take_result, &done);

        if (functions[i] == ignores_the_end) {
            AWAIT(noted("sleeps"));
            user_kill_for_good(u);
        }
        AWAIT(done);
        assert_int_equal(told.result, results[i]);
    }
    assert_int_equal(told.times, COUNT(functions));
}

static void the_result_of_a_hook_is_told_also_when_it_had_to_be_ended(void **state)
{
    const cic_user_class tester = CIC_USER(.name = "Tester", .tasks = CIC_TASKS({1, "work", is_done}));

    told.times = 0;
    crew_run(&(struct crew){.class = &tester, .meanwhile = runs_once});
    diary.size = 0;
}

/* ---- side by side ---- */

static unsigned turns[2];

static int takes_turns(cic_user *u)
{
    unsigned me = (unsigned)cic_number(u);

    turns[me]++;
    if (turns[0] >= 1000 && turns[1] >= 1000)
        return CIC_STOP_USER;
    return me ? CIC_AGAIN : CIC_OK;
}

static void users_without_wait_or_request_take_turns(void **state)
{
    const cic_user_class tester = CIC_USER(.name = "Tester", .tasks = CIC_TASKS({1, "turn", takes_turns}));

    memset(turns, 0, sizeof(turns));
    crew_run(&(struct crew){.class = &tester, .users = 2});
    assert_near_double("turns", turns[0], turns[1], 2);
}

static uint64_t drawn[2][4][3]; /* by run, by user */

static int draws(cic_user *u)
{
    for (size_t i = 0; i < 3; i++)
        drawn[turns[0]][cic_number(u)][i] = cic_random(u);
    return CIC_STOP_USER;
}

static void a_seed_gives_each_user_its_own_numbers_again(void **state)
{
    const cic_user_class tester = CIC_USER(.name = "Tester", .tasks = CIC_TASKS({1, "draw", draws}));

    for (turns[0] = 0; turns[0] < 2; turns[0]++)
        crew_run(&(struct crew){.class = &tester, .users = 4, .plan.seed = 42});
    assert_memory_equal(drawn[0], drawn[1], sizeof(drawn[0]));
    for (size_t i = 1; i < 4; i++)
        assert_true(drawn[0][i][0] != drawn[0][0][0]);
    turns[0] = 0;
    crew_run(&(struct crew){.class = &tester, .users = 4, .plan.seed = 43});
    assert_true(drawn[0][0][0] != drawn[1][0][0]);
}

static int is_somebody(cic_user *u)
{
    const char *own = cic_fmt(u, "user-%" PRIu64, cic_number(u));
    cic_response *r;

    cic_set_header(u, "X-Who", own);
    cic_set_cookie(u, "who", own);
    cic_set_bearer(u, own);
    (void)cic_sleep(u, 0.02);
    r = cic_get(u, "/echo");
    assert_non_null(strstr(cic_body(r, NULL), cic_fmt(u, "X-Who: %s\r\n", own)));
    assert_non_null(strstr(cic_body(r, NULL), cic_fmt(u, "Cookie: who=%s\r\n", own)));
    assert_non_null(strstr(cic_body(r, NULL), cic_fmt(u, "Authorization: Bearer %s\r\n", own)));
    cic_set_cookie(u, "bad", "a; Domain=elsewhere");
    cic_set_cookie(u, "bad=a", "b");
    cic_set_cookie(u, "bad;a", "b");
    cic_set_cookie(u, "bad", "a\r\nX-Who: another");
    assert_non_null(strstr(cic_body(cic_get(u, "/echo"), NULL), cic_fmt(u, "Cookie: who=%s\r\n", own)));
    cic_set_cookie(u, "who", NULL);
    assert_null(cic_cookie(u, "who"));
    cic_set_header(u, "x-who", NULL);
    cic_set_bearer(u, NULL);
    cic_clear_cookies(u);
    r = cic_get(u, "/echo");
    assert_null(strstr(cic_body(r, NULL), own));
    return CIC_STOP_USER;
}

static void headers_and_cookies_belong_to_one_user(void **state)
{
    const cic_user_class tester = CIC_USER(.name = "Tester", .tasks = CIC_TASKS({1, "be", is_somebody}));

    crew_run(&(struct crew){.class = &tester, .users = 8});
}

/* ---- what is left after a task ---- */

static unsigned tidied;

static void tidy(void *argument)
{
    tidied++;
}

static int makes_a_mess(cic_user *u)
{
    if (tidied > 0) {
        assert_int_equal(u->group_depth, 0);
        assert_true(u->arena.size < 8192);
        return CIC_STOP_USER;
    }
    cic_group_begin(u, "never ended");
    memset(cic_alloc(u, MIB), 1, MIB);
    user_add_cleanup(u, tidy, NULL);
    cic_get(u, "/");
    return 77; /* no such result: taken as CIC_OK */
}

static void a_task_leaves_nothing_behind(void **state)
{
    const cic_user_class tester = CIC_USER(.name = "Tester", .tasks = CIC_TASKS({1, "mess", makes_a_mess}));

    tidied = 0;
    crew_run(&(struct crew){.class = &tester});
    assert_int_equal(tidied, 1);
}

SCENE_MAIN(TEST(a_life_is_start_tasks_stop), TEST(who_gives_up_at_the_start_runs_no_task), TEST(a_task_can_end_the_whole_test),
           TEST(a_set_is_entered_and_left), TEST(the_end_of_a_user_in_a_set_passes_its_on_stop),
           TEST(a_user_that_waits_ends_at_once), TEST(a_user_in_a_task_may_finish_it),
           TEST(a_killed_user_wakes_and_still_says_goodbye), TEST(killed_for_good_it_does_not), TEST(nobody_hurries_an_on_stop),
           TEST(an_on_stop_is_due_when_it_runs), TEST(a_task_that_goes_on_after_the_end_is_ended_by_force),
           TEST(a_user_ended_before_its_first_step_does_nothing), TEST(the_result_of_a_hook_is_told_also_when_it_had_to_be_ended),
           TEST(users_without_wait_or_request_take_turns), TEST(a_seed_gives_each_user_its_own_numbers_again),
           TEST(headers_and_cookies_belong_to_one_user), TEST(a_task_leaves_nothing_behind),
           TEST(a_task_that_another_kept_waiting_counts_from_when_it_was_due))
