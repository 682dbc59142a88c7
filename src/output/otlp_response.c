/* SPDX-License-Identifier: MIT */
/* output/otlp_response.c - see otlp_response.h */
#include "output/otlp_response.h"

#include "output/protobuf.h"

enum { RESPONSE_PARTIAL_SUCCESS = 1 };
enum { PARTIAL_REJECTED = 1, PARTIAL_MESSAGE = 2 };
enum { STATUS_MESSAGE = 2 };

static bool read_partial(struct text message, struct otlp_response *out)
{
    struct protobuf_field field;

    while (protobuf_next(&message, &field)) {
        if (field.number == PARTIAL_REJECTED && !field.bytes.data)
            out->rejected = field.value > INT64_MAX ? 0 : field.value; /* a negative number of points says nothing */
        else if (field.number == PARTIAL_MESSAGE && field.bytes.data)
            out->message = field.bytes;
    }
    return message.size == 0;
}

bool otlp_response_read(struct text body, struct otlp_response *out)
{
    struct protobuf_field field;
    bool good = true;

    *out = (struct otlp_response){0};
    while (good && protobuf_next(&body, &field))
        if (field.number == RESPONSE_PARTIAL_SUCCESS)
            good = field.bytes.data && read_partial(field.bytes, out);
    if (good && body.size == 0)
        return true;
    *out = (struct otlp_response){0};
    return false;
}

struct text otlp_refusal_message(struct text body)
{
    struct protobuf_field field;
    struct text message = {0};

    while (protobuf_next(&body, &field))
        if (field.number == STATUS_MESSAGE && field.bytes.data)
            message = field.bytes;
    return body.size == 0 ? message : (struct text){0};
}
