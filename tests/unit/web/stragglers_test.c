/* SPDX-License-Identifier: MIT */
/* tests of web/stragglers.h */
#include "support.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "web/stragglers.h"

#define PATIENCE_NS (20 * NANOS_PER_MILLI)

struct guests {
    struct loop *loop;
    struct stragglers late;
    struct straggler at[3];
    int others[3]; /* the sides of the clients */
    struct timer end;
};

static void end_loop(struct timer *t)
{
    loop_stop(CONTAINER_OF(t, struct guests, end)->loop);
}

static void run_for(struct guests *g, uint64_t nanos)
{
    timer_start(g->loop, &g->end, clock_now() + nanos);
    loop_run(g->loop);
}

static int invite(void **state)
{
    struct guests *g = MEM_NEW(struct guests);

    g->loop = loop_new();
    g->end.fire = end_loop;
    stragglers_begin(&g->late, g->loop, PATIENCE_NS);
    for (size_t i = 0; i < COUNT(g->at); i++) {
        int ends[2];

        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends), 0);
        g->at[i].fd = ends[0];
        g->others[i] = ends[1];
    }
    *state = g;
    return 0;
}

static int see_off(void **state)
{
    struct guests *g = *state;

    for (size_t i = 0; i < COUNT(g->at); i++) {
        stragglers_leave(&g->late, &g->at[i]);
        close(g->at[i].fd);
        close(g->others[i]);
    }
    stragglers_end(&g->late);
    loop_free(g->loop);
    mem_free(g);
    return 0;
}

static bool is_shut(const struct guests *g, size_t i)
{
    char byte;
    ssize_t got = recv(g->others[i], &byte, 1, 0);

    assert_true(got == 0 || (got < 0 && errno == EAGAIN));
    return got == 0;
}

static void who_waits_too_long_is_shut_down_and_nobody_else(void **state)
{
    struct guests *g = *state;

    stragglers_join(&g->late, &g->at[0]);
    stragglers_join(&g->late, &g->at[1]);
    stragglers_leave(&g->late, &g->at[0]); /* its request is whole */
    run_for(g, 2 * PATIENCE_NS);
    assert_false(is_shut(g, 0));
    assert_true(is_shut(g, 1));
    assert_false(is_shut(g, 2)); /* it never waited */
}

static void the_time_of_the_next_request_begins_anew(void **state)
{
    struct guests *g = *state;

    stragglers_join(&g->late, &g->at[0]);
    stragglers_join(&g->late, &g->at[1]);
    g->at[0].until_ns = g->at[1].until_ns = clock_now() - 1; /* as after a long wait */
    stragglers_join(&g->late, &g->at[0]);
    assert_true(g->at[0].until_ns > clock_now());
    assert_ptr_equal(g->late.ring.next, &g->at[1]); /* whose turn is first */
    assert_ptr_equal(g->late.ring.previous, &g->at[0]);
}

static void each_is_shut_down_in_its_turn(void **state)
{
    struct guests *g = *state;

    for (size_t i = 0; i < COUNT(g->at); i++)
        stragglers_join(&g->late, &g->at[i]);
    g->at[2].until_ns += 3600 * NANOS_PER_SECOND;
    run_for(g, 2 * PATIENCE_NS);
    assert_true(is_shut(g, 0));
    assert_true(is_shut(g, 1));
    assert_false(is_shut(g, 2));
    assert_false(g->at[0].waiting);
    assert_true(g->at[2].waiting);
}

#define T(name) TEST_WITH(name, invite, see_off)

TEST_MAIN(T(who_waits_too_long_is_shut_down_and_nobody_else), T(the_time_of_the_next_request_begins_anew),
          T(each_is_shut_down_in_its_turn))
