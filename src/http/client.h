/* SPDX-License-Identifier: MIT */
/* http/client.h - the HTTP/1.1 client of one user: keeps connections and cookies, follows redirects
 *
 * A user makes one request at a time, so it has one kept-alive connection an origin, at most LIMIT_ORIGINS_PER_USER. Nothing is
 * sent twice unless the settings say that a stale connection is retried, and then once.
 *
 * The record is part of its user; http_client_close releases what it holds.
 */
#ifndef CICADA_HTTP_CLIENT_H
#define CICADA_HTTP_CLIENT_H

#include "http/connection.h"
#include "http/cookie.h"

struct http_client {
    struct http_settings *settings;
    struct http_connection *idle;    /* most recently used first */
    struct client_session *sessions; /* TLS sessions to resume, one an origin; the newest first */
    struct cookie_jar cookies;
    uint32_t idle_count, session_count;
};

void http_client_init(struct http_client *c, struct http_settings *settings);

/* Closes all connections; the cookies are gone. Never waits. */
void http_client_close(struct http_client *c);

/* Closes the idle connections, so that the next request opens a new one. */
void http_client_disconnect(struct http_client *c);

/* Carries out a request, redirects included, and fills `r` (zeroed first) with memory from the arena. Returns r->error.
 * Redirects: 301 and 302 turn POST into GET, 303 turns all but HEAD into GET, 307 and 308 repeat the request (RFC 9110
 * section 15.4); Authorization is not sent to another origin. Waits on the current fiber. */
enum error http_client_request(struct http_client *c, const struct http_request *q, struct arena *arena, struct http_response *r);

#endif
