/* SPDX-License-Identifier: MIT */
/* output/json_times.c - see json_times.h */
#include "output/json_times.h"

#include "base/base64.h"
#include "output/json_value.h"
#include "stats/hdr_encoding.h"

struct writer {
    struct json_stream *stream;
    const struct snapshot *snapshot;
    struct hdr_encoder *encoder;
    struct buffer text;
};

static void put_times(struct writer *w, json_t *object, const char *key, struct text encoded)
{
    buffer_clear(&w->text);
    base64_append(encoded, &w->text);
    json_value_put(object, key, json_value_text(buffer_view(&w->text)));
}

/* What has no place in a histogram; seldom there. */
static void put_too_long(json_t *object, const char *key, uint64_t count)
{
    if (count > 0)
        json_value_put(object, key, json_value_count(count));
}

/* The place in "requests"; null for the total. */
static json_t *place(const struct writer *w, const struct snapshot_row *row)
{
    return row == &w->snapshot->total ? json_value_string(NULL) : json_value_count((uint64_t)(row - w->snapshot->rows));
}

static void write_histograms(struct writer *w, const struct snapshot_row *row)
{
    json_t *object;

    if (!row->response_histogram || !row->service_histogram) /* nobody counted */
        return;
    object = json_value_object();
    json_value_put(object, "request", place(w, row));
    put_times(w, object, "response", hdr_encode_compressed(w->encoder, row->response_histogram));
    put_times(w, object, "service", hdr_encode_compressed(w->encoder, row->service_histogram));
    put_too_long(object, "response_over_an_hour", histogram_too_long(row->response_histogram));
    put_too_long(object, "service_over_an_hour", histogram_too_long(row->service_histogram));
    json_stream_element(w->stream, object);
}

static void write_block(struct writer *w, const struct snapshot_row *row, const struct snapshot_block *b)
{
    json_t *object = json_value_object();

    json_value_put(object, "request", place(w, row));
    json_value_put(object, "second", json_value_count(b->second));
    json_value_put(object, "seconds", json_value_count(b->seconds));
    json_value_put(object, "requests", json_value_count(b->requests));
    json_value_put(object, "failures", json_value_count(b->failures));
    put_times(w, object, "response", hdr_encode_cells_compressed(w->encoder, b->response));
    put_times(w, object, "service", hdr_encode_cells_compressed(w->encoder, b->service));
    put_too_long(object, "response_over_an_hour", b->response_too_long);
    put_too_long(object, "service_over_an_hour", b->service_too_long);
    json_stream_element(w->stream, object);
}

static void write_blocks(struct writer *w, const struct snapshot_row *row)
{
    for (size_t i = 0; i < row->block_count; i++)
        write_block(w, row, &row->blocks[i]);
}

void json_times_write(struct json_stream *stream, const struct snapshot *s)
{
    struct writer w = {.stream = stream, .snapshot = s, .encoder = hdr_encoder_new()};

    buffer_init(&w.text, 2 * HDR_ENCODED_MAX);
    json_stream_array_begin(stream, "histograms");
    write_histograms(&w, &s->total);
    for (size_t i = 0; i < s->row_count; i++)
        write_histograms(&w, &s->rows[i]);
    json_stream_array_end(stream);
    json_stream_array_begin(stream, "blocks");
    write_blocks(&w, &s->total);
    for (size_t i = 0; i < s->row_count; i++)
        write_blocks(&w, &s->rows[i]);
    json_stream_array_end(stream);
    buffer_free(&w.text);
    hdr_encoder_free(w.encoder);
}
