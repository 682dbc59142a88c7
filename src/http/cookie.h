/* SPDX-License-Identifier: MIT */
/* http/cookie.h - the cookies of one user (RFC 6265), no I/O
 *
 * Stored as servers set them, returned to the hosts and paths they are for, in the order of section 5.4. Bounded in number and
 * size: the oldest give way. A jar without cookies holds no memory. Domain attributes must cover the host that sent them, and a
 * bare top-level domain is refused; the public suffix list is not consulted, since a load test talks to its own hosts.
 */
#ifndef CICADA_HTTP_COOKIE_H
#define CICADA_HTTP_COOKIE_H

#include "base/buffer.h"
#include "base/text.h"

struct cookie_jar {
    struct cookie *first; /* in order of creation */
    size_t count;
};

/* A struct of zeroes is an empty jar; owned by whoever holds it. */
void cookie_jar_clear(struct cookie_jar *jar);

/* Takes one Set-Cookie value from the answer of host/path; `now_s` is wall time in seconds (expiry). `path` may carry the query,
 * which is ignored, here and below. False when it was refused: no name, too large, control characters, a Domain that is not the
 * host's, or Secure from a connection that is not (RFC 6265bis). */
bool cookie_store(struct cookie_jar *jar, struct text set_cookie, struct text host, struct text path, bool secure, int64_t now_s);

/* Appends "a=1; b=2" for a request to host/path; nothing when there are none. */
void cookie_write(struct cookie_jar *jar, struct text host, struct text path, bool secure, int64_t now_s, struct buffer *out);

/* The value of the oldest cookie of that name which the host may see, whatever its path; data == NULL when there is none. For
 * scenarios. Valid until the jar is changed. */
struct text cookie_find(const struct cookie_jar *jar, struct text host, struct text name);

#endif
