/* SPDX-License-Identifier: MIT */
/* web/stragglers.h - ends connections that do not get their request together in time
 *
 * The library's own timeout begins anew with each byte, so that a byte a second holds a connection for ever, and a few hundred
 * such connections keep everybody else out. Here the time counts from the beginning of the wait until the request is whole.
 */
#ifndef CICADA_WEB_STRAGGLERS_H
#define CICADA_WEB_STRAGGLERS_H

#include "loop/loop.h"

struct straggler { /* a connection; its owner keeps it until it is closed */
    struct straggler *previous, *next;
    int fd;
    uint64_t until_ns;
    bool waiting; /* for the rest of a request, or for the next one */
};

struct stragglers {
    struct loop *loop;
    uint64_t patience_ns;
    struct timer timer;
    struct straggler ring; /* those that wait, the one whose time is up first at the front */
};

void stragglers_begin(struct stragglers *s, struct loop *l, uint64_t patience_ns);
/* None may wait any more. */
void stragglers_end(struct stragglers *s);

/* Its wait begins: unless stragglers_leave comes before, its socket is shut down when the time is up, and read as ended then. */
void stragglers_join(struct stragglers *s, struct straggler *one);
/* Its request is whole, or it is closed. Nothing happens when it does not wait. */
void stragglers_leave(struct stragglers *s, struct straggler *one);

#endif
