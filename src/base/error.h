/* SPDX-License-Identifier: MIT */
/* base/error.h - the one list of what can go wrong, with a stable identifier and a sentence for each
 *
 * Functions that can fail return `enum error` (OK is 0), or a byte count >= 0 and -error below it (ssize_t). The identifier is
 * what reports, checks and scripts see: it does not change between versions. The sentence is for people.
 *
 * The group tells who is to blame, so that reports can separate the service under test from the generator itself:
 * SERVICE (the target or the way to it), GENERATOR (this machine ran out of something), SCENARIO (the test asked for
 * something impossible), CONTROL (the engine stopped it).
 */
#ifndef CICADA_BASE_ERROR_H
#define CICADA_BASE_ERROR_H

#include "base/base.h"

/* X(symbol, identifier, group, sentence) */
#define ERROR_LIST(X)                                                                                                        \
    X(CANCELLED, "cancelled", CONTROL, "stopped by the end of the run")                                                      \
    X(REFUSED, "refused", SERVICE, "connection refused")                                                                     \
    X(RESET, "reset", SERVICE, "connection reset by the server")                                                             \
    X(UNREACHABLE, "unreachable", SERVICE, "host or network unreachable")                                                    \
    X(CLOSED_EARLY, "closed_early", SERVICE, "connection closed before the response was complete")                           \
    X(STALE_CONNECTION, "stale_connection", SERVICE, "kept-alive connection was closed by the server before it answered")    \
    X(TIMEOUT_DNS, "timeout_dns", SERVICE, "timed out while resolving the host name")                                        \
    X(TIMEOUT_CONNECT, "timeout_connect", SERVICE, "timed out while connecting")                                             \
    X(TIMEOUT_TLS, "timeout_tls", SERVICE, "timed out in the TLS handshake")                                                 \
    X(TIMEOUT_SEND, "timeout_send", SERVICE, "timed out while sending the request")                                          \
    X(TIMEOUT_FIRST_BYTE, "timeout_first_byte", SERVICE, "timed out waiting for the response")                               \
    X(TIMEOUT_RECEIVE, "timeout_receive", SERVICE, "timed out while receiving the response")                                 \
    X(TIMEOUT_CONNECTION_SLOT, "timeout_connection_slot", GENERATOR, "timed out waiting for one of the allowed connections") \
    X(DNS_NOT_FOUND, "dns_not_found", SERVICE, "host name not found")                                                        \
    X(DNS_FAILED, "dns_failed", SERVICE, "host name could not be resolved")                                                  \
    X(TLS_EXPIRED, "tls_expired", SERVICE, "TLS: certificate has expired")                                                   \
    X(TLS_NOT_YET_VALID, "tls_not_yet_valid", SERVICE, "TLS: certificate is not yet valid")                                  \
    X(TLS_NAME_MISMATCH, "tls_name_mismatch", SERVICE, "TLS: certificate is for another host name")                          \
    X(TLS_UNKNOWN_CA, "tls_unknown_ca", SERVICE, "TLS: certificate is signed by an unknown authority")                       \
    X(TLS_SELF_SIGNED, "tls_self_signed", SERVICE, "TLS: certificate is self-signed")                                        \
    X(TLS_REVOKED, "tls_revoked", SERVICE, "TLS: certificate has been revoked")                                              \
    X(TLS_BAD_CERTIFICATE, "tls_bad_certificate", SERVICE, "TLS: certificate is not acceptable")                             \
    X(TLS_PROTOCOL, "tls_protocol", SERVICE, "TLS: no protocol version or cipher in common")                                 \
    X(TLS_CLIENT_CERTIFICATE, "tls_client_certificate", SERVICE, "TLS: server wants a client certificate, or rejects ours")  \
    X(TLS_HANDSHAKE, "tls_handshake", SERVICE, "TLS: handshake failed")                                                      \
    X(TLS_NOT_TLS, "tls_not_tls", SERVICE, "TLS: the server does not speak TLS on this port")                                \
    X(TLS_TRUNCATED, "tls_truncated", SERVICE, "TLS: connection closed without close_notify")                                \
    X(TLS_BROKEN, "tls_broken", SERVICE, "TLS: connection broken")                                                           \
    X(MALFORMED_RESPONSE, "malformed_response", SERVICE, "malformed response")                                               \
    X(HEADERS_TOO_LARGE, "headers_too_large", SERVICE, "response headers larger than the limit")                             \
    X(BODY_TOO_LARGE, "body_too_large", SERVICE, "response body larger than the limit")                                      \
    X(BAD_ENCODING, "bad_encoding", SERVICE, "response body does not decode")                                                \
    X(TOO_MANY_REDIRECTS, "too_many_redirects", SERVICE, "too many redirects")                                               \
    X(BAD_REDIRECT, "bad_redirect", SERVICE, "redirect to an unusable address")                                              \
    X(HTTP_STATUS, "http_status", SERVICE, "error status")                                                                   \
    X(FAILED_BY_SCENARIO, "failed", SERVICE, "marked as failed by the scenario")                                             \
    X(NO_PORTS, "no_ports", GENERATOR, "no local port left on this machine")                                                 \
    X(NO_DESCRIPTORS, "no_descriptors", GENERATOR, "no file descriptor left in this process")                                \
    X(NO_BUFFERS, "no_buffers", GENERATOR, "the kernel is out of socket memory")                                             \
    X(NETWORK, "network", SERVICE, "network error")                                                                          \
    X(BAD_URL, "bad_url", SCENARIO, "malformed URL")                                                                         \
    X(BAD_REQUEST, "bad_request", SCENARIO, "request cannot be sent as written")                                             \
    X(TOO_LARGE, "too_large", SCENARIO, "larger than its limit")                                                             \
    X(SYNTAX, "syntax", SCENARIO, "syntax error")                                                                            \
    X(NOT_FOUND, "not_found", SCENARIO, "not found")                                                                         \
    X(IO, "io", GENERATOR, "reading or writing a file failed")                                                               \
    X(TIMEOUT, "timeout", CONTROL, "deadline passed")                                                                        \
    X(INTERNAL, "internal", GENERATOR, "internal error of Cicada")

enum error {
    OK = 0,
#define ERROR_SYMBOL(symbol, identifier, group, sentence) ERROR_##symbol,
    ERROR_LIST(ERROR_SYMBOL)
#undef ERROR_SYMBOL
        ERROR_COUNT
};

enum error_group { ERROR_GROUP_NONE, ERROR_GROUP_CONTROL, ERROR_GROUP_SERVICE, ERROR_GROUP_GENERATOR, ERROR_GROUP_SCENARIO };

const char *error_id(enum error e);   /* "refused"; "ok" for OK */
const char *error_text(enum error e); /* "connection refused" */
enum error_group error_group(enum error e);

/* The class of a failed system call on a socket, by errno: ECONNREFUSED is ERROR_REFUSED and so on; NETWORK when there is no
 * closer one; OK for 0, as SO_ERROR says it. */
enum error error_from_errno(int error_number);

#endif
