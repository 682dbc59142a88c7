/* SPDX-License-Identifier: MIT */
/* base/text.h - a piece of text by address and length; it owns nothing
 *
 * Parsers hand out pieces of the bytes they were given. A piece is valid as long as those bytes are. It is not terminated by a
 * zero and may contain any byte. Comparison without case is ASCII only, as HTTP wants it, whatever the locale.
 *
 * Not here: growing text (base/buffer.h), copies with an owner (base/arena.h).
 */
#ifndef CICADA_BASE_TEXT_H
#define CICADA_BASE_TEXT_H

#include <string.h>

#include "base/base.h"

struct text {
    const char *data;
    size_t size;
};

#define TEXT(literal) ((struct text){"" literal, sizeof(literal) - 1})

static inline struct text text_from(const char *zero_terminated) /* NULL gives the empty text */
{
    return (struct text){zero_terminated ? zero_terminated : "", zero_terminated ? strlen(zero_terminated) : 0};
}

static inline bool text_equal(struct text a, struct text b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

/* ASCII letters compare equal in either case. */
bool text_equal_nocase(struct text a, struct text b);
bool text_starts_with(struct text t, struct text prefix);
bool text_ends_with(struct text t, struct text suffix);

/* Without spaces and tabs (and, for lines, CR and LF) at either end. */
struct text text_trim(struct text t);

/* The position of the first `byte`, or -1. */
ssize_t text_find(struct text t, char byte);

/* Cuts the part before the first `byte` off the front of `*rest` and returns it; `*rest` is then what follows the byte. Without
 * such a byte returns all and leaves `*rest` empty with data == NULL, so `while (rest.data)` visits each part once. Then the
 * empty text has one part: the empty one. */
struct text text_cut(struct text *rest, char byte);

/* True when comma-separated `list` holds `word`, spaces and case ignored (RFC 9110 section 5.6.1). */
bool text_list_has(struct text list, struct text word);

/* A 64-bit hash of the bytes, the same in each run; for tables whose keys are not chosen by an attacker or are bounded. */
uint64_t text_hash(struct text t);

/* Non-negative decimal number, digits only; false on anything else or overflow. */
MUST_USE bool text_to_u64(struct text t, uint64_t *value);
/* As strtod in the C locale, the whole text, finite, below 512 bytes; false otherwise. */
MUST_USE bool text_to_double(struct text t, double *value);

/* The bytes of the well-formed UTF-8 character at the start (1 to 4); 0 when there is none, or no text. */
size_t text_utf8_size(struct text t);

/* The edit distance of two short words (Damerau-Levenshtein, optimal string alignment), for "Did you mean". Words
 * above 64 bytes are not compared: 99 unless equal. */
unsigned text_distance(struct text a, struct text b);

#endif
