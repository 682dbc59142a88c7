/* SPDX-License-Identifier: MIT */
/* http/url.h - URLs taken apart and put together (RFC 3986), no I/O
 *
 * Only http and https. A parsed URL holds pieces of the text it was given. Spaces, control characters and bytes outside ASCII,
 * which would break the request line, are refused (a test tool must send what it was told, so nothing is repaired in silence);
 * use url_encode for parts. Other characters that the RFC does not allow in a path ("|", "{") are sent as written, as browsers
 * do.
 */
#ifndef CICADA_HTTP_URL_H
#define CICADA_HTTP_URL_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

struct url {
    bool secure;          /* https */
    struct text host;     /* without the brackets of an IPv6 address */
    uint16_t port;        /* the scheme's when none was written */
    bool numeric_v6;      /* write brackets round the host */
    struct text userinfo; /* "user:password" as written, or empty */
    struct text target;   /* path and query as sent: "/a?b"; "/" when none was written. Without the fragment. */
};

/* ERROR_BAD_URL with a constant sentence in `*problem` and the offset of the offending byte in `*at` (both may be NULL). A URL
 * without scheme is refused unless `default_scheme_http`, for the command line ("localhost:8000/x"). The target of a URL like
 * "http://h?x" is made in `arena`, which may be NULL when targets begin with "/" anyway. */
MUST_USE enum error url_parse(struct text t, bool default_scheme_http, struct arena *arena, struct url *out, const char **problem,
                              size_t *at);

/* The absolute URL that `reference` (a Location header) means on a page at `base` (section 5.2); its text lives in the arena.
 * Here spaces and bytes outside ASCII are percent-encoded, since servers send them and every client does so. ERROR_BAD_URL: not
 * http, or malformed. */
MUST_USE enum error url_resolve(const struct url *base, struct text reference, struct arena *arena, struct url *out);

bool url_same_origin(const struct url *a, const struct url *b); /* scheme, host (without case) and port */

/* "http://host:port/target", without the default port and without userinfo. */
char *url_write(const struct url *u, struct arena *arena);

/* "host" or "host:port", as the Host header wants it (RFC 9110 section 7.2). */
void url_write_authority(const struct url *u, struct buffer *out);

/* Percent-encodes all but unreserved characters (section 2.3); `form` writes a space as "+" (application/x-www-form-urlencoded).
 */
void url_encode(struct text t, bool form, struct buffer *out);
/* The reverse; false on a bad escape. */
MUST_USE bool url_decode(struct text t, bool form, struct buffer *out);

#endif
