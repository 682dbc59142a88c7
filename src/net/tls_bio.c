/* SPDX-License-Identifier: MIT */
/* net/tls_bio.c - OpenSSL reads and writes a stream
 *
 * A BIO whose reads and writes are the try_ calls of the stream below: these know without a system call when nothing can be had,
 * where OpenSSL's own socket BIO would ask the kernel each time.
 */
#include <limits.h>
#include <openssl/bio.h>

#include "net/tls_private.h"

/* The first byte of a server is the type of its record, handshake or alert; the second one the major version (RFC 8446
 * section 5.1). */
static void look_at_first_bytes(struct tls_stream *t, const char *bytes, int size)
{
    bool record = (bytes[0] == SSL3_RT_HANDSHAKE || bytes[0] == SSL3_RT_ALERT) && (size < 2 || bytes[1] == SSL3_VERSION_MAJOR);

    t->peer = record ? TLS_PEER_SPEAKS_TLS : TLS_PEER_SPEAKS_OTHER;
}

static int bio_read(BIO *bio, char *bytes, int size)
{
    struct tls_stream *t = BIO_get_data(bio);
    ssize_t n = t->below->ops->try_read(t->below, bytes, (size_t)size);

    BIO_clear_retry_flags(bio);
    if (n > 0) {
        if (UNLIKELY(t->peer == TLS_PEER_SILENT))
            look_at_first_bytes(t, bytes, (int)n);
        return (int)n;
    }
    if (n == 0) {
        t->below_ended = true;
        return 0;
    }
    if (n == STREAM_AGAIN)
        BIO_set_retry_read(bio);
    else
        t->below_error = stream_error(n);
    return -1;
}

static int bio_write(BIO *bio, const char *bytes, int size)
{
    struct tls_stream *t = BIO_get_data(bio);
    struct iovec part = {.iov_base = (char *)(uintptr_t)bytes, .iov_len = (size_t)size};
    ssize_t n = t->below->ops->try_write(t->below, &part, 1);

    BIO_clear_retry_flags(bio);
    if (n >= 0)
        return (int)n;
    if (n == STREAM_AGAIN)
        BIO_set_retry_write(bio);
    else
        t->below_error = stream_error(n);
    return -1;
}

static long bio_control(BIO *bio, int command, long number, void *pointer)
{
    const struct tls_stream *t = BIO_get_data(bio);

    switch (command) {
    case BIO_CTRL_FLUSH: /* nothing is held back here */
        return 1;
    case BIO_CTRL_EOF: /* lets OpenSSL tell a cut connection from an error */
        return t->below_ended;
    default:
        return 0;
    }
}

BIO_METHOD *tls_bio_method(void)
{
    BIO_METHOD *method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "stream");

    if (!method)
        return NULL;
    BIO_meth_set_read(method, bio_read);
    BIO_meth_set_write(method, bio_write);
    BIO_meth_set_ctrl(method, bio_control);
    return method;
}

BIO *tls_bio_new(struct tls_stream *t)
{
    BIO *bio = BIO_new(t->settings->bio_method);

    if (!bio)
        return NULL;
    BIO_set_data(bio, t);
    BIO_set_init(bio, 1);
    return bio;
}
