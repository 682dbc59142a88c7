/* SPDX-License-Identifier: MIT */
/* base/utf8.h - the characters of a text and the columns they take on a terminal
 *
 * What a server or a scenario names need not be UTF-8, so the reader answers "not a character" instead of guessing. Widths come
 * from a short table of the wide and the zero-width ranges of Unicode (UAX #11); they do not depend on the locale of the process.
 *
 * Not here: what to show instead of a bad character (output/escape.h).
 */
#ifndef CICADA_BASE_UTF8_H
#define CICADA_BASE_UTF8_H

#include "base/buffer.h"

/* The character at the front of `t` (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF) and how many bytes it takes; 0
 * when `t` is empty or does not begin with a whole character. */
size_t utf8_decode(struct text t, uint32_t *code);

/* Columns of one character: 0 for combining marks and joiners, 2 for East Asian wide and emoji, else 1. */
unsigned utf8_columns(uint32_t code);

/* Columns of a text; bytes that are no character count as one. */
size_t utf8_width(struct text t);

/* Appends `t` with each byte that is no character, and each NUL, replaced by U+FFFD: for formats that have to be UTF-8. */
void utf8_repair(struct text t, struct buffer *out);

#endif
