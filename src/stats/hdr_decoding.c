/* SPDX-License-Identifier: MIT */
/* stats/hdr_decoding.c - bytes of anybody to a histogram; see stats/hdr_encoding.h
 *
 * The sizes in the headers are compared with what is there and never trusted: memory follows from the number of cells that a
 * histogram of ours has.
 */
#include "stats/hdr_encoding.h"

#include <zlib.h>

#include "base/mem.h"
#include "stats/cells.h"
#include "stats/hdr_layout.h"

struct reader {
    const unsigned char *at, *end;
    const char *problem; /* NULL: none so far */
};

static enum error refuse(struct reader *r, const char *problem)
{
    r->problem = problem;
    return ERROR_SYNTAX;
}

static uint64_t get_big_endian(struct reader *r, unsigned bytes)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < bytes; i++)
        value = value << 8 | *r->at++;
    return value;
}

static enum error get_header(struct reader *r)
{
    uint64_t ratio_bits;
    double ratio;

    if (r->end - r->at < HDR_HEADER_SIZE)
        return refuse(r, "the header is cut off");
    if (get_big_endian(r, 4) != HDR_COOKIE)
        return refuse(r, "not a histogram in the V2 encoding");
    if (get_big_endian(r, 4) != (uint64_t)(r->end - r->at) + 8 - HDR_HEADER_SIZE)
        return refuse(r, "the size in the header is not that of the counts");
    if (get_big_endian(r, 4) != 0)
        return refuse(r, "the cells are shifted");
    if (get_big_endian(r, 4) != HDR_DIGITS || get_big_endian(r, 8) != HDR_LOWEST)
        return refuse(r, "not of nanoseconds with three digits");
    if (get_big_endian(r, 8) - 2 > (uint64_t)INT64_MAX - 2)
        return refuse(r, "the highest value is none");
    ratio_bits = get_big_endian(r, 8);
    memcpy(&ratio, &ratio_bits, sizeof ratio);
    return ratio == 1.0 ? OK : refuse(r, "the values are scaled");
}

static enum error get_plain(struct reader *r, struct buffer *cells, uint64_t *values)
{
    struct text counts;

    if (get_header(r) != OK)
        return ERROR_SYNTAX;
    counts = (struct text){(const char *)r->at, (size_t)(r->end - r->at)};
    buffer_text(cells, counts);
    return cells_check(counts, values, &r->problem);
}

/* Unpacks into `plain`, which has a maximum; the stream must fill its bytes exactly. */
static enum error unpack(struct reader *r, struct buffer *plain)
{
    z_stream zlib = {.next_in = (Bytef *)(uintptr_t)r->at, .avail_in = (uInt)(r->end - r->at)};
    int result;

    if (inflateInit(&zlib) != Z_OK)
        mem_exhausted(sizeof zlib); /* the only way to fail with constant arguments */
    zlib.next_out = (Bytef *)buffer_reserve(plain, HDR_ENCODED_MAX);
    zlib.avail_out = HDR_ENCODED_MAX;
    result = inflate(&zlib, Z_FINISH);
    buffer_commit(plain, HDR_ENCODED_MAX - zlib.avail_out);
    inflateEnd(&zlib);
    if (result != Z_STREAM_END)
        return refuse(r, zlib.avail_out == 0 ? "larger than any histogram" : "the compressed bytes are damaged");
    return zlib.avail_in == 0 ? OK : refuse(r, "bytes are left over");
}

static enum error get_compressed(struct reader *r, struct buffer *cells, uint64_t *values)
{
    struct buffer plain;
    enum error e;

    r->at += 4;
    if (get_big_endian(r, 4) != (uint64_t)(r->end - r->at))
        return refuse(r, "the size in the header is not that of the compressed bytes");
    buffer_init(&plain, HDR_ENCODED_MAX);
    e = unpack(r, &plain);
    if (e == OK) {
        r->at = (const unsigned char *)buffer_cstring(&plain);
        r->end = r->at + plain.size;
        e = get_plain(r, cells, values);
    }
    buffer_free(&plain);
    return e;
}

enum error hdr_decode_cells(struct text bytes, struct buffer *cells, uint64_t *values, const char **problem)
{
    struct reader r = {(const unsigned char *)bytes.data, (const unsigned char *)bytes.data + bytes.size, NULL};
    bool compressed = false;
    enum error e;

    if (bytes.size > HDR_ENCODED_MAX) {
        e = refuse(&r, "larger than any histogram");
    } else {
        if (bytes.size >= HDR_FRAME_SIZE) {
            compressed = get_big_endian(&r, 4) == HDR_COOKIE_COMPRESSED;
            r.at -= 4;
        }
        e = compressed ? get_compressed(&r, cells, values) : get_plain(&r, cells, values);
    }
    *problem = r.problem;
    return e;
}

enum error hdr_decode(struct text bytes, struct histogram **out, const char **problem)
{
    struct buffer cells;
    uint64_t values;
    enum error e;

    *out = NULL;
    buffer_init(&cells, HDR_ENCODED_MAX);
    e = hdr_decode_cells(bytes, &cells, &values, problem);
    if (e == OK) {
        *out = histogram_new();
        cells_add_to(*out, buffer_view(&cells));
    }
    buffer_free(&cells);
    return e;
}
