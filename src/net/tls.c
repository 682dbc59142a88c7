/* SPDX-License-Identifier: MIT */
/* net/tls.c - the TLS kind of stream, and its handshake
 *
 * Each try_ call is one call into OpenSSL. What OpenSSL lacks then decides the flags, which may differ from what the caller
 * wanted: a read can have to wait for writing, when a key update is to be answered. The fiber waits on this stream; stream_notify
 * sets its flags together with those of the stream below.
 *
 * OpenSSL's queue of errors is shared by all that runs on this thread, and what lies in it spoils SSL_get_error. Emptying it
 * takes 800 instructions, so reads and writes do not begin with that: whatever fails here empties it before anyone else runs.
 */
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "base/limits.h"
#include "base/mem.h"
#include "net/tls_private.h"

#define HOST_MAX 255

static struct tls_stream *of(struct stream *s)
{
    return CONTAINER_OF(s, struct tls_stream, base);
}

/* After a call into OpenSSL that did not succeed: STREAM_AGAIN with the flags set, 0 at the orderly end, or -error. */
static ssize_t explain_result(struct tls_stream *t, int result, bool handshaking, char *detail)
{
    struct stream *s = &t->base;
    enum error e;

    switch (SSL_get_error(t->ssl, result)) {
    case SSL_ERROR_WANT_READ:
        s->may_read = t->below->may_read;
        s->wants_write = false;
        return STREAM_AGAIN;
    case SSL_ERROR_WANT_WRITE:
        s->may_write = t->below->may_write;
        s->wants_write = true;
        return STREAM_AGAIN;
    case SSL_ERROR_ZERO_RETURN:
        s->hung_up = s->may_read = true;
        return 0;
    default:
        t->unclean = true;
        s->hung_up = s->may_read = s->may_write = true;
        e = tls_error_class(t, handshaking, detail);
        t->below_error = OK; /* told once */
        return -(ssize_t)e;
    }
}

/* Bytes may wait inside OpenSSL, where the kernel will not tell of them. */
static bool has_more(const struct tls_stream *t)
{
    return t->below->may_read || SSL_has_pending(t->ssl);
}

static ssize_t tls_try_read(struct stream *s, void *bytes, size_t size)
{
    struct tls_stream *t = of(s);
    size_t got;
    ssize_t n;

    if (!s->may_read) {
        s->wants_write = false;
        return STREAM_AGAIN;
    }
    if (t->failure)
        return -(ssize_t)t->failure;
    if (LIKELY(SSL_read_ex(t->ssl, bytes, size, &got))) {
        s->may_read = has_more(t);
        return (ssize_t)got;
    }
    n = explain_result(t, 0, false, NULL);
    if (n < 0 && n != STREAM_AGAIN)
        t->failure = stream_error(n);
    return n;
}

/* The parts, up to a full record, as one piece: two writes would be two records and two packets. */
static struct text join(struct tls_settings *settings, const struct iovec *parts, int count)
{
    size_t size = 0;

    if (count == 1 || parts->iov_len >= TLS_RECORD_MAX)
        return (struct text){parts->iov_base, MIN(parts->iov_len, (size_t)TLS_RECORD_MAX)};
    for (int i = 0; i < count && size < TLS_RECORD_MAX; i++) {
        size_t more = MIN(parts[i].iov_len, TLS_RECORD_MAX - size);

        if (more > 0)
            memcpy(settings->record + size, parts[i].iov_base, more);
        size += more;
    }
    return (struct text){settings->record, size};
}

static ssize_t tls_try_write(struct stream *s, const struct iovec *parts, int count)
{
    struct tls_stream *t = of(s);
    struct text piece;
    size_t taken;

    if (!s->may_write) {
        s->wants_write = true;
        return STREAM_AGAIN;
    }
    if (t->unclean)
        return -(ssize_t)(t->failure ? t->failure : ERROR_TLS_BROKEN);
    piece = join(t->settings, parts, count);
    if (LIKELY(SSL_write_ex(t->ssl, piece.data, piece.size, &taken)))
        return (ssize_t)taken;
    /* Not noted as failure of the stream: the alert that tells why may still be read. */
    return explain_result(t, 0, false, NULL);
}

static void tls_close(struct stream *s, bool abort)
{
    struct tls_stream *t = of(s);

    if (!t->unclean && !SSL_in_init(t->ssl)) {
        if (!abort && t->below->may_write && !t->below->hung_up)
            (void)SSL_shutdown(t->ssl); /* close_notify goes out if there is room for it at this moment */
        /* Without this OpenSSL takes the session for a broken one and makes its tickets worthless. */
        SSL_set_shutdown(t->ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    }
    SSL_free(t->ssl);
    ERR_clear_error();
    t->settings->open--;
    stream_close(t->below, abort);
    mem_free(t);
}

static const struct stream_ops tls_ops = {.try_read = tls_try_read, .try_write = tls_try_write, .close = tls_close};

/* ---- handshake ---- */

/* Whom to expect: the name for SNI and for the check, or the numeric address for the check alone (RFC 6066 section 3). */
static bool set_peer_name(const struct tls_stream *t, struct text host)
{
    X509_VERIFY_PARAM *check = SSL_get0_param(t->ssl);
    struct address numeric;
    char name[HOST_MAX + 1];

    if (address_parse(host, 0, &numeric)) {
        if (numeric.generic.sa_family == AF_INET6)
            return X509_VERIFY_PARAM_set1_ip(check, numeric.v6.sin6_addr.s6_addr, sizeof(numeric.v6.sin6_addr)) == 1;
        return X509_VERIFY_PARAM_set1_ip(check, (unsigned char *)&numeric.v4.sin_addr, sizeof(numeric.v4.sin_addr)) == 1;
    }
    if (host.size > 0 && host.data[host.size - 1] == '.')
        host.size--;
    if (host.size == 0 || host.size > HOST_MAX)
        return false;
    memcpy(name, host.data, host.size);
    name[host.size] = '\0';
    X509_VERIFY_PARAM_set_hostflags(check, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return SSL_set_tlsext_host_name(t->ssl, name) == 1 && X509_VERIFY_PARAM_set1_host(check, name, host.size) == 1;
}

static struct tls_stream *wrap(struct tls_settings *settings, struct stream *below, struct tls_session **session)
{
    struct tls_stream *t = MEM_NEW(struct tls_stream);
    BIO *bio;

    t->base = (struct stream){.ops = &tls_ops,
                              .watcher.fd = -1,
                              .fibers = below->fibers,
                              .may_read = true,
                              .may_write = true,
                              .hung_up = below->hung_up};
    t->below = below;
    t->settings = settings;
    t->session = settings->resume ? session : NULL;
    t->ssl = SSL_new(settings->context);
    bio = tls_bio_new(t);
    if (!t->ssl || !bio)
        mem_exhausted(sizeof(*t));
    SSL_set_bio(t->ssl, bio, bio); /* owned by t->ssl from here on */
    SSL_set_app_data(t->ssl, t);
    if (settings->open++ >= LIMIT_TLS_BUFFERS_KEPT)
        SSL_set_mode(t->ssl, SSL_MODE_RELEASE_BUFFERS);
    if (t->session && *t->session)
        (void)SSL_set_session(t->ssl, (*t->session)->ticket); /* refused: a full handshake then */
    below->above = &t->base;
    return t;
}

static enum error shake_hands(struct tls_stream *t, uint64_t deadline_ns, char *detail)
{
    for (;;) {
        enum error e;
        ssize_t n;
        int result;

        ERR_clear_error();
        result = SSL_connect(t->ssl);
        if (result == 1)
            return OK;
        n = explain_result(t, result, true, detail);
        if (n != STREAM_AGAIN)
            return n < 0 ? stream_error(n) : ERROR_TLS_HANDSHAKE;
        e = stream_wait_again(&t->base, deadline_ns);
        if (e)
            return e == ERROR_TIMEOUT ? ERROR_TIMEOUT_TLS : e;
    }
}

enum error tls_connect(struct tls_settings *settings, struct stream *below, struct text host, struct tls_session **session,
                       uint64_t deadline_ns, struct stream **out, struct tls_info *info, char *detail)
{
    struct tls_stream *t;
    enum error e = ERROR_BAD_URL;

    tls_settings_prepare(settings);
    t = wrap(settings, below, session);
    if (detail)
        detail[0] = '\0';
    if (set_peer_name(t, host))
        e = shake_hands(t, deadline_ns, detail);
    if (e) {
        stream_close(&t->base, false);
        return e;
    }
    t->base.may_read = has_more(t);
    if (info)
        *info = (struct tls_info){.resumed = SSL_session_reused(t->ssl) == 1,
                                  .version = SSL_get_version(t->ssl),
                                  .cipher = SSL_get_cipher_name(t->ssl)};
    *out = &t->base;
    return OK;
}
