/* SPDX-License-Identifier: MIT */
/* web/stragglers.c - see stragglers.h */
#include "web/stragglers.h"

#include <sys/socket.h>

#include "base/clock.h"

static void set_timer(struct stragglers *s)
{
    if (s->ring.next == &s->ring)
        timer_stop(s->loop, &s->timer);
    else
        timer_start(s->loop, &s->timer, s->ring.next->until_ns);
}

static void on_time_up(struct timer *t)
{
    struct stragglers *s = CONTAINER_OF(t, struct stragglers, timer);
    uint64_t now = clock_now();

    while (s->ring.next != &s->ring && s->ring.next->until_ns <= now) {
        struct straggler *late = s->ring.next;

        (void)shutdown(late->fd, SHUT_RDWR); /* whose other side may have closed it just now */
        stragglers_leave(s, late);
    }
    set_timer(s);
}

void stragglers_begin(struct stragglers *s, struct loop *l, uint64_t patience_ns)
{
    *s = (struct stragglers){.loop = l, .patience_ns = patience_ns, .timer = {.fire = on_time_up, .background = true}};
    s->ring.previous = s->ring.next = &s->ring;
}

void stragglers_end(struct stragglers *s)
{
    timer_stop(s->loop, &s->timer);
}

void stragglers_join(struct stragglers *s, struct straggler *one)
{
    stragglers_leave(s, one);
    one->until_ns = clock_now() + s->patience_ns;
    one->waiting = true;
    one->next = &s->ring;
    one->previous = s->ring.previous;
    s->ring.previous->next = one;
    s->ring.previous = one;
    if (s->ring.next == one)
        set_timer(s);
}

/* The timer may fire for one that has left: it is set anew then. */
void stragglers_leave(struct stragglers *s, struct straggler *one)
{
    if (!one->waiting)
        return;
    one->waiting = false;
    one->previous->next = one->next;
    one->next->previous = one->previous;
}
