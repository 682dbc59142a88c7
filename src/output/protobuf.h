/* SPDX-License-Identifier: MIT */
/* output/protobuf.h - the wire format of Protocol Buffers, written and read by hand
 *
 * As much of it as OTLP needs (protobuf.dev, "Encoding"): varints, fixed 64-bit values, bytes and nested messages. Which field
 * has which number is known to the caller. Values are written as asked, also zeroes.
 */
#ifndef CICADA_OUTPUT_PROTOBUF_H
#define CICADA_OUTPUT_PROTOBUF_H

#include "base/buffer.h"

/* ---- writing ---- */

void protobuf_uint(struct buffer *out, unsigned field, uint64_t value); /* int32, int64, uint64, bool, enum */
void protobuf_sint(struct buffer *out, unsigned field, int64_t value);  /* sint32, sint64: zigzag */
void protobuf_fixed64(struct buffer *out, unsigned field, uint64_t value);
void protobuf_double(struct buffer *out, unsigned field, double value);
void protobuf_bytes(struct buffer *out, unsigned field, struct text bytes); /* strings too, which must be UTF-8 */

/* A nested message, or a packed list: what is appended between the two calls. */
MUST_USE size_t protobuf_begin(struct buffer *out, unsigned field);
void protobuf_end(struct buffer *out, size_t begun);

/* Elements of a packed list. */
void protobuf_packed_varint(struct buffer *out, uint64_t value);
void protobuf_packed_fixed64(struct buffer *out, uint64_t value);
void protobuf_packed_double(struct buffer *out, double value);

/* ---- reading ---- */

struct protobuf_field {
    uint64_t number;
    uint64_t value;    /* of a varint or a fixed value */
    struct text bytes; /* of bytes, strings and messages; data is NULL otherwise */
};

/* Takes the next field off the front of a message. False at its end, and when it is damaged: then `rest->size` is not 0. */
MUST_USE bool protobuf_next(struct text *rest, struct protobuf_field *out);

#endif
