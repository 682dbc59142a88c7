/* SPDX-License-Identifier: MIT */
/* What a receiver of OTLP answers: fields lie within the message, and what is read of an answer within its body. */
#include "fuzz.h"

#include "output/otlp_response.h"
#include "output/protobuf.h"

static bool lies_within(struct text part, struct text whole)
{
    return part.size == 0 || (part.data >= whole.data && part.data + part.size <= whole.data + whole.size);
}

/* Each field is taken off the front, so what is left shrinks. */
static void walk(struct text message, unsigned depth)
{
    struct text rest = message;
    struct protobuf_field field;

    for (size_t before = rest.size; protobuf_next(&rest, &field); before = rest.size) {
        ensure(rest.size < before && field.number > 0);
        ensure(lies_within(field.bytes, message));
        if (field.bytes.data && depth > 0)
            walk(field.bytes, depth - 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text body = {(const char *)data, size};
    struct otlp_response response;

    walk(body, 3);
    ensure(otlp_response_read(body, &response) || (response.rejected == 0 && response.message.size == 0));
    ensure(lies_within(response.message, body));
    ensure(lies_within(otlp_refusal_message(body), body));
    return 0;
}
