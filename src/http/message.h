/* SPDX-License-Identifier: MIT */
/* http/message.h - one request and what came of it, as plain records
 *
 * A request borrows all its texts until the call that sends it returns. A response always exists, also when nothing was received
 * (status 0 and an error); what it points to lives in the arena that was given for it.
 */
#ifndef CICADA_HTTP_MESSAGE_H
#define CICADA_HTTP_MESSAGE_H

#include "http/head.h"
#include "http/origin.h"

struct http_request {
    struct text method;
    const struct http_origin *origin;
    struct text target;              /* path and query, as sent */
    const struct http_field *fields; /* besides the defaults; one of the same name replaces a default */
    size_t field_count;
    struct text body;
    bool has_body; /* Content-Length is sent even when the body is empty */
    bool no_redirect;
    bool without_secrets;     /* a redirect led away from the origin asked for: no credentials of the defaults */
    bool discard_body;        /* count it, keep nothing, no limit on its size */
    double timeout_s;         /* the whole call, redirects included; 0: the settings' */
    double connect_timeout_s; /* DNS, TCP and TLS of each connection; 0: the settings' */
};

/* CLOCK_MONOTONIC ns; 0: did not happen. See stats/sample.h for the moments. */
struct http_times {
    uint64_t start_ns, first_write_ns, sent_ns, first_byte_ns, end_ns;
    uint64_t dns_ns, connect_ns, tls_ns; /* durations */
};

struct http_response {
    enum error error;   /* of the transport or the protocol; an error status alone is OK here */
    const char *detail; /* more about the error, or NULL: "byte 17: space before the colon of a header" */
    int status;         /* 0: none was received */
    struct text reason;
    const struct http_field *fields;
    size_t field_count;
    struct text body;   /* as received: still encoded; empty when discarded */
    uint64_t body_size; /* bytes of body received, transfer coding undone, also when discarded */
    uint64_t bytes_sent, bytes_received;
    struct http_times times;
    uint32_t redirects;  /* followed to get here */
    uint32_t retries;    /* of stale connections */
    bool new_connection; /* a connection was opened for it */
    bool tls_resumed;
    bool early;                       /* the answer came before the request was sent whole */
    bool sent;                        /* the last request was written whole: the server may have counted it */
    const struct http_origin *origin; /* of the last request */
    struct text target;               /* of the last request */
};

#endif
