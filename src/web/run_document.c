/* SPDX-License-Identifier: MIT */
/* web/run_document.c - see run_document.h */
#include "web/run_document.h"

#include "base/buffer_stream.h"
#include "output/json_course.h"
#include "output/json_distribution.h"
#include "output/json_document.h"
#include "web/locust_documents.h"

static void write_more(void *context, struct json_stream *stream)
{
    const struct run_document *d = context;
    struct json_writer *w;

    locust_tasks_write(json_stream_begin_value(stream, "tasks"), NULL, d->classes,
                       d->snapshot ? d->snapshot->progress.target_users : 0);
    json_stream_end_value(stream);
    w = json_stream_begin_value(stream, "logs");
    json_write_array(w, NULL);
    for (size_t i = 0; i < d->line_count; i++)
        json_write_text(w, NULL, d->lines[i]);
    json_write_array_end(w);
    json_stream_end_value(stream);
}

void run_document_write(const struct run_document *d, struct buffer *out)
{
    static const struct snapshot nothing = {.total = {.name = {"Aggregated", 10}}};
    struct run_document copy = *d;
    struct json_document_parts parts = {.detail = d->complete ? JSON_ROW_FULL : JSON_ROW_COUNTED,
                                        .times = d->complete,
                                        .points_max = RUN_DOCUMENT_POINTS,
                                        .live = &copy.live,
                                        .more = write_more,
                                        .context = &copy};
    FILE *stream = buffer_stream(out);

    json_document_write_parts(d->snapshot ? d->snapshot : &nothing, d->info, d->exit_code, &parts, stream);
    fclose(stream); /* what it could not hold, the buffer tells */
}

const struct snapshot_row *run_document_row(const struct snapshot *s, struct text method, struct text name)
{
    if (method.size == 0 && name.size == 0)
        return &s->total;
    for (size_t i = 0; i < s->row_count; i++)
        if (text_equal(s->rows[i].name, name) && text_equal(s->rows[i].method, method))
            return &s->rows[i];
    return NULL;
}

const struct snapshot_row *run_document_keep(const struct snapshot_row *row, struct arena *arena)
{
    struct snapshot_row *kept = arena_alloc(arena, sizeof *kept);
    struct snapshot_block *blocks = arena_alloc(arena, row->block_count * sizeof *blocks);

    for (size_t i = 0; i < row->block_count; i++) {
        blocks[i] = row->blocks[i];
        blocks[i].response.data = arena_copy(arena, row->blocks[i].response);
        blocks[i].service = (struct text){0};
    }
    *kept = (struct snapshot_row){.number = row->number, .blocks = blocks, .block_count = row->block_count};
    return kept;
}

void run_document_course(const struct snapshot_row *row, uint32_t quantiles, struct buffer *out)
{
    struct json_writer w = json_writer_on(out);

    json_course(&w, NULL, row, JSON_COURSE_POINTS, quantiles, true);
}

void run_document_distribution(const struct snapshot_row *row, struct buffer *out)
{
    struct json_writer w = json_writer_on(out);

    json_distribution(&w, NULL, row);
}
