/* SPDX-License-Identifier: MIT */
/* tls_peer.h - the server of the TLS tests: blocking OpenSSL on a thread, one for each connection, with the manners a test asks
 * for */
#ifndef CICADA_TESTS_TLS_PEER_H
#define CICADA_TESTS_TLS_PEER_H

#include "net_support.h"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "tls_identity.h"

enum manner {
    ECHOES,            /* what it reads, until the client closes */
    UPDATES_KEYS,      /* as ECHOES, but asks for new keys before each answer */
    FLOODS,            /* sends FLOOD_SIZE bytes and says goodbye */
    SINKS,             /* reads FLOOD_SIZE bytes slowly and then says "all" */
    SAYS_GOODBYE,      /* close_notify right after the first answer */
    CUTS,              /* closes without close_notify after the first answer */
    SPEAKS_PLAIN_HTTP, /* the rest does not shake hands */
    SPEAKS_BRIEFLY,
    STAYS_SILENT,
    CLOSES_AFTER_HELLO,
    RESETS,
};

#define FLOOD_SIZE MIB

struct server {
    enum manner manner;
    const struct identity *identity; /* NULL: town.good */
    int version_min, version_max;    /* 0: any */
    const char *ciphers;
    bool wants_certificate;

    SSL_CTX *context;
    int fd;
    pthread_t thread;
    bool got_close_notify;
    char name_asked[256]; /* SNI */
};

static inline unsigned char flood_byte(size_t i)
{
    return (unsigned char)((uint32_t)i * 2654435761U >> 24);
}

static inline void say_flood(SSL *ssl)
{
    unsigned char *bytes = mem_alloc(FLOOD_SIZE);

    for (size_t i = 0; i < FLOOD_SIZE; i++)
        bytes[i] = flood_byte(i);
    SSL_write(ssl, bytes, FLOOD_SIZE);
    mem_free(bytes);
    SSL_shutdown(ssl);
}

static inline void swallow_flood(SSL *ssl)
{
    unsigned char bytes[4096];
    size_t have = 0;
    int n;

    while (have < FLOOD_SIZE && (n = SSL_read(ssl, bytes, sizeof(bytes))) > 0)
        for (int i = 0; i < n; i++)
            if (bytes[i] != flood_byte(have++))
                return;
    SSL_write(ssl, "all", 3);
}

static inline void converse(struct server *s, SSL *ssl)
{
    char bytes[4096];
    int n;

    if (s->manner == FLOODS)
        say_flood(ssl);
    if (s->manner == SINKS)
        swallow_flood(ssl);
    while ((n = SSL_read(ssl, bytes, sizeof(bytes))) > 0) {
        if (s->manner == UPDATES_KEYS)
            SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED);
        SSL_write(ssl, bytes, n);
        if (s->manner == SAYS_GOODBYE)
            SSL_shutdown(ssl);
        if (s->manner == CUTS)
            return;
    }
    s->got_close_notify = SSL_get_shutdown(ssl) & SSL_RECEIVED_SHUTDOWN;
}

static inline void shake_and_converse(struct server *s)
{
    SSL *ssl = SSL_new(s->context);
    const char *name;

    SSL_set_fd(ssl, s->fd);
    if (SSL_accept(ssl) == 1) {
        name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
        snprintf(s->name_asked, sizeof(s->name_asked), "%s", name ? name : "");
        converse(s, ssl);
    }
    SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN); /* keeps the session good for resumption */
    SSL_free(ssl);
    ERR_clear_error();
}

static inline void *serve(void *argument)
{
    static const char answer[] = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";
    struct server *s = argument;
    char bytes[4096];

    if (s->manner != RESETS && s->manner >= SPEAKS_PLAIN_HTTP)
        assert_true(read(s->fd, bytes, sizeof(bytes)) > 0);
    if (s->manner == SPEAKS_PLAIN_HTTP)
        assert_true(write(s->fd, answer, sizeof(answer) - 1) > 0);
    if (s->manner == SPEAKS_BRIEFLY)
        assert_true(write(s->fd, "no\n", 3) > 0);
    if (s->manner == STAYS_SILENT)
        assert_int_equal(read(s->fd, bytes, sizeof(bytes)), 0);
    if (s->manner < SPEAKS_PLAIN_HTTP)
        shake_and_converse(s);
    close(s->fd);
    return NULL;
}

static inline void server_open(struct server *s)
{
    const struct identity *identity = s->identity ? s->identity : &town.good;
    SSL_CTX *c = s->context = SSL_CTX_new(TLS_server_method());

    assert_int_equal(SSL_CTX_use_certificate(c, identity->certificate), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey(c, identity->key), 1);
    SSL_CTX_set_min_proto_version(c, s->version_min);
    SSL_CTX_set_max_proto_version(c, s->version_max);
    SSL_CTX_set_session_id_context(c, (const unsigned char *)"test", 4);
    if (s->ciphers)
        assert_int_equal(SSL_CTX_set_cipher_list(c, s->ciphers), 1);
    if (s->wants_certificate) {
        SSL_CTX_set_verify(c, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
        assert_int_equal(SSL_CTX_load_verify_file(c, town.authority_file), 1);
    }
}

static inline void server_close(struct server *s)
{
    SSL_CTX_free(s->context);
}

/* A stream whose other end the server now holds, on a thread that ends with the connection. */
static inline struct stream *server_accept(struct server *s, struct scene *scene)
{
    struct timeval timeout = PEER_TIMEOUT;
    struct stream *out;
    int fds[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
    assert_int_equal(setsockopt(fds[1], SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)), 0);
    assert_int_equal(setsockopt(fds[1], SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout)), 0);
    assert_int_equal(fcntl(fds[0], F_SETFL, O_NONBLOCK), 0);
    s->fd = fds[1];
    assert_error(tcp_adopt(scene->fibers, fds[0], &out), OK);
    assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
    return out;
}

static inline void server_wait(struct server *s)
{
    pthread_join(s->thread, NULL);
}

#endif
