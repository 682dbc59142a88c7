/* SPDX-License-Identifier: MIT */
/* output/terminal.h - what a descriptor can show: its size, colours, redrawing
 *
 * Asked anew each time: windows are resized. The environment decides as users expect: NO_COLOR (not empty) switches colours off,
 * CLICOLOR_FORCE (not empty and not "0") on even in a pipe, TERM=dumb or no TERM means that nothing can be redrawn.
 */
#ifndef CICADA_OUTPUT_TERMINAL_H
#define CICADA_OUTPUT_TERMINAL_H

#include "base/base.h"

struct terminal_size {
    unsigned columns, rows;
};

/* Of the terminal at `fd`, else COLUMNS and LINES of the environment, else 80 x 24. */
struct terminal_size terminal_size(int fd);

bool terminal_has_colour(int fd);

/* True when a view can redraw itself in place there. */
bool terminal_can_redraw(int fd);

/* True when the locale of the environment (LC_ALL, LC_CTYPE, LANG, in this order) is a UTF-8 one. */
bool terminal_has_unicode(void);

/* Opens the terminal behind `fd` anew for writing that never waits, so that a stopped terminal cannot stop the run and the flag
 * is not forced on those who share `fd`. -1 with errno when it is no terminal. The caller closes it. */
int terminal_open_without_wait(int fd);

#endif
