/* SPDX-License-Identifier: MIT */
/* request.h - one HTTP request, from its first line to the last byte of its answer
 *
 * server.c makes the record when the request head has been read and takes it back when the exchange has ended, however it ended.
 * In between an endpoint reads from it with the functions below and fills `reply` with those of reply.h. Whatever an endpoint
 * allocates for a request comes from its arena and dies with it.
 */
#ifndef TARGET_REQUEST_H
#define TARGET_REQUEST_H

#include <jansson.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "faults.h"
#include "loop.h"
#include "maxima.h"
#include "reply.h"
#include "service.h"

struct MHD_Connection;
struct server;
struct request;

enum method {
    METHOD_GET,
    METHOD_HEAD,
    METHOD_POST,
    METHOD_PUT,
    METHOD_PATCH,
    METHOD_DELETE,
    METHOD_OPTIONS,
    METHOD_OTHER,
    METHODS
};

/* Who sends the request, as far as the endpoint asked to know. */
struct identity {
    int64_t user;     /* id in the table users, or 0 */
    const char *name; /* e-mail address, the owner of the API key, or the peer's address: what rate limits count by */
    bool admin;
};

enum stage {
    STAGE_READING,  /* the body is arriving */
    STAGE_DELAYED,  /* a fault holds the request back before its endpoint runs */
    STAGE_WAITING,  /* the endpoint has run or is waiting for something; held until request_resume */
    STAGE_ANSWERING /* the answer is with libmicrohttpd */
};

struct request {
    struct service *service;
    struct server *server;
    struct MHD_Connection *connection;
    enum method method;
    const char *method_name;                 /* as sent */
    const char *path;                        /* decoded, without the query */
    const struct route *route;               /* NULL when no endpoint fits */
    struct text parameter[LIMIT_PARAMETERS]; /* what the {names} of the route's pattern matched, in order */
    struct identity identity;
    struct arena arena;
    struct buffer body;
    json_t *json; /* the body, once request_json was called */
    struct reply reply;

    /* the rest belongs to server.c */
    enum stage stage;
    bool suspended, cut, reset;
    uint64_t arrived;                  /* clock_now when the head had been read */
    uint64_t held_since, delay_served; /* nanoseconds */
    bool delay_asked;
    uint64_t hold; /* set by request_hold */
    bool wait;     /* set by request_wait */
    struct fault fault;
    struct timer timer;
    size_t pattern;             /* number of the matched path pattern (router.h) */
    struct ledger_entry *entry; /* NULL when the request is not counted */
    uint64_t entry_epoch;
    uint64_t body_received, body_sent; /* bytes; sent by the piecewise sender only */
    uint64_t next_piece;               /* when the next piece of a slow body is due */
    struct request *previous, *next;   /* in the list of suspended or of unused records */
};

/* The value of a header field, of a query argument; NULL when absent. */
const char *request_header(const struct request *r, const char *name);
const char *request_query(const struct request *r, const char *name);

/* A whole number from the query, `fallback` when it is absent. When it is malformed or outside [low, high] the reply is set to
 * 422 and false returned. */
MUST_USE bool request_query_int(struct request *r, const char *name, int64_t fallback, int64_t low, int64_t high, int64_t *value);

/* A whole number from a path parameter; otherwise the reply is 404 and false returned. */
MUST_USE bool request_parameter_int(struct request *r, size_t which, int64_t *value);

/* The body as a JSON object; NULL, with the reply set to 400 or 415, when it is none. Owned by the request. */
json_t *request_json(struct request *r);

/* Members of a JSON object. A missing or unfit one sets the reply to 422, with a sentence, and gives false. Text points into
 * the JSON value; `most` is its longest length in bytes. */
MUST_USE bool request_want_text(struct request *r, const json_t *object, const char *name, size_t most, const char **value);
MUST_USE bool request_want_number(struct request *r, const json_t *object, const char *name, double low, double high,
                                  double *value);

/* The same for members that may be absent or null: `*value` keeps what it had. */
MUST_USE bool request_may_text(struct request *r, const json_t *object, const char *name, size_t most, const char **value);
MUST_USE bool request_may_number(struct request *r, const json_t *object, const char *name, double low, double high,
                                 double *value);

/* The address of the peer, without its port. */
const char *request_peer(struct request *r);

/* Holds the finished reply back for so many nanoseconds, without holding up others. */
void request_hold(struct request *r, uint64_t nanos);

/* The endpoint returns without a reply; whoever it asked sets one later and calls request_resume (server.c). */
void request_wait(struct request *r);
void request_resume(struct request *r);

#endif
