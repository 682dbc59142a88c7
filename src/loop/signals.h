/* SPDX-License-Identifier: MIT */
/* loop/signals.h - signals as calls on the loop's stack
 *
 * The handler only notes the number and writes to an eventfd that the loop watches. A signalfd would want the signals blocked,
 * and a blocked signal stays blocked in every program started from here; a handler is reset by exec.
 *
 * Which signal belongs to which loop is kept in a table of the process, since a handler has no argument.
 */
#ifndef CICADA_LOOP_SIGNALS_H
#define CICADA_LOOP_SIGNALS_H

#include "loop/loop.h"

struct signals {
    struct watcher watcher; /* of the eventfd */
    struct loop *loop;
};

/* ERROR_NO_DESCRIPTORS and the like, with errno set, when there is no eventfd to be had. */
MUST_USE enum error signals_open(struct signals *s, struct loop *l);

/* Restores the default action of all signals of this loop. */
void signals_close(struct signals *s);

#endif
