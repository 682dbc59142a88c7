/* SPDX-License-Identifier: MIT */
/* pieces.h - sizes of pieces into which a fuzz target cuts its input
 *
 * They look random but depend on the bytes alone, so that an input that broke a target breaks it again.
 */
#ifndef CICADA_TESTS_FUZZ_PIECES_H
#define CICADA_TESTS_FUZZ_PIECES_H

#include "base/random.h"
#include "base/text.h"

#define LARGEST_PIECE_BITS 8

static inline struct random pieces_of(struct text bytes)
{
    struct random r;

    random_init(&r, text_hash(bytes), 0);
    return r;
}

/* The size of the next piece of `left` bytes, at least 1; small ones are as likely as large ones. */
static inline size_t pieces_next(struct random *r, size_t left)
{
    return (size_t)random_between(r, 1, (int64_t)MIN(left, (size_t)1 << random_below(r, LARGEST_PIECE_BITS)));
}

#endif
