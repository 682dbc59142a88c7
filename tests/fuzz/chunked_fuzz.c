/* SPDX-License-Identifier: MIT */
/* Chunked bodies: whole and in pieces they give the same bytes, and every byte is accounted for. */
#include "fuzz.h"

#include "base/buffer.h"
#include "http/chunked.h"
#include "pieces.h"

struct outcome {
    enum error error;
    struct chunked state;
    struct buffer body;
};

/* Decodes one piece; false when there is nothing more to do. */
static bool take_piece(struct outcome *o, struct text piece)
{
    struct text in = piece;

    while (in.size > 0 && !o->state.done && !o->error) {
        uint64_t before = o->state.consumed;
        size_t given = in.size;
        struct text span;

        o->error = chunked_decode(&o->state, &in, &span);
        ensure(o->state.consumed - before == given - in.size);
        ensure(span.size <= given - in.size);
        ensure(span.size == 0 || (span.data >= piece.data && span.data + span.size <= piece.data + piece.size));
        ensure(o->error || in.size < given || o->state.done);
        buffer_text(&o->body, span);
    }
    return !o->error && !o->state.done;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text bytes = {(const char *)data, size};
    struct random cuts = pieces_of(bytes);
    struct outcome whole = {0};
    struct outcome pieces = {0};

    buffer_init(&whole.body, size);
    buffer_init(&pieces.body, size);
    take_piece(&whole, bytes);
    for (struct text left = bytes; left.size > 0;) {
        size_t piece = pieces_next(&cuts, left.size);

        if (!take_piece(&pieces, (struct text){left.data, piece}))
            break;
        left.data += piece;
        left.size -= piece;
    }
    ensure(whole.error == pieces.error && whole.state.done == pieces.state.done);
    ensure(whole.state.consumed == pieces.state.consumed && whole.state.consumed <= size);
    ensure(whole.state.problem == pieces.state.problem && !whole.error == !whole.state.problem);
    ensure(text_equal(buffer_view(&whole.body), buffer_view(&pieces.body)));
    ensure(whole.error || whole.state.done || whole.state.consumed == size);
    buffer_free(&whole.body);
    buffer_free(&pieces.body);
    return 0;
}
