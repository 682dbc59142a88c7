/* SPDX-License-Identifier: MIT */
/* web/server.h - libmicrohttpd on our loop: connections in, whole requests up, replies out
 *
 * The library runs without a thread: the loop watches its epoll descriptor and a timer follows its timeouts. A request that has
 * to wait is suspended, which costs nothing until it goes on.
 *
 * Not here: what a request means (web/routes.h), who may ask (web/access.h).
 */
#ifndef CICADA_WEB_SERVER_H
#define CICADA_WEB_SERVER_H

#include "base/error.h"
#include "loop/loop.h"
#include "web/request.h"

struct server;

struct server_options {
    int listener;                        /* a listening socket; the server closes it in the end, also when it cannot be started */
    const char *certificate, *key;       /* PEM texts, borrowed; both NULL: plain HTTP */
    unsigned of_one_address;             /* connections at the same time, at most; 0: as many as there may be in all */
    uint64_t patience_ns;                /* with a request that is not whole; 0: LIMIT_WEB_IDLE_SECONDS */
    struct web *web;                     /* handed to each request */
    void (*head)(struct web_request *r); /* the head is there: finds the route; with a reply the body is not kept */
    void (*complete)(struct web_request *r); /* the body is there too: fills in the reply, or says that it waits */
};

/* NULL when the library refuses the certificate or has no descriptors. */
struct server *server_start(struct loop *l, const struct server_options *options);
/* Ends all connections. Nothing may be suspended that another thread works on. */
void server_end(struct server *s);

/* Requests that wait (WEB_WAITING) are asked again: `complete` is called for each of them. */
void server_ask_again(struct server *s);
/* One that was suspended goes on: it is answered when there is a reply, or asked again. */
void server_go_on(struct server *s, struct web_request *r);
/* Suspends the connection of a request; within a callback of the library only. */
void server_suspend(struct server *s, struct web_request *r);

#endif
