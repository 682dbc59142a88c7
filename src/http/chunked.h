/* SPDX-License-Identifier: MIT */
/* http/chunked.h - the chunked transfer coding, decoded piece by piece (RFC 9112 section 7.1), no I/O
 *
 * Bytes go in as they arrive, in pieces of any size; spans of body come out, pointing into the bytes that went in. Sizes are
 * hexadecimal digits only (no sign, no 0x, no space before), at most 16 of them; extensions and trailers are skipped within
 * limits.
 */
#ifndef CICADA_HTTP_CHUNKED_H
#define CICADA_HTTP_CHUNKED_H

#include "base/error.h"
#include "base/text.h"

struct chunked {
    unsigned char state; /* of the machine in chunked.c; 0 at the start */
    unsigned char digits;
    bool done;           /* the last chunk and the trailers are complete */
    uint64_t left;       /* of the current chunk */
    size_t line;         /* length of the current line, or of the trailers */
    uint64_t consumed;   /* all bytes taken so far: place of a problem */
    const char *problem; /* constant sentence after an error */
};

/* A struct of zeroes starts. Takes bytes from the front of `*in` until a span of body is found (`*body`, maybe empty), the input
 * is used up, or the end is reached (`done`; what follows stays in `*in`). Call until in->size == 0 or done.
 * ERROR_MALFORMED_RESPONSE, ERROR_HEADERS_TOO_LARGE. */
MUST_USE enum error chunked_decode(struct chunked *c, struct text *in, struct text *body);

#endif
