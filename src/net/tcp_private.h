/* SPDX-License-Identifier: MIT */
/* net/tcp_private.h - what tcp.c and tcp_connect.c share */
#ifndef CICADA_NET_TCP_PRIVATE_H
#define CICADA_NET_TCP_PRIVATE_H

#include "net/stream.h"

/* A stream over a non-blocking socket, which it owns from here on, also when this fails. Nothing is taken to be possible until
 * the loop tells: the socket may still be connecting. */
MUST_USE enum error tcp_watch(struct fibers *fibers, int fd, struct stream **out);

#endif
