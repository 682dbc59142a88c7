/* SPDX-License-Identifier: MIT */
/* output/protobuf.c - see protobuf.h */
#include "output/protobuf.h"

enum wire_type { WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_BYTES = 2, WIRE_FIXED32 = 5 };

#define VARINT_MAX 10 /* bytes of 64 bits, 7 in each */

/* ---- writing ---- */

static size_t encode_varint(uint64_t value, char out[VARINT_MAX])
{
    size_t size = 0;

    for (; value >= 0x80; value >>= 7)
        out[size++] = (char)(value | 0x80);
    out[size++] = (char)value;
    return size;
}

void protobuf_packed_varint(struct buffer *out, uint64_t value)
{
    char bytes[VARINT_MAX];

    buffer_append(out, bytes, encode_varint(value, bytes));
}

void protobuf_packed_fixed64(struct buffer *out, uint64_t value)
{
    char bytes[sizeof value];

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(value >> 8 * i);
    buffer_append(out, bytes, sizeof bytes);
}

void protobuf_packed_double(struct buffer *out, double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    protobuf_packed_fixed64(out, bits);
}

static void write_tag(struct buffer *out, unsigned field, enum wire_type type)
{
    protobuf_packed_varint(out, (uint64_t)field << 3 | type);
}

void protobuf_uint(struct buffer *out, unsigned field, uint64_t value)
{
    write_tag(out, field, WIRE_VARINT);
    protobuf_packed_varint(out, value);
}

void protobuf_sint(struct buffer *out, unsigned field, int64_t value)
{
    protobuf_uint(out, field, (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0));
}

void protobuf_fixed64(struct buffer *out, unsigned field, uint64_t value)
{
    write_tag(out, field, WIRE_FIXED64);
    protobuf_packed_fixed64(out, value);
}

void protobuf_double(struct buffer *out, unsigned field, double value)
{
    write_tag(out, field, WIRE_FIXED64);
    protobuf_packed_double(out, value);
}

void protobuf_bytes(struct buffer *out, unsigned field, struct text bytes)
{
    write_tag(out, field, WIRE_BYTES);
    protobuf_packed_varint(out, bytes.size);
    buffer_text(out, bytes);
}

size_t protobuf_begin(struct buffer *out, unsigned field)
{
    write_tag(out, field, WIRE_BYTES);
    return out->size;
}

/* The size stands before the content and is known only now: the content moves by as many bytes as it takes. */
void protobuf_end(struct buffer *out, size_t begun)
{
    char size[VARINT_MAX];
    size_t content = out->size - begun, digits = encode_varint(content, size);

    if (!buffer_reserve(out, digits))
        return;
    memmove(out->data + begun + digits, out->data + begun, content);
    memcpy(out->data + begun, size, digits);
    buffer_commit(out, digits);
}

/* ---- reading ---- */

static bool take_varint(struct text *rest, uint64_t *value)
{
    *value = 0;
    for (size_t i = 0; i < MIN(rest->size, (size_t)VARINT_MAX); i++) {
        uint64_t byte = (unsigned char)rest->data[i];

        *value |= (byte & 0x7f) << 7 * i;
        if (byte & 0x80)
            continue;
        *rest = (struct text){rest->data + i + 1, rest->size - i - 1};
        return true;
    }
    return false;
}

static bool take_fixed(struct text *rest, size_t size, uint64_t *value)
{
    if (rest->size < size)
        return false;
    *value = 0;
    for (size_t i = 0; i < size; i++)
        *value |= (uint64_t)(unsigned char)rest->data[i] << 8 * i;
    *rest = (struct text){rest->data + size, rest->size - size};
    return true;
}

static bool take_value(struct text *at, unsigned type, struct protobuf_field *out)
{
    switch (type) {
    case WIRE_VARINT:
        return take_varint(at, &out->value);
    case WIRE_FIXED64:
        return take_fixed(at, sizeof(uint64_t), &out->value);
    case WIRE_FIXED32:
        return take_fixed(at, sizeof(uint32_t), &out->value);
    case WIRE_BYTES:
        if (!take_varint(at, &out->value) || out->value > at->size)
            return false;
        out->bytes = (struct text){at->data, (size_t)out->value};
        *at = (struct text){at->data + out->bytes.size, at->size - out->bytes.size};
        return true;
    default: /* groups, which nobody writes any more, and nonsense */
        return false;
    }
}

bool protobuf_next(struct text *rest, struct protobuf_field *out)
{
    struct text at = *rest;
    uint64_t tag;

    *out = (struct protobuf_field){0};
    if (at.size == 0 || !take_varint(&at, &tag))
        return false;
    out->number = tag >> 3;
    if (out->number == 0 || !take_value(&at, tag & 7, out))
        return false;
    *rest = at;
    return true;
}
