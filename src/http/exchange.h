/* SPDX-License-Identifier: MIT */
/* http/exchange.h - one request and its response on one connection (RFC 9112)
 *
 * Sends, takes any number of interim responses up to a limit, the final head and the body by its framing. A response that comes
 * before the request was sent whole ends the sending. Everything that can go wrong has its class; where the response is
 * malformed, the detail names the byte.
 */
#ifndef CICADA_HTTP_EXCHANGE_H
#define CICADA_HTTP_EXCHANGE_H

#include "http/connection.h"

/* `head` are the bytes of the request's head. Fills `r` and returns r->error. `*reusable` tells whether the connection may carry
 * another request. Once bytes were written, cancellation takes effect only at its grace deadline (fiber/fiber.h). */
enum error http_exchange(struct http_settings *s, struct http_connection *c, struct text head, const struct http_request *q,
                         uint64_t deadline_ns, struct arena *arena, struct http_response *r, bool *reusable);

#endif
