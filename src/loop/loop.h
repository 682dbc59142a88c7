/* SPDX-License-Identifier: MIT */
/* loop/loop.h - waiting for descriptors, timers and signals, on epoll
 *
 * One loop a process. It owns no descriptor but its own: owners add a watcher, are told what became possible, and remove it
 * before they close. Connections are added once, edge-triggered for both directions, and never changed: no epoll_ctl a
 * request. All callbacks run on the stack of loop_run, one after the other.
 *
 * A turn of the loop: due timers in order of (time, start); queued calls; wait for readiness until the next timer;
 * notifications. How late timers ran is reported through `on_lag`: it is the loop's own lag.
 *
 * Not here: who sleeps on what (fiber/).
 */
#ifndef CICADA_LOOP_LOOP_H
#define CICADA_LOOP_LOOP_H

#include "base/base.h"
#include "base/error.h"

struct loop;

struct loop *loop_new(void); /* ends the process when the kernel refuses; SIGPIPE is ignored from here on */
void loop_free(struct loop *l);

/* Runs until loop_stop; what was due in that turn is still done. A stop before the run makes it return at once. */
void loop_run(struct loop *l);
void loop_stop(struct loop *l);

/* The time read just before the running callback: for setting deadlines, not for measuring within one. */
uint64_t loop_now(const struct loop *l);

/* ---- descriptors ---- */

enum {
    LOOP_READ = 1,
    LOOP_WRITE = 2,
    LOOP_HANGUP =
        4,         /* told only: the peer closed its side, or an error waits. Told with what can no longer wait: READ, or both */
    LOOP_EDGE = 8, /* asked only: tell each change once */
};

struct watcher;
typedef void watcher_notify(struct watcher *w, unsigned events);

struct watcher {
    watcher_notify *notify;
    int fd;           /* -1 when not watched */
    unsigned pending; /* used by the loop: place in the current batch + 1 */
};

/* `w` belongs to the caller and must stay until loop_remove. */
MUST_USE enum error loop_add(struct loop *l, struct watcher *w, int fd, unsigned interest);
MUST_USE enum error loop_change(struct loop *l, struct watcher *w, unsigned interest); /* level-triggered watchers only */
void loop_remove(struct loop *l, struct watcher *w); /* before close; nothing is told afterwards; not watched is fine */

/* ---- timers ---- */

struct timer;
typedef void timer_fire(struct timer *t);

struct timer {
    timer_fire *fire;
    uint64_t due_ns;
    uint64_t order;   /* used by the loop: equal times fire in the order they were started */
    uint32_t place;   /* used by the loop: place in the heap + 1, 0 when not running */
    bool background;  /* no user and no request waits for it: its lateness is not counted */
    uint32_t lead_ns; /* the loop sleeps no longer than until so long before it is due; from then on it looks for events without
                         sleeping. For what must be on time: a machine takes up to half a millisecond to wake a thread */
};

/* Starts, or moves a running timer; NEVER stops it. A time in the past fires in the next turn, and counts as on time in
 * loop_usage. A timer may start itself again in its callback. */
void timer_start(struct loop *l, struct timer *t, uint64_t due_ns);
void timer_stop(struct loop *l, struct timer *t);
static inline bool timer_running(const struct timer *t)
{
    return t->place != 0;
}

/* ---- calls later in this turn ---- */

struct loop_call {
    void (*call)(struct loop_call *c);
    struct loop_call *next;
    bool queued;
};

/* Runs `c` before the loop waits again, after those queued before it. Queued already is fine. What queued calls queue runs in the
 * next turn, which looks for events but does not wait for them. */
void loop_queue(struct loop *l, struct loop_call *c);

/* ---- signals ---- */

typedef void loop_signal(void *context, int signal_number);

/* Calls back on the loop's stack; replaces an earlier callback of that signal; NULL restores the default action. */
void loop_on_signal(struct loop *l, int signal_number, loop_signal *callback, void *context);

/* A signal that comes again, LOOP_UNHEARD_NS or longer after one that the loop could not tell of yet, since a callback does not
 * return. `times` counts from 1. Called inside the signal handler: only what is async-signal-safe may be done there. */
#define LOOP_UNHEARD_NS (500 * NANOS_PER_MILLI)
typedef void loop_signal_unheard(int signal_number, unsigned times);

/* For all loops of the process; NULL: nobody. */
void loop_on_unheard_signal(loop_signal_unheard *callback);

/* ---- measuring the loop itself ---- */

struct loop_usage {
    uint64_t turns;
    uint64_t timers;      /* fired */
    uint64_t lag_sum_ns;  /* how late they fired */
    uint64_t lag_max_ns;  /* since the last loop_take_usage */
    uint64_t step_max_ns; /* longest single callback since the last loop_take_usage */
};

/* Reads the counters and starts new maxima. */
struct loop_usage loop_take_usage(struct loop *l);

/* How long in all it looked for events without sleeping, and found nothing, because of the lead of a timer. It used its core then
 * without having anything to do. */
uint64_t loop_polled_ns(const struct loop *l);

/* When the present step began, by clock_now; 0 while the loop waits. The one call here that other threads may make. */
uint64_t loop_step_began(const struct loop *l);

/* Called with the lateness of each fired timer, in ns; for a histogram of it. NULL removes it. */
typedef void loop_lag(void *context, uint64_t late_ns);
void loop_on_lag(struct loop *l, loop_lag *callback, void *context);

/* Called when a single callback held the loop for at least `limit_ns`: with the time at which it began (as loop_now said while it
 * ran) and how long it took. NULL removes it. */
typedef void loop_long_step(void *context, uint64_t began_ns, uint64_t took_ns);
void loop_on_long_step(struct loop *l, uint64_t limit_ns, loop_long_step *callback, void *context);

#endif
