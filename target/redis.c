/* SPDX-License-Identifier: MIT */
/* redis.c - see redis.h */
#include "redis.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"

#define LONGEST_WAIT (500 * NANOS_PER_MILLI)

static const char ping[] = "PING\r\n";
static const char pong[] = "+PONG\r\n";

struct redis {
    struct loop *loop;
    struct sockaddr_storage address;
    socklen_t address_size;
    struct watch watch; /* fd -1 while there is no connection */
    struct timer timer;
    struct redis_question *asking; /* those who wait for the PING under way */
    uint64_t asked;
    char answer[sizeof pong];
    size_t answer_size;
    bool sent;
};

static void disconnect(struct redis *r)
{
    if (r->watch.fd < 0)
        return;
    loop_unwatch(r->loop, &r->watch);
    close(r->watch.fd);
    r->watch.fd = -1;
}

static void answer_all(struct redis *r, const char *problem)
{
    struct redis_question *q = r->asking;
    uint64_t nanos = clock_now() - r->asked;

    /* the connection of a PING that went wrong may still hold its answer: a new one is made next time */
    if (problem)
        disconnect(r);
    loop_timer_clear(r->loop, &r->timer);
    r->asking = NULL;
    while (q) {
        struct redis_question *next = q->next; /* the question may be gone after its answer */

        q->answered(q, problem, nanos);
        q = next;
    }
}

static void on_too_late(struct timer *timer)
{
    answer_all(CONTAINER_OF(timer, struct redis, timer), "no answer within 500 ms");
}

static void read_answer(struct redis *r)
{
    ssize_t size = recv(r->watch.fd, r->answer + r->answer_size, sizeof pong - 1 - r->answer_size, 0);

    if (size < 0 && errno == EAGAIN)
        return;
    if (size <= 0) {
        answer_all(r, size < 0 ? error_text(error_from_errno(errno)) : "the connection was closed");
        return;
    }
    r->answer_size += (size_t)size;
    if (memcmp(r->answer, pong, r->answer_size) != 0)
        answer_all(r, "the answer to PING was not PONG");
    else if (r->answer_size == sizeof pong - 1)
        answer_all(r, NULL);
}

static void send_ping(struct redis *r)
{
    if (send(r->watch.fd, ping, sizeof ping - 1, MSG_NOSIGNAL) != (ssize_t)(sizeof ping - 1))
        answer_all(r, error_text(error_from_errno(errno)));
    else
        r->sent = true;
}

static void on_ready(struct watch *watch, uint32_t events)
{
    struct redis *r = CONTAINER_OF(watch, struct redis, watch);
    int problem = 0;
    socklen_t size = sizeof problem;

    if (!r->asking) { /* unasked news: the server closed the connection */
        disconnect(r);
        return;
    }
    if (r->sent) {
        read_answer(r);
        return;
    }
    if (getsockopt(watch->fd, SOL_SOCKET, SO_ERROR, &problem, &size) < 0 || problem != 0) {
        answer_all(r, error_text(error_from_errno(problem ? problem : errno)));
        return;
    }
    /* connected: from now on only answers are of interest */
    loop_unwatch(r->loop, watch);
    if (loop_watch(r->loop, watch, EPOLLIN) != OK)
        answer_all(r, "the connection cannot be polled");
    else
        send_ping(r);
}

static bool start_connecting(struct redis *r)
{
    r->watch.fd = socket(r->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (r->watch.fd < 0)
        return false;
    if ((connect(r->watch.fd, (const struct sockaddr *)&r->address, r->address_size) < 0 && errno != EINPROGRESS) ||
        loop_watch(r->loop, &r->watch, EPOLLOUT) != OK) {
        close(r->watch.fd);
        r->watch.fd = -1;
        return false;
    }
    return true;
}

void redis_ask(struct redis *r, struct redis_question *question)
{
    bool under_way = r->asking != NULL;

    question->next = r->asking;
    r->asking = question;
    if (under_way)
        return;
    r->asked = clock_now();
    r->answer_size = 0;
    r->sent = false;
    loop_timer_set(r->loop, &r->timer, r->asked + LONGEST_WAIT);
    if (r->watch.fd >= 0)
        send_ping(r);
    else if (!start_connecting(r))
        answer_all(r, error_text(error_from_errno(errno)));
}

static bool parse_address(struct redis *r, const char *text)
{
    const char *colon = strrchr(text, ':');
    struct sockaddr_in *v4 = (struct sockaddr_in *)&r->address;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&r->address;
    char host[INET6_ADDRSTRLEN] = "";
    uint64_t port;

    if (!colon || !text_to_u64(text_from(colon + 1), &port) || port > UINT16_MAX)
        return false;

    size_t size = (size_t)(colon - text);
    bool brackets = size > 2 && text[0] == '[' && text[size - 1] == ']';

    if (size == 0 || size >= sizeof host)
        return false;
    memcpy(host, text + brackets, size - 2 * brackets);
    if (!brackets && inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons((uint16_t)port);
        r->address_size = sizeof *v4;
    } else if (brackets && inet_pton(AF_INET6, host, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons((uint16_t)port);
        r->address_size = sizeof *v6;
    }
    return r->address_size > 0;
}

struct redis *redis_new(struct loop *loop, const char *address)
{
    struct redis *r = MEM_NEW(struct redis);

    if (!parse_address(r, address)) {
        mem_free(r);
        return NULL;
    }
    r->loop = loop;
    r->watch.fd = -1;
    r->watch.ready = on_ready;
    r->timer.fire = on_too_late;
    return r;
}

void redis_free(struct redis *r)
{
    if (!r)
        return;
    disconnect(r);
    loop_timer_clear(r->loop, &r->timer);
    mem_free(r);
}
