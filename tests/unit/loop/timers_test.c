/* SPDX-License-Identifier: MIT */
/* Timers: order, moving, stopping, what may happen while due timers are being fired, and their lateness. */
#include "loop/timers.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/random.h"
#include "loop/state.h"
#include "support.h"

/* A timer that writes its number into a list when it fires. */
struct numbered {
    struct timer timer;
    struct record *record;
    unsigned number;
    uint64_t fired_ns;
    unsigned fires;
};

struct record {
    struct loop *loop;
    unsigned *fired;
    unsigned count, expected; /* the loop stops at `expected` */
};

static void note(struct timer *t)
{
    struct numbered *n = CONTAINER_OF(t, struct numbered, timer);
    struct record *r = n->record;

    n->fires++;
    n->fired_ns = clock_now();
    if (r->fired)
        r->fired[r->count] = n->number;
    if (++r->count == r->expected)
        loop_stop(r->loop);
}

static struct numbered numbered(struct record *r, unsigned number)
{
    return (struct numbered){.timer.fire = note, .record = r, .number = number};
}

static int by_due_then_start(const void *a, const void *b)
{
    const struct numbered *x = *(const struct numbered *const *)a, *y = *(const struct numbered *const *)b;

    if (x->timer.due_ns != y->timer.due_ns)
        return x->timer.due_ns < y->timer.due_ns ? -1 : 1;
    return x->timer.order < y->timer.order ? -1 : 1;
}

static void timers_fire_by_time_and_equal_times_as_started(void **state)
{
    enum { TIMERS = 20000 };
    struct record r = {.loop = loop_new(), .fired = mem_zalloc(TIMERS * sizeof(unsigned))};
    struct numbered *all = mem_zalloc(TIMERS * sizeof *all);
    struct numbered **wanted = mem_zalloc(TIMERS * sizeof *wanted);
    struct random random;
    uint64_t start = clock_now();
    unsigned running = 0;

    random_init(&random, 7, 1);
    for (unsigned i = 0; i < TIMERS; i++) {
        all[i] = numbered(&r, i);
        /* Few different times, so that many are equal; some in the past. */
        timer_start(r.loop, &all[i].timer, start + random_below(&random, 200) * 100 * NANOS_PER_MICRO - NANOS_PER_MILLI);
    }
    for (unsigned i = 0; i < TIMERS; i += 3)
        timer_start(r.loop, &all[i].timer, start + random_below(&random, 200) * 100 * NANOS_PER_MICRO);
    for (unsigned i = 0; i < TIMERS; i += 7)
        timer_stop(r.loop, &all[i].timer);
    for (unsigned i = 0; i < TIMERS; i++) {
        if (timer_running(&all[i].timer))
            wanted[running++] = &all[i];
    }
    qsort(wanted, running, sizeof *wanted, by_due_then_start);

    r.expected = running;
    loop_run(r.loop);
    assert_int_equal(r.count, running);
    for (unsigned i = 0; i < running; i++) {
        if (r.fired[i] != wanted[i]->number)
            fail_msg("at %u fired timer %u, wanted %u", i, r.fired[i], wanted[i]->number);
    }
    loop_free(r.loop);
    mem_free(r.fired);
    mem_free(all);
    mem_free(wanted);
}

static void no_timer_fires_early(bool nanosecond_waits)
{
    enum { TIMERS = 50 };
    struct record r = {.loop = loop_new(), .expected = TIMERS};
    struct numbered all[TIMERS];
    uint64_t start = clock_now();

    r.loop->nanosecond_waits = r.loop->nanosecond_waits && nanosecond_waits;
    for (unsigned i = 0; i < TIMERS; i++) {
        all[i] = numbered(&r, i);
        timer_start(r.loop, &all[i].timer, start + i * 313 * NANOS_PER_MICRO);
    }
    loop_run(r.loop);
    for (unsigned i = 0; i < TIMERS; i++) {
        if (all[i].fired_ns < all[i].timer.due_ns)
            fail_msg("timer %u fired %" PRIu64 " ns early", i, all[i].timer.due_ns - all[i].fired_ns);
    }
    /* The wait is a wait: about a turn a timer, not a loop that polls. */
    if (loop_take_usage(r.loop).turns > 4 * TIMERS)
        fail_msg("%" PRIu64 " turns for %u timers", loop_take_usage(r.loop).turns, TIMERS);
    loop_free(r.loop);
}

static void no_timer_fires_early_with_nanosecond_waits(void **state)
{
    no_timer_fires_early(true);
}

static void no_timer_fires_early_on_kernels_that_wait_in_milliseconds(void **state)
{
    no_timer_fires_early(false);
}

static void never_stops_a_timer_and_starts_none(void **state)
{
    struct record r = {.loop = loop_new(), .expected = 1};
    struct numbered a = numbered(&r, 0), end = numbered(&r, 1);

    timer_start(r.loop, &a.timer, NEVER);
    assert_false(timer_running(&a.timer));
    timer_start(r.loop, &a.timer, clock_now());
    assert_true(timer_running(&a.timer));
    timer_start(r.loop, &a.timer, NEVER);
    assert_false(timer_running(&a.timer));
    timer_stop(r.loop, &a.timer);
    timer_start(r.loop, &end.timer, clock_now() + NANOS_PER_MILLI);
    loop_run(r.loop);
    assert_int_equal(a.fires, 0);
    loop_free(r.loop);
}

/* ---- what callbacks may do ---- */

/* Does something to another timer when it fires. */
struct meddler {
    struct timer timer;
    struct loop *loop;
    struct timer *other;
    uint64_t other_due_ns; /* NEVER stops it */
    bool other_was_running;
};

static void meddle(struct timer *t)
{
    struct meddler *m = CONTAINER_OF(t, struct meddler, timer);

    m->other_was_running = timer_running(m->other);
    timer_start(m->loop, m->other, m->other_due_ns);
}

static void timer_stopped_by_an_earlier_one_of_its_turn_does_not_fire(void **state)
{
    struct record r = {.loop = loop_new(), .expected = 1};
    struct numbered victim = numbered(&r, 0), end = numbered(&r, 1);
    struct meddler m = {.timer.fire = meddle, .loop = r.loop, .other = &victim.timer, .other_due_ns = NEVER};
    uint64_t past = clock_now() - NANOS_PER_MILLI;

    timer_start(r.loop, &m.timer, past);
    timer_start(r.loop, &victim.timer, past + 1);
    timer_start(r.loop, &end.timer, clock_now() + NANOS_PER_MILLI);
    loop_run(r.loop);
    assert_true(m.other_was_running);
    assert_int_equal(victim.fires, 0);
    assert_false(timer_running(&victim.timer));
    loop_free(r.loop);
}

static void timer_moved_by_an_earlier_one_of_its_turn_fires_once_at_the_new_time(void **state)
{
    struct record r = {.loop = loop_new(), .expected = 1};
    struct numbered victim = numbered(&r, 0);
    uint64_t now = clock_now();
    struct meddler m = {.timer.fire = meddle, .loop = r.loop, .other = &victim.timer, .other_due_ns = now + 3 * NANOS_PER_MILLI};

    timer_start(r.loop, &m.timer, now - 2);
    timer_start(r.loop, &victim.timer, now - 1);
    loop_run(r.loop);
    assert_int_equal(victim.fires, 1);
    assert_true(victim.fired_ns >= m.other_due_ns);
    loop_free(r.loop);
}

/* Starts itself again in the past until it has fired 100 times. */
struct repeater {
    struct timer timer;
    struct loop *loop;
    unsigned fires;
};

static void repeat(struct timer *t)
{
    struct repeater *p = CONTAINER_OF(t, struct repeater, timer);

    assert_false(timer_running(t));
    if (++p->fires == 100)
        loop_stop(p->loop);
    timer_start(p->loop, t, 0);
}

static void timer_that_starts_itself_in_the_past_fires_once_a_turn(void **state)
{
    struct loop *l = loop_new();
    struct repeater p = {.timer.fire = repeat, .loop = l};

    timer_start(l, &p.timer, 0);
    loop_run(l);

    struct loop_usage usage = loop_take_usage(l);

    assert_equal_u64("turns", usage.turns, 100);
    assert_equal_u64("timers", usage.timers, 100);
    assert_equal_u64("lag of timers started in the past", usage.lag_max_ns, 0);
    loop_free(l);
}

static void starts_moves_and_stops_at_random_agree_with_a_plain_list(void **state)
{
    enum { TIMERS = 300, STEPS = 200000 };
    struct loop *l = loop_new();
    struct timer all[TIMERS] = {0};
    bool running[TIMERS] = {0};
    struct random random;

    random_init(&random, 11, 1);
    for (unsigned step = 0; step < STEPS; step++) {
        unsigned i = (unsigned)random_below(&random, TIMERS);
        uint64_t soonest = NEVER;

        running[i] = random_below(&random, 3) > 0;
        if (running[i])
            timer_start(l, &all[i], random_below(&random, 1000));
        else
            timer_stop(l, &all[i]);
        if (step % 16)
            continue;
        for (unsigned k = 0; k < TIMERS; k++) {
            if (timer_running(&all[k]) != running[k])
                fail_msg("step %u: timer %u running %d, wanted %d", step, k, timer_running(&all[k]), running[k]);
            if (running[k])
                soonest = MIN(soonest, all[k].due_ns);
        }
        assert_equal_u64("next due", timers_next_due(&l->timers), soonest);
    }
    loop_free(l);
}

/* ---- lateness ---- */

static void spin_until(uint64_t end)
{
    while (clock_now() < end)
        continue;
}

static void hold_the_loop(struct timer *t)
{
    spin_until(t->due_ns + 20 * NANOS_PER_MILLI);
}

static void note_lag(void *context, uint64_t late_ns)
{
    uint64_t *longest = context;

    *longest = MAX(*longest, late_ns);
}

static void timer_held_up_by_a_long_step_is_counted_late(void **state)
{
    struct record r = {.loop = loop_new(), .expected = 1};
    struct timer slow = {.fire = hold_the_loop};
    struct numbered victim = numbered(&r, 0);
    uint64_t start = clock_now() + 10 * NANOS_PER_MILLI;
    uint64_t longest = 0;

    loop_on_lag(r.loop, note_lag, &longest);
    timer_start(r.loop, &slow, start);
    timer_start(r.loop, &victim.timer, start + 5 * NANOS_PER_MILLI);
    loop_run(r.loop);

    struct loop_usage usage = loop_take_usage(r.loop);

    if (usage.lag_max_ns < 15 * NANOS_PER_MILLI)
        fail_msg("the timer was %" PRIu64 " ns late, wanted at least 15 ms", usage.lag_max_ns);
    assert_equal_u64("told", longest, usage.lag_max_ns);
    assert_equal_u64("timers", usage.timers, 2);
    assert_true(usage.lag_sum_ns >= usage.lag_max_ns);
    assert_equal_u64("after taking", loop_take_usage(r.loop).lag_max_ns, 0);
    loop_free(r.loop);
}

TEST_MAIN(TEST(timers_fire_by_time_and_equal_times_as_started), TEST(no_timer_fires_early_with_nanosecond_waits),
          TEST(no_timer_fires_early_on_kernels_that_wait_in_milliseconds), TEST(never_stops_a_timer_and_starts_none),
          TEST(timer_stopped_by_an_earlier_one_of_its_turn_does_not_fire),
          TEST(timer_moved_by_an_earlier_one_of_its_turn_fires_once_at_the_new_time),
          TEST(timer_that_starts_itself_in_the_past_fires_once_a_turn),
          TEST(starts_moves_and_stops_at_random_agree_with_a_plain_list), TEST(timer_held_up_by_a_long_step_is_counted_late))
