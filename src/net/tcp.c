/* SPDX-License-Identifier: MIT */
/* net/tcp.c - the TCP kind of stream
 *
 * Reading and writing ask the kernel once and note what the answer tells about the next call: a read that returned less than
 * asked has emptied the socket, a write that took less has filled it (epoll(7), question 9).
 *
 * Not here: how a connection comes to be (net/tcp_connect.c).
 */
#include <errno.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include "base/mem.h"
#include "net/tcp.h"
#include "net/tcp_private.h"

/* The class of a failure on a connection that stood: there, a timeout is the kernel giving up on retransmission. */
static ssize_t broken(struct stream *s, int error_number)
{
    s->may_read = s->may_write = s->hung_up = true;
    return -(ssize_t)(error_number == ETIMEDOUT ? ERROR_NETWORK : error_from_errno(error_number));
}

static ssize_t tcp_try_read(struct stream *s, void *bytes, size_t size)
{
    while (s->may_read) {
        ssize_t n = recv(s->watcher.fd, bytes, size, 0);

        if (LIKELY(n >= 0)) {
            s->hung_up |= n == 0;
            s->may_read = (size_t)n == size || s->hung_up;
            return n;
        }
        if (errno == EAGAIN)
            s->may_read = s->hung_up = false;
        else if (errno != EINTR)
            return broken(s, errno);
    }
    s->wants_write = false;
    return STREAM_AGAIN;
}

static ssize_t send_parts(int fd, const struct iovec *parts, int count)
{
    struct msghdr message = {.msg_iov = (struct iovec *)(uintptr_t)parts, .msg_iovlen = (size_t)count};

    if (count == 1)
        return send(fd, parts->iov_base, parts->iov_len, MSG_NOSIGNAL);
    return sendmsg(fd, &message, MSG_NOSIGNAL);
}

static ssize_t tcp_try_write(struct stream *s, const struct iovec *parts, int count)
{
    size_t asked = 0;

    for (int i = 0; i < count; i++)
        asked += parts[i].iov_len;
    while (s->may_write) {
        ssize_t n = send_parts(s->watcher.fd, parts, count);

        if (LIKELY(n >= 0)) {
            s->may_write = (size_t)n == asked;
            return n;
        }
        if (errno == EAGAIN)
            s->may_write = false;
        else if (errno != EINTR)
            return broken(s, errno);
    }
    s->wants_write = true;
    return STREAM_AGAIN;
}

static void tcp_close(struct stream *s, bool abort)
{
    static const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    int fd = s->watcher.fd;

    /* Should this fail, the close is an ordinary one: nothing that the caller could do better. */
    if (abort)
        (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    loop_remove(fibers_loop(s->fibers), &s->watcher);
    close(fd);
    mem_free(s);
}

static const struct stream_ops tcp_ops = {.try_read = tcp_try_read, .try_write = tcp_try_write, .close = tcp_close};

enum error tcp_watch(struct fibers *fibers, int fd, struct stream **out)
{
    struct stream *s = MEM_NEW(struct stream);
    enum error e;

    s->ops = &tcp_ops;
    s->fibers = fibers;
    s->watcher.notify = stream_notify;
    e = loop_add(fibers_loop(fibers), &s->watcher, fd, LOOP_READ | LOOP_WRITE | LOOP_HANGUP | LOOP_EDGE);
    if (e) {
        close(fd);
        mem_free(s);
        return e;
    }
    *out = s;
    return OK;
}

enum error tcp_adopt(struct fibers *fibers, int fd, struct stream **out)
{
    static const int on = 1;
    enum error e = tcp_watch(fibers, fd, out);

    if (e)
        return e;
    /* A socket of another family (socketpair) has no such option, and no delay either. */
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    (*out)->may_read = (*out)->may_write = true;
    return OK;
}
