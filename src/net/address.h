/* SPDX-License-Identifier: MIT */
/* net/address.h - an IPv4 or IPv6 address with a port
 *
 * Plain data: copied by assignment. Not here: names (net/resolver.h).
 */
#ifndef CICADA_NET_ADDRESS_H
#define CICADA_NET_ADDRESS_H

#include <netinet/in.h>
#include <sys/socket.h>

#include "base/text.h"

struct address {
    union {
        struct sockaddr generic;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    };
    socklen_t size;
};

/* Numeric host ("127.0.0.1", "::1", "[::1]", "fe80::1%eth0"); false when it is a name. */
MUST_USE bool address_parse(struct text host, uint16_t port, struct address *out);

#define ADDRESS_TEXT 80
/* "127.0.0.1:80", "[::1]:443". */
char *address_write(const struct address *a, char out[ADDRESS_TEXT]);
uint16_t address_port(const struct address *a);
void address_set_port(struct address *a, uint16_t port);
bool address_equal(const struct address *a, const struct address *b);
bool address_is_loopback(const struct address *a);

#endif
