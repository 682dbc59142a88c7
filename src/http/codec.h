/* SPDX-License-Identifier: MIT */
/* http/codec.h - the decompressors behind one record: gzip, deflate, br, zstd
 *
 * Each is run in steps: some input, some room for output, and how it stands. Who runs it decides how much output is too much.
 *
 * Not here: the list of a Content-Encoding and the limits (decode.c).
 */
#ifndef CICADA_HTTP_CODEC_H
#define CICADA_HTTP_CODEC_H

#include "base/text.h"

enum codec_state {
    CODEC_GOES_ON, /* has used up its input or its room */
    CODEC_DONE,    /* the end of the compressed data was reached */
    CODEC_BROKEN,  /* this is no such data */
};

struct codec {
    /* A new decompressor, to be given to `close`. */
    void *(*open)(void);
    void (*close)(void *decompressor);
    /* Takes bytes from the front of `*in`, writes at most `*room` bytes to `out` and lessens `*room` by those. */
    enum codec_state (*step)(void *decompressor, struct text *in, char *out, size_t *room);
    /* After CODEC_DONE, prepares for another member behind the first (RFC 1952 section 2.2, RFC 8878 section 3); NULL: there are
     * none. */
    void (*next_member)(void *decompressor);
};

extern const struct codec codec_gzip, codec_zlib, codec_deflate, codec_brotli, codec_zstd;

/* True when the bytes begin as zlib data does (RFC 1950 section 2.2). "deflate" means that, but some servers send bare deflate.
 */
bool codec_looks_like_zlib(struct text bytes);

#endif
