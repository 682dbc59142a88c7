/* SPDX-License-Identifier: MIT */
/* http/decode.h - content codings undone: gzip, deflate, br, zstd, up to LIMIT_ENCODINGS stacked; no I/O
 *
 * The output never exceeds its maximum, whatever the input claims (a gzip of 2 MB can hold 2 GB): the decoders run in steps and
 * stop there.
 */
#ifndef CICADA_HTTP_DECODE_H
#define CICADA_HTTP_DECODE_H

#include "base/arena.h"
#include "base/error.h"

/* What to offer in Accept-Encoding. */
#define DECODE_ACCEPT "gzip, deflate, br, zstd"

/* Undoes the codings of a Content-Encoding value, last one first; gzip and zstd may be several members in a row. The result lives
 * in the arena (zero-terminated beyond its size), or is `body` itself when nothing was encoded or the body is empty, which
 * servers send beside a coding. ERROR_BAD_ENCODING (unknown or broken), ERROR_BODY_TOO_LARGE; `*out` is empty then. */
MUST_USE enum error decode_body(struct text content_encoding, struct text body, size_t maximum, struct arena *arena,
                                struct text *out);

#endif
