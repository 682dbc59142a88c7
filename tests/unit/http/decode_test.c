/* SPDX-License-Identifier: MIT */
/* Content codings: each kind, stacked, in several members, cut short, broken, and bombs. */
#include "support.h"

#include <zlib.h>
#include <zstd.h>

#include "base/limits.h"
#include "base/random.h"
#include "http/decode.h"

#define GREETING        "hello, hello, hello"
#define BROTLI_GREETING "\x1b\x12\x00\xf8\x8d\x94\x6e\xde\x44\x09\x52\x86\x96\x6c\x2c\x6f\x11\x4f\x24\xd0\x71\x00"
/* Ten million times the letter a, in 27 bytes. */
#define BROTLI_BOMB                                                                \
    "\xcb\xff\xff\x3f\xf8\x25\xc2\xe2\xb1\x40\x20\xf7\xfe\x2f\xff\x2c\x31\xf0\x4b" \
    "\x00\xc4\x61\x11\x80\x8e\x23\x06"
#define BOMB_SIZE 10000000

#define GZIP (MAX_WBITS + 16)
#define ZLIB MAX_WBITS
#define BARE (-MAX_WBITS)

static struct arena arena;

static int clean_up(void **state)
{
    arena_reset(&arena);
    return 0;
}

static struct text deflated(struct text t, int window)
{
    size_t room = t.size + t.size / 100 + 1000;
    char *out = arena_alloc(&arena, room);
    z_stream z = {.next_in = (Bytef *)(uintptr_t)t.data, .avail_in = (uInt)t.size};

    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)room;
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(deflateEnd(&z), Z_OK);
    return (struct text){out, z.total_out};
}

static struct text zstandard(struct text t)
{
    size_t room = ZSTD_compressBound(t.size);
    char *out = arena_alloc(&arena, room);
    size_t size = ZSTD_compress(out, room, t.data, t.size, 3);

    assert_false(ZSTD_isError(size));
    return (struct text){out, size};
}

static struct text joined(struct text a, struct text b)
{
    char *both = arena_alloc(&arena, a.size + b.size);

    memcpy(both, a.data, a.size);
    memcpy(both + a.size, b.data, b.size);
    return (struct text){both, a.size + b.size};
}

static struct text letters(size_t size)
{
    char *all = arena_alloc(&arena, size);

    memset(all, 'a', size);
    return (struct text){all, size};
}

static struct text noise(size_t size)
{
    char *all = arena_alloc(&arena, size);
    struct random r;

    random_init(&r, 5, 0);
    for (size_t i = 0; i < size; i++)
        all[i] = (char)random_u64(&r);
    return (struct text){all, size};
}

static void assert_decodes(const char *coding, struct text encoded, struct text wanted)
{
    struct text out;
    enum error e = decode_body(text_from(coding), encoded, LIMIT_BODY_DECODED, &arena, &out);

    if (e || !text_equal(out, wanted))
        fail_msg("%s: %s, %zu bytes, wanted %zu", coding, error_id(e), out.size, wanted.size);
    assert_int_equal(out.data[out.size], '\0');
}

static void assert_fails(const char *coding, struct text encoded, size_t maximum, enum error wanted)
{
    struct text out;
    enum error e = decode_body(text_from(coding), encoded, maximum, &arena, &out);

    if (e != wanted || out.size > 0)
        fail_msg("%s: %s with %zu bytes, wanted %s", coding, error_id(e), out.size, error_id(wanted));
}

/* The same words in each coding, and in both meanings of deflate. */
struct sample {
    char coding[8];
    struct text encoded;
};

#define SAMPLES 5

static void make_samples(struct sample samples[SAMPLES])
{
    samples[0] = (struct sample){"gzip", deflated(TEXT(GREETING), GZIP)};
    samples[1] = (struct sample){"deflate", deflated(TEXT(GREETING), ZLIB)};
    samples[2] = (struct sample){"deflate", deflated(TEXT(GREETING), BARE)};
    samples[3] = (struct sample){"br", TEXT(BROTLI_GREETING)};
    samples[4] = (struct sample){"zstd", zstandard(TEXT(GREETING))};
}

static void each_coding_is_undone(void **state)
{
    struct sample samples[SAMPLES];

    make_samples(samples);
    for (size_t i = 0; i < SAMPLES; i++)
        assert_decodes(samples[i].coding, samples[i].encoded, TEXT(GREETING));
}

static void names_of_codings_have_no_case_and_one_alias(void **state)
{
    assert_decodes("x-gzip", deflated(TEXT(GREETING), GZIP), TEXT(GREETING));
    assert_decodes("GZip", deflated(TEXT(GREETING), GZIP), TEXT(GREETING));
}

static void large_bodies_come_out_whole(void **state)
{
    struct text data = noise(3000000);

    assert_decodes("gzip", deflated(data, GZIP), data);
    assert_decodes("deflate", deflated(data, ZLIB), data);
    assert_decodes("zstd", zstandard(data), data);
    assert_decodes("br", TEXT(BROTLI_BOMB), letters(BOMB_SIZE));
}

static void an_encoded_empty_body_is_empty(void **state)
{
    assert_decodes("gzip", deflated(TEXT(""), GZIP), TEXT(""));
    assert_decodes("deflate", deflated(TEXT(""), ZLIB), TEXT(""));
    assert_decodes("br", TEXT("\x3b"), TEXT(""));
    assert_decodes("zstd", zstandard(TEXT("")), TEXT(""));
}

static void no_bytes_are_an_empty_body_in_every_coding(void **state)
{
    assert_decodes("gzip, br", TEXT(""), TEXT(""));
}

static void without_a_coding_the_body_is_returned_itself(void **state)
{
    static const char *const none[] = {"", "identity", " Identity , identity ", ",", " , ,"};

    for (size_t i = 0; i < COUNT(none); i++) {
        struct text body = TEXT("as it is");
        struct text out;

        assert_int_equal(decode_body(text_from(none[i]), body, 1, &arena, &out), OK);
        assert_ptr_equal(out.data, body.data);
        assert_equal_u64("size", out.size, body.size);
    }
}

/* A stored block whose unused bits and length look like the two bytes in front of zlib data, and an empty last block. */
static void bare_deflate_that_looks_like_zlib_is_understood(void **state)
{
    assert_decodes("deflate", TEXT("\x78\x01\x00\xfe\xffx\x03\x00"), TEXT("x"));
}

static void codings_are_undone_from_the_last_to_the_first(void **state)
{
    struct text twice = zstandard(deflated(TEXT(GREETING), GZIP));
    struct text five = deflated(deflated(deflated(deflated(deflated(TEXT(GREETING), GZIP), ZLIB), GZIP), BARE), GZIP);

    assert_decodes("gzip, zstd", twice, TEXT(GREETING));
    assert_decodes(" gzip,identity ,, zstd ", twice, TEXT(GREETING));
    assert_fails("zstd, gzip", twice, LIMIT_BODY_DECODED, ERROR_BAD_ENCODING);
    assert_decodes("gzip, deflate, gzip, deflate, gzip", five, TEXT(GREETING));
}

static void more_codings_than_the_limit_are_refused(void **state)
{
    struct text six = TEXT(GREETING);

    for (int i = 0; i < LIMIT_ENCODINGS + 1; i++)
        six = deflated(six, GZIP);
    assert_fails("gzip,gzip,gzip,gzip,gzip,gzip", six, LIMIT_BODY_DECODED, ERROR_BAD_ENCODING);
}

static void an_unknown_coding_is_refused(void **state)
{
    assert_fails("compress", TEXT("\x1f\x9d\x90"), 100, ERROR_BAD_ENCODING);
    assert_fails("gzip;q=1", deflated(TEXT("x"), GZIP), 100, ERROR_BAD_ENCODING);
    assert_fails("gzip zstd", deflated(TEXT("x"), GZIP), 100, ERROR_BAD_ENCODING);
}

static void members_in_a_row_are_one_body(void **state)
{
    struct text gzip = joined(deflated(TEXT("one,"), GZIP), deflated(TEXT("two"), GZIP));
    struct text zstd = joined(zstandard(TEXT("one,")), zstandard(TEXT("two")));

    assert_decodes("gzip", gzip, TEXT("one,two"));
    assert_decodes("gzip", joined(gzip, deflated(TEXT(""), GZIP)), TEXT("one,two"));
    assert_decodes("zstd", zstd, TEXT("one,two"));
}

static void bytes_behind_the_end_are_refused(void **state)
{
    struct sample samples[SAMPLES];

    make_samples(samples);
    for (size_t i = 0; i < SAMPLES; i++)
        assert_fails(samples[i].coding, joined(samples[i].encoded, TEXT("junk")), 1000, ERROR_BAD_ENCODING);
}

static void what_was_cut_short_anywhere_is_refused(void **state)
{
    struct sample samples[SAMPLES];

    make_samples(samples);
    for (size_t i = 0; i < SAMPLES; i++) {
        for (size_t size = 1; size < samples[i].encoded.size; size++)
            assert_fails(samples[i].coding, (struct text){samples[i].encoded.data, size}, 1000, ERROR_BAD_ENCODING);
    }
}

static void a_wrong_checksum_is_refused(void **state)
{
    struct text gzip = deflated(TEXT(GREETING), GZIP);
    struct text zlib = deflated(TEXT(GREETING), ZLIB);
    char *copy = arena_copy(&arena, gzip);

    copy[gzip.size - 5] ^= 1;
    assert_fails("gzip", (struct text){copy, gzip.size}, 1000, ERROR_BAD_ENCODING);
    copy = arena_copy(&arena, zlib);
    copy[zlib.size - 1] ^= 1;
    assert_fails("deflate", (struct text){copy, zlib.size}, 1000, ERROR_BAD_ENCODING);
}

static void plain_text_is_no_encoded_body(void **state)
{
    static const char *const codings[] = {"gzip", "deflate", "br", "zstd"};

    for (size_t i = 0; i < COUNT(codings); i++)
        assert_fails(codings[i], TEXT("<html>not encoded at all</html>"), 1000, ERROR_BAD_ENCODING);
}

static void the_maximum_is_allowed_and_one_byte_more_is_not(void **state)
{
    struct sample samples[SAMPLES];
    size_t size = strlen(GREETING);

    make_samples(samples);
    for (size_t i = 0; i < SAMPLES; i++) {
        struct text out;

        assert_int_equal(decode_body(text_from(samples[i].coding), samples[i].encoded, size, &arena, &out), OK);
        assert_fails(samples[i].coding, samples[i].encoded, size - 1, ERROR_BODY_TOO_LARGE);
        assert_fails(samples[i].coding, samples[i].encoded, 0, ERROR_BODY_TOO_LARGE);
    }
}

/* The output stops at the maximum: the arena, which would hold the result, stays as it was. */
static void bombs_are_stopped_at_the_maximum(void **state)
{
    struct text zeros = letters(BOMB_SIZE);
    struct text gzip = deflated(zeros, GZIP);
    struct text zlib = deflated(zeros, ZLIB);
    struct text bare = deflated(zeros, BARE);
    struct text zstd = zstandard(zeros);
    struct text nested = deflated(gzip, GZIP);
    size_t before = arena.size;

    assert_fails("gzip", gzip, MIB, ERROR_BODY_TOO_LARGE);
    assert_fails("deflate", zlib, MIB, ERROR_BODY_TOO_LARGE);
    assert_fails("deflate", bare, MIB, ERROR_BODY_TOO_LARGE);
    assert_fails("zstd", zstd, MIB, ERROR_BODY_TOO_LARGE);
    assert_fails("br", TEXT(BROTLI_BOMB), MIB, ERROR_BODY_TOO_LARGE);
    assert_fails("gzip, gzip", nested, MIB, ERROR_BODY_TOO_LARGE);
    assert_equal_u64("arena", arena.size, before);
}

/* A frame that asks for 1 GiB of window, which RFC 9659 forbids in HTTP: magic, descriptor, window of 2^30, last raw block of
 * "a". */
static void a_zstd_window_larger_than_http_allows_is_refused(void **state)
{
    assert_fails("zstd",
                 TEXT("\x28\xb5\x2f\xfd\x00\xa0\x09\x00\x00"
                      "a"),
                 MIB, ERROR_BAD_ENCODING);
    assert_decodes("zstd",
                   TEXT("\x28\xb5\x2f\xfd\x00\x68\x09\x00\x00"
                        "a"),
                   TEXT("a"));
}

#define DECODE_TEST(function) TEST_WITH(function, NULL, clean_up)

TEST_MAIN(DECODE_TEST(each_coding_is_undone), DECODE_TEST(large_bodies_come_out_whole),
          DECODE_TEST(an_encoded_empty_body_is_empty), DECODE_TEST(no_bytes_are_an_empty_body_in_every_coding),
          DECODE_TEST(without_a_coding_the_body_is_returned_itself), DECODE_TEST(names_of_codings_have_no_case_and_one_alias),
          DECODE_TEST(bare_deflate_that_looks_like_zlib_is_understood),
          DECODE_TEST(codings_are_undone_from_the_last_to_the_first), DECODE_TEST(more_codings_than_the_limit_are_refused),
          DECODE_TEST(an_unknown_coding_is_refused), DECODE_TEST(members_in_a_row_are_one_body),
          DECODE_TEST(bytes_behind_the_end_are_refused), DECODE_TEST(what_was_cut_short_anywhere_is_refused),
          DECODE_TEST(a_wrong_checksum_is_refused), DECODE_TEST(plain_text_is_no_encoded_body),
          DECODE_TEST(the_maximum_is_allowed_and_one_byte_more_is_not), DECODE_TEST(bombs_are_stopped_at_the_maximum),
          DECODE_TEST(a_zstd_window_larger_than_http_allows_is_refused))
