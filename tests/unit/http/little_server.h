/* SPDX-License-Identifier: MIT */
/* little_server.h - a server for the tests of users and runs: many connections, answers by path, on a thread
 *
 *   /status/404 ... that status
 *   /slow/50 ...... "ok" after so many milliseconds
 *   /hang ......... no answer
 *   /held ......... "ok" once the test has said .released
 *   /close ........ the connection is closed instead
 *   .../echo ...... the request, head and body, as the body of the answer
 *   pages of the test, whole answers by path; "ok" to anything else
 *
 * It counts what it was asked and what it answered, for comparison with the client's numbers.
 */
#ifndef CICADA_TESTS_HTTP_LITTLE_SERVER_H
#define CICADA_TESTS_HTTP_LITTLE_SERVER_H

#include "net/net_support.h"

#include <netinet/tcp.h>
#include <stdatomic.h>

#define GUESTS_MAX  256
#define REQUEST_MAX MIB
#define HELD        (NEVER - 1) /* answer_ns of a request that waits for .released */

struct page {
    const char *path;
    struct text answer; /* status line, headers and body */
};

struct guest { /* a connection */
    int fd;
    struct buffer in;
    uint64_t answer_ns; /* when the request at hand is answered; 0: none is */
};

struct little_server {
    const struct page *pages; /* ended by one without path; NULL: none */
    struct address at;
    int listener, alarm[2]; /* a byte in the pipe ends the thread */
    pthread_t thread;
    struct guest guests[GUESTS_MAX];
    size_t count;
    atomic_uint requests, answers, connections;
    atomic_bool released; /* set by the test */
};

/* The size of the first request in the buffer, 0 when it is not complete. */
static inline size_t whole_request(const struct buffer *in)
{
    const char *end = strstr(buffer_cstring(in), "\r\n\r\n");
    const char *length = strcasestr(buffer_cstring(in), "\r\nContent-Length:");
    size_t size;

    if (!end)
        return 0;
    size = (size_t)(end + 4 - in->data) + (length && length < end ? strtoul(length + 17, NULL, 10) : 0);
    return in->size >= size ? size : 0;
}

static inline void guest_leaves(struct little_server *s, struct guest *g)
{
    close(g->fd);
    buffer_free(&g->in);
    *g = s->guests[--s->count];
}

static inline void send_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t n = send(fd, bytes, size, MSG_NOSIGNAL);

        if (n <= 0)
            return;
        bytes += n;
        size -= (size_t)n;
    }
}

static inline void answer_with(struct little_server *s, struct guest *g, int status, struct text body)
{
    struct buffer out;

    buffer_init(&out, REQUEST_MAX + KIB);
    buffer_printf(&out, "HTTP/1.1 %d Status\r\nContent-Length: %zu\r\n\r\n", status, body.size);
    buffer_text(&out, body);
    atomic_fetch_add(&s->answers, 1);
    send_all(g->fd, out.data, out.size);
    buffer_free(&out);
}

static inline bool path_is(const char *path, const char *beginning)
{
    return strncmp(path, beginning, strlen(beginning)) == 0;
}

/* Answers the first request in the buffer, now or later. False when the guest is to be sent away. */
static inline bool answer_request(struct little_server *s, struct guest *g, size_t size)
{
    const char *path = strchr(g->in.data, ' ') + 1;
    size_t path_size = strcspn(path, " ");

    for (const struct page *p = s->pages; p && p->path; p++)
        if (strlen(p->path) == path_size && path_is(path, p->path)) {
            atomic_fetch_add(&s->answers, 1);
            send_all(g->fd, p->answer.data, p->answer.size);
            return true;
        }
    if (path_is(path, "/close"))
        return false;
    if (path_is(path, "/status/"))
        answer_with(s, g, (int)strtol(path + 8, NULL, 10), TEXT(""));
    else if (memmem(path, path_size, "/echo", strlen("/echo")))
        answer_with(s, g, 200, (struct text){g->in.data, size});
    else
        answer_with(s, g, 200, TEXT("ok"));
    return true;
}

/* Takes up the next request; one that has to wait is answered by serve_due. */
static inline bool take_request(struct little_server *s, struct guest *g)
{
    size_t size;

    while (g->answer_ns == 0 && (size = whole_request(&g->in)) > 0) {
        const char *path = strchr(g->in.data, ' ') + 1;

        atomic_fetch_add(&s->requests, 1);
        if (path_is(path, "/hang")) {
            g->answer_ns = NEVER;
        } else if (path_is(path, "/held")) {
            g->answer_ns = HELD;
        } else if (path_is(path, "/slow/")) {
            g->answer_ns = clock_now() + strtoul(path + 6, NULL, 10) * NANOS_PER_MILLI;
        } else {
            if (!answer_request(s, g, size))
                return false;
            buffer_drop(&g->in, size);
        }
    }
    return true;
}

static inline void serve_due(struct little_server *s)
{
    for (size_t i = 0; i < s->count; i++) {
        struct guest *g = &s->guests[i];

        if (g->answer_ns == HELD ? !s->released : g->answer_ns == 0 || g->answer_ns > clock_now())
            continue;
        g->answer_ns = 0;
        answer_with(s, g, 200, TEXT("ok"));
        buffer_drop(&g->in, whole_request(&g->in));
    }
}

static inline void guest_arrives(struct little_server *s)
{
    static const int on = 1;
    int fd = accept_one(s->listener);

    assert_true(s->count < GUESTS_MAX);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    s->guests[s->count] = (struct guest){.fd = fd};
    buffer_init(&s->guests[s->count++].in, REQUEST_MAX);
    atomic_fetch_add(&s->connections, 1);
}

static inline void guest_speaks(struct little_server *s, struct guest *g)
{
    char *to = buffer_reserve(&g->in, 64 * KIB);
    ssize_t n = to ? recv(g->fd, to, 64 * KIB, 0) : 0;

    if (n <= 0) {
        guest_leaves(s, g);
        return;
    }
    buffer_commit(&g->in, (size_t)n);
    if (!take_request(s, g))
        guest_leaves(s, g);
}

static inline void *little_server_main(void *argument)
{
    struct little_server *s = argument;
    struct pollfd look[GUESTS_MAX + 2];

    for (;;) {
        size_t count = s->count;

        look[0] = (struct pollfd){.fd = s->alarm[0], .events = POLLIN};
        look[1] = (struct pollfd){.fd = s->listener, .events = POLLIN};
        for (size_t i = 0; i < count; i++)
            look[i + 2] = (struct pollfd){.fd = s->guests[i].fd, .events = POLLIN};
        poll(look, count + 2, 2);
        if (look[0].revents)
            return NULL;
        for (size_t i = count; i-- > 0;) /* backwards: who leaves is replaced by the last one */
            if (look[i + 2].revents)
                guest_speaks(s, &s->guests[i]);
        if (look[1].revents)
            guest_arrives(s);
        serve_due(s);
    }
}

static inline void little_server_open(struct little_server *s)
{
    s->listener = listen_at("127.0.0.1", 0, GUESTS_MAX, &s->at);
    assert_int_equal(pipe(s->alarm), 0);
    assert_int_equal(pthread_create(&s->thread, NULL, little_server_main, s), 0);
}

/* How many requests it was asked, once these are so many or after 20 s: of one that nobody waited for it may not know yet. */
static inline unsigned requests_when(const struct little_server *s, unsigned wanted)
{
    for (uint64_t until_ns = SOON_NS; s->requests < wanted && clock_now() < until_ns;)
        poll(NULL, 0, 1);
    return s->requests;
}

static inline void little_server_close(struct little_server *s)
{
    assert_int_equal(write(s->alarm[1], "", 1), 1);
    pthread_join(s->thread, NULL);
    while (s->count > 0)
        guest_leaves(s, &s->guests[0]);
    close(s->listener);
    close(s->alarm[0]);
    close(s->alarm[1]);
}

#endif
