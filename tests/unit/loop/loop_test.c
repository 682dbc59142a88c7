/* SPDX-License-Identifier: MIT */
/* The turn of the loop: descriptors, queued calls, stopping, the measures of the loop itself. Timers and signals have their own.
 */
#include "loop/loop.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "loop/state.h"
#include "support.h"

/* A watched end of a socket pair that notes what it was told. */
struct end {
    struct watcher watcher;
    struct loop *loop;
    int fds[2]; /* [0] is watched */
    unsigned told;
    unsigned times;
    unsigned stop_after; /* stops the loop at that many notifications; 0: never */
    struct end *remove;  /* is removed when this one is told */
};

static void note(struct watcher *w, unsigned events)
{
    struct end *e = CONTAINER_OF(w, struct end, watcher);

    e->told |= events;
    e->times++;
    if (e->remove)
        loop_remove(e->loop, &e->remove->watcher);
    if (e->times == e->stop_after)
        loop_stop(e->loop);
}

static void open_end(struct end *e, struct loop *l, unsigned interest)
{
    *e = (struct end){.watcher = {.notify = note, .fd = -1}, .loop = l};
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, e->fds), 0);
    assert_int_equal(loop_add(l, &e->watcher, e->fds[0], interest), OK);
}

static void close_end(struct end *e)
{
    loop_remove(e->loop, &e->watcher);
    close(e->fds[0]);
    close(e->fds[1]);
}

static void send_byte(int fd)
{
    assert_int_equal(write(fd, "x", 1), 1);
}

static void read_byte(int fd)
{
    char byte;

    assert_int_equal(read(fd, &byte, 1), 1);
}

/* Ends a loop after some milliseconds. */
struct ending {
    struct timer timer;
    struct loop *loop;
};

static void stop_loop(struct timer *t)
{
    loop_stop(CONTAINER_OF(t, struct ending, timer)->loop);
}

static void run_for(struct loop *l, unsigned millis)
{
    struct ending ending = {.timer.fire = stop_loop, .loop = l};

    timer_start(l, &ending.timer, clock_now() + millis * NANOS_PER_MILLI);
    loop_run(l);
}

/* ---- descriptors ---- */

static void level_triggered_watcher_is_told_until_the_bytes_are_read(void **state)
{
    struct loop *l = loop_new();
    struct end e;

    open_end(&e, l, LOOP_READ);
    send_byte(e.fds[1]);
    e.stop_after = 3;
    loop_run(l);
    assert_int_equal(e.told, LOOP_READ);
    assert_int_equal(e.times, 3);

    read_byte(e.fds[0]);
    run_for(l, 5);
    assert_int_equal(e.times, 3);
    close_end(&e);
    loop_free(l);
}

static void edge_triggered_watcher_is_told_once_for_each_change(void **state)
{
    struct loop *l = loop_new();
    struct end e;

    open_end(&e, l, LOOP_READ | LOOP_WRITE | LOOP_EDGE);
    run_for(l, 5);
    assert_int_equal(e.told, LOOP_WRITE);
    assert_int_equal(e.times, 1);

    send_byte(e.fds[1]);
    run_for(l, 5);
    assert_true(e.told & LOOP_READ);
    assert_int_equal(e.times, 2);
    run_for(l, 5);
    assert_int_equal(e.times, 2);
    close_end(&e);
    loop_free(l);
}

static void closing_of_the_peer_is_told_as_hangup_and_readable(void **state)
{
    struct loop *l = loop_new();
    struct end e;

    open_end(&e, l, LOOP_READ | LOOP_WRITE | LOOP_EDGE);
    assert_int_equal(shutdown(e.fds[1], SHUT_WR), 0);
    run_for(l, 5);
    assert_int_equal(e.told, LOOP_READ | LOOP_WRITE | LOOP_HANGUP);
    close_end(&e);

    int fds[2];

    assert_int_equal(pipe2(fds, O_CLOEXEC | O_NONBLOCK), 0);
    e = (struct end){.watcher.notify = note, .loop = l, .stop_after = 1};
    assert_int_equal(loop_add(l, &e.watcher, fds[0], LOOP_READ), OK);
    close(fds[1]); /* of a pipe the kernel tells EPOLLHUP alone */
    loop_run(l);
    assert_int_equal(e.told & (LOOP_READ | LOOP_HANGUP), LOOP_READ | LOOP_HANGUP);
    loop_remove(l, &e.watcher);
    close(fds[0]);
    loop_free(l);
}

static void watcher_interested_in_nothing_does_not_spin_on_a_hangup(void **state)
{
    struct loop *l = loop_new();
    struct end e;

    open_end(&e, l, LOOP_READ);
    assert_int_equal(loop_change(l, &e.watcher, 0), OK);
    close(e.fds[1]);
    e.fds[1] = -1;
    run_for(l, 20);
    assert_true(e.times <= 1);
    if (loop_take_usage(l).turns > 10)
        fail_msg("%" PRIu64 " turns in 20 ms with nothing to do", loop_take_usage(l).turns);
    close_end(&e);
    loop_free(l);
}

static void changed_interest_takes_effect(void **state)
{
    struct loop *l = loop_new();
    struct end e;

    open_end(&e, l, LOOP_READ);
    run_for(l, 5);
    assert_int_equal(e.times, 0);
    assert_int_equal(loop_change(l, &e.watcher, LOOP_WRITE), OK);
    e.stop_after = 1;
    loop_run(l);
    assert_int_equal(e.told, LOOP_WRITE);
    close_end(&e);
    loop_free(l);
}

static void watcher_removed_in_the_batch_is_not_told(void **state)
{
    struct loop *l = loop_new();
    struct end a, b;

    /* Both are ready; whichever comes first removes the other. */
    open_end(&a, l, LOOP_READ);
    open_end(&b, l, LOOP_READ);
    a.remove = &b;
    b.remove = &a;
    a.stop_after = b.stop_after = 1;
    send_byte(a.fds[1]);
    send_byte(b.fds[1]);
    loop_run(l);
    assert_int_equal(a.times + b.times, 1);
    run_for(l, 5);
    assert_true(a.times == 0 || b.times == 0);
    close_end(&a);
    close_end(&b);
    loop_free(l);
}

static void swap_descriptor(struct watcher *w, unsigned events)
{
    struct end *e = CONTAINER_OF(w, struct end, watcher);
    struct end *other = e->remove;

    e->times++;
    loop_remove(e->loop, &other->watcher);
    read_byte(other->fds[0]);
    assert_int_equal(loop_add(e->loop, &other->watcher, other->fds[0], LOOP_READ), OK);
    loop_remove(e->loop, &e->watcher);
    loop_stop(e->loop);
}

static void watcher_added_again_in_the_batch_is_not_told_the_old_event(void **state)
{
    struct loop *l = loop_new();
    struct end a, b;

    open_end(&a, l, LOOP_READ);
    open_end(&b, l, LOOP_READ);
    a.remove = &b;
    b.remove = &a;
    a.watcher.notify = b.watcher.notify = swap_descriptor;
    send_byte(a.fds[1]);
    send_byte(b.fds[1]);
    loop_run(l);
    run_for(l, 5);
    assert_int_equal(a.times + b.times, 1);
    close_end(&a);
    close_end(&b);
    loop_free(l);
}

static void what_cannot_be_watched_is_an_error_and_stays_unwatched(void **state)
{
    struct loop *l = loop_new();
    struct watcher w = {.notify = note, .fd = -1};
    int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

    assert_true(file >= 0);
    assert_int_equal(loop_add(l, &w, file, LOOP_READ), ERROR_IO);
    assert_int_equal(w.fd, -1);
    assert_int_equal(loop_add(l, &w, 1000000, LOOP_READ), ERROR_INTERNAL);
    assert_int_equal(w.fd, -1);
    loop_remove(l, &w);
    close(file);
    loop_free(l);
}

static void descriptor_closed_too_early_does_no_harm(void **state)
{
    struct loop *l = loop_new();
    struct end e;

    open_end(&e, l, LOOP_READ);
    close(e.fds[0]);
    loop_remove(l, &e.watcher);
    assert_int_equal(e.watcher.fd, -1);
    run_for(l, 2);
    close(e.fds[1]);
    loop_free(l);
}

static void more_ready_descriptors_than_a_batch_are_all_told(void **state)
{
    enum { ENDS = LOOP_BATCH + 100 };
    struct loop *l = loop_new();
    struct end *ends = test_calloc(ENDS, sizeof *ends);

    for (unsigned i = 0; i < ENDS; i++) {
        int fd = eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK);

        if (fd < 0)
            skip(); /* RLIMIT_NOFILE is lower than usual */
        ends[i] = (struct end){.watcher.notify = note, .loop = l, .fds = {fd, -1}};
        assert_int_equal(loop_add(l, &ends[i].watcher, fd, LOOP_READ | LOOP_EDGE), OK);
    }
    run_for(l, 20);
    for (unsigned i = 0; i < ENDS; i++) {
        if (ends[i].times != 1)
            fail_msg("descriptor %u was told %u times", i, ends[i].times);
        close_end(&ends[i]);
    }
    test_free(ends);
    loop_free(l);
}

/* ---- queued calls ---- */

struct numbered_call {
    struct loop_call call;
    struct loop *loop;
    unsigned number;
    unsigned runs;
    unsigned *order;
    unsigned *count;
};

static void note_call(struct loop_call *c)
{
    struct numbered_call *n = CONTAINER_OF(c, struct numbered_call, call);

    n->order[(*n->count)++] = n->number;
    if (n->number == 2)
        loop_stop(n->loop);
}

static void queued_calls_run_in_order_and_once(void **state)
{
    struct loop *l = loop_new();
    unsigned order[8], count = 0;
    struct numbered_call calls[3];

    for (unsigned i = 0; i < 3; i++)
        calls[i] = (struct numbered_call){.call.call = note_call, .loop = l, .number = i, .order = order, .count = &count};
    for (unsigned i = 0; i < 3; i++)
        loop_queue(l, &calls[i].call);
    loop_queue(l, &calls[0].call);
    loop_run(l);
    assert_int_equal(count, 3);
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(order[i], i);
    loop_free(l);
}

static void queue_again(struct loop_call *c)
{
    struct numbered_call *n = CONTAINER_OF(c, struct numbered_call, call);

    n->runs++;
    loop_queue(n->loop, c);
}

static void call_that_queues_itself_leaves_room_for_descriptors_and_timers(void **state)
{
    struct loop *l = loop_new();
    struct numbered_call again = {.call.call = queue_again, .loop = l};
    struct end e;

    open_end(&e, l, LOOP_READ | LOOP_EDGE);
    send_byte(e.fds[1]);
    loop_queue(l, &again.call);
    run_for(l, 5);
    assert_int_equal(e.times, 1);
    assert_true(again.runs > 1);
    close_end(&e);
    loop_free(l);
}

/* ---- stopping ---- */

static void stop_before_the_run_makes_it_return_and_counts_once(void **state)
{
    struct loop *l = loop_new();

    loop_stop(l);
    loop_run(l);
    assert_int_equal(loop_take_usage(l).turns, 0);
    run_for(l, 1); /* this one runs */
    assert_true(loop_take_usage(l).turns > 0);
    loop_free(l);
}

static void stop_in_a_batch_still_tells_the_rest_of_it(void **state)
{
    struct loop *l = loop_new();
    struct end a, b;

    open_end(&a, l, LOOP_READ | LOOP_EDGE);
    open_end(&b, l, LOOP_READ | LOOP_EDGE);
    a.stop_after = b.stop_after = 1;
    send_byte(a.fds[1]);
    send_byte(b.fds[1]);
    loop_run(l);
    assert_int_equal(a.times, 1);
    assert_int_equal(b.times, 1);
    close_end(&a);
    close_end(&b);
    loop_free(l);
}

/* ---- measuring ---- */

static void spin_20_ms(struct loop_call *c)
{
    struct numbered_call *n = CONTAINER_OF(c, struct numbered_call, call);
    uint64_t end = clock_now() + 20 * NANOS_PER_MILLI;

    while (clock_now() < end)
        continue;
    loop_stop(n->loop);
}

static void longest_step_is_measured_and_starts_anew_when_taken(void **state)
{
    struct loop *l = loop_new();
    struct numbered_call slow = {.call.call = spin_20_ms, .loop = l};

    loop_queue(l, &slow.call);
    loop_run(l);

    uint64_t first = loop_take_usage(l).step_max_ns;
    uint64_t second = loop_take_usage(l).step_max_ns;

    if (first < 20 * NANOS_PER_MILLI || second != 0)
        fail_msg("longest step %" PRIu64 " ns, wanted at least 20 ms; then %" PRIu64 ", wanted 0", first, second);
    loop_free(l);
}

static void time_of_a_callback_is_not_older_than_the_callback_before_it(void **state)
{
    struct loop *l = loop_new();
    struct numbered_call slow = {.call.call = spin_20_ms, .loop = l};
    uint64_t start = clock_now();

    loop_queue(l, &slow.call);
    loop_run(l);
    assert_true(loop_now(l) >= start + 20 * NANOS_PER_MILLI);
    assert_true(loop_now(l) <= clock_now());
    loop_free(l);
}

/* Looks from another thread at a loop that first computes in a step and then waits for its last timer. */
struct onlooker {
    struct loop *loop;
    struct timer computes, ends;
    uint64_t step_began, while_computing, while_waiting;
};

static void *look_at_the_step(void *argument)
{
    struct onlooker *o = argument;

    o->while_computing = loop_step_began(o->loop);
    return NULL;
}

static void *look_at_the_wait(void *argument)
{
    struct onlooker *o = argument;

    for (int i = 0; i < 1000 && (o->while_waiting = loop_step_began(o->loop)) != 0; i++)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    return NULL;
}

static void be_looked_at(struct timer *t)
{
    struct onlooker *o = CONTAINER_OF(t, struct onlooker, computes);
    pthread_t thread;

    o->step_began = loop_now(o->loop);
    assert_int_equal(pthread_create(&thread, NULL, look_at_the_step, o), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
}

static void end_of_onlooker(struct timer *t)
{
    loop_stop(CONTAINER_OF(t, struct onlooker, ends)->loop);
}

static void another_thread_sees_when_a_step_began_and_that_the_loop_waits(void **state)
{
    struct loop *l = loop_new();
    struct onlooker o = {.loop = l, .computes.fire = be_looked_at, .ends.fire = end_of_onlooker, .while_waiting = 1};
    pthread_t thread;

    timer_start(l, &o.computes, clock_now());
    timer_start(l, &o.ends, clock_now() + 2 * NANOS_PER_SECOND);
    assert_int_equal(pthread_create(&thread, NULL, look_at_the_wait, &o), 0);
    loop_run(l);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_true(o.step_began > 0);
    assert_int_equal(o.while_computing, o.step_began);
    assert_int_equal(o.while_waiting, 0);
    loop_free(l);
}

struct punctual {
    struct timer timer, stranger;
    struct loop *loop;
    uint64_t polled_before; /* when the other timer fired */
};

static void note_polling(struct timer *t)
{
    struct punctual *p = CONTAINER_OF(t, struct punctual, stranger);

    p->polled_before = loop_polled_ns(p->loop);
}

static void end_of_punctual(struct timer *t)
{
    loop_stop(CONTAINER_OF(t, struct punctual, timer)->loop);
}

/* A loop that has a timer in 60 ms with such a lead, and another timer in 20 ms, polls from when the lead begins until the timer
 * fires. Returns for how long it polled. */
static uint64_t poll_with_a_lead_of(uint32_t lead_ns)
{
    struct loop *l = loop_new();
    struct punctual p = {
        .loop = l, .timer = {.fire = end_of_punctual, .lead_ns = lead_ns}, .stranger.fire = note_polling, .polled_before = 1};
    uint64_t now = clock_now(), took, polled;

    timer_start(l, &p.timer, now + 60 * NANOS_PER_MILLI);
    timer_start(l, &p.stranger, now + 20 * NANOS_PER_MILLI);
    loop_run(l);
    took = clock_now() - now;
    assert_true(took >= 60 * NANOS_PER_MILLI);
    assert_equal_u64("before the lead began", p.polled_before, 0);
    polled = loop_polled_ns(l);
    if (polled > (lead_ns > 0 ? took - (60 * NANOS_PER_MILLI - lead_ns) : 0))
        fail_msg("polled %" PRIu64 " ns of %" PRIu64 ", with a lead of %" PRIu32, polled, took, lead_ns);
    loop_free(l);
    return polled;
}

/* A busy machine may run something else during all of a lead, so it is tried until the loop was awake in one. */
static void the_lead_of_a_timer_is_waited_for_awake(void **state)
{
    uint64_t polled = 0;

    assert_equal_u64("without a lead", poll_with_a_lead_of(0), 0);
    for (int tries = 0; tries < 100 && polled == 0; tries++)
        polled = poll_with_a_lead_of(30 * NANOS_PER_MILLI);
    assert_true(polled > 0);
}

static void the_lead_of_a_timer_that_is_stopped_ends(void **state)
{
    struct loop *l = loop_new();
    struct punctual p = {
        .loop = l, .timer = {.fire = end_of_punctual}, .stranger = {.fire = note_polling, .lead_ns = UINT32_MAX}};
    uint64_t now = clock_now();

    timer_start(l, &p.timer, now + 5 * NANOS_PER_MILLI);
    timer_start(l, &p.stranger, now + NANOS_PER_SECOND);
    timer_stop(l, &p.stranger);
    loop_run(l);
    assert_equal_u64("polled", loop_polled_ns(l), 0);
    loop_free(l);
}

TEST_MAIN(TEST(level_triggered_watcher_is_told_until_the_bytes_are_read),
          TEST(edge_triggered_watcher_is_told_once_for_each_change), TEST(closing_of_the_peer_is_told_as_hangup_and_readable),
          TEST(watcher_interested_in_nothing_does_not_spin_on_a_hangup), TEST(changed_interest_takes_effect),
          TEST(watcher_removed_in_the_batch_is_not_told), TEST(watcher_added_again_in_the_batch_is_not_told_the_old_event),
          TEST(what_cannot_be_watched_is_an_error_and_stays_unwatched), TEST(descriptor_closed_too_early_does_no_harm),
          TEST(more_ready_descriptors_than_a_batch_are_all_told), TEST(queued_calls_run_in_order_and_once),
          TEST(call_that_queues_itself_leaves_room_for_descriptors_and_timers),
          TEST(stop_before_the_run_makes_it_return_and_counts_once), TEST(stop_in_a_batch_still_tells_the_rest_of_it),
          TEST(longest_step_is_measured_and_starts_anew_when_taken),
          TEST(time_of_a_callback_is_not_older_than_the_callback_before_it), TEST(the_lead_of_a_timer_is_waited_for_awake),
          TEST(the_lead_of_a_timer_that_is_stopped_ends), TEST(another_thread_sees_when_a_step_began_and_that_the_loop_waits))
