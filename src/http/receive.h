/* SPDX-License-Identifier: MIT */
/* http/receive.h - what sending, reading the head and reading the body of one exchange have in common; private to http/exchange.c
 * and http/receive_body.c */
#ifndef CICADA_HTTP_RECEIVE_H
#define CICADA_HTTP_RECEIVE_H

#include "http/connection.h"

struct receive {
    struct http_settings *settings;
    struct http_connection *connection;
    struct http_response *response;
    struct arena *arena;
    uint64_t deadline_ns;
    uint64_t last_read_ns;  /* when the bytes in hand arrived */
    uint64_t head_began_ns; /* when the first byte of the final head arrived; 0: with the last read */
    uint64_t received;      /* bytes, in this exchange */
    struct buffer held;     /* a head that arrived in pieces */
    size_t searched;        /* of http_head_parse */
    size_t skipped;         /* bytes of interim responses before the head */
    unsigned interim;
    bool to_head_request;
    bool discard;
};

/* Reads what is there, waiting for it, into the scratch memory: valid until the next wait. As stream_read. */
ssize_t receive_bytes(struct receive *x, struct text *out);
ssize_t receive_into(struct receive *x, char *to, size_t size);

/* Reads the body by the framing of `head`; `rest` are the bytes that came with the head. `*clean` tells that the connection ended
 * up exactly at the end of the message. */
enum error receive_body(struct receive *x, const struct http_head *head, struct text rest, bool *clean);

#endif
