/* SPDX-License-Identifier: MIT */
/* net/stream.h - a byte stream to a peer: TCP, or TLS over TCP, behind one record
 *
 * The layer above does not know which it has. The waiting calls suspend the current fiber until the deadline; the try_ calls
 * never wait. A stream is used by one fiber at a time. Closing never waits.
 *
 * Readiness is edge-triggered: a stream remembers whether reading or writing may succeed, and asks the kernel only then, so a
 * request costs one write, one read, and its share of an epoll_wait.
 *
 * Layers: a TLS stream lies above the TCP stream that it owns. Only the lowest one is watched; what the loop tells is noted in
 * the flags of every layer, and the fiber waits on the uppermost.
 */
#ifndef CICADA_NET_STREAM_H
#define CICADA_NET_STREAM_H

#include <sys/uio.h>

#include "base/error.h"
#include "fiber/fiber.h"
#include "net/address.h"

struct stream;

#define STREAM_AGAIN (-(ssize_t)ERROR_COUNT) /* the try_ calls: not now */

/* The error in a negative result, which is not STREAM_AGAIN; OK for any other. */
static inline enum error stream_error(ssize_t result)
{
    return result < 0 ? (enum error)(-result) : OK;
}

struct stream_ops {
    /* > 0 bytes, 0 at the end of the stream (try_read, size > 0), STREAM_AGAIN, or -error. On STREAM_AGAIN the call has set
     * `wants_write` to what it waits for and cleared the flag for it, and must be repeated with the same bytes once that flag is
     * set. */
    ssize_t (*try_read)(struct stream *s, void *bytes, size_t size);
    ssize_t (*try_write)(struct stream *s, const struct iovec *parts, int count);
    void (*close)(struct stream *s, bool abort);
};

/* The part that all streams share; the first member of each kind. */
struct stream {
    const struct stream_ops *ops;
    struct watcher watcher; /* of the socket; only in the lowest layer */
    struct stream *above;   /* the layer that owns this one, NULL for the uppermost */
    struct fibers *fibers;
    struct fiber *waiting; /* the fiber parked on this stream */
    bool may_read;         /* reading may succeed: nothing to wait for */
    bool may_write;
    bool hung_up;     /* the peer closed its side or an error waits; reading will tell */
    bool wants_write; /* what the waiting fiber waits for */
    uint8_t streak;   /* calls in a row that did not have to wait */
};

/* Waits as needed. Reads return > 0 bytes, 0 at the end, or -error; a passed deadline is -ERROR_TIMEOUT, cancellation
 * -ERROR_CANCELLED. `size` is at least 1. A peer that is faster than the reader does not keep it from giving way to other fibers,
 * nor from its deadline. */
ssize_t stream_read(struct stream *s, void *bytes, size_t size, uint64_t deadline_ns);

/* Writes all parts (which it uses up as a cursor). */
MUST_USE enum error stream_write(struct stream *s, struct iovec *parts, int count, uint64_t deadline_ns);

/* Moves the cursor over `written` bytes and over parts that are empty; returns how many parts are left. */
MUST_USE int stream_advance(struct iovec **parts, int count, size_t written);

/* Waits until a read, or (with `or_writable`) a write may succeed: for an early response while a body is being sent. */
MUST_USE enum error stream_wait(struct stream *s, bool or_writable, uint64_t deadline_ns);

/* For those who call try_ in a loop of their own: to be called between two calls that did not have to wait. After many of them
 * other fibers and the deadline get their turn, as in the waiting calls. */
MUST_USE enum error stream_take_turns(struct stream *s, uint64_t deadline_ns);

/* True when an idle stream has something to read or was closed by the peer: it must not carry another request, and is good only
 * for closing, since the question may take a byte out of it. No system call when nothing has been told since the last read. */
bool stream_is_stale(struct stream *s);

/* Releases all of it, also the record. `abort` closes with a reset (no TIME_WAIT, unsent bytes are lost). */
void stream_close(struct stream *s, bool abort);

/* For the kinds of stream: waits until a call that gave STREAM_AGAIN is worth repeating. */
MUST_USE enum error stream_wait_again(struct stream *s, uint64_t deadline_ns);

/* For the kinds of stream: takes the events of the socket and wakes who waits. */
void stream_notify(struct watcher *w, unsigned events);

#endif
