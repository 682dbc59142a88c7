/* SPDX-License-Identifier: MIT */
/* sender.h - makes the answer that libmicrohttpd sends of a reply, with the faults that concern its body
 *
 * Three ways, the cheapest that serves: the made answer of a constant reply; a buffer that is sent as it is; piece by piece,
 * for bodies that are repeated filler, cut, slow or chunked.
 */
#ifndef TARGET_SENDER_H
#define TARGET_SENDER_H

#include <microhttpd.h>

struct request;
struct reply_constant;

/* The answer to r->reply. The caller gives it back with sender_release once it is queued. */
struct MHD_Response *sender_response(struct request *r);
void sender_release(struct request *r, struct MHD_Response *response);

/* The answer of a constant reply, made at the first call and kept by it for the life of the process. */
struct MHD_Response *sender_constant(struct reply_constant *c);

#endif
