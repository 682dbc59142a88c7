/* SPDX-License-Identifier: MIT */
/* web/listener.h - the listening socket of the web UI */
#ifndef CICADA_WEB_LISTENER_H
#define CICADA_WEB_LISTENER_H

#include "net/address.h"

/* The address of a name or an IP literal; "*" and "" mean all addresses, IPv6 ones included. False: `problem` says why not. Asks
 * the resolver of the system and waits for it. */
MUST_USE bool listener_find(const char *host, uint16_t port, struct address *out, char *problem, size_t room);

/* A socket that listens at `address`, whose port is filled in when it was 0; -1 with errno set. */
int listener_open(struct address *address);

#endif
