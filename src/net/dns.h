/* SPDX-License-Identifier: MIT */
/* net/dns.h - one question to the hosts file and the name servers
 *
 * c-ares on our loop: its sockets are watchers, its retries one timer. Not here: remembering answers, waiting for them
 * (net/resolver.h, the only user of this).
 */
#ifndef CICADA_NET_DNS_H
#define CICADA_NET_DNS_H

#include "net/resolver.h"

struct dns;

/* `servers` as in struct resolver_options. NULL when it does not parse. */
struct dns *dns_new(struct loop *l, const char *servers);
/* Answers what is still open with ERROR_CANCELLED. */
void dns_free(struct dns *d);

struct dns_answer {
    struct address_list addresses; /* ports 0; in the order of RFC 6724 */
    uint32_t ttl;                  /* seconds, the least of all records used */
};

struct dns_question {
    /* `answer` is NULL on ERROR_DNS_NOT_FOUND, ERROR_DNS_FAILED, ERROR_TIMEOUT_DNS, ERROR_CANCELLED. */
    void (*answered)(struct dns_question *q, enum error e, const struct dns_answer *answer);
};

/* `q` belongs to the caller and must stay until answered, which may happen before this returns. */
void dns_ask(struct dns *d, struct dns_question *q, const char *host, enum address_family family);

#endif
