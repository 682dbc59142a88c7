/* SPDX-License-Identifier: MIT */
/* http/codec.c - the decompressors behind one record; see codec.h
 *
 * What the libraries allocate is bounded: 32 KiB of window for zlib, 16 MiB for brotli, and for zstd the 8 MiB that RFC 9659
 * allows in HTTP.
 */
#include "http/codec.h"

#include <brotli/decode.h>
#include <limits.h>
#include <zlib.h>
#include <zstd.h>

#include "base/mem.h"

#define ZSTD_WINDOW_LOG 23 /* RFC 9659 section 3 */

static void take(struct text *in, size_t size)
{
    in->data += size;
    in->size -= size;
}

/* zlib: gzip, zlib and bare deflate differ in one number. */

#define WINDOW_ZLIB MAX_WBITS
#define WINDOW_GZIP (MAX_WBITS + 16)
#define WINDOW_BARE (-MAX_WBITS)

static void *inflate_open(int window)
{
    z_stream *z = MEM_NEW(z_stream);

    if (inflateInit2(z, window) != Z_OK)
        mem_exhausted(sizeof *z); /* the window and the version are right, so only memory can be missing */
    return z;
}

static void *gzip_open(void)
{
    return inflate_open(WINDOW_GZIP);
}

static void *zlib_open(void)
{
    return inflate_open(WINDOW_ZLIB);
}

static void *deflate_open(void)
{
    return inflate_open(WINDOW_BARE);
}

static void inflate_close(void *decompressor)
{
    inflateEnd(decompressor);
    mem_free(decompressor);
}

static enum codec_state inflate_step(void *decompressor, struct text *in, char *out, size_t *room)
{
    z_stream *z = decompressor;
    uInt given = (uInt)MIN(in->size, (size_t)UINT_MAX);
    uInt free_bytes = (uInt)MIN(*room, (size_t)UINT_MAX);
    int result;

    z->next_in = (Bytef *)(uintptr_t)in->data; /* zlib is older than const */
    z->avail_in = given;
    z->next_out = (Bytef *)out;
    z->avail_out = free_bytes;
    result = inflate(z, Z_NO_FLUSH);
    take(in, given - z->avail_in);
    *room -= free_bytes - z->avail_out;
    if (result == Z_MEM_ERROR)
        mem_exhausted(*room);
    if (result == Z_STREAM_END)
        return CODEC_DONE;
    return result == Z_OK || result == Z_BUF_ERROR ? CODEC_GOES_ON : CODEC_BROKEN;
}

static void inflate_next_member(void *decompressor)
{
    inflateReset(decompressor);
}

const struct codec codec_gzip = {gzip_open, inflate_close, inflate_step, inflate_next_member};
const struct codec codec_zlib = {zlib_open, inflate_close, inflate_step, NULL};
const struct codec codec_deflate = {deflate_open, inflate_close, inflate_step, NULL};

bool codec_looks_like_zlib(struct text bytes)
{
    const unsigned char *byte = (const unsigned char *)bytes.data;

    return bytes.size >= 2 && (byte[0] & 0x0f) == Z_DEFLATED && byte[0] >> 4 <= 7 && (byte[0] * 256 + byte[1]) % 31 == 0;
}

static void *brotli_open(void)
{
    BrotliDecoderState *b = BrotliDecoderCreateInstance(NULL, NULL, NULL);

    if (!b)
        mem_exhausted(sizeof b);
    return b;
}

static void brotli_close(void *decompressor)
{
    BrotliDecoderDestroyInstance(decompressor);
}

static enum codec_state brotli_step(void *decompressor, struct text *in, char *out, size_t *room)
{
    size_t left = in->size;
    const uint8_t *next_in = (const uint8_t *)in->data;
    uint8_t *next_out = (uint8_t *)out;
    BrotliDecoderResult result = BrotliDecoderDecompressStream(decompressor, &left, &next_in, room, &next_out, NULL);

    take(in, in->size - left);
    if (result == BROTLI_DECODER_RESULT_SUCCESS)
        return CODEC_DONE;
    return result == BROTLI_DECODER_RESULT_ERROR ? CODEC_BROKEN : CODEC_GOES_ON;
}

const struct codec codec_brotli = {brotli_open, brotli_close, brotli_step, NULL};

static void *zstd_open(void)
{
    ZSTD_DStream *z = ZSTD_createDStream();

    if (!z)
        mem_exhausted(ZSTD_DStreamOutSize());
    ZSTD_DCtx_setParameter(z, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG);
    return z;
}

static void zstd_close(void *decompressor)
{
    ZSTD_freeDStream(decompressor);
}

static enum codec_state zstd_step(void *decompressor, struct text *in, char *out, size_t *room)
{
    ZSTD_inBuffer input = {in->data, in->size, 0};
    ZSTD_outBuffer output = {out, *room, 0};
    size_t result = ZSTD_decompressStream(decompressor, &output, &input);

    take(in, input.pos);
    *room -= output.pos;
    if (ZSTD_isError(result))
        return CODEC_BROKEN;
    return result == 0 ? CODEC_DONE : CODEC_GOES_ON;
}

/* The library begins a new frame by itself. */
static void zstd_next_member(void *decompressor)
{
    (void)decompressor;
}

const struct codec codec_zstd = {zstd_open, zstd_close, zstd_step, zstd_next_member};
