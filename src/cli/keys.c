/* SPDX-License-Identifier: MIT */
/* cli/keys.c - see keys.h; there is one terminal, so there is one record */
#include "cli/keys.h"

#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "base/text.h"

#define ESCAPE '\x1b'

static struct {
    struct watcher watcher;
    struct loop *loop;
    keys_pressed *pressed;
    void *context;
    struct termios former;
    volatile bool changed; /* the terminal has our modes */
} keys = {.watcher = {.fd = -1}};

/* Reading or setting modes from the background would stop the process. A terminal that does not control us has no background. */
static bool in_foreground(void)
{
    pid_t group = tcgetpgrp(STDIN_FILENO);

    return group < 0 || group == getpgrp();
}

/* What a function key sends, "ESC O P" or "ESC [ 1 ; 2 S", is passed over: it ends with the first byte from '@' on behind the
 * second one. */
static size_t size_of_function_key(struct text typed)
{
    size_t size = 2;

    while (size < typed.size && typed.data[size] < '@')
        size++;
    return MIN(size + 1, typed.size);
}

static void read_keys(struct watcher *w, unsigned events)
{
    char bytes[64];
    ssize_t size = in_foreground() ? read(w->fd, bytes, sizeof bytes) : 0;
    struct text typed = {bytes, size > 0 ? (size_t)size : 0};

    while (typed.size > 0) {
        size_t taken = typed.data[0] == ESCAPE ? size_of_function_key(typed) : 1;

        if (typed.data[0] != ESCAPE)
            keys.pressed(keys.context, typed.data[0]);
        typed.data += taken;
        typed.size -= taken;
    }
}

void keys_restore_terminal(void)
{
    if (!keys.changed)
        return;
    keys.changed = false;
    if (in_foreground())
        tcsetattr(STDIN_FILENO, TCSANOW, &keys.former);
}

bool keys_open(struct loop *l, keys_pressed *pressed, void *context)
{
    static bool at_exit;
    struct termios modes;

    if (!isatty(STDIN_FILENO) || !in_foreground() || tcgetattr(STDIN_FILENO, &keys.former) != 0)
        return false;
    modes = keys.former;
    modes.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    modes.c_cc[VMIN] = 0; /* a read without a key must not wait */
    modes.c_cc[VTIME] = 0;
    keys.loop = l;
    keys.pressed = pressed;
    keys.context = context;
    keys.watcher.notify = read_keys;
    if (!at_exit && atexit(keys_restore_terminal) != 0)
        return false;
    at_exit = true;
    if (loop_add(l, &keys.watcher, STDIN_FILENO, LOOP_READ | LOOP_EDGE) != OK)
        return false;
    keys.changed = tcsetattr(STDIN_FILENO, TCSANOW, &modes) == 0;
    return keys.changed;
}

void keys_close(void)
{
    if (keys.watcher.fd >= 0)
        loop_remove(keys.loop, &keys.watcher);
    keys_restore_terminal();
}
