/* SPDX-License-Identifier: MIT */
/* base/base64.h - bytes as text: the standard alphabet, padded (RFC 4648 section 4) */
#ifndef CICADA_BASE_BASE64_H
#define CICADA_BASE_BASE64_H

#include "base/buffer.h"

/* Appends the text of `bytes` to `out`; four characters for each three bytes begun. */
void base64_append(struct text bytes, struct buffer *out);

/* Appends the bytes that `text` stands for. False, with some of them appended, when it is not exactly what base64_append makes,
 * or is more than `out` takes. */
MUST_USE bool base64_decode(struct text text, struct buffer *out);

#endif
