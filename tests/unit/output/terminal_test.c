/* SPDX-License-Identifier: MIT */
/* output/terminal_test.c - size, colours and redrawing of pseudo terminals and pipes */
#include "support.h"

#include "pty.h"

#include <fcntl.h>

#include "output/terminal.h"

static int forget_environment(void **state)
{
    static const char *const names[] = {"NO_COLOR", "CLICOLOR_FORCE", "TERM", "COLUMNS", "LINES", "LC_ALL", "LC_CTYPE", "LANG"};

    for (size_t i = 0; i < COUNT(names); i++)
        unsetenv(names[i]);
    return 0;
}

static void size_comes_from_the_terminal_then_the_environment_then_the_default(void **state)
{
    struct pty pty;
    struct terminal_size size;
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

    pty_open(&pty, 123, 45);
    size = terminal_size(pty.terminal);
    assert_equal_u64("columns of the terminal", size.columns, 123);
    assert_equal_u64("rows of the terminal", size.rows, 45);
    setenv("COLUMNS", "77", 1);
    setenv("LINES", "rubbish", 1);
    size = terminal_size(null);
    assert_equal_u64("columns of the environment", size.columns, 77);
    assert_equal_u64("rows by default", size.rows, 24);
    close(null);
    pty_close(&pty);
}

static void a_pipe_has_no_colour_unless_forced(void **state)
{
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

    setenv("TERM", "xterm", 1);
    assert_false(terminal_has_colour(null));
    assert_false(terminal_can_redraw(null));
    setenv("CLICOLOR_FORCE", "1", 1);
    assert_true(terminal_has_colour(null));
    setenv("CLICOLOR_FORCE", "0", 1);
    assert_false(terminal_has_colour(null));
    close(null);
}

static void no_color_and_a_dumb_terminal_are_obeyed(void **state)
{
    struct pty pty;

    pty_open(&pty, 80, 24);
    assert_false(terminal_can_redraw(pty.terminal)); /* no TERM */
    setenv("TERM", "dumb", 1);
    assert_false(terminal_can_redraw(pty.terminal));
    setenv("TERM", "xterm", 1);
    assert_true(terminal_can_redraw(pty.terminal));
    assert_true(terminal_has_colour(pty.terminal));
    setenv("NO_COLOR", "1", 1);
    assert_false(terminal_has_colour(pty.terminal));
    setenv("CLICOLOR_FORCE", "1", 1);
    assert_false(terminal_has_colour(pty.terminal));
    pty_close(&pty);
}

static void the_first_locale_variable_decides_on_unicode(void **state)
{
    assert_false(terminal_has_unicode());
    setenv("LANG", "de_DE.UTF-8", 1);
    assert_true(terminal_has_unicode());
    setenv("LC_ALL", "C", 1);
    assert_false(terminal_has_unicode());
}

static void writing_without_wait_does_not_change_the_shared_descriptor(void **state)
{
    struct pty pty;
    int fd, null = open("/dev/null", O_WRONLY | O_CLOEXEC);

    pty_open(&pty, 80, 24);
    fd = terminal_open_without_wait(pty.terminal);
    assert_true(fd >= 0);
    assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
    assert_false(fcntl(pty.terminal, F_GETFL) & O_NONBLOCK);
    assert_equal_u64("no terminal", (uint64_t)-terminal_open_without_wait(null), 1);
    close(fd);
    close(null);
    pty_close(&pty);
}

#define CLEAN(test) TEST_WITH(test, forget_environment, forget_environment)

TEST_MAIN(CLEAN(size_comes_from_the_terminal_then_the_environment_then_the_default), CLEAN(a_pipe_has_no_colour_unless_forced),
          CLEAN(no_color_and_a_dumb_terminal_are_obeyed), CLEAN(the_first_locale_variable_decides_on_unicode),
          CLEAN(writing_without_wait_does_not_change_the_shared_descriptor))
