/* SPDX-License-Identifier: MIT */
/* net/resolver.h - host names to addresses, asked once and remembered
 *
 * c-ares on our loop. Answers are kept for their TTL (bounded by the options), failures for a short time; fibers that ask for the
 * same name at the same moment share one query. Fixed answers (--resolve HOST:PORT:ADDRESS) come first. Numeric addresses need no
 * query.
 */
#ifndef CICADA_NET_RESOLVER_H
#define CICADA_NET_RESOLVER_H

#include "base/error.h"
#include "base/limits.h"
#include "fiber/fiber.h"
#include "net/address.h"

struct resolver;

enum address_family { FAMILY_ANY, FAMILY_V4, FAMILY_V6 };

struct resolver_options {
    enum address_family family;
    double ttl_min, ttl_max; /* seconds; 0 means 1 and 300 */
    double failure_ttl;      /* seconds; 0 means 1 */
    const char *servers;     /* "127.0.0.1:5353" list instead of resolv.conf; NULL */
};

/* NULL when `servers` does not parse. `options` may be NULL; nothing in it is kept. */
struct resolver *resolver_new(struct loop *l, const struct resolver_options *options);
void resolver_free(struct resolver *r); /* nobody may be waiting */

/* One --resolve value, "host:port:address[,address]" ("*" as port = every port); on failure false and a constant sentence. */
MUST_USE bool resolver_pin(struct resolver *r, struct text value, const char **problem);

struct address_list {
    struct address at[LIMIT_DNS_ADDRESSES];
    size_t count;
};

/* Addresses of `host` with `port` set, in the order to try them: families alternate, as RFC 8305 section 4 has it, the one that
 * RFC 6724 prefers here first, and the addresses of a family take turns from call to call, so that a name with several spreads
 * the load. Pins keep their order. "localhost" and names below it are never asked for (RFC 6761 section 6.3); 127.0.0.1 comes
 * first. `cached` tells that no query was needed (may be NULL). Waits on the current fiber. ERROR_DNS_NOT_FOUND,
 * ERROR_DNS_FAILED, ERROR_TIMEOUT_DNS, ERROR_CANCELLED. */
MUST_USE enum error resolver_lookup(struct resolver *r, struct text host, uint16_t port, uint64_t deadline_ns,
                                    struct address_list *out, bool *cached);

#endif
