/* SPDX-License-Identifier: MIT */
/* stats/hdr_decoding.c - bytes of anybody to a histogram; see stats/hdr_encoding.h
 *
 * The sizes in the headers are compared with what is there and never trusted: memory follows from the number of cells that a
 * histogram of ours has.
 */
#include "stats/hdr_encoding.h"

#include <zlib.h>

#include "base/mem.h"
#include "stats/hdr_layout.h"
#include "stats/histogram_layout.h"

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

static enum error get_number(struct reader *r, int64_t *value)
{
    uint64_t zigzag = 0;

    for (unsigned i = 0; i < HDR_NUMBER_BYTES; i++) {
        bool last = i == HDR_NUMBER_BYTES - 1;
        unsigned char byte;

        if (r->at == r->end)
            return refuse(r, "the last count is cut off");
        byte = *r->at++;
        zigzag |= (uint64_t)(last ? byte : byte & 0x7f) << (7 * i);
        if (!(byte & 0x80))
            break;
    }
    *value = (int64_t)(zigzag >> 1 ^ -(zigzag & 1));
    return OK;
}

static enum error get_counts(struct reader *r, struct histogram *h)
{
    uint64_t cell = 0, values = 0;

    while (r->at < r->end) {
        int64_t number;

        if (get_number(r, &number) != OK)
            return ERROR_SYNTAX;
        uint64_t cells = number < 0 ? 0 - (uint64_t)number : 1;
        if (cells > CELL_COUNT - cell)
            return refuse(r, "more cells than the histogram has");
        if (number > 0) {
            if ((uint64_t)number > HDR_DECODED_VALUES - values)
                return refuse(r, "more values than can be added up");
            if (histogram_cell_low((uint32_t)cell) > HISTOGRAM_MAX_NS)
                return refuse(r, "a value is longer than an hour");
            values += (uint64_t)number;
            histogram_record_many(h, MIN(histogram_cell_high((uint32_t)cell), (uint64_t)HISTOGRAM_MAX_NS), (uint64_t)number);
        }
        cell += cells;
    }
    return OK;
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

static enum error decode_plain(struct reader *r, struct histogram *h)
{
    enum error e = get_header(r);

    return e == OK ? get_counts(r, h) : e;
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

static enum error decode_compressed(struct reader *r, struct histogram *h)
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
        e = decode_plain(r, h);
    }
    buffer_free(&plain);
    return e;
}

enum error hdr_decode(struct text bytes, struct histogram **out, const char **problem)
{
    struct reader r = {(const unsigned char *)bytes.data, (const unsigned char *)bytes.data + bytes.size, NULL};
    struct histogram *h = histogram_new();
    bool compressed = false;
    enum error e;

    *out = NULL;
    if (bytes.size > HDR_ENCODED_MAX) {
        e = refuse(&r, "larger than any histogram");
    } else {
        if (bytes.size >= HDR_FRAME_SIZE) {
            compressed = get_big_endian(&r, 4) == HDR_COOKIE_COMPRESSED;
            r.at -= 4;
        }
        e = compressed ? decode_compressed(&r, h) : decode_plain(&r, h);
    }
    *problem = r.problem;
    if (e == OK)
        *out = h;
    else
        histogram_free(h);
    return e;
}
