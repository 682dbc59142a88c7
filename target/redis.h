/* SPDX-License-Identifier: MIT */
/* redis.h - asks a Redis server whether it is alive: one connection, PING, +PONG (the RESP protocol)
 *
 * Requests that come while a PING is under way share its answer. Nothing blocks: the connection is a watch of the loop, and a
 * timer bounds the wait.
 */
#ifndef TARGET_REDIS_H
#define TARGET_REDIS_H

#include "loop.h"

struct redis;

/* Called once, from the loop or at once. `problem` is NULL when Redis answered; `nanos` is how long it took. */
struct redis_question {
    void (*answered)(struct redis_question *question, const char *problem, uint64_t nanos);
    struct redis_question *next;
};

/* "HOST:PORT" with a numeric host ("[::1]:6379" for IPv6). NULL when it is not of that form; a server that is down is found out
 * by the first question. */
struct redis *redis_new(struct loop *loop, const char *address);
void redis_free(struct redis *redis); /* open questions are forgotten */

/* The question is the caller's and must stay until it is answered. */
void redis_ask(struct redis *redis, struct redis_question *question);

#endif
