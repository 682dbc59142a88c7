/* SPDX-License-Identifier: MIT */
/* tests/unit/runner/population_test.c - users come as an even stream, leave youngest first, and are not replaced */
#include "run.h"

#define USERS_MAX 64

static struct {
    uint64_t number[USERS_MAX];
    uint64_t at_ns[USERS_MAX];
    char class[USERS_MAX + 1];
    size_t count;
} arrivals, leavings;

static int arrive(cic_user *u)
{
    size_t i = arrivals.count++;

    arrivals.number[i] = cic_number(u);
    arrivals.at_ns[i] = clock_now();
    arrivals.class[i] = cic_class_name(u)[0];
    arrivals.class[i + 1] = '\0';
    return CIC_OK;
}

static int leave(cic_user *u)
{
    leavings.number[leavings.count++] = cic_number(u);
    return CIC_OK;
}

static int idle(cic_user *u)
{
    return CIC_OK;
}

/* A class whose users come, do `task` once, and wait until they are stopped. */
#define WITH_TASK(task, its_name, ...)                                                           \
    CIC_USER(.name = its_name, .wait = CIC_CONSTANT(1000), .on_start = arrive, .on_stop = leave, \
             .tasks = CIC_TASKS({1, "the task", task}), __VA_ARGS__)
#define IDLER(...) WITH_TASK(idle, __VA_ARGS__)

static void forget(void)
{
    arrivals.count = leavings.count = 0;
}

static void waits_for_all(struct run *r)
{
    AWAIT(r->spawned == 1);
    AWAIT(arrivals.count == r->users);
    assert_int_equal(run_now(r)->progress.users, r->users);
    assert_int_equal(run_now(r)->progress.state, RUN_RUNNING);
    r->control->ops->stop(r->control, "enough");
}

static void user_k_comes_at_k_divided_by_the_rate(void **state)
{
    const cic_user_class idler = IDLER("Idler");
    const double rates[] = {20, 100, 1000};

    for (size_t i = 0; i < COUNT(rates); i++) {
        uint64_t begin = clock_now();

        forget();
        run_it(&(struct run){.classes = {&idler}, .users = 20, .rate = rates[i], .meanwhile = waits_for_all});
        for (uint64_t k = 0; k < arrivals.count; k++) {
            assert_int_equal(arrivals.number[k], k);
            if (arrivals.at_ns[k] < begin + (uint64_t)((double)k / rates[i] * 1e9))
                fail_msg("at %g users/s user %" PRIu64 " came after %.3f s already", rates[i], k,
                         (double)(arrivals.at_ns[k] - begin) / 1e9);
        }
        /* The first one is not kept waiting for a period, and the last one does not come much later than the plan says. */
        assert_true(arrivals.at_ns[0] - begin < 20 * NANOS_PER_SECOND);
        assert_near_double("duration", (double)(arrivals.at_ns[19] - arrivals.at_ns[0]) / 1e9, 19 / rates[i], 5);
        assert_int_equal(leavings.count, 20);
    }
}

static void classes_come_in_the_order_of_the_dispatcher(void **state)
{
    const cic_user_class many = IDLER("Auth", .weight = 5), few = IDLER("Buy", .weight = 1),
                         fixed = IDLER("Control", .fixed_count = 2);

    forget();
    run_it(&(struct run){.classes = {&many, &few}, .users = 12, .meanwhile = waits_for_all});
    assert_equal_string("classes", arrivals.class, "AABAAAAABAAA");
    forget();
    run_it(&(struct run){.classes = {&many, &few, &fixed}, .users = 6, .meanwhile = waits_for_all});
    assert_equal_string("classes", arrivals.class, "CCAABA");
}

static void goes_up_and_down(struct run *r)
{
    AWAIT(r->spawned == 1 && arrivals.count == 6);
    r->control->ops->change_users(r->control, 2, 1000);
    AWAIT(r->spawned == 2 && run_now(r)->progress.users == 2);
    assert_int_equal(leavings.count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(leavings.number[i], 5 - i); /* the youngest first */
    r->control->ops->change_users(r->control, 4, 1000);
    AWAIT(r->spawned == 3 && arrivals.count == 8);
    assert_int_equal(arrivals.number[6], 6); /* a number is never used twice */
    assert_int_equal(run_now(r)->progress.peak_users, 6);
    r->control->ops->change_users(r->control, 0, 1000);
}

static void after_going_down(struct run *r, const struct snapshot *s)
{
    assert_equal_string("reason", s->progress.stop_reason, "all users have ended");
    assert_int_equal(leavings.count, 8);
}

static void on_the_way_down_the_youngest_leave_first(void **state)
{
    const cic_user_class idler = IDLER("Idler");

    forget();
    run_it(&(struct run){.classes = {&idler}, .users = 6, .meanwhile = goes_up_and_down, .after = after_going_down});
}

static void is_stopped_on_the_way_up(struct run *r)
{
    AWAIT(arrivals.count >= 3);
    r->control->ops->stop(r->control, "enough");
    AWAIT(r->stopped == 1);
    pause_ms(50);
    assert_int_equal(arrivals.count, leavings.count);
    assert_true(arrivals.count < 60);
}

static void a_stop_ends_the_ramp(void **state)
{
    const cic_user_class idler = IDLER("Idler");

    forget();
    run_it(&(struct run){.classes = {&idler}, .users = 60, .rate = 10, .meanwhile = is_stopped_on_the_way_up});
}

static int give_up(cic_user *u)
{
    return CIC_STOP_USER;
}

static int give_up_the_first(cic_user *u)
{
    return cic_number(u) < 3 ? CIC_STOP_USER : CIC_OK;
}

static void after_all_gave_up(struct run *r, const struct snapshot *s)
{
    assert_equal_string("reason", s->progress.stop_reason, "all users have ended");
    assert_int_equal(arrivals.count, 10);
}

static void a_run_ends_when_all_users_have_ended(void **state)
{
    const cic_user_class idler = WITH_TASK(give_up, "Quitter");

    for (int i = 0; i < 2; i++) {
        forget();
        run_it(&(struct run){.classes = {&idler}, .users = 10, .rate = i ? 50 : 100000, .after = after_all_gave_up});
    }
}

static void waits_for_those_who_stay(struct run *r)
{
    AWAIT(arrivals.count == 10);
    AWAIT(r->spawned == 1 && run_now(r)->progress.users == 7);
    assert_int_equal(run_now(r)->progress.target_users, 7);
    pause_ms(50);
    assert_int_equal(arrivals.count, 10);
    r->control->ops->stop(r->control, "enough");
}

static void users_that_ended_are_not_replaced(void **state)
{
    const cic_user_class idler = WITH_TASK(give_up_the_first, "Quitter");

    forget();
    run_it(&(struct run){.classes = {&idler}, .users = 10, .rate = 200, .meanwhile = waits_for_those_who_stay});
}

static void waits_for_the_fixed(struct run *r)
{
    AWAIT(r->spawned == 1 && arrivals.count == 2);
    assert_int_equal(run_now(r)->progress.target_users, 2);
    r->control->ops->stop(r->control, "enough");
}

static void with_fixed_counts_only_there_are_no_more(void **state)
{
    const cic_user_class idler = IDLER("Idler", .fixed_count = 2);

    forget();
    run_it(&(struct run){.classes = {&idler}, .users = 5, .meanwhile = waits_for_the_fixed});
    assert_int_equal(arrivals.count, 2);
}

SCENE_MAIN(TEST(user_k_comes_at_k_divided_by_the_rate), TEST(classes_come_in_the_order_of_the_dispatcher),
           TEST(on_the_way_down_the_youngest_leave_first), TEST(a_stop_ends_the_ramp), TEST(a_run_ends_when_all_users_have_ended),
           TEST(users_that_ended_are_not_replaced), TEST(with_fixed_counts_only_there_are_no_more))
