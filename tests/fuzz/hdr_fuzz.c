/* SPDX-License-Identifier: MIT */
/* Encoded histograms: what is read can be written, and reads the same again in both forms. */
#include "fuzz.h"

#include "stats/cells.h"
#include "stats/hdr_encoding.h"

static void ensure_same(const struct histogram *a, const struct histogram *b)
{
    size_t a_at = 0, b_at = 0;
    uint64_t low, high, a_count, b_count;

    ensure(histogram_count(a) == histogram_count(b) && histogram_max(a) == histogram_max(b));
    while (histogram_next(a, &a_at, &low, &high, &a_count)) {
        ensure(histogram_next(b, &b_at, &low, &high, &b_count));
        ensure(a_at == b_at && a_count == b_count);
    }
    ensure(!histogram_next(b, &b_at, &low, &high, &b_count));
}

static void ensure_reads_back(const struct histogram *h, struct text bytes)
{
    struct histogram *again;
    const char *problem;

    ensure(hdr_decode(bytes, &again, &problem) == OK);
    ensure_same(h, again);
    histogram_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct histogram *h;
    const char *problem;
    enum error e = hdr_decode((struct text){(const char *)data, size}, &h, &problem);

    ensure((e == OK) == (h != NULL) && (e == OK) == !problem);
    if (e == OK) {
        struct hdr_encoder *encoder = hdr_encoder_new();

        ensure(histogram_count(h) <= CELLS_VALUES_MAX && histogram_too_long(h) == 0);
        ensure_reads_back(h, hdr_encode(encoder, h));
        ensure_reads_back(h, hdr_encode_compressed(encoder, h));
        hdr_encoder_free(encoder);
        histogram_free(h);
    }
    return 0;
}
