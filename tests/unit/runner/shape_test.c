/* SPDX-License-Identifier: MIT */
/* tests/unit/runner/shape_test.c - a shape is asked each second, and what it answers is what happens */
#include "run.h"

static struct {
    cic_shape_now now[20];
    unsigned calls;
    unsigned first, second; /* users begun of the two classes */
} seen;

static int first_comes(cic_user *u)
{
    seen.first++;
    return CIC_OK;
}

static int second_comes(cic_user *u)
{
    seen.second++;
    return CIC_OK;
}

static int idle(cic_user *u)
{
    return CIC_OK;
}

static const cic_user_class first = CIC_USER(.name = "First", .wait = CIC_CONSTANT(1000), .on_start = first_comes,
                                             .tasks = CIC_TASKS({1, "idle", idle}));
static const cic_user_class second = CIC_USER(.name = "Second", .wait = CIC_CONSTANT(1000), .on_start = second_comes,
                                              .tasks = CIC_TASKS({1, "idle", idle}));

static void take_note(const cic_shape_now *now)
{
    assert_true(seen.calls < COUNT(seen.now));
    seen.now[seen.calls++] = *now;
}

static void shape_run(int (*shape)(const cic_shape_now *, cic_shape_next *), void (*meanwhile)(struct run *),
                      void (*after)(struct run *, const struct snapshot *))
{
    memset(&seen, 0, sizeof seen);
    run_it(&(struct run){
        .classes = {&first, &second}, .plan.shaped = true, .record.shape = shape, .meanwhile = meanwhile, .after = after});
}

static const char *wanted_reason;

static void ended_for_the_wanted_reason(struct run *r, const struct snapshot *s)
{
    assert_equal_string("reason", s->progress.stop_reason, wanted_reason);
}

/* ---- */

static int ramps_for_long(const cic_shape_now *now, cic_shape_next *next)
{
    take_note(now);
    if (now->run_time >= 2)
        return CIC_STOP_TEST;
    *next = (cic_shape_next){.users = 1000, .rate = 4};
    return CIC_OK;
}

static void after_long_ramp(struct run *r, const struct snapshot *s)
{
    assert_equal_string("reason", s->progress.stop_reason, "the shape has ended");
    assert_int_equal(r->spawned, 0); /* the ramp of 250 s was never done */
}

static void it_is_asked_every_second_also_during_ramps(void **state)
{
    shape_run(ramps_for_long, NULL, after_long_ramp);
    assert_int_equal(seen.calls, 3);
    for (unsigned i = 0; i < seen.calls; i++)
        if (seen.now[i].run_time < i || seen.now[i].run_time > i + 0.9)
            fail_msg("call %u came after %.3f s", i, seen.now[i].run_time);
    assert_int_equal(seen.now[0].users, 0);
    assert_true(seen.now[1].users > 1 && seen.now[1].users < 10);
    assert_true(seen.now[2].users > seen.now[1].users);
}

static int always_the_same(const cic_shape_now *now, cic_shape_next *next)
{
    take_note(now);
    next->users = 3;
    return now->run_time < 1.5 ? CIC_OK : CIC_STOP_TEST;
}

static void one_by_hand(struct run *r)
{
    AWAIT(run_now(r)->progress.users == 3);
    r->control->ops->change_users(r->control, 5, 1000);
    AWAIT(run_now(r)->progress.users == 5);
    AWAIT(seen.calls == 2);
    pause_ms(50);
    if (!r->stopped)
        assert_int_equal(run_now(r)->progress.users, 5);
}

static void the_same_answer_changes_nothing(void **state)
{
    wanted_reason = "the shape has ended";
    shape_run(always_the_same, one_by_hand, ended_for_the_wanted_reason);
}

static int first_then_second_class(const cic_shape_now *now, cic_shape_next *next)
{
    static const char *const only_first[] = {"First", NULL}, *const only_second[] = {"Second", NULL};

    take_note(now);
    next->users = now->run_time < 1 ? 4 : 6;
    next->user_classes = now->run_time < 1 ? only_first : only_second;
    return now->run_time < 2 ? CIC_OK : CIC_STOP_TEST;
}

static void a_list_of_classes_is_for_users_started_from_then_on(void **state)
{
    wanted_reason = "the shape has ended";
    shape_run(first_then_second_class, NULL, ended_for_the_wanted_reason);
    assert_int_equal(seen.first, 4);
    assert_int_equal(seen.second, 2);
    assert_int_equal(seen.now[2].users, 6);
}

static int up_and_down(const cic_shape_now *now, cic_shape_next *next)
{
    take_note(now);
    next->users = seen.calls == 1 ? 2 : 0;
    return seen.calls < 3 ? CIC_OK : CIC_STOP_TEST;
}

static void no_users_for_a_time_are_not_the_end(void **state)
{
    wanted_reason = "the shape has ended";
    shape_run(up_and_down, NULL, ended_for_the_wanted_reason);
    assert_int_equal(seen.calls, 3);
    assert_int_equal(seen.now[2].users, 0);
}

/* ---- answers that cannot be ---- */

static int stops_at_once(const cic_shape_now *now, cic_shape_next *next)
{
    return CIC_STOP_TEST;
}

static int returns_nonsense(const cic_shape_now *now, cic_shape_next *next)
{
    return 17;
}

static int asks_for_too_many(const cic_shape_now *now, cic_shape_next *next)
{
    next->users = UINT32_MAX;
    return CIC_OK;
}

static int asks_for_no_rate(const cic_shape_now *now, cic_shape_next *next)
{
    next->rate = NAN;
    return CIC_OK;
}

static int asks_for_an_unknown_class(const cic_shape_now *now, cic_shape_next *next)
{
    static const char *const unknown[] = {"First", "Third", NULL};

    *next = (cic_shape_next){.users = 1, .user_classes = unknown};
    return CIC_OK;
}

static int asks_for_no_class(const cic_shape_now *now, cic_shape_next *next)
{
    static const char *const none[] = {NULL};

    *next = (cic_shape_next){.users = 1, .user_classes = none};
    return CIC_OK;
}

static void an_impossible_answer_ends_the_run(void **state)
{
    wanted_reason = "the shape has ended";
    shape_run(stops_at_once, NULL, ended_for_the_wanted_reason);
    wanted_reason = "the shape asked for what cannot be";
    shape_run(returns_nonsense, NULL, ended_for_the_wanted_reason);
    shape_run(asks_for_too_many, NULL, ended_for_the_wanted_reason);
    shape_run(asks_for_no_rate, NULL, ended_for_the_wanted_reason);
    shape_run(asks_for_an_unknown_class, NULL, ended_for_the_wanted_reason);
    shape_run(asks_for_no_class, NULL, ended_for_the_wanted_reason);
    assert_int_equal(seen.first + seen.second, 0);
}

SCENE_MAIN(TEST(it_is_asked_every_second_also_during_ramps), TEST(the_same_answer_changes_nothing),
           TEST(a_list_of_classes_is_for_users_started_from_then_on), TEST(no_users_for_a_time_are_not_the_end),
           TEST(an_impossible_answer_ends_the_run))
