/* SPDX-License-Identifier: MIT */
/* tests of web/work.h: pieces of work in order, their ends on the loop, and none lost */
#include "web/work.h"

#include "base/limits.h"
#include "support.h"

#include <pthread.h>

#define PIECES 20

static struct loop *loop;
static pthread_t loop_thread;
static int ran[LIMIT_WEB_WORK + 2], done[LIMIT_WEB_WORK + 2];
static size_t run_count, done_count, stop_at;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

struct piece {
    struct work work;
    int number;
};

static void run_piece(struct work *w)
{
    pthread_mutex_lock(&gate); /* closed by a test that holds the thread up */
    pthread_mutex_unlock(&gate);
    assert_false(pthread_equal(pthread_self(), loop_thread));
    ran[run_count++] = CONTAINER_OF(w, struct piece, work)->number;
}

static void piece_done(struct work *w)
{
    assert_true(pthread_equal(pthread_self(), loop_thread));
    done[done_count++] = CONTAINER_OF(w, struct piece, work)->number;
    if (done_count == stop_at)
        loop_stop(loop);
}

static int set_up(void **state)
{
    loop = loop_new();
    loop_thread = pthread_self();
    run_count = done_count = stop_at = 0;
    return 0;
}

static int clean_up(void **state)
{
    loop_free(loop);
    return 0;
}

static void work_is_done_in_order_and_told_on_the_loop(void **state)
{
    struct work_thread *t = work_thread_new(loop);
    struct piece pieces[PIECES];

    stop_at = PIECES;
    for (int i = 0; i < PIECES; i++) {
        pieces[i] = (struct piece){.work = {.run = run_piece, .done = piece_done}, .number = i};
        assert_true(work_thread_add(t, &pieces[i].work));
    }
    loop_run(loop);
    for (int i = 0; i < PIECES; i++) {
        assert_int_equal(ran[i], i);
        assert_int_equal(done[i], i);
    }
    work_thread_free(t);
}

static void too_much_work_is_refused_and_what_waits_is_told_at_the_end(void **state)
{
    struct work_thread *t = work_thread_new(loop);
    struct piece pieces[LIMIT_WEB_WORK + 2];
    size_t taken = 0;

    pthread_mutex_lock(&gate);
    for (int i = 0; i < LIMIT_WEB_WORK + 2; i++) {
        pieces[i] = (struct piece){.work = {.run = run_piece, .done = piece_done}, .number = i};
        taken += work_thread_add(t, &pieces[i].work);
    }
    assert_in_range(taken, LIMIT_WEB_WORK, LIMIT_WEB_WORK + 1); /* the thread may hold one already */
    pthread_mutex_unlock(&gate);
    work_thread_free(t);
    assert_int_equal(done_count, taken);
}

static void a_thread_that_had_no_work_is_never_started(void **state)
{
    work_thread_free(work_thread_new(loop));
    work_thread_free(NULL);
}

#define T(name) TEST_WITH(name, set_up, clean_up)

TEST_MAIN(T(work_is_done_in_order_and_told_on_the_loop), T(too_much_work_is_refused_and_what_waits_is_told_at_the_end),
          T(a_thread_that_had_no_work_is_never_started))
