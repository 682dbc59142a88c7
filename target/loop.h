/* SPDX-License-Identifier: MIT */
/* loop.h - waiting for descriptors and for points in time, to the nanosecond
 *
 * One epoll descriptor and one binary heap of timers, for the single thread of the server. Timers and watches are embedded in
 * the records they belong to; the loop points to them and owns none. A timer fires once.
 *
 * Not here: HTTP connections, which libmicrohttpd polls by itself behind one descriptor (server.c).
 */
#ifndef TARGET_LOOP_H
#define TARGET_LOOP_H

#include "base/base.h"
#include "base/error.h"

struct loop;

struct timer {
    void (*fire)(struct timer *timer);
    uint64_t due; /* of clock_now */
    size_t place; /* in the heap, from 1; 0 when it is not set */
};

struct watch {
    int fd;
    void (*ready)(struct watch *watch, uint32_t events); /* NULL: the descriptor only ends the wait */
};

/* NULL when the system has no descriptor left. One that spins asks again and again instead of sleeping: it takes a core for
 * itself, and no delay of waking up is in what it measures. */
struct loop *loop_new(bool spins);
void loop_free(struct loop *loop);

/* Level-triggered; `events` are EPOLLIN and so on. The watch stays where it is until loop_unwatch. */
MUST_USE enum error loop_watch(struct loop *loop, struct watch *watch, uint32_t events);
void loop_unwatch(struct loop *loop, struct watch *watch);

/* Sets or moves. */
void loop_timer_set(struct loop *loop, struct timer *timer, uint64_t due);
void loop_timer_clear(struct loop *loop, struct timer *timer); /* nothing happens when it is not set */

/* Waits until a descriptor is ready, a timer is due or `deadline` has come, then calls what is due once. */
void loop_turn(struct loop *loop, uint64_t deadline);

#endif
