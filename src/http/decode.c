/* SPDX-License-Identifier: MIT */
/* http/decode.c - content codings undone; see decode.h
 *
 * One decompressor runs at a time, into a growing buffer with a maximum; the next coding reads what the one before it wrote. The
 * last result is copied into the arena once, at its exact size.
 */
#include "http/decode.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "http/codec.h"

#define STEP (16 * KIB) /* room for output of one step */

static const struct {
    struct text name;
    const struct codec *codec; /* NULL: "deflate", which has two meanings */
} known[] = {
    {{"gzip", 4}, &codec_gzip}, {{"x-gzip", 6}, &codec_gzip}, {{"deflate", 7}, NULL},
    {{"br", 2}, &codec_brotli}, {{"zstd", 4}, &codec_zstd},
};

/* Runs the decompressor until its data and the input end at the same byte. `out` has room for one byte more than the maximum, so
 * that reaching the maximum and exceeding it can be told apart. */
static enum error run(const struct codec *codec, void *decompressor, struct text in, size_t maximum, struct buffer *out)
{
    for (;;) {
        size_t free_bytes = MIN(STEP, out->maximum - out->size);
        char *to = buffer_reserve(out, free_bytes);
        size_t given = in.size;
        size_t room = free_bytes;
        enum codec_state state = codec->step(decompressor, &in, to, &room);

        buffer_commit(out, free_bytes - room);
        if (out->size > maximum)
            return ERROR_BODY_TOO_LARGE;
        if (state == CODEC_DONE && in.size == 0)
            return OK;
        if (state == CODEC_DONE && codec->next_member)
            codec->next_member(decompressor);
        else if (state != CODEC_GOES_ON || (in.size == given && room == free_bytes)) /* broken, followed by junk, or cut short */
            return ERROR_BAD_ENCODING;
    }
}

static enum error undo_with(const struct codec *codec, struct text in, size_t maximum, struct buffer *out)
{
    void *decompressor = codec->open();
    enum error e;

    buffer_clear(out);
    e = run(codec, decompressor, in, maximum, out);
    codec->close(decompressor);
    return e;
}

/* Bare deflate may happen to begin as zlib data does, so a failure as zlib data is not the last word. */
static enum error undo_deflate(struct text in, size_t maximum, struct buffer *out)
{
    enum error as_zlib = codec_looks_like_zlib(in) ? undo_with(&codec_zlib, in, maximum, out) : ERROR_BAD_ENCODING;
    enum error as_bare;

    if (as_zlib == OK)
        return OK;
    as_bare = undo_with(&codec_deflate, in, maximum, out);
    return as_bare == OK || as_zlib == ERROR_BAD_ENCODING ? as_bare : as_zlib;
}

static enum error undo(struct text coding, struct text in, size_t maximum, struct buffer *out)
{
    for (size_t i = 0; i < COUNT(known); i++) {
        if (text_equal_nocase(known[i].name, coding))
            return known[i].codec ? undo_with(known[i].codec, in, maximum, out) : undo_deflate(in, maximum, out);
    }
    return ERROR_BAD_ENCODING;
}

/* Splits the list into codings that change something, in their order. */
static enum error list_codings(struct text list, struct text codings[LIMIT_ENCODINGS], size_t *count)
{
    *count = 0;
    while (list.data) {
        struct text coding = text_trim(text_cut(&list, ','));

        if (coding.size == 0 || text_equal_nocase(coding, TEXT("identity")))
            continue;
        if (*count == LIMIT_ENCODINGS)
            return ERROR_BAD_ENCODING;
        codings[(*count)++] = coding;
    }
    return OK;
}

enum error decode_body(struct text content_encoding, struct text body, size_t maximum, struct arena *arena, struct text *out)
{
    struct text codings[LIMIT_ENCODINGS];
    struct buffer result[2]; /* written in turns: one is read while the other is written */
    size_t count;
    enum error e = list_codings(content_encoding, codings, &count);

    *out = e ? (struct text){"", 0} : body;
    if (e || count == 0 || body.size == 0)
        return e;
    for (size_t i = 0; i < COUNT(result); i++)
        buffer_init(&result[i], MIN(maximum, SIZE_MAX / 2) + 1);
    for (size_t left = count; left > 0 && !e; left--) {
        struct buffer *to = &result[left % 2];

        e = undo(codings[left - 1], *out, maximum, to);
        *out = buffer_view(to);
    }
    *out = e ? (struct text){"", 0} : (struct text){arena_copy(arena, *out), out->size};
    for (size_t i = 0; i < COUNT(result); i++)
        buffer_free(&result[i]);
    return e;
}
