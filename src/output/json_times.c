/* SPDX-License-Identifier: MIT */
/* output/json_times.c - see json_times.h */
#include "output/json_times.h"

#include "base/base64.h"
#include "output/json_value.h"
#include "stats/hdr_encoding.h"

struct writer {
    struct json_stream *stream;
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

/* The place of a row in "requests"; null for the total. */
static json_t *place(const struct snapshot_row *row, const struct snapshot_row *rows)
{
    return rows ? json_value_count((uint64_t)(row - rows)) : json_value_string(NULL);
}

/* `stage`: its number; 0: of the whole run. `rows`: the first of the list that the row is in; NULL: it is the total. */
static void write_histograms(struct writer *w, uint32_t stage, const struct snapshot_row *row, const struct snapshot_row *rows)
{
    json_t *object;

    if (!row->response_histogram || !row->service_histogram) /* nobody counted */
        return;
    object = json_value_object();
    if (stage > 0)
        json_value_put(object, "stage", json_value_count(stage));
    json_value_put(object, "request", place(row, rows));
    put_times(w, object, "response", hdr_encode_compressed(w->encoder, row->response_histogram));
    put_times(w, object, "service", hdr_encode_compressed(w->encoder, row->service_histogram));
    put_too_long(object, "response_over_an_hour", histogram_too_long(row->response_histogram));
    put_too_long(object, "service_over_an_hour", histogram_too_long(row->service_histogram));
    json_stream_element(w->stream, object);
}

static void write_block(struct writer *w, const struct snapshot_block *b, json_t *of)
{
    json_t *object = json_value_object();

    json_value_put(object, "request", of);
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

static void write_blocks(struct writer *w, const struct snapshot_row *row, const struct snapshot_row *rows)
{
    for (size_t i = 0; i < row->block_count; i++)
        write_block(w, &row->blocks[i], place(row, rows));
}

static void write_all_histograms(struct writer *w, const struct snapshot *s)
{
    if (s->total.requests > 0 && !s->total.response_histogram) /* read from a file that lacks them */
        return;
    json_stream_array_begin(w->stream, "histograms");
    write_histograms(w, 0, &s->total, NULL);
    for (size_t i = 0; i < s->row_count; i++)
        write_histograms(w, 0, &s->rows[i], s->rows);
    json_stream_array_end(w->stream);
    json_stream_array_begin(w->stream, "stage_histograms");
    for (size_t i = 0; i < s->stage_count; i++) {
        const struct snapshot_stage *stage = &s->stages[i];

        write_histograms(w, stage->number, &stage->total, NULL);
        for (size_t n = 0; n < stage->row_count; n++)
            write_histograms(w, stage->number, &stage->rows[n], stage->rows);
    }
    json_stream_array_end(w->stream);
}

void json_times_write(struct json_stream *stream, const struct snapshot *s)
{
    struct writer w = {.stream = stream, .encoder = hdr_encoder_new()};

    buffer_init(&w.text, 2 * HDR_ENCODED_MAX);
    write_all_histograms(&w, s);
    json_stream_array_begin(stream, "blocks");
    write_blocks(&w, &s->total, NULL);
    for (size_t i = 0; i < s->row_count; i++)
        write_blocks(&w, &s->rows[i], s->rows);
    json_stream_array_end(stream);
    buffer_free(&w.text);
    hdr_encoder_free(w.encoder);
}
