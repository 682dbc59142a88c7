/* SPDX-License-Identifier: MIT */
/* net/tcp.h - TCP connections as streams
 *
 * TCP_NODELAY is on. Out of local ports, descriptors or socket memory are errors of their own: they are the generator's.
 */
#ifndef CICADA_NET_TCP_H
#define CICADA_NET_TCP_H

#include "net/resolver.h"
#include "net/stream.h"

struct tcp_options {
    const struct address *source; /* bind to this local address (IP_BIND_ADDRESS_NO_PORT); NULL: do not bind */
};

/* Connects to the first address that answers (RFC 8305: the next one is tried when one fails, and beside it after 250 ms). On
 * success `*out` is the stream, owned by the caller, and `*peer` (may be NULL) the address. Errors: ERROR_REFUSED,
 * ERROR_UNREACHABLE, ERROR_TIMEOUT_CONNECT, ERROR_NO_PORTS, ERROR_NO_DESCRIPTORS, ..., ERROR_CANCELLED. Waits on the current
 * fiber. */
MUST_USE enum error tcp_connect(struct fibers *fibers, const struct address_list *addresses, const struct tcp_options *options,
                                uint64_t deadline_ns, struct stream **out, struct address *peer);

/* A stream over a connected, non-blocking socket, which it then owns; for tests. ERROR_NO_DESCRIPTORS closes it. */
MUST_USE enum error tcp_adopt(struct fibers *fibers, int fd, struct stream **out);

#endif
