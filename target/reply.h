/* SPDX-License-Identifier: MIT */
/* reply.h - what an endpoint answers: a status, a few header fields, a body
 *
 * A reply is data until server.c sends it, so a fault can still change it. Answers that never change are made once with
 * reply_constant_new and cost neither memory nor formatting per request.
 */
#ifndef TARGET_REPLY_H
#define TARGET_REPLY_H

#include <jansson.h>

#include "base/buffer.h"
#include "maxima.h"

struct MHD_Response;
struct request;

struct reply_field {
    const char *name, *value;
};

struct reply {
    unsigned status; /* 0: not set yet */
    const char *type;
    const char *body; /* repeated until `size` bytes are sent when `period` is smaller */
    uint64_t size, period;
    bool size_unknown; /* sent chunked */
    struct reply_field fields[LIMIT_REPLY_HEADERS];
    size_t field_count;
    struct MHD_Response *ready; /* the made answer of a constant reply, borrowed; NULL for others */
    struct buffer text;         /* body of the replies that are written here */
};

/* A JSON value, whose reference is taken over. NULL (jansson could not build it) answers 500. */
void reply_json(struct request *r, unsigned status, json_t *value);

/* {"detail": "sentence"} */
void reply_problem(struct request *r, unsigned status, const char *format, ...) PRINTF_LIKE(3, 4);

/* Bytes that live as long as the request does: in its arena, its body or for ever. */
void reply_bytes(struct request *r, unsigned status, const char *type, const void *bytes, size_t size);

/* Text of up to LIMIT_JSON_REPLY bytes: first written to the buffer that reply_buffer returns, then declared to be the reply. */
struct buffer *reply_buffer(struct request *r);
void reply_written(struct request *r, unsigned status, const char *type);

/* `size` bytes of filler. */
void reply_filler(struct request *r, unsigned status, uint64_t size);

/* Adds a field; both texts live as long as the request does. More than LIMIT_REPLY_HEADERS is a fault of the program. */
void reply_field(struct request *r, const char *name, const char *value);

/* A JSON string of text from outside. Such text may hold bytes that are no UTF-8, of which jansson makes no string: then every
 * byte beyond ASCII becomes '?'. */
json_t *reply_json_text(const char *text);
json_t *reply_json_text_of(const char *text, size_t size);

struct reply_constant {
    unsigned status;
    const char *type, *body;
    struct MHD_Response *response; /* made at the first use */
};

#define REPLY_CONSTANT_JSON(status_, body_)                              \
    {                                                                    \
        .status = (status_), .type = "application/json", .body = (body_) \
    }

void reply_constant(struct request *r, struct reply_constant *c);

#endif
