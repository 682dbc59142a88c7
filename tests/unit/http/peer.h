/* SPDX-License-Identifier: MIT */
/* peer.h - the server of the client's tests: blocking code on a thread that plays a script
 *
 * A script is a function: it accepts, hears requests, says bytes in pieces of any size, closes, resets, or does nothing for as
 * long as the client likes. It runs over TLS when the peer was given a context. Every wait is bounded by the sockets' timeouts.
 */
#ifndef CICADA_TESTS_HTTP_PEER_H
#define CICADA_TESTS_HTTP_PEER_H

#include "net/net_support.h"

#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#define HEARD_MAX (4 * MIB) /* kept of a request; the rest is counted */

struct peer {
    void (*script)(struct peer *p);
    void *context; /* of the script */
    SSL_CTX *tls;  /* NULL: plain TCP; borrowed */

    int listener;
    struct address at;
    pthread_t thread;
    int fd;   /* of the connection at hand; -1: none */
    SSL *ssl; /* over it; NULL */
    unsigned connections;
    struct buffer heard; /* the last request */
    size_t body_heard;   /* bytes of its body, also beyond HEARD_MAX */
};

static inline void peer_pause(unsigned milliseconds)
{
    nanosleep(&(struct timespec){.tv_sec = milliseconds / 1000, .tv_nsec = (long)(milliseconds % 1000) * 1000000}, NULL);
}

static inline void peer_accept(struct peer *p)
{
    static const int on = 1;

    p->fd = accept_one(p->listener);
    assert_int_equal(setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)), 0);
    p->connections++;
    if (!p->tls)
        return;
    p->ssl = SSL_new(p->tls);
    SSL_set_fd(p->ssl, p->fd);
    if (SSL_accept(p->ssl) != 1)
        fail_msg("the handshake failed: %s", ERR_reason_error_string(ERR_peek_error()));
}

/* > 0, or 0 when the client has closed or reset. */
static inline size_t peer_read(struct peer *p, void *bytes, size_t size)
{
    ssize_t n = p->ssl ? SSL_read(p->ssl, bytes, (int)size) : recv(p->fd, bytes, size, 0);

    return n > 0 ? (size_t)n : 0;
}

/* False when the client does not want them any more. */
static inline bool peer_say_bytes(struct peer *p, const char *bytes, size_t size)
{
    while (size > 0) {
        size_t piece = MIN(size, 256 * KIB);
        ssize_t n = p->ssl ? SSL_write(p->ssl, bytes, (int)piece) : send(p->fd, bytes, piece, MSG_NOSIGNAL);

        if (n <= 0)
            return false;
        bytes += n;
        size -= (size_t)n;
    }
    return true;
}

static inline void peer_say(struct peer *p, const char *text)
{
    peer_say_bytes(p, text, strlen(text));
}

/* In segments of so many bytes, each sent for itself; 0: all at once. */
static inline void peer_say_in_pieces(struct peer *p, struct text bytes, size_t segment)
{
    static const struct timespec apart = {.tv_nsec = 50000};

    for (size_t i = 0; i < bytes.size; i += segment ? segment : bytes.size) {
        peer_say_bytes(p, bytes.data + i, segment ? MIN(segment, bytes.size - i) : bytes.size);
        if (segment)
            nanosleep(&apart, NULL);
    }
}

static inline size_t announced_length(const char *head)
{
    const char *line = strcasestr(head, "\r\nContent-Length:");

    return line ? strtoull(line + strlen("\r\nContent-Length:"), NULL, 10) : 0;
}

/* Hears the head of a request; false when the client closed instead. What came with it of the body is counted. */
static inline bool peer_hear_head(struct peer *p)
{
    char bytes[64 * KIB];
    const char *end = NULL;

    buffer_clear(&p->heard);
    while (!end) {
        size_t got = peer_read(p, bytes, sizeof(bytes));

        if (got == 0)
            return false;
        buffer_append(&p->heard, bytes, got);
        end = strstr(buffer_cstring(&p->heard), "\r\n\r\n");
    }
    p->body_heard = p->heard.size - (size_t)(end + 4 - p->heard.data);
    return true;
}

/* Hears one request, its body included. */
static inline bool peer_hear(struct peer *p)
{
    char bytes[64 * KIB];
    size_t length;

    if (!peer_hear_head(p))
        return false;
    length = announced_length(p->heard.data);
    while (p->body_heard < length) {
        size_t got = peer_read(p, bytes, sizeof(bytes));

        if (got == 0)
            return false;
        p->body_heard += got;
        if (p->heard.size + got <= HEARD_MAX)
            buffer_append(&p->heard, bytes, got);
    }
    return true;
}

static inline bool peer_heard(const struct peer *p, const char *text)
{
    return strstr(buffer_cstring(&p->heard), text) != NULL;
}

static inline void peer_drop(struct peer *p)
{
    SSL_free(p->ssl);
    ERR_clear_error();
    close(p->fd);
    p->ssl = NULL;
    p->fd = -1;
}

static inline void peer_close(struct peer *p)
{
    if (p->ssl)
        SSL_shutdown(p->ssl);
    peer_drop(p);
}

static inline void peer_reset(struct peer *p)
{
    static const struct linger at_once = {.l_onoff = 1};

    assert_int_equal(setsockopt(p->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once)), 0);
    peer_drop(p);
}

/* Says nothing until the client goes away. */
static inline void peer_idles(struct peer *p)
{
    char bytes[64 * KIB];

    while (peer_read(p, bytes, sizeof(bytes)) > 0)
        ;
    peer_drop(p);
}

/* The same, but what the client sends stays in the kernel. */
static inline void peer_waits_without_reading(struct peer *p)
{
    struct pollfd look = {.fd = p->fd, .events = POLLRDHUP};

    if (poll(&look, 1, 20000) <= 0)
        fail_msg("the client did not go away");
    peer_drop(p);
}

/* Sends an answer to one request and stays connected. */
static inline void peer_answers(struct peer *p, const char *answer)
{
    if (!peer_hear(p))
        fail_msg("the client closed where a request was expected");
    peer_say(p, answer);
}

#define PLAIN_OK "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

static inline void *peer_main(void *argument)
{
    struct peer *p = argument;

    p->script(p);
    if (p->fd >= 0)
        peer_drop(p);
    return NULL;
}

static inline void peer_start(struct peer *p)
{
    struct timeval timeout = PEER_TIMEOUT;

    p->fd = -1;
    p->listener = listen_at("127.0.0.1", 0, 64, &p->at);
    assert_int_equal(setsockopt(p->listener, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)), 0);
    buffer_init(&p->heard, HEARD_MAX + 128 * KIB);
    assert_int_equal(pthread_create(&p->thread, NULL, peer_main, p), 0);
}

/* Waits for the end of the script. What was heard can be looked at until peer_free. */
static inline void peer_join(struct peer *p)
{
    pthread_join(p->thread, NULL);
    close(p->listener);
}

static inline void peer_free(struct peer *p)
{
    buffer_free(&p->heard);
}

#endif
