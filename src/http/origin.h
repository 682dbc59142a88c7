/* SPDX-License-Identifier: MIT */
/* http/origin.h - the servers a process talks to: scheme, host and port, each known once
 *
 * A request names its origin by pointer, so comparing, keeping connections and writing the Host header cost nothing per request.
 * The table is bounded by LIMIT_ORIGINS, since redirects can name any host.
 */
#ifndef CICADA_HTTP_ORIGIN_H
#define CICADA_HTTP_ORIGIN_H

#include "http/url.h"

struct http_origin {
    bool secure;
    uint16_t port;
    struct text host;
    struct text authority; /* "host" or "host:port": the Host header */
};

struct http_origins;

struct http_origins *http_origins_new(void);
void http_origins_free(struct http_origins *all); /* also frees the origins */

/* The origin of a URL; stays valid until the table is freed. NULL when the table is full. */
const struct http_origin *http_origin_of(struct http_origins *all, const struct url *url);

#endif
