/* SPDX-License-Identifier: MIT */
/* user/fake_text.c - made-up words, sentences and texts; documented in cicada.h */
#include "base/buffer.h"
#include "base/limits.h"
#include "user/fake_words.h"
#include "user/user.h"

#define WORDS_LEAST 5 /* of a sentence */
#define WORDS_MOST  14

const char *cic_fake_word(cic_user *u)
{
    return fake_lexicon.at[random_below(&u->random, fake_lexicon.count)];
}

static void append_words(cic_user *u, size_t count, struct buffer *out)
{
    for (size_t i = 0; i < count && !out->overflowed; i++) {
        if (i)
            buffer_byte(out, ' ');
        buffer_string(out, cic_fake_word(u));
    }
}

static void append_sentence(cic_user *u, struct buffer *out)
{
    size_t begin = out->size;

    append_words(u, (size_t)random_between(&u->random, WORDS_LEAST, WORDS_MOST), out);
    out->data[begin] = (char)(out->data[begin] - 'a' + 'A');
    buffer_byte(out, '.');
}

static const char *finish(cic_user *u, struct buffer *out, size_t size)
{
    const char *text = arena_copy(&u->arena, (struct text){buffer_cstring(out), MIN(size, out->size)});

    buffer_free(out);
    return text;
}

const char *cic_fake_words(cic_user *u, size_t count)
{
    struct buffer out;

    buffer_init(&out, LIMIT_REQUEST_BODY);
    append_words(u, count, &out);
    return finish(u, &out, out.size);
}

const char *cic_fake_sentence(cic_user *u)
{
    struct buffer out;

    buffer_init(&out, LIMIT_REQUEST_BODY);
    append_sentence(u, &out);
    return finish(u, &out, out.size);
}

/* The last sentence is cut so that the size comes out exactly: bodies of a known size are what the text is for. */
const char *cic_fake_text(cic_user *u, size_t size)
{
    struct buffer out;

    buffer_init(&out, LIMIT_REQUEST_BODY + 16 * KIB);
    size = MIN(size, LIMIT_REQUEST_BODY);
    while (out.size < size) {
        if (out.size)
            buffer_byte(&out, ' ');
        append_sentence(u, &out);
    }
    if (size)
        out.data[size - 1] = '.';
    return finish(u, &out, size);
}
