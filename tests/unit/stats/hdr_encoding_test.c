/* SPDX-License-Identifier: MIT */
/* hdr_encoding_test.c - the bytes of the format, the way there and back, and what strangers may send */
#include "stats/hdr_encoding.h"

#include <zlib.h>

#include "base/random.h"
#include "stats/hdr_layout.h"
#include "stats/histogram_layout.h"
#include "support.h"

static struct hdr_encoder *encoder;
static struct histogram *source;

static int set_up(void **state)
{
    encoder = hdr_encoder_new();
    source = histogram_new();
    return 0;
}

static int clean_up(void **state)
{
    hdr_encoder_free(encoder);
    histogram_free(source);
    return 0;
}

static struct histogram *decoded(struct text bytes)
{
    struct histogram *h;
    const char *problem;

    if (hdr_decode(bytes, &h, &problem) != OK)
        fail_msg("not decoded: %s", problem);
    assert_null(problem);
    return h;
}

static void assert_refused(const char *name, struct text bytes, const char *wanted)
{
    struct histogram *h;
    const char *problem;

    if (hdr_decode(bytes, &h, &problem) != ERROR_SYNTAX)
        fail_msg("%s: was decoded", name);
    assert_null(h);
    assert_equal_string(name, problem, wanted);
}

static void assert_same_cells(const char *name, const struct histogram *got, const struct histogram *wanted)
{
    size_t got_at = 0, wanted_at = 0;
    uint64_t low, high, got_count, wanted_count;

    while (histogram_next(wanted, &wanted_at, &low, &high, &wanted_count)) {
        if (!histogram_next(got, &got_at, &low, &high, &got_count))
            fail_msg("%s: cell %zu is missing", name, wanted_at - 1);
        assert_equal_u64(name, got_at, wanted_at);
        assert_equal_u64(name, got_count, wanted_count);
    }
    assert_false(histogram_next(got, &got_at, &low, &high, &got_count));
}

static void assert_round_trip(const char *name)
{
    struct histogram *plain = decoded(hdr_encode(encoder, source));
    struct histogram *compressed = decoded(hdr_encode_compressed(encoder, source));

    assert_same_cells(name, plain, source);
    assert_same_cells(name, compressed, source);
    histogram_free(plain);
    histogram_free(compressed);
}

/* ---- the bytes ---- */

/* The plain form of a histogram whose counts are these bytes. */
static struct text plain_form(struct buffer *out, struct text counts)
{
    static const unsigned char rest[] = {0,    0,    0,    0,    0,    0,    0,    3,
                                         0,    0,    0,    0,    0,    0,    0,    1,  /* offset, digits, lowest */
                                         0,    0,    0x03, 0x46, 0x30, 0xb8, 0xa0, 0,  /* 3.6e12 */
                                         0x3f, 0xf0, 0,    0,    0,    0,    0,    0}; /* 1.0 */

    buffer_clear(out);
    buffer_append(
        out, (const unsigned char[]){0x1c, 0x84, 0x93, 0x13, 0, 0, (unsigned char)(counts.size >> 8), (unsigned char)counts.size},
        8);
    buffer_append(out, rest, sizeof rest);
    buffer_text(out, counts);
    return buffer_view(out);
}

static void the_plain_form_is_that_of_the_format(void **state)
{
    struct buffer wanted;
    struct text got;

    histogram_record_many(source, 0, 1);
    histogram_record_many(source, 3, 63);
    histogram_record_many(source, 4, 64);
    histogram_record_many(source, 1000, 1000);
    got = hdr_encode(encoder, source);
    buffer_init(&wanted, 1000);
    /* 1; two empty cells; 63; 64; 995 empty cells; 1000 */
    plain_form(&wanted, TEXT("\x02\x03\x7e\x80\x01\xc5\x0f\xd0\x0f"));
    assert_int_equal(got.size, wanted.size);
    assert_memory_equal(got.data, wanted.data, wanted.size);
    buffer_free(&wanted);
}

static void the_compressed_form_is_a_zlib_stream_of_the_plain_form(void **state)
{
    unsigned char plain[1000];
    uLongf size = sizeof plain;
    struct text frame, wanted;

    histogram_record(source, 1234567);
    frame = hdr_encode_compressed(encoder, source);
    assert_memory_equal(frame.data, "\x1c\x84\x93\x14\0\0", 6);
    assert_int_equal((unsigned char)frame.data[7], frame.size - HDR_FRAME_SIZE);
    assert_int_equal(uncompress(plain, &size, (const Bytef *)frame.data + HDR_FRAME_SIZE, frame.size - HDR_FRAME_SIZE), Z_OK);
    wanted = hdr_encode(encoder, source);
    assert_int_equal(size, wanted.size);
    assert_memory_equal(plain, wanted.data, size);
}

/* ---- there and back ---- */

static void an_empty_histogram_comes_back_empty(void **state)
{
    struct histogram *h = decoded(hdr_encode_compressed(encoder, source));

    assert_equal_u64("count", histogram_count(h), 0);
    histogram_free(h);
}

static void the_edges_of_all_cells_come_back(void **state)
{
    for (uint32_t cell = 0; cell < CELL_COUNT && histogram_cell_low(cell) <= HISTOGRAM_MAX_NS; cell++)
        histogram_record_many(source,
                              cell % 2 ? histogram_cell_low(cell) : MIN(histogram_cell_high(cell), (uint64_t)HISTOGRAM_MAX_NS),
                              1 + cell % 3);
    assert_round_trip("every cell");
    for (uint32_t cell = 0; cell < CELL_COUNT && histogram_cell_low(cell) <= HISTOGRAM_MAX_NS; cell += 97) {
        histogram_clear(source);
        histogram_record(source, histogram_cell_low(cell));
        assert_round_trip("a single cell");
    }
}

static void random_histograms_come_back(void **state)
{
    struct random r;

    random_init(&r, 11, 0);
    for (size_t i = 0; i < 300; i++) {
        size_t values = (size_t)1 << random_below(&r, 13);

        histogram_clear(source);
        for (size_t v = 0; v < values; v++)
            histogram_record_many(source, random_below(&r, 1ULL << random_below(&r, 42)),
                                  1 + random_below(&r, 1ULL << random_below(&r, 30)));
        assert_round_trip("random");
    }
}

static void quantiles_come_back_as_upper_edges(void **state)
{
    static const double shares[] = {0.0001, 0.5, 0.9, 0.99, 0.999, 1.0};
    struct histogram *h;
    struct random r;

    random_init(&r, 3, 0);
    for (size_t i = 0; i < 100000; i++)
        histogram_record(source, (uint64_t)random_lognormal(&r, 3e6, 1.2));
    h = decoded(hdr_encode(encoder, source));
    for (size_t i = 0; i < COUNT(shares); i++) {
        uint64_t exact = histogram_quantile(source, shares[i]), edge = histogram_cell_high(histogram_cell(exact));

        assert_equal_u64("quantile", histogram_quantile(h, shares[i]), edge);
    }
    assert_near_u64("mean", (uint64_t)histogram_mean(h), (uint64_t)histogram_mean(source), 0.001);
    histogram_free(h);
}

static void values_that_were_too_long_are_not_encoded(void **state)
{
    struct histogram *h;

    histogram_record(source, HISTOGRAM_MAX_NS);
    histogram_record(source, HISTOGRAM_MAX_NS + 1);
    h = decoded(hdr_encode(encoder, source));
    assert_equal_u64("count", histogram_count(h), 1);
    assert_equal_u64("max", histogram_max(h), HISTOGRAM_MAX_NS);
    histogram_free(h);
}

/* ---- what strangers send ---- */

static void empty_cells_may_be_zeroes_or_runs(void **state)
{
    static const struct text forms[] = {{"\x00\x00\x02", 3}, {"\x01\x01\x02", 3}, {"\x03\x02", 2}, {"\x03\x02\x00\x05", 4}};
    struct buffer bytes;

    buffer_init(&bytes, 1000);
    histogram_record(source, 2);
    for (size_t i = 0; i < COUNT(forms); i++) {
        struct histogram *h = decoded(plain_form(&bytes, forms[i]));

        assert_same_cells("forms of an empty cell", h, source);
        histogram_free(h);
    }
    buffer_free(&bytes);
}

static void hostile_counts_are_refused(void **state)
{
    static const struct {
        const char *name;
        struct text counts;
        const char *problem;
    } cases[] = {
        {"cut", {"\x02\x80", 2}, "the last count is cut off"},
        {"run past the end", {"\x81\x90\x04", 3}, "more cells than the histogram has"},
        {"the longest run", {"\xff\xff\xff\xff\xff\xff\xff\xff\xff", 9}, "more cells than the histogram has"},
        {"a count after the last cell", {"\xff\x8f\x04\x02", 4}, "more cells than the histogram has"},
        {"the highest count", {"\xfe\xff\xff\xff\xff\xff\xff\xff\xff", 9}, "more values than can be added up"},
        {"a sum beyond", {"\x80\x80\x80\x80\x80\x80\x04\x02", 8}, "more values than can be added up"},
        {"the last cell", {"\xfd\x8f\x04\x02", 4}, "a value is longer than an hour"},
    };
    struct buffer bytes;

    buffer_init(&bytes, 1000);
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_refused(cases[i].name, plain_form(&bytes, cases[i].counts), cases[i].problem);
    buffer_free(&bytes);
}

static void foreign_headers_are_refused(void **state)
{
    static const struct {
        size_t at;
        unsigned char byte;
        const char *problem;
    } cases[] = {
        {3, 0x03, "not a histogram in the V2 encoding"},
        {3, 0x14, "the size in the header is not that of the compressed bytes"},
        {4, 0x80, "the size in the header is not that of the counts"},
        {7, 0x00, "the size in the header is not that of the counts"},
        {11, 1, "the cells are shifted"},
        {15, 2, "not of nanoseconds with three digits"},
        {23, 2, "not of nanoseconds with three digits"},
        {24, 0x80, "the highest value is none"},
        {32, 0x7f, "the values are scaled"},
    };
    struct buffer bytes;

    buffer_init(&bytes, 1000);
    for (size_t i = 0; i < COUNT(cases); i++) {
        plain_form(&bytes, TEXT("\x02"));
        bytes.data[cases[i].at] = (char)cases[i].byte;
        assert_refused("header", buffer_view(&bytes), cases[i].problem);
    }
    buffer_free(&bytes);
}

static void each_cut_and_each_byte_too_many_is_refused(void **state)
{
    struct text forms[2];
    struct buffer copies[2];

    histogram_record_many(source, 5000000, 300);
    histogram_record_many(source, 77000000, 2);
    forms[0] = hdr_encode(encoder, source);
    for (size_t f = 0; f < COUNT(forms); f++) {
        buffer_init(&copies[f], 1000);
        buffer_text(&copies[f], f ? hdr_encode_compressed(encoder, source) : forms[0]);
        for (size_t size = 0; size < copies[f].size; size++) {
            struct histogram *h;
            const char *problem;

            if (hdr_decode((struct text){copies[f].data, size}, &h, &problem) != ERROR_SYNTAX)
                fail_msg("form %zu cut to %zu bytes was decoded", f, size);
            assert_non_null(problem);
        }
        buffer_byte(&copies[f], 0);
        assert_refused("one more", buffer_view(&copies[f]),
                       f ? "the size in the header is not that of the compressed bytes"
                         : "the size in the header is not that of the counts");
        buffer_free(&copies[f]);
    }
}

/* The compressed form of any bytes. */
static void pack(struct buffer *out, const void *bytes, size_t size, size_t zeroes_after)
{
    uLongf room = compressBound(size);
    unsigned char *at;

    buffer_clear(out);
    at = (unsigned char *)buffer_reserve(out, room + HDR_FRAME_SIZE + zeroes_after);
    assert_int_equal(compress2(at + HDR_FRAME_SIZE, &room, bytes, size, 9), Z_OK);
    memset(at + HDR_FRAME_SIZE + room, 0, zeroes_after);
    room += zeroes_after;
    memcpy(at,
           (const unsigned char[]){0x1c, 0x84, 0x93, 0x14, 0, (unsigned char)(room >> 16), (unsigned char)(room >> 8),
                                   (unsigned char)room},
           HDR_FRAME_SIZE);
    buffer_commit(out, HDR_FRAME_SIZE + room);
}

static void bombs_and_damage_within_the_compression_are_refused(void **state)
{
    static unsigned char zeroes[16 << 20];
    struct buffer frame;

    buffer_init(&frame, 40 << 20);
    pack(&frame, zeroes, sizeof zeroes, 0);
    assert_refused("bomb", buffer_view(&frame), "larger than any histogram");
    pack(&frame, zeroes, 100, 0);
    assert_refused("no histogram inside", buffer_view(&frame), "not a histogram in the V2 encoding");
    pack(&frame, zeroes, 100, 1);
    assert_refused("left over", buffer_view(&frame), "bytes are left over");
    pack(&frame, zeroes, 100, 0);
    frame.data[frame.size - 1] ^= 1;
    assert_refused("check sum", buffer_view(&frame), "the compressed bytes are damaged");
    buffer_free(&frame);
}

#define WITH_SOURCE(function) TEST_WITH(function, set_up, clean_up)
TEST_MAIN(WITH_SOURCE(the_plain_form_is_that_of_the_format), WITH_SOURCE(the_compressed_form_is_a_zlib_stream_of_the_plain_form),
          WITH_SOURCE(an_empty_histogram_comes_back_empty), WITH_SOURCE(the_edges_of_all_cells_come_back),
          WITH_SOURCE(random_histograms_come_back), WITH_SOURCE(quantiles_come_back_as_upper_edges),
          WITH_SOURCE(values_that_were_too_long_are_not_encoded), WITH_SOURCE(empty_cells_may_be_zeroes_or_runs),
          WITH_SOURCE(hostile_counts_are_refused), WITH_SOURCE(foreign_headers_are_refused),
          WITH_SOURCE(each_cut_and_each_byte_too_many_is_refused),
          WITH_SOURCE(bombs_and_damage_within_the_compression_are_refused))
