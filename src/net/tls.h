/* SPDX-License-Identifier: MIT */
/* net/tls.h - TLS over a TCP stream, with OpenSSL
 *
 * Certificates and host names are verified unless the settings say otherwise. OpenSSL reads and writes through a BIO of our own
 * on the stream below, so that it makes no system call that the readiness flags rule out, and an idle connection holds no record
 * buffers (SSL_MODE_RELEASE_BUFFERS).
 */
#ifndef CICADA_NET_TLS_H
#define CICADA_NET_TLS_H

#include "net/stream.h"

struct tls_settings; /* one a run: certificates, versions, session cache */

struct tls_options {
    bool insecure;                /* accept any certificate */
    const char *ca_file;          /* PEM instead of the system's authorities; NULL */
    const char *certificate_file; /* client certificate chain, PEM; NULL */
    const char *key_file;         /* its key; NULL: in certificate_file */
    const char *ciphers;          /* TLS 1.2 cipher list; NULL: OpenSSL's default */
    int version_min, version_max; /* 0x0303 = TLS 1.2, 0x0304 = TLS 1.3; 0: 1.2 and newest */
    bool resume;                  /* offer the last session of the same user and origin */
    const char *keylog_file;      /* NSS key log, for debugging; NULL */
};

/* NULL on failure, with a message that names the file in `problem` (at least 256 bytes). */
struct tls_settings *tls_settings_new(const struct tls_options *options, char *problem, size_t problem_size);
void tls_settings_free(struct tls_settings *settings);

/* Loads the system's certificate authorities, which takes some 30 ms, when they are wanted and not there yet. The first handshake
 * does it otherwise, at the cost of everybody's times at that moment. */
void tls_settings_prepare(struct tls_settings *settings);

struct tls_session; /* what resumption needs; one a user and origin */
void tls_session_free(struct tls_session *session);

struct tls_info {
    bool resumed;
    const char *version; /* "TLSv1.3", constant */
    const char *cipher;  /* constant */
};

/* Shakes hands over `below`, which belongs to the TLS stream from here on, also when this fails. `session` may be NULL;
 * `*session` is used and replaced when settings say resume, as long as the stream lives: servers send tickets after the
 * handshake. `host` is the name for SNI (not for numeric addresses) and verification. `detail` (256 bytes, may be NULL) gets
 * OpenSSL's own words on failure. Errors: ERROR_TLS_*, ERROR_TIMEOUT_TLS, ERROR_RESET, ERROR_CANCELLED. */
MUST_USE enum error tls_connect(struct tls_settings *settings, struct stream *below, struct text host,
                                struct tls_session **session, uint64_t deadline_ns, struct stream **out, struct tls_info *info,
                                char *detail);

#endif
