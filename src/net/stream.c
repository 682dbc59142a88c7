/* SPDX-License-Identifier: MIT */
/* net/stream.c - waiting on a stream
 *
 * All waiting is here: a kind of stream only tries, and says by its flags what it lacks. The flags are set by stream_notify and
 * cleared by the try_ call that ran dry, which is what makes edge-triggered readiness safe: an event between the two sets the
 * flag again.
 */
#include "net/stream.h"

/* After this many calls in a row that found bytes ready, other fibers and the deadline get their turn. */
#define STREAK_MAX 64

static enum error park(struct stream *s, uint64_t deadline_ns)
{
    enum error e;

    s->streak = 0;
    s->waiting = fiber_current();
    e = fiber_park(deadline_ns);
    s->waiting = NULL;
    return e;
}

enum error stream_wait_again(struct stream *s, uint64_t deadline_ns)
{
    enum error e = OK;

    while (e == OK && !(s->wants_write ? s->may_write : s->may_read))
        e = park(s, deadline_ns);
    return e;
}

/* One turn of the loop for the others, in a call that has not waited for long. */
static enum error give_way(struct stream *s, uint64_t deadline_ns)
{
    uint64_t now = loop_now(fibers_loop(s->fibers));

    s->streak = 0;
    return now >= deadline_ns ? ERROR_TIMEOUT : fiber_sleep_until(now);
}

enum error stream_take_turns(struct stream *s, uint64_t deadline_ns)
{
    return ++s->streak > STREAK_MAX ? give_way(s, deadline_ns) : OK;
}

ssize_t stream_read(struct stream *s, void *bytes, size_t size, uint64_t deadline_ns)
{
    enum error e = stream_take_turns(s, deadline_ns);

    assert(size > 0);
    while (e == OK) {
        ssize_t n = s->ops->try_read(s, bytes, size);

        if (n != STREAM_AGAIN)
            return n;
        e = stream_wait_again(s, deadline_ns);
    }
    return -(ssize_t)e;
}

int stream_advance(struct iovec **parts, int count, size_t written)
{
    while (count > 0 && written >= (*parts)->iov_len) {
        written -= (*parts)->iov_len;
        (*parts)++;
        count--;
    }
    if (count > 0) {
        (*parts)->iov_base = (char *)(*parts)->iov_base + written;
        (*parts)->iov_len -= written;
    }
    return count;
}

enum error stream_write(struct stream *s, struct iovec *parts, int count, uint64_t deadline_ns)
{
    enum error e = OK;

    count = stream_advance(&parts, count, 0);
    while (count > 0 && e == OK) {
        ssize_t n = s->ops->try_write(s, parts, count);

        if (n == STREAM_AGAIN) {
            e = stream_wait_again(s, deadline_ns);
        } else if (n < 0) {
            e = stream_error(n);
        } else {
            count = stream_advance(&parts, count, (size_t)n);
            if (count > 0)
                e = stream_take_turns(s, deadline_ns);
        }
    }
    return e;
}

enum error stream_wait(struct stream *s, bool or_writable, uint64_t deadline_ns)
{
    enum error e = OK;

    s->wants_write = or_writable;
    while (e == OK && !s->may_read && !(or_writable && s->may_write))
        e = park(s, deadline_ns);
    return e;
}

bool stream_is_stale(struct stream *s)
{
    char unexpected;

    /* Reading and not peeking: TLS has to work through session tickets, which are no reason to give the connection up. */
    return s->may_read && s->ops->try_read(s, &unexpected, 1) != STREAM_AGAIN;
}

void stream_close(struct stream *s, bool abort)
{
    s->ops->close(s, abort);
}

static void take_events(struct stream *s, unsigned events)
{
    if (events & LOOP_HANGUP)
        s->hung_up = true;
    if (events & (LOOP_READ | LOOP_HANGUP))
        s->may_read = true;
    if (events & LOOP_WRITE)
        s->may_write = true;
}

void stream_notify(struct watcher *w, unsigned events)
{
    struct stream *s = CONTAINER_OF(w, struct stream, watcher);

    take_events(s, events);
    while (UNLIKELY(s->above != NULL)) {
        s = s->above;
        take_events(s, events);
    }
    if (!s->waiting)
        return;
    if ((events & (LOOP_READ | LOOP_HANGUP)) || (s->wants_write && (events & LOOP_WRITE))) {
        struct fiber *f = s->waiting;

        s->waiting = NULL;
        fiber_resume(f); /* may close the stream: not touched from here on */
    }
}
