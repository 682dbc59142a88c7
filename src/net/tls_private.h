/* SPDX-License-Identifier: MIT */
/* net/tls_private.h - what the files of the TLS stream share
 *
 * tls.c the stream and its handshake, tls_settings.c what is the same for all connections of a run, tls_bio.c how OpenSSL reaches
 * the stream below, tls_error.c which class a failure belongs to.
 */
#ifndef CICADA_NET_TLS_PRIVATE_H
#define CICADA_NET_TLS_PRIVATE_H

#include <openssl/ssl.h>
#include <stdio.h>

#include "net/tls.h"

#define TLS_RECORD_MAX 16384 /* RFC 8446 section 5.1 */
#define TLS_DETAIL     256   /* the size of the text for OpenSSL's own words */

struct tls_settings {
    SSL_CTX *context;
    BIO_METHOD *bio_method;
    FILE *keylog; /* NULL unless wanted */
    bool insecure;
    bool system_authorities; /* wanted and not loaded yet */
    bool resume;
    size_t open;                 /* connections */
    char record[TLS_RECORD_MAX]; /* where parts of a write are joined; used within one call only */
};

struct tls_session {
    SSL_SESSION *ticket;
};

/* What the first bytes of the server look like. */
enum tls_peer { TLS_PEER_SILENT, TLS_PEER_SPEAKS_TLS, TLS_PEER_SPEAKS_OTHER };

struct tls_stream {
    struct stream base;
    struct stream *below; /* owned */
    struct tls_settings *settings;
    struct tls_session **session; /* the caller's; NULL: no resumption */
    SSL *ssl;
    enum error below_error; /* why the stream below failed */
    enum error failure;     /* after a fatal error OpenSSL must not be asked again */
    enum tls_peer peer;
    bool below_ended;
    bool certificate_asked; /* the server wanted a client certificate */
    bool unclean;           /* no close_notify is due any more */
};

/* Called once in tls_settings_new; NULL when OpenSSL has no memory. */
BIO_METHOD *tls_bio_method(void);
/* A BIO on the stream below `t`; NULL when OpenSSL has no memory. */
BIO *tls_bio_new(struct tls_stream *t);

/* The class of the failure that OpenSSL has just reported for `t`, emptying its error queue. `detail` may be NULL. */
enum error tls_error_class(const struct tls_stream *t, bool handshaking, char *detail);

#endif
