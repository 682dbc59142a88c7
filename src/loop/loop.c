/* SPDX-License-Identifier: MIT */
/* loop/loop.c - the turn of the loop: timers, queued calls, the wait, notifications
 *
 * The clock is read once after each wait and once after each callback. That gives the length of every step, and makes loop_now
 * fresh for each callback: with thousands of ready connections a batch takes milliseconds, which deadlines should not inherit.
 *
 * Not here: the heap of timers (timers.c), signals (signals.c).
 */
#include "loop/loop.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "loop/state.h"

/* ---- life ---- */

static void refuse(const char *what) NO_RETURN;

/* Says what the kernel refused, and why (errno). */
static void refuse(const char *what)
{
    log_write(LOG_CRITICAL, "cicada.loop", "%s: %m", what);
    exit(EX_OSERR);
}

/* Kernels before 5.11 do not have it, and sandboxes may forbid it. */
static bool has_nanosecond_waits(int epoll_fd)
{
    struct epoll_event event;
    struct timespec at_once = {0};

    return epoll_pwait2(epoll_fd, &event, 1, &at_once, NULL) >= 0;
}

struct loop *loop_new(void)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct loop *l = MEM_NEW(struct loop);

    l->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (l->epoll_fd < 0)
        refuse("epoll_create1");
    l->nanosecond_waits = has_nanosecond_waits(l->epoll_fd);
    l->calls_end = &l->calls;
    l->long_step_ns = NEVER;
    l->now = clock_now();

    if (signals_open(&l->signals, l) != OK)
        refuse("eventfd");
    /* Without this each wait may end 50 us late. A kernel that refuses leaves us merely less exact. */
    prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
    sigaction(SIGPIPE, &ignore, NULL);
    return l;
}

void loop_free(struct loop *l)
{
    if (!l)
        return;
    assert(!l->running);
    signals_close(&l->signals);
    timers_free(&l->timers);
    close(l->epoll_fd);
    mem_free(l);
}

uint64_t loop_now(const struct loop *l)
{
    return l->now;
}

/* ---- descriptors ---- */

static uint32_t to_epoll(unsigned interest)
{
    uint32_t events = 0;

    if (interest & LOOP_READ)
        events |= EPOLLIN | EPOLLRDHUP;
    if (interest & LOOP_WRITE)
        events |= EPOLLOUT;
    /* The kernel tells errors even to those who asked for nothing, and level-triggered it would tell them for ever. */
    if ((interest & LOOP_EDGE) || events == 0)
        events |= EPOLLET;
    return events;
}

static unsigned from_epoll(uint32_t events)
{
    unsigned told = 0;

    if (events & (EPOLLHUP | EPOLLERR))
        return LOOP_READ | LOOP_WRITE | LOOP_HANGUP;
    if (events & EPOLLIN)
        told |= LOOP_READ;
    if (events & EPOLLOUT)
        told |= LOOP_WRITE;
    if (events & EPOLLRDHUP)
        told |= LOOP_READ | LOOP_HANGUP;
    return told;
}

static enum error control(struct loop *l, int operation, struct watcher *w, unsigned interest)
{
    struct epoll_event event = {.events = to_epoll(interest), .data.ptr = w};

    if (epoll_ctl(l->epoll_fd, operation, w->fd, &event) == 0)
        return OK;
    switch (errno) {
    case ENOSPC: /* fs.epoll.max_user_watches */
        return ERROR_NO_DESCRIPTORS;
    case ENOMEM:
        return ERROR_NO_BUFFERS;
    case EPERM: /* a regular file: it is always ready, there is nothing to wait for */
        return ERROR_IO;
    default:
        return ERROR_INTERNAL;
    }
}

enum error loop_add(struct loop *l, struct watcher *w, int fd, unsigned interest)
{
    w->fd = fd;
    w->pending = 0;

    enum error e = control(l, EPOLL_CTL_ADD, w, interest);

    if (UNLIKELY(e != OK))
        w->fd = -1;
    return e;
}

enum error loop_change(struct loop *l, struct watcher *w, unsigned interest)
{
    assert(w->fd >= 0 && !(interest & LOOP_EDGE));
    return control(l, EPOLL_CTL_MOD, w, interest);
}

void loop_remove(struct loop *l, struct watcher *w)
{
    if (w->fd < 0)
        return;
    if (w->pending) {
        l->batch[w->pending - 1].data.ptr = NULL;
        w->pending = 0;
    }
    /* Fails only when the owner closed the descriptor before, and then the kernel has forgotten it already. */
    epoll_ctl(l->epoll_fd, EPOLL_CTL_DEL, w->fd, NULL);
    w->fd = -1;
}

/* ---- queued calls ---- */

void loop_queue(struct loop *l, struct loop_call *c)
{
    if (c->queued)
        return;
    c->queued = true;
    c->next = NULL;
    *l->calls_end = c;
    l->calls_end = &c->next;
}

/* ---- the turn ---- */

/* After each callback: it was one step. */
static inline void end_step(struct loop *l)
{
    uint64_t now = clock_now();
    uint64_t took = now - l->now;

    if (UNLIKELY(took > l->usage.step_max_ns))
        l->usage.step_max_ns = took;
    if (UNLIKELY(took >= l->long_step_ns))
        l->on_long_step(l->long_step_context, l->now, took);
    __atomic_store_n(&l->now, now, __ATOMIC_RELAXED); /* for loop_step_began; costs what a plain store costs */
}

static void note_lag(struct loop *l, const struct timer *t)
{
    uint64_t late = timer_was_overdue(t) ? 0 : l->now - t->due_ns;

    l->usage.timers++;
    l->usage.lag_sum_ns += late;
    l->usage.lag_max_ns = MAX(l->usage.lag_max_ns, late);
    if (l->on_lag)
        l->on_lag(l->lag_context, late);
}

static void fire_timers(struct loop *l)
{
    timers_collect(&l->timers, l->now);
    for (uint32_t i = 0; i < l->timers.due_count; i++) {
        struct timer *t = timers_take_due(&l->timers, i);

        if (!t)
            continue;
        if (!t->background)
            note_lag(l, t);
        t->fire(t);
        end_step(l);
    }
}

/* Calls queued by these calls are for the next turn, which then does not wait: descriptors and timers get their share even when
 * fibers yield to each other for ever. */
static void run_calls(struct loop *l)
{
    struct loop_call *next = l->calls;

    l->calls = NULL;
    l->calls_end = &l->calls;
    while (next) {
        struct loop_call *c = next;

        next = c->next;
        c->queued = false;
        c->call(c);
        end_step(l);
    }
}

/* Until when the loop may sleep: 0: it must not, for something waits already; `now` or earlier: not either, for the lead of the
 * next timer has begun. */
static uint64_t may_sleep_until(const struct loop *l)
{
    uint64_t due = timers_next_due(&l->timers);

    if (l->calls || l->stopping || due <= l->now)
        return 0;
    return due == NEVER ? NEVER : due - timers_next_lead(&l->timers);
}

static int wait_in_millis(struct loop *l, uint64_t wait_ns)
{
    uint64_t millis = wait_ns / NANOS_PER_MILLI + (wait_ns % NANOS_PER_MILLI != 0);

    return epoll_wait(l->epoll_fd, l->batch, LOOP_BATCH, wait_ns == NEVER ? -1 : (int)MIN(millis, (uint64_t)INT32_MAX));
}

static int wait_for_events(struct loop *l, uint64_t until)
{
    uint64_t wait_ns = until == NEVER ? NEVER : until - MIN(until, l->now);
    int count;

    if (LIKELY(l->nanosecond_waits)) {
        struct timespec t = {(time_t)(wait_ns / NANOS_PER_SECOND), (long)(wait_ns % NANOS_PER_SECOND)};

        count = epoll_pwait2(l->epoll_fd, l->batch, LOOP_BATCH, wait_ns == NEVER ? NULL : &t, NULL);
    } else {
        count = wait_in_millis(l, wait_ns);
    }
    if (count < 0 && errno != EINTR)
        refuse("waiting on epoll"); /* only a closed or foreign descriptor: going on would spin */
    return count;
}

static void notify(struct loop *l, int count)
{
    for (int i = 0; i < count; i++)
        ((struct watcher *)l->batch[i].data.ptr)->pending = (unsigned)i + 1;

    for (int i = 0; i < count; i++) {
        struct watcher *w = l->batch[i].data.ptr;

        if (!w)
            continue;
        w->pending = 0;
        w->notify(w, from_epoll(l->batch[i].events));
        end_step(l);
    }
}

void loop_run(struct loop *l)
{
    assert(!l->running);
    l->running = true;
    __atomic_store_n(&l->now, clock_now(), __ATOMIC_RELAXED);
    while (!l->stopping) {
        fire_timers(l);
        run_calls(l);

        __atomic_store_n(&l->waiting, true, __ATOMIC_RELEASE);
        uint64_t began = l->now, until = may_sleep_until(l);
        int count = wait_for_events(l, until);

        __atomic_store_n(&l->now, clock_now(), __ATOMIC_RELAXED);
        if (until > 0 && until <= began && count <= 0)
            l->polled_ns += l->now - began;
        __atomic_store_n(&l->waiting, false, __ATOMIC_RELEASE);
        l->usage.turns++;
        notify(l, count);
    }
    l->stopping = false;
    l->running = false;
}

void loop_stop(struct loop *l)
{
    l->stopping = true;
}

/* ---- measuring ---- */

struct loop_usage loop_take_usage(struct loop *l)
{
    struct loop_usage usage = l->usage;

    l->usage.lag_max_ns = 0;
    l->usage.step_max_ns = 0;
    return usage;
}

uint64_t loop_polled_ns(const struct loop *l)
{
    return l->polled_ns;
}

uint64_t loop_step_began(const struct loop *l)
{
    return __atomic_load_n(&l->waiting, __ATOMIC_ACQUIRE) ? 0 : __atomic_load_n(&l->now, __ATOMIC_RELAXED);
}

void loop_on_lag(struct loop *l, loop_lag *callback, void *context)
{
    l->on_lag = callback;
    l->lag_context = context;
}

void loop_on_long_step(struct loop *l, uint64_t limit_ns, loop_long_step *callback, void *context)
{
    l->on_long_step = callback;
    l->long_step_context = context;
    l->long_step_ns = callback ? limit_ns : NEVER;
}
