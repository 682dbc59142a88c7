/* SPDX-License-Identifier: MIT */
/* http/connection.h - one connection to an origin: opened, used for one exchange after the other, closed
 *
 * Not here: which connection a request uses, redirects, cookies (http/client.h); what goes over the wire in an exchange
 * (http/exchange.h).
 */
#ifndef CICADA_HTTP_CONNECTION_H
#define CICADA_HTTP_CONNECTION_H

#include "http/message.h"
#include "http/settings.h"
#include "net/stream.h"

struct http_client;

struct http_connection {
    struct pool_idle idle;      /* first: the pool evicts by it */
    struct http_client *client; /* who keeps it, while it is idle */
    const struct http_origin *origin;
    struct stream *stream;
    struct http_connection *next; /* in the client's list of idle connections */
    uint64_t exchanges;           /* finished on it */
};

/* Opens a connection: place in the pool, DNS, TCP, TLS; or takes over an idle one where no more may be opened. The durations and
 * the TLS state go to `r`; errors are classed by phase and `r->detail` is set where there is more to say. `session` as in
 * tls_connect. Waits on the current fiber. */
MUST_USE enum error http_connection_open(struct http_settings *s, const struct http_origin *origin, struct tls_session **session,
                                         uint64_t deadline_ns, struct arena *arena, struct http_response *r,
                                         struct http_connection **out);

/* Closes and frees it and gives its place back. `abort`: with a reset. */
void http_connection_close(struct http_settings *s, struct http_connection *c, bool abort);

#endif
