/* SPDX-License-Identifier: MIT */
/* net/tcp_connect.c - to the first address that answers
 *
 * A race after RFC 8305 section 5: the first address starts; the next one starts when one fails, or beside those under way when
 * 250 ms have passed without an answer. The first connection that stands wins, the others are closed. With one address this comes
 * down to socket, setsockopt, connect and one wait.
 */
#include <errno.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include "base/clock.h"
#include "net/tcp.h"
#include "net/tcp_private.h"

#define ATTEMPT_DELAY_NS (250 * NANOS_PER_MILLI) /* RFC 8305 section 8 */

struct race {
    struct fibers *fibers;
    const struct address_list *addresses;
    const struct address *source;
    struct stream *runner[LIMIT_DNS_ADDRESSES]; /* by address; NULL when not started or out */
    size_t started;
    size_t running;
    enum error failure; /* the most telling one so far */
};

/* Which of two failed attempts to report: one that reached a host over one that found no way to it. */
static void note_failure(struct race *r, enum error e)
{
    if (r->failure == OK || r->failure == ERROR_UNREACHABLE)
        r->failure = e;
}

/* The kernel says EADDRNOTAVAIL both when the ports have run out and when no local address can reach the peer (IPv6 switched
 * off). Connecting a datagram socket picks the address only, so it tells the two apart. */
static enum error explain_no_address(const struct address *to)
{
    int fd = socket(to->generic.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool reachable;

    if (fd < 0)
        return error_from_errno(errno);
    reachable = connect(fd, &to->generic, to->size) == 0;
    close(fd);
    return reachable ? ERROR_NO_PORTS : ERROR_UNREACHABLE;
}

static enum error bind_source(int fd, const struct address *source)
{
    static const int on = 1;

    /* Without this bind() has to find a free port by search, before the peer is known (ip(7)). */
    if (setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on)) < 0)
        return error_from_errno(errno);
    if (bind(fd, &source->generic, source->size) < 0) /* EADDRNOTAVAIL: not an address of this machine */
        return errno == EADDRNOTAVAIL ? ERROR_UNREACHABLE : error_from_errno(errno);
    return OK;
}

static enum error begin_connect(int fd, const struct address *to, const struct address *source)
{
    static const int on = 1;
    enum error e;

    if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) < 0)
        return error_from_errno(errno);
    if (source) {
        e = bind_source(fd, source);
        if (e)
            return e;
    }
    if (connect(fd, &to->generic, to->size) < 0 && errno != EINPROGRESS)
        return errno == EADDRNOTAVAIL ? explain_no_address(to) : error_from_errno(errno);
    return OK;
}

static enum error start_runner(struct race *r, size_t i)
{
    const struct address *to = &r->addresses->at[i];
    enum error e;
    int fd;

    if (r->source && r->source->generic.sa_family != to->generic.sa_family)
        return ERROR_UNREACHABLE;
    fd = socket(to->generic.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
    if (fd < 0)
        return errno == EAFNOSUPPORT ? ERROR_UNREACHABLE : error_from_errno(errno);
    e = begin_connect(fd, to, r->source);
    if (e) {
        close(fd);
        return e;
    }
    e = tcp_watch(r->fibers, fd, &r->runner[i]);
    if (e)
        return e;
    r->runner[i]->wants_write = true;
    r->running++;
    return OK;
}

/* Starts the next address, passing over those that fail at once. */
static void start_next(struct race *r)
{
    enum error e = ERROR_UNREACHABLE;

    while (e && r->started < r->addresses->count) {
        e = start_runner(r, r->started++);
        if (e)
            note_failure(r, e);
    }
}

/* With a reset: a connection to itself would otherwise keep the port in TIME_WAIT, and a loser has sent nothing that could be
 * lost. */
static void drop_runner(struct race *r, size_t i)
{
    stream_close(r->runner[i], true);
    r->runner[i] = NULL;
    r->running--;
}

/* Nobody listens, but the kernel chose the port asked for as the local one, and the socket met itself (RFC 9293 section 3.5,
 * simultaneous open). */
static bool met_itself(int fd, const struct address *to)
{
    struct address self = {.size = sizeof(self.v6)};

    return address_port(to) >= IPPORT_RESERVED && address_is_loopback(to) && getsockname(fd, &self.generic, &self.size) == 0 &&
           address_equal(&self, to);
}

/* Why the attempt ended; OK when the connection stands. The kernel is asked only where the loop told of trouble: a peer that
 * answered and closed at once looks the same. */
static enum error attempt_result(const struct stream *s, const struct address *to)
{
    int number = 0;
    socklen_t size = sizeof(number);

    if (met_itself(s->watcher.fd, to))
        return ERROR_REFUSED;
    if (!s->hung_up)
        return OK;
    if (getsockopt(s->watcher.fd, SOL_SOCKET, SO_ERROR, &number, &size) < 0)
        return error_from_errno(errno);
    return error_from_errno(number);
}

/* Looks at all attempts: true with the place of the one that stands; failed ones are closed and `*any_failed` set. */
static bool find_winner(struct race *r, size_t *winner, bool *any_failed)
{
    *any_failed = false;
    for (size_t i = 0; i < r->started; i++) {
        struct stream *s = r->runner[i];
        enum error e;

        if (!s || !(s->may_write || s->hung_up))
            continue;
        e = attempt_result(s, &r->addresses->at[i]);
        if (e == OK) {
            *winner = i;
            return true;
        }
        note_failure(r, e);
        drop_runner(r, i);
        *any_failed = true;
    }
    return false;
}

static void set_waiting(struct race *r, struct fiber *f)
{
    for (size_t i = 0; i < r->started; i++)
        if (r->runner[i])
            r->runner[i]->waiting = f;
}

/* One wait for whatever comes first: an answer, the time to start another attempt, the deadline. */
static enum error wait_for_news(struct race *r, uint64_t next_start_ns, uint64_t deadline_ns)
{
    bool more = r->started < r->addresses->count;
    uint64_t until = more ? MIN(next_start_ns, deadline_ns) : deadline_ns;
    enum error e;

    set_waiting(r, fiber_current());
    e = fiber_park(until);
    set_waiting(r, NULL);
    if (e != ERROR_TIMEOUT)
        return e;
    return until == deadline_ns ? ERROR_TIMEOUT_CONNECT : ERROR_TIMEOUT;
}

static enum error run_race(struct race *r, uint64_t deadline_ns, size_t *winner)
{
    uint64_t next_start_ns = 0;
    bool start = true;

    for (;;) {
        enum error e;

        if (start) {
            start_next(r);
            next_start_ns = r->started < r->addresses->count ? clock_now() + ATTEMPT_DELAY_NS : NEVER;
        }
        if (r->running == 0)
            return r->failure ? r->failure : ERROR_UNREACHABLE;
        e = wait_for_news(r, next_start_ns, deadline_ns);
        if (e != OK && e != ERROR_TIMEOUT)
            return e;
        if (find_winner(r, winner, &start))
            return OK;
        start |= e == ERROR_TIMEOUT;
    }
}

enum error tcp_connect(struct fibers *fibers, const struct address_list *addresses, const struct tcp_options *options,
                       uint64_t deadline_ns, struct stream **out, struct address *peer)
{
    struct race r = {.fibers = fibers, .addresses = addresses, .source = options ? options->source : NULL};
    size_t winner = 0;
    enum error e = run_race(&r, deadline_ns, &winner);

    if (e == OK) {
        *out = r.runner[winner];
        r.runner[winner] = NULL;
        if (peer)
            *peer = addresses->at[winner];
    }
    for (size_t i = 0; i < r.started; i++)
        if (r.runner[i])
            drop_runner(&r, i);
    return e;
}
