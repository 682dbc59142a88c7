/* SPDX-License-Identifier: MIT */
/* Signals: they become calls on the loop's stack, and leave nothing behind in started programs. */
#include "loop/signals.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "loop/state.h"
#include "support.h"

extern char **environ;

struct seen {
    struct loop *loop;
    unsigned times[NSIG];
    unsigned total;
    unsigned stop_at;
};

static void note(void *context, int number)
{
    struct seen *s = context;

    s->times[number]++;
    if (++s->total == s->stop_at)
        loop_stop(s->loop);
}

/* Sends this process a signal from a callback of the loop. */
struct sender {
    struct timer timer;
    int number;
};

static void send_signal(struct timer *t)
{
    assert_int_equal(kill(getpid(), CONTAINER_OF(t, struct sender, timer)->number), 0);
}

static void signals_are_told_on_the_loop_each_to_its_callback(void **state)
{
    struct seen s = {.loop = loop_new(), .stop_at = 2};
    struct sender a = {.timer.fire = send_signal, .number = SIGUSR1};
    struct sender b = {.timer.fire = send_signal, .number = SIGTERM};

    loop_on_signal(s.loop, SIGUSR1, note, &s);
    loop_on_signal(s.loop, SIGTERM, note, &s);
    timer_start(s.loop, &a.timer, clock_now() + NANOS_PER_MILLI);
    timer_start(s.loop, &b.timer, clock_now() + 2 * NANOS_PER_MILLI);
    loop_run(s.loop);
    assert_int_equal(s.times[SIGUSR1], 1);
    assert_int_equal(s.times[SIGTERM], 1);
    loop_free(s.loop);
}

static void signal_that_came_before_the_run_is_not_lost(void **state)
{
    struct seen s = {.loop = loop_new(), .stop_at = 1};

    loop_on_signal(s.loop, SIGUSR1, note, &s);
    assert_int_equal(kill(getpid(), SIGUSR1), 0);
    loop_run(s.loop);
    assert_int_equal(s.times[SIGUSR1], 1);
    loop_free(s.loop);
}

static void later_callback_replaces_the_earlier_one(void **state)
{
    struct seen old = {.loop = loop_new()};
    struct seen new = {.loop = old.loop, .stop_at = 1};

    loop_on_signal(old.loop, SIGUSR1, note, &old);
    loop_on_signal(old.loop, SIGUSR1, note, &new);
    assert_int_equal(kill(getpid(), SIGUSR1), 0);
    loop_run(old.loop);
    assert_int_equal(old.total, 0);
    assert_int_equal(new.total, 1);
    loop_free(old.loop);
}

static unsigned unheard[NSIG];

static void note_unheard(int number, unsigned times)
{
    unheard[number] = times;
}

static void signals_that_the_loop_cannot_hear_are_told_from_the_second_on(void **state)
{
    struct seen s = {.loop = loop_new(), .stop_at = 1};
    struct timespec pause = {.tv_nsec = LOOP_UNHEARD_NS + 20 * NANOS_PER_MILLI};
    unsigned too_soon;
    uint64_t begun;

    loop_on_unheard_signal(note_unheard);
    loop_on_signal(s.loop, SIGUSR1, note, &s);
    begun = clock_now();
    for (unsigned i = 0; i < 2; i++)
        assert_int_equal(kill(getpid(), SIGUSR1), 0); /* the second comes too soon to mean anything */
    too_soon = unheard[SIGUSR1];
    if (clock_now() - begun < LOOP_UNHEARD_NS)
        assert_int_equal(too_soon, 0);
    nanosleep(&pause, NULL);
    for (unsigned i = 1; i <= 2; i++) {
        assert_int_equal(kill(getpid(), SIGUSR1), 0);
        assert_int_equal(unheard[SIGUSR1], too_soon + i);
    }
    loop_run(s.loop);
    assert_int_equal(s.times[SIGUSR1], 1);
    assert_int_equal(kill(getpid(), SIGUSR1), 0);
    assert_int_equal(unheard[SIGUSR1], too_soon + 2); /* it was heard, so this one is a first one */
    loop_on_unheard_signal(NULL);
    loop_free(s.loop);
}

static int action_of(int number)
{
    struct sigaction action;

    assert_int_equal(sigaction(number, NULL, &action), 0);
    return action.sa_handler == SIG_DFL ? 0 : action.sa_handler == SIG_IGN ? 1 : 2;
}

static void no_callback_and_the_end_of_the_loop_restore_the_default(void **state)
{
    struct seen s = {.loop = loop_new()};

    loop_on_signal(s.loop, SIGUSR1, note, &s);
    loop_on_signal(s.loop, SIGUSR2, note, &s);
    assert_int_equal(action_of(SIGUSR1), 2);
    loop_on_signal(s.loop, SIGUSR1, NULL, NULL);
    assert_int_equal(action_of(SIGUSR1), 0);
    assert_int_equal(action_of(SIGUSR2), 2);
    loop_free(s.loop);
    assert_int_equal(action_of(SIGUSR2), 0);
}

static void started_program_can_be_ended_by_a_caught_signal(void **state)
{
    struct seen s = {.loop = loop_new()};
    char *arguments[] = {(char[]){"sh"}, (char[]){"-c"}, (char[]){"kill -TERM $$; exit 3"}, NULL};
    pid_t child;
    int status;

    loop_on_signal(s.loop, SIGTERM, note, &s);
    assert_int_equal(posix_spawn(&child, "/bin/sh", NULL, NULL, arguments, environ), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGTERM);
    loop_free(s.loop);
}

static void writing_to_a_closed_pipe_is_an_error_not_a_signal(void **state)
{
    struct loop *l = loop_new();
    int fds[2];

    assert_int_equal(pipe(fds), 0);
    close(fds[0]);
    assert_int_equal(write(fds[1], "x", 1), -1);
    assert_int_equal(errno, EPIPE);
    close(fds[1]);
    loop_free(l);
}

TEST_MAIN(TEST(signals_are_told_on_the_loop_each_to_its_callback), TEST(signal_that_came_before_the_run_is_not_lost),
          TEST(later_callback_replaces_the_earlier_one), TEST(signals_that_the_loop_cannot_hear_are_told_from_the_second_on),
          TEST(no_callback_and_the_end_of_the_loop_restore_the_default), TEST(started_program_can_be_ended_by_a_caught_signal),
          TEST(writing_to_a_closed_pipe_is_an_error_not_a_signal))
