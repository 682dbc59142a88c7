/* SPDX-License-Identifier: MIT */
/* Content codings: whatever comes in, what goes out keeps to the maximum, and is nothing after an error. The first line of the
 * input is the Content-Encoding. */
#include "fuzz.h"

#include "base/limits.h"
#include "http/decode.h"

#define MAXIMUM (64 * KIB)

/* What one coding gave is had again with its size as the maximum, and not with one byte less. */
static void check_maximum(struct text coding, struct text body, struct text out, struct arena *arena)
{
    struct text again;

    ensure(decode_body(coding, body, out.size, arena, &again) == OK && text_equal(again, out));
    ensure(out.size == 0 || decode_body(coding, body, out.size - 1, arena, &again) == ERROR_BODY_TOO_LARGE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text body = {(const char *)data, size};
    struct text codings = text_cut(&body, '\n');
    struct arena arena = {0};
    struct text out;
    enum error e = decode_body(codings, body, MAXIMUM, &arena, &out);

    ensure(e == OK || e == ERROR_BAD_ENCODING || e == ERROR_BODY_TOO_LARGE);
    ensure(!e || out.size == 0);
    if (!e && out.data != body.data) {
        ensure(out.size <= MAXIMUM && out.data[out.size] == '\0');
        if (text_find(codings, ',') < 0)
            check_maximum(codings, body, out, &arena);
    }
    arena_reset(&arena);
    return 0;
}
