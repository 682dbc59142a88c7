/* SPDX-License-Identifier: MIT */
/* base/base64.h - bytes as text: the standard alphabet, padded (RFC 4648 section 4) */
#ifndef CICADA_BASE_BASE64_H
#define CICADA_BASE_BASE64_H

#include "base/buffer.h"

/* Appends the text of `bytes` to `out`; four characters for each three bytes begun. */
void base64_append(struct text bytes, struct buffer *out);

#endif
