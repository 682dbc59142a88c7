/* SPDX-License-Identifier: MIT */
/* loop.c - see loop.h
 *
 * The wait is epoll_pwait2, whose time-out is in nanoseconds. Even with the timer slack of one nanosecond that main.c sets, a
 * thread wakes some 50 us after the time it asked for. So the sleep ends LEAD before a timer is due, and for that rest
 * descriptors are polled without sleeping: a timer is then a few microseconds late, and what becomes ready meanwhile is served.
 * Timers due together fire in the order of their due times.
 */
#include "loop.h"

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

#define EVENTS_PER_TURN 64
#define LEAD            (60 * NANOS_PER_MICRO)

struct loop {
    int epoll;
    struct timer **heap; /* heap[0] is due first */
    size_t count, capacity;
    struct epoll_event events[EVENTS_PER_TURN];
    int ready; /* events of this turn, so that a watch removed by another one's callback is not called */
    bool spins;
};

struct loop *loop_new(bool spins)
{
    int epoll = epoll_create1(EPOLL_CLOEXEC);

    if (epoll < 0)
        return NULL;

    struct loop *l = MEM_NEW(struct loop);

    l->epoll = epoll;
    l->spins = spins;
    return l;
}

void loop_free(struct loop *l)
{
    if (!l)
        return;
    close(l->epoll);
    mem_free(l->heap);
    mem_free(l);
}

enum error loop_watch(struct loop *l, struct watch *w, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = w};

    return epoll_ctl(l->epoll, EPOLL_CTL_ADD, w->fd, &event) < 0 ? error_from_errno(errno) : OK;
}

void loop_unwatch(struct loop *l, struct watch *w)
{
    /* fails only for a descriptor that is already closed, which the kernel has removed by itself */
    (void)epoll_ctl(l->epoll, EPOLL_CTL_DEL, w->fd, NULL);
    for (int i = 0; i < l->ready; i++) {
        if (l->events[i].data.ptr == w)
            l->events[i].data.ptr = NULL;
    }
}

static void put(struct loop *l, size_t place, struct timer *t)
{
    l->heap[place - 1] = t;
    t->place = place;
}

static void move_up(struct loop *l, struct timer *t)
{
    size_t place = t->place;

    while (place > 1 && l->heap[place / 2 - 1]->due > t->due) {
        put(l, place, l->heap[place / 2 - 1]);
        place /= 2;
    }
    put(l, place, t);
}

static void move_down(struct loop *l, struct timer *t)
{
    size_t place = t->place;

    for (;;) {
        size_t child = place * 2;

        if (child > l->count)
            break;
        if (child < l->count && l->heap[child]->due < l->heap[child - 1]->due)
            child++;
        if (l->heap[child - 1]->due >= t->due)
            break;
        put(l, place, l->heap[child - 1]);
        place = child;
    }
    put(l, place, t);
}

void loop_timer_clear(struct loop *l, struct timer *t)
{
    if (t->place == 0)
        return;

    struct timer *last = l->heap[--l->count];

    if (last != t) {
        put(l, t->place, last);
        move_up(l, last);
        move_down(l, last);
    }
    t->place = 0;
}

void loop_timer_set(struct loop *l, struct timer *t, uint64_t due)
{
    loop_timer_clear(l, t);
    if (l->count == l->capacity) {
        l->capacity = MAX(l->capacity * 2, (size_t)64);
        l->heap = mem_resize(l->heap, l->capacity, sizeof *l->heap);
    }
    t->due = due;
    put(l, ++l->count, t);
    move_up(l, t);
}

static void wait_for_events(struct loop *l, uint64_t deadline)
{
    uint64_t now = clock_now();
    uint64_t wait = deadline > now && !l->spins ? deadline - now : 0;
    struct timespec time = {.tv_sec = (time_t)(wait / NANOS_PER_SECOND), .tv_nsec = (long)(wait % NANOS_PER_SECOND)};

    l->ready = epoll_pwait2(l->epoll, l->events, EVENTS_PER_TURN, deadline == NEVER && !l->spins ? NULL : &time, NULL);
    if (l->ready < 0 && errno == ENOSYS) { /* before Linux 5.11: whole milliseconds, rounded up */
        uint64_t millis = (wait + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;

        l->ready = epoll_wait(l->epoll, l->events, EVENTS_PER_TURN,
                              deadline == NEVER && !l->spins ? -1 : (int)MIN(millis, (uint64_t)60000));
    }
    l->ready = MAX(l->ready, 0);
}

void loop_turn(struct loop *l, uint64_t deadline)
{
    wait_for_events(l, l->count > 0 ? MIN(deadline, l->heap[0]->due - MIN(l->heap[0]->due, LEAD)) : deadline);

    for (int i = 0; i < l->ready; i++) {
        struct watch *w = l->events[i].data.ptr;

        if (w && w->ready)
            w->ready(w, l->events[i].events);
    }
    l->ready = 0;

    /* the time is read once: a timer that sets itself again for now fires in the next turn, not for ever in this one */
    uint64_t now = l->count > 0 ? clock_now() : 0;

    while (l->count > 0 && l->heap[0]->due <= now) {
        struct timer *t = l->heap[0];

        loop_timer_clear(l, t);
        t->fire(t);
    }
}
