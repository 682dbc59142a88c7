/* SPDX-License-Identifier: MIT */
/* Blocking calls on helper threads. */
#include <pthread.h>
#include <signal.h>
#include <time.h>

#include "fiber_support.h"

static void sleep_really(unsigned millis)
{
    struct timespec t = {.tv_nsec = (long)(millis * NANOS_PER_MILLI)};

    nanosleep(&t, NULL);
}

/* Shared by the jobs of a test; the lock is for the counters that helper threads change. */
struct jobs_seen {
    pthread_mutex_t lock;
    unsigned now, most, done;
    unsigned yields_meanwhile;
    bool on_a_fiber, on_the_loops_thread, signals_open;
    pthread_t loops_thread;
    enum error afterwards;
};

static void job(void *argument)
{
    struct jobs_seen *s = argument;
    sigset_t blocked;

    pthread_mutex_lock(&s->lock);
    s->now++;
    s->most = MAX(s->most, s->now);
    s->on_a_fiber |= fiber_current() != NULL;
    s->on_the_loops_thread |= pthread_equal(pthread_self(), s->loops_thread) != 0;
    pthread_sigmask(SIG_SETMASK, NULL, &blocked);
    s->signals_open |= !sigismember(&blocked, SIGTERM);
    pthread_mutex_unlock(&s->lock);

    sleep_really(10);

    pthread_mutex_lock(&s->lock);
    s->now--;
    s->done++;
    pthread_mutex_unlock(&s->lock);
}

static void block(void *argument)
{
    fiber_blocking(job, argument);
}

static void yield_until_done(void *argument)
{
    struct jobs_seen *s = argument;

    while (fibers_running(fiber_family(fiber_current())) > 1) {
        s->yields_meanwhile++;
        fiber_yield();
    }
}

static struct jobs_seen jobs_seen(void)
{
    return (struct jobs_seen){.lock = PTHREAD_MUTEX_INITIALIZER, .loops_thread = pthread_self()};
}

static void other_fibers_go_on_while_a_call_blocks_on_another_thread(void **state)
{
    struct world w = world_new(NULL);
    struct jobs_seen s = jobs_seen();

    fiber_start(w.fibers, block, &s, "blocked");
    fiber_start(w.fibers, yield_until_done, &s, "busy");
    world_run(&w);
    assert_int_equal(s.done, 1);
    assert_true(s.yields_meanwhile > 1);
    assert_false(s.on_a_fiber);
    assert_false(s.on_the_loops_thread);
    assert_false(s.signals_open);
    world_free(&w);
}

static void many_calls_share_a_few_threads_and_all_complete(void **state)
{
    struct world w = world_new(NULL);
    struct jobs_seen s = jobs_seen();

    for (int i = 0; i < 40; i++)
        fiber_start(w.fibers, block, &s, "blocked");
    world_run(&w);
    assert_int_equal(s.done, 40);
    if (s.most < 2 || s.most > 4)
        fail_msg("%u calls ran at once, wanted 2 to 4", s.most);
    world_free(&w);
}

static void block_then_park(void *argument)
{
    struct jobs_seen *s = argument;

    fiber_blocking(job, s);
    assert_int_equal(s->done, 1);
    s->afterwards = fiber_park(clock_now() + 5 * NANOS_PER_MILLI);
}

struct interruption {
    struct loop_call call;
    struct fiber *fiber;
    bool cancel;
};

static void interrupt(struct loop_call *c)
{
    struct interruption *i = CONTAINER_OF(c, struct interruption, call);

    assert_int_equal(i->fiber->state, FIBER_HELD);
    if (i->cancel)
        fiber_cancel(i->fiber, 0);
    else
        fiber_wake(i->fiber);
}

static enum error interrupt_a_blocking_call(bool cancel)
{
    struct world w = world_new(NULL);
    struct jobs_seen s = jobs_seen();
    struct interruption i = {.call.call = interrupt, .cancel = cancel};

    i.fiber = fiber_start(w.fibers, block_then_park, &s, "blocked");
    loop_queue(w.loop, &i.call); /* after the fiber's first run */
    world_run(&w);
    world_free(&w);
    return s.afterwards;
}

static void cancellation_waits_for_the_end_of_a_blocking_call(void **state)
{
    assert_int_equal(interrupt_a_blocking_call(true), ERROR_CANCELLED);
}

static void wake_during_a_blocking_call_is_remembered(void **state)
{
    assert_int_equal(interrupt_a_blocking_call(false), OK);
}

TEST_MAIN(TEST(other_fibers_go_on_while_a_call_blocks_on_another_thread), TEST(many_calls_share_a_few_threads_and_all_complete),
          TEST(cancellation_waits_for_the_end_of_a_blocking_call), TEST(wake_during_a_blocking_call_is_remembered))
