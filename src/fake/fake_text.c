/* SPDX-License-Identifier: MIT */
/* fake/fake_text.c - made-up words, sentences and texts; see fake.h */
#include "base/buffer.h"
#include "base/limits.h"
#include "fake/fake.h"
#include "fake/fake_words.h"

#define WORDS_LEAST 5 /* of a sentence */
#define WORDS_MOST  14

const char *fake_word(struct fake *f)
{
    return fake_lexicon.at[random_below(f->random, fake_lexicon.count)];
}

static void append_words(struct fake *f, size_t count, struct buffer *out)
{
    for (size_t i = 0; i < count && !out->overflowed; i++) {
        if (i)
            buffer_byte(out, ' ');
        buffer_string(out, fake_word(f));
    }
}

static void append_sentence(struct fake *f, struct buffer *out)
{
    size_t begin = out->size;

    append_words(f, (size_t)random_between(f->random, WORDS_LEAST, WORDS_MOST), out);
    out->data[begin] = (char)(out->data[begin] - 'a' + 'A');
    buffer_byte(out, '.');
}

static const char *finish(struct fake *f, struct buffer *out, size_t size)
{
    const char *text = arena_copy(f->arena, (struct text){buffer_cstring(out), MIN(size, out->size)});

    buffer_free(out);
    return text;
}

const char *fake_words(struct fake *f, size_t count)
{
    struct buffer out;

    buffer_init(&out, LIMIT_REQUEST_BODY);
    append_words(f, count, &out);
    return finish(f, &out, out.size);
}

const char *fake_sentence(struct fake *f)
{
    struct buffer out;

    buffer_init(&out, LIMIT_REQUEST_BODY);
    append_sentence(f, &out);
    return finish(f, &out, out.size);
}

/* The last sentence is cut so that the size comes out exactly: bodies of a known size are what the text is for. */
const char *fake_text(struct fake *f, size_t size)
{
    struct buffer out;

    buffer_init(&out, LIMIT_REQUEST_BODY + 16 * KIB);
    size = MIN(size, LIMIT_REQUEST_BODY);
    while (out.size < size) {
        if (out.size)
            buffer_byte(&out, ' ');
        append_sentence(f, &out);
    }
    if (size)
        out.data[size - 1] = '.';
    return finish(f, &out, size);
}
