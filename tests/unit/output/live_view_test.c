/* SPDX-License-Identifier: MIT */
/* output/live_view_test.c - drawing, taking away and log lines on a pseudo terminal */
#include "fixture.h"

#include "pty.h"

#include "base/clock.h"
#include "base/log.h"
#include "output/live_view.h"

static struct fixture f;
static struct pty pty;
static struct buffer seen;
static struct output *view;
static int stderr_copy;

/* Log lines go to the same terminal, as they do when somebody looks. */
static int set_up(void **state)
{
    char problem[OUTPUT_PROBLEM] = "";

    setenv("TERM", "xterm", 1);
    setenv("NO_COLOR", "1", 1);
    setenv("LC_ALL", "C", 1);
    fixture_init(&f);
    buffer_init(&seen, 1 << 20);
    pty_open(&pty, 60, 15);
    stderr_copy = dup(STDERR_FILENO);
    dup2(pty.terminal, STDERR_FILENO);
    view = live_view_new(pty.terminal);
    if (view->ops->start(view, &f.info, problem) != OK)
        fail_msg("%s", problem);
    return 0;
}

static int clean_up(void **state)
{
    view->ops->free(view);
    dup2(stderr_copy, STDERR_FILENO);
    close(stderr_copy);
    pty_close(&pty);
    buffer_free(&seen);
    fixture_free(&f);
    return 0;
}

/* Pictures that come too fast are left out. */
static void let_pass_an_interval(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 110 * NANOS_PER_MILLI}, NULL);
}

static const char *look(void)
{
    buffer_clear(&seen);
    pty_read(&pty, &seen);
    return buffer_cstring(&seen);
}

static void a_picture_is_drawn_over_the_one_before(void **state)
{
    assert_int_equal(view->ops->tick(view, &f.snapshot), OK);
    assert_non_null(strstr(look(), "\rapi.c"));
    let_pass_an_interval();
    assert_int_equal(view->ops->tick(view, &f.snapshot), OK);
    assert_true(strncmp(look(), "\x1b[13A\rapi.c", 11) == 0);
    assert_non_null(strstr(buffer_cstring(&seen), "\x1b[K\r"));
}

static void it_is_not_drawn_more_than_ten_times_a_second(void **state)
{
    uint64_t until = clock_now() + 300 * NANOS_PER_MILLI;
    size_t pictures = 0;

    while (clock_now() < until)
        assert_int_equal(view->ops->tick(view, &f.snapshot), OK);
    for (const char *at = look(); (at = strstr(at, "api.c")); at++)
        pictures++;
    assert_in_range(pictures, 1, 4);
}

static void log_lines_appear_above_it(void **state)
{
    const char *text, *cleared, *line, *picture;

    assert_int_equal(view->ops->tick(view, &f.snapshot), OK);
    look();
    let_pass_an_interval();
    log_info("test", "something happened");
    text = look();
    cleared = strstr(text, "\x1b[13A\r\x1b[J");
    line = strstr(text, "something happened");
    picture = strstr(text, "api.c");
    if (!cleared || !line || !picture || !(cleared < line && line < picture))
        fail_msg("got \"%s\"", text);
}

static void it_is_taken_away_at_the_end(void **state)
{
    assert_int_equal(view->ops->tick(view, &f.snapshot), OK);
    look();
    assert_int_equal(view->ops->stop(view, &f.snapshot, 0), OK);
    assert_equal_string("bytes", look(), "\x1b[13A\r\x1b[J");
    log_info("test", "after the end");
    assert_null(strstr(look(), "api.c"));
}

static void a_terminal_that_takes_no_bytes_costs_pictures_not_time(void **state)
{
    uint64_t start = clock_now();

    assert_int_equal(tcflow(pty.terminal, TCOOFF), 0);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(view->ops->tick(view, &f.snapshot), OK);
        let_pass_an_interval();
    }
    assert_true(clock_now() - start < 5 * NANOS_PER_SECOND);
    assert_int_equal(tcflow(pty.terminal, TCOON), 0);
    assert_int_equal(view->ops->tick(view, &f.snapshot), OK);
    assert_non_null(strstr(look(), "api.c"));
}

static void without_a_terminal_it_does_not_start(void **state)
{
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    struct output *o = live_view_new(null);
    char problem[OUTPUT_PROBLEM] = "";

    assert_int_equal(o->ops->start(o, &f.info, problem), ERROR_IO);
    assert_non_null(strstr(problem, "cannot open the terminal: "));
    o->ops->free(o);
    close(null);
}

#define ON_TERMINAL(test) TEST_WITH(test, set_up, clean_up)

TEST_MAIN(ON_TERMINAL(a_picture_is_drawn_over_the_one_before), ON_TERMINAL(it_is_not_drawn_more_than_ten_times_a_second),
          ON_TERMINAL(log_lines_appear_above_it), ON_TERMINAL(it_is_taken_away_at_the_end),
          ON_TERMINAL(a_terminal_that_takes_no_bytes_costs_pictures_not_time), ON_TERMINAL(without_a_terminal_it_does_not_start))
