/* SPDX-License-Identifier: MIT */
/* server.h - listens, reads requests, lets them be answered and sends the answers, by libmicrohttpd on our own loop
 *
 * One thread. libmicrohttpd polls its sockets behind one epoll descriptor, which is a watch of our loop; timers and other
 * descriptors (Redis, signals) are watches and timers beside it. A request that has to wait is suspended in libmicrohttpd and
 * costs nothing until it is resumed, so a delayed answer never holds up another one.
 *
 * What happens to a request, in order: its head is read (the ledger counts it); its body is read; a fault may delay it; the
 * router answers it or a fault does so; the endpoint may hold its reply; the reply is sent, perhaps slowly or in part.
 */
#ifndef TARGET_SERVER_H
#define TARGET_SERVER_H

#include "base/error.h"
#include "request.h"

struct server;

/* Listens at address (numeric, IPv4 or IPv6) and port, 0 for any that is free. On failure NULL with a sentence in `problem`. */
struct server *server_start(struct service *service, const char *address, uint16_t port, char *problem, size_t room);

uint16_t server_port(const struct server *server);

/* Serves until *stop is true; it is looked at after each turn of the loop. */
void server_run(struct server *server, const bool *stop);

/* Ends what is held back, closes all connections and frees the server. NULL is fine. */
void server_end(struct server *server);

/* Takes the request off the loop until `when`, for the sender of slow bodies. False when the server is ending. */
MUST_USE bool server_suspend_until(struct request *r, uint64_t when);

#endif
