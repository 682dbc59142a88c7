/* SPDX-License-Identifier: MIT */
/* web/access.h - which requests are let in: by the name they ask for, and by the page they come from
 *
 * A browser runs what any page tells it to, so a page of others must neither read what is served here by giving our address to a
 * name of its own (DNS rebinding), nor start or stop runs (cross-site request forgery). Pure functions of header fields.
 *
 * Not here: passwords (web/login.h).
 */
#ifndef CICADA_WEB_ACCESS_H
#define CICADA_WEB_ACCESS_H

#include "base/text.h"

/* A name may be asked for when it is an IP literal, localhost or one of `own` (without ports; any case). No Host at all is a
 * script of HTTP/1.0. */
bool access_host_is_ours(const char *host_field, const char *const *own, size_t own_count);

/* What a request says about where it comes from; NULL for fields that it does not have. */
struct access_origin {
    const char *host;           /* Host */
    const char *origin;         /* Origin */
    const char *referer;        /* Referer */
    const char *sec_fetch_site; /* Sec-Fetch-Site */
    const char *token;          /* X-Cicada-Token */
};

/* May it change something? With our token, or from a page of ours, or from what is no page: scripts send none of these fields. */
bool access_may_change(const struct access_origin *from, const char *token);

/* Equal, in a time that depends on the sizes only. */
bool access_equal_secret(struct text a, struct text b);

#endif
