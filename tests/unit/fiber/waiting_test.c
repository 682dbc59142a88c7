/* SPDX-License-Identifier: MIT */
/* Waiting: wakes, deadlines and their lazy timers, sleeping, yielding, cancellation with and without grace. */
#include "fiber_support.h"

/* A fiber that parks a given number of times, and what it was told. */
struct parker {
    struct world *world;
    struct fiber *fiber;
    uint64_t deadline_ns; /* of each park; NEVER for none */
    unsigned parks;
    unsigned done;
    enum error results[8];
    uint64_t ended_ns;
    bool finishing;
};

static void park_some_times(void *argument)
{
    struct parker *p = argument;

    if (p->finishing)
        fiber_finishing(true);
    while (p->done < p->parks) {
        p->results[p->done] = fiber_park(p->deadline_ns);
        p->done++;
    }
    p->ended_ns = clock_now();
}

static void start_parker(struct parker *p)
{
    p->fiber = fiber_start(p->world->fibers, park_some_times, p, "parker");
}

/* A call from a callback of the loop some milliseconds after the fibers started so far have run for the first time, however long
 * that takes. */
struct later {
    struct loop_call begin;
    struct timer timer;
    struct loop *loop;
    unsigned millis;
    void (*call)(void *argument);
    void *argument;
};

static void begin_to_wait(struct loop_call *c)
{
    struct later *l = CONTAINER_OF(c, struct later, begin);

    timer_start(l->loop, &l->timer, loop_now(l->loop) + l->millis * NANOS_PER_MILLI);
}

static void call_now(struct timer *t)
{
    struct later *l = CONTAINER_OF(t, struct later, timer);

    l->call(l->argument);
}

static void call_later(struct world *w, struct later *l, unsigned millis, void (*call)(void *), void *argument)
{
    *l = (struct later){.begin.call = begin_to_wait, .timer.fire = call_now, .loop = w->loop, .millis = millis};
    l->call = call;
    l->argument = argument;
    loop_queue(w->loop, &l->begin);
}

/* ---- wakes ---- */

static void wake_and_look(void *argument)
{
    struct parker *p = argument;
    unsigned before = p->done;

    fiber_wake(p->fiber);
    fiber_wake(p->fiber);
    assert_int_equal(p->done, before);
}

static void wakes_of_a_parked_fiber_run_it_later_and_once(void **state)
{
    struct world w = world_new(NULL);
    struct parker p = {.world = &w, .deadline_ns = clock_now() + 500 * NANOS_PER_MILLI, .parks = 2};
    struct later l;

    start_parker(&p);
    call_later(&w, &l, 2, wake_and_look, &p);
    world_run(&w);
    assert_int_equal(p.results[0], OK);
    assert_int_equal(p.results[1], ERROR_TIMEOUT);
    world_free(&w);
}

static void resume_and_look(void *argument)
{
    struct parker *p = argument;
    unsigned before = p->done;

    fiber_resume(p->fiber);
    assert_int_equal(p->done, before + 1);
}

static void resume_runs_a_parked_fiber_at_once(void **state)
{
    struct world w = world_new(NULL);
    struct parker p = {.world = &w, .deadline_ns = NEVER, .parks = 1};
    struct later l;

    start_parker(&p);
    call_later(&w, &l, 2, resume_and_look, &p);
    world_run(&w);
    assert_int_equal(p.results[0], OK);
    world_free(&w);
}

static void wake_then_resume(void *argument)
{
    struct parker *p = argument;

    fiber_wake(p->fiber);
    fiber_resume(p->fiber);
    assert_int_equal(p->done, 0);
}

static void resume_of_a_woken_fiber_leaves_it_to_the_queue(void **state)
{
    struct world w = world_new(NULL);
    struct parker p = {.world = &w, .deadline_ns = clock_now() + 500 * NANOS_PER_MILLI, .parks = 2};
    struct later l;

    start_parker(&p);
    call_later(&w, &l, 2, wake_then_resume, &p);
    world_run(&w);
    assert_int_equal(p.results[0], OK);
    assert_int_equal(p.results[1], ERROR_TIMEOUT);
    world_free(&w);
}

static void wakes_before_the_park_are_remembered_once(void **state)
{
    struct world w = world_new(NULL);
    struct parker p = {.world = &w, .deadline_ns = clock_now() + 5 * NANOS_PER_MILLI, .parks = 2};

    start_parker(&p);
    fiber_wake(p.fiber);
    fiber_wake(p.fiber);
    world_run(&w);
    assert_int_equal(p.results[0], OK);
    assert_int_equal(p.results[1], ERROR_TIMEOUT);
    world_free(&w);
}

static void wake_the_other(void *argument)
{
    struct parker *p = argument;

    fiber_wake(p->fiber);
    assert_int_equal(p->done, 0);
    fiber_yield();
    assert_int_equal(p->done, 1);
}

static void fiber_can_wake_another(void **state)
{
    struct world w = world_new(NULL);
    struct parker p = {.world = &w, .deadline_ns = NEVER, .parks = 1};

    start_parker(&p);
    fiber_start(w.fibers, wake_the_other, &p, "waker");
    world_run(&w);
    assert_int_equal(p.results[0], OK);
    world_free(&w);
}

/* ---- deadlines ---- */

static void park_ends_at_the_deadline_and_not_before(void **state)
{
    struct world w = world_new(NULL);
    struct parker p = {.world = &w, .deadline_ns = clock_now() + 10 * NANOS_PER_MILLI, .parks = 2};

    start_parker(&p);
    world_run(&w);
    assert_int_equal(p.results[0], ERROR_TIMEOUT);
    assert_int_equal(p.results[1], ERROR_TIMEOUT); /* passed: it fails at once */
    assert_true(p.ended_ns >= p.deadline_ns);
    world_free(&w);
}

/* What was seen of a fiber's timer while it was parked with one deadline after the other. */
struct lazy {
    struct fiber *fiber;
    uint64_t deadlines_ns[5];
    unsigned parks;
    bool running[5];
    uint64_t armed_ns[5];
    enum error last;
    uint64_t ended_ns;
};

static void look_at_the_timer_and_wake(void *argument)
{
    struct lazy *z = argument;
    unsigned i = z->parks;

    z->running[i] = timer_running(&z->fiber->timer);
    z->armed_ns[i] = z->fiber->timer.due_ns;
    fiber_resume(z->fiber);
}

static void park_with_each_deadline(void *argument)
{
    struct lazy *z = argument;

    for (; z->parks < COUNT(z->deadlines_ns) - 1; z->parks++)
        assert_int_equal(fiber_park(z->deadlines_ns[z->parks]), OK);
    z->last = fiber_park(z->deadlines_ns[z->parks]);
    z->ended_ns = clock_now();
}

static void timer_of_a_fiber_is_moved_only_for_an_earlier_deadline(void **state)
{
    struct world w = world_new(NULL);
    uint64_t minute = clock_now() + 60 * NANOS_PER_SECOND, end = clock_now() + 500 * NANOS_PER_MILLI;
    /* None; a first one; a later one, for which the timer stays; an earlier one; and a later one that then passes. */
    struct lazy z = {.deadlines_ns = {NEVER, minute, minute + NANOS_PER_SECOND, end - 50 * NANOS_PER_MILLI, end}};
    struct later looks[4];

    z.fiber = fiber_start(w.fibers, park_with_each_deadline, &z, "lazy");
    for (unsigned i = 0; i < COUNT(looks); i++)
        call_later(&w, &looks[i], 1, look_at_the_timer_and_wake, &z);
    world_run(&w);

    assert_false(z.running[0]);
    assert_equal_u64("first", z.armed_ns[1], minute);
    assert_equal_u64("later", z.armed_ns[2], minute);
    assert_equal_u64("earlier", z.armed_ns[3], z.deadlines_ns[3]);
    assert_int_equal(z.last, ERROR_TIMEOUT);
    if (z.ended_ns < end)
        fail_msg("the wait ended %" PRIu64 " ns early", end - z.ended_ns);
    world_free(&w);
}

/* ---- sleeping and yielding ---- */

struct sleeper {
    struct fiber *fiber;
    uint64_t due_ns, ended_ns;
    enum error result, afterwards;
};

static void sleep_then_park(void *argument)
{
    struct sleeper *s = argument;

    s->result = fiber_sleep_until(s->due_ns);
    s->ended_ns = clock_now();
    s->afterwards = fiber_park(clock_now() + 5 * NANOS_PER_MILLI);
}

static void wake_sleeper(void *argument)
{
    fiber_wake(((struct sleeper *)argument)->fiber);
}

static void sleep_lasts_to_its_time_and_keeps_a_wake_for_later(void **state)
{
    struct world w = world_new(NULL);
    struct sleeper s = {.due_ns = clock_now() + 15 * NANOS_PER_MILLI};
    struct later l;

    s.fiber = fiber_start(w.fibers, sleep_then_park, &s, "sleeper");
    call_later(&w, &l, 3, wake_sleeper, &s);
    world_run(&w);
    assert_int_equal(s.result, OK);
    assert_true(s.ended_ns >= s.due_ns);
    assert_int_equal(s.afterwards, OK);
    world_free(&w);
}

struct turns {
    char order[16];
    size_t count;
};

static void take_three_turns_as(struct turns *t, char name)
{
    for (int i = 0; i < 3; i++) {
        t->order[t->count++] = name;
        if (i % 2)
            fiber_yield();
        else
            assert_int_equal(fiber_sleep_until(0), OK);
    }
}

static void take_turns_as_a(void *argument)
{
    take_three_turns_as(argument, 'a');
}

static void take_turns_as_b(void *argument)
{
    take_three_turns_as(argument, 'b');
}

static void yielding_and_sleeping_into_the_past_let_others_run(void **state)
{
    struct world w = world_new(NULL);
    struct turns t = {0};

    fiber_start(w.fibers, take_turns_as_a, &t, "a");
    fiber_start(w.fibers, take_turns_as_b, &t, "b");
    world_run(&w);
    assert_equal_string("order", t.order, "ababab");
    world_free(&w);
}

/* ---- cancellation ---- */

static void cancel_parker(void *argument)
{
    struct parker *p = argument;
    unsigned before = p->done;

    fiber_cancel(p->fiber, NEVER);
    assert_true(fiber_cancelled(p->fiber));
    assert_int_equal(p->done, before);
}

static void cancelled_fiber_fails_in_each_wait_at_once(void **state)
{
    struct world w = world_new(NULL);
    struct parker p = {.world = &w, .deadline_ns = NEVER, .parks = 4};
    struct later l;

    start_parker(&p);
    call_later(&w, &l, 2, cancel_parker, &p);
    world_run(&w);
    for (unsigned i = 0; i < p.parks; i++)
        assert_int_equal(p.results[i], ERROR_CANCELLED);
    world_free(&w);
}

static void cancelled_sleep_ends_early(void **state)
{
    struct world w = world_new(NULL);
    struct sleeper s = {.due_ns = clock_now() + 30 * NANOS_PER_SECOND};
    struct parker p = {.world = &w};
    struct later l;

    s.fiber = p.fiber = fiber_start(w.fibers, sleep_then_park, &s, "sleeper");
    call_later(&w, &l, 2, cancel_parker, &p);
    world_run(&w);
    assert_int_equal(s.result, ERROR_CANCELLED);
    assert_int_equal(s.afterwards, ERROR_CANCELLED);
    world_free(&w);
}

static void fiber_cancelled_before_it_ran_still_starts(void **state)
{
    struct world w = world_new(NULL);
    struct parker p = {.world = &w, .deadline_ns = NEVER, .parks = 1};

    start_parker(&p);
    fiber_cancel(p.fiber, NEVER);
    world_run(&w);
    assert_int_equal(p.done, 1);
    assert_int_equal(p.results[0], ERROR_CANCELLED);
    world_free(&w);
}

static void wake_does_not_hide_cancellation(void **state)
{
    struct world w = world_new(NULL);
    struct parker p = {.world = &w, .deadline_ns = NEVER, .parks = 2};

    start_parker(&p);
    fiber_wake(p.fiber);
    fiber_cancel(p.fiber, NEVER);
    world_run(&w);
    assert_int_equal(p.results[0], ERROR_CANCELLED);
    assert_int_equal(p.results[1], ERROR_CANCELLED);
    world_free(&w);
}

struct clean_up {
    enum error during, after;
};

static void cancel_and_take_it_back(void *argument)
{
    struct clean_up *c = argument;
    struct fiber *f = fiber_current();

    fiber_cancel(f, NEVER);
    c->during = fiber_sleep_until(clock_now() + NANOS_PER_MILLI);
    fiber_uncancel(f);
    assert_false(fiber_cancelled(f));
    c->after = fiber_sleep_until(clock_now() + NANOS_PER_MILLI);
}

static void cancellation_taken_back_lets_clean_up_wait(void **state)
{
    struct world w = world_new(NULL);
    struct clean_up c;

    fiber_start(w.fibers, cancel_and_take_it_back, &c, "clean-up");
    world_run(&w);
    assert_int_equal(c.during, ERROR_CANCELLED);
    assert_int_equal(c.after, OK);
    world_free(&w);
}

/* ---- cancellation of a fiber that is finishing ---- */

struct grace {
    struct parker parker;
    uint64_t first_ns, second_ns; /* grace of two calls of fiber_cancel; 0: no second call */
};

static void cancel_with_grace(void *argument)
{
    struct grace *g = argument;

    if (g->parker.done)
        return; /* this machine is so busy that its own deadline came first, which is what the test expects in the end */
    fiber_cancel(g->parker.fiber, g->first_ns);
    if (g->second_ns)
        fiber_cancel(g->parker.fiber, g->second_ns);
    assert_int_equal(g->parker.done, 0);
}

/* Parks a finishing fiber until `deadline_ms`, cancels it after 2 ms with the given grace, and returns what the park said. */
static enum error park_finishing(unsigned deadline_ms, unsigned first_ms, unsigned second_ms, uint64_t *took_ns)
{
    struct world w = world_new(NULL);
    uint64_t start = clock_now();
    struct grace g = {.parker = {.world = &w, .parks = 1, .finishing = true}};
    struct later l;

    g.parker.deadline_ns = deadline_ms ? start + deadline_ms * NANOS_PER_MILLI : NEVER;
    g.first_ns = first_ms ? start + first_ms * NANOS_PER_MILLI : NEVER;
    g.second_ns = second_ms ? start + second_ms * NANOS_PER_MILLI : 0;
    start_parker(&g.parker);
    call_later(&w, &l, 2, cancel_with_grace, &g);
    world_run(&w);
    *took_ns = g.parker.ended_ns - start;
    world_free(&w);
    return g.parker.results[0];
}

static void finishing_fiber_is_cancelled_at_the_grace_deadline(void **state)
{
    uint64_t took;

    assert_int_equal(park_finishing(0, 20, 0, &took), ERROR_CANCELLED);
    assert_true(took >= 20 * NANOS_PER_MILLI);
    assert_int_equal(park_finishing(30000, 20, 0, &took), ERROR_CANCELLED);
    assert_true(took >= 20 * NANOS_PER_MILLI);
}

static void finishing_fiber_still_sees_an_earlier_deadline_of_its_own(void **state)
{
    uint64_t took;

    assert_int_equal(park_finishing(10, 30000, 0, &took), ERROR_TIMEOUT);
    assert_true(took >= 10 * NANOS_PER_MILLI);
    assert_int_equal(park_finishing(10, 0, 0, &took), ERROR_TIMEOUT);
}

static void repeated_cancellation_makes_the_grace_only_shorter(void **state)
{
    uint64_t took;

    assert_int_equal(park_finishing(0, 30000, 20, &took), ERROR_CANCELLED);
    assert_true(took >= 20 * NANOS_PER_MILLI);
    assert_int_equal(park_finishing(0, 20, 30000, &took), ERROR_CANCELLED);
    assert_true(took >= 20 * NANOS_PER_MILLI);
}

static void wake_parker(void *argument)
{
    fiber_wake(((struct parker *)argument)->fiber);
}

struct exchange {
    struct parker parker; /* only its fiber */
    enum error answer, next;
};

static void finish_an_exchange(void *argument)
{
    struct exchange *x = argument;

    fiber_finishing(true);
    x->answer = fiber_park(NEVER);
    fiber_finishing(false);
    x->next = fiber_sleep_until(clock_now() + 30 * NANOS_PER_SECOND);
}

static void exchange_on_the_wire_may_finish_and_then_cancellation_takes_effect(void **state)
{
    struct world w = world_new(NULL);
    struct exchange x = {.parker.world = &w};
    struct later cancel, answer;

    x.parker.fiber = fiber_start(w.fibers, finish_an_exchange, &x, "exchange");
    call_later(&w, &cancel, 2, cancel_parker, &x.parker);
    call_later(&w, &answer, 6, wake_parker, &x.parker);
    world_run(&w);
    assert_int_equal(x.answer, OK);
    assert_int_equal(x.next, ERROR_CANCELLED);
    world_free(&w);
}

TEST_MAIN(TEST(wakes_of_a_parked_fiber_run_it_later_and_once), TEST(resume_runs_a_parked_fiber_at_once),
          TEST(resume_of_a_woken_fiber_leaves_it_to_the_queue), TEST(wakes_before_the_park_are_remembered_once),
          TEST(fiber_can_wake_another), TEST(park_ends_at_the_deadline_and_not_before),
          TEST(timer_of_a_fiber_is_moved_only_for_an_earlier_deadline), TEST(sleep_lasts_to_its_time_and_keeps_a_wake_for_later),
          TEST(yielding_and_sleeping_into_the_past_let_others_run), TEST(cancelled_fiber_fails_in_each_wait_at_once),
          TEST(cancelled_sleep_ends_early), TEST(fiber_cancelled_before_it_ran_still_starts),
          TEST(wake_does_not_hide_cancellation), TEST(cancellation_taken_back_lets_clean_up_wait),
          TEST(finishing_fiber_is_cancelled_at_the_grace_deadline),
          TEST(finishing_fiber_still_sees_an_earlier_deadline_of_its_own),
          TEST(repeated_cancellation_makes_the_grace_only_shorter),
          TEST(exchange_on_the_wire_may_finish_and_then_cancellation_takes_effect))
