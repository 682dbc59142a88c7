/* SPDX-License-Identifier: MIT */
/* output/pty.h - a terminal of a chosen size, whose other end the test holds
 */
#ifndef CICADA_TESTS_OUTPUT_PTY_H
#define CICADA_TESTS_OUTPUT_PTY_H

#include "support.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>

struct pty {
    int screen; /* what is written to the terminal is read here; does not block */
    int terminal;
};

static inline void pty_open(struct pty *p, unsigned short columns, unsigned short rows)
{
    struct winsize window = {.ws_col = columns, .ws_row = rows};
    char name[PATH_MAX];

    p->screen = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (p->screen < 0 || grantpt(p->screen) < 0 || unlockpt(p->screen) < 0 || ptsname_r(p->screen, name, sizeof name) != 0)
        fail_msg("cannot open a pseudo terminal");
    p->terminal = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (p->terminal < 0 || ioctl(p->terminal, TIOCSWINSZ, &window) < 0)
        fail_msg("cannot set up %s", name);
}

/* Appends what was written to the terminal so far. */
static inline void pty_read(struct pty *p, struct buffer *out)
{
    char part[4096];
    ssize_t size;

    while ((size = read(p->screen, part, sizeof part)) > 0)
        buffer_append(out, part, (size_t)size);
}

static inline void pty_close(struct pty *p)
{
    close(p->terminal);
    close(p->screen);
}

#endif
