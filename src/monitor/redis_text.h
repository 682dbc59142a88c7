/* SPDX-License-Identifier: MIT */
/* monitor/redis_text.h - Redis' answer to INFO taken apart (docs: redis.io, INFO; RESP bulk strings)
 *
 * Pure functions over bytes from a stranger.
 */
#ifndef CICADA_MONITOR_REDIS_TEXT_H
#define CICADA_MONITOR_REDIS_TEXT_H

#include "monitor/source.h"

/* The size of a reply that begins with these bytes, heads and line ends included: of a simple string, an error, a number or a
 * bulk string. 0: more bytes are needed to know; SIZE_MAX: this is no such reply. `*body` (may be NULL) is what the reply says.
 */
size_t redis_text_reply(struct text bytes, struct text *body);

/* Fills what INFO tells. False when it is no such text. */
MUST_USE bool redis_text_info(struct text body, struct usage *out);

#endif
