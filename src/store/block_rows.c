/* SPDX-License-Identifier: MIT */
/* store/block_rows.c - see block_rows.h */
#include "store/block_rows.h"

#include "base/limits.h"
#include "base/mem.h"
#include "stats/cells.h"
#include "store/run_columns.h"

enum { BLOB_RESPONSE, BLOB_SERVICE }; /* behind the record */

struct blocks_written {
    size_t count;
    uint32_t last_second, last_seconds; /* of the last one, which may grow, */
    uint64_t last_requests;             /* and how many it had */
    uint32_t width;                     /* seconds of the first one */
};

void block_rows_init(struct block_rows *r, struct store *store)
{
    *r = (struct block_rows){0};
    buffer_init(&r->response, HDR_ENCODED_MAX);
    r->encoder = hdr_encoder_new();
    r->insert = columns_prepare_insert(store, &block_columns);
    r->clear = database_prepare(store, "DELETE FROM blocks WHERE run = $1 AND number = $2");
}

void block_rows_free(struct block_rows *r)
{
    statement_finish(r->insert);
    statement_finish(r->clear);
    hdr_encoder_free(r->encoder);
    buffer_free(&r->response);
    mem_free(r->written);
}

void block_rows_forget(struct block_rows *r)
{
    mem_free(r->written);
    r->written = NULL;
    r->capacity = 0;
}

static struct blocks_written *written_of(struct block_rows *r, uint32_t number)
{
    if (number >= r->capacity) {
        size_t capacity = MAX(2 * r->capacity, (size_t)number + 1);

        r->written = mem_resize(r->written, capacity, sizeof r->written[0]);
        for (size_t i = r->capacity; i < capacity; i++)
            r->written[i] = (struct blocks_written){.count = SIZE_MAX}; /* not known: there may be some */
        r->capacity = capacity;
    }
    return &r->written[number];
}

/* What was written is the beginning of what there is. */
static bool continues(const struct blocks_written *w, const struct snapshot_row *row)
{
    if (w->count == 0)
        return true;
    return w->count <= row->block_count && row->blocks[w->count - 1].second == w->last_second &&
           (w->count == 1 || row->blocks[0].seconds == w->width);
}

static bool has_grown(const struct blocks_written *w, const struct snapshot_block *last)
{
    return last->requests != w->last_requests || last->seconds != w->last_seconds;
}

static enum error write_one(struct block_rows *r, int64_t run, uint32_t number, const struct snapshot_block *b)
{
    struct stored_block record = {number, *b};
    struct text service;
    int at;

    statement_bind_number(r->insert, 1, run);
    at = columns_bind(r->insert, 2, &block_columns, &record);
    buffer_clear(&r->response); /* both are needed at once, and the encoder keeps one */
    buffer_text(&r->response, hdr_encode_cells(r->encoder, b->response));
    service = hdr_encode_cells(r->encoder, b->service);
    statement_bind_bytes(r->insert, at + BLOB_RESPONSE, buffer_view(&r->response));
    statement_bind_bytes(r->insert, at + BLOB_SERVICE, service);
    return statement_run(r->insert);
}

static enum error clear(struct block_rows *r, int64_t run, uint32_t number)
{
    statement_bind_number(r->clear, 1, run);
    statement_bind_number(r->clear, 2, number);
    return statement_run(r->clear);
}

enum error block_rows_write(struct block_rows *r, int64_t run, const struct snapshot_row *row)
{
    struct blocks_written *w = written_of(r, row->number);
    size_t from = 0;
    enum error e = OK;

    if (continues(w, row))
        from = w->count > 0 && has_grown(w, &row->blocks[w->count - 1]) ? w->count - 1 : w->count;
    else
        e = clear(r, run, row->number);
    for (size_t i = from; i < row->block_count && e == OK; i++)
        e = write_one(r, run, row->number, &row->blocks[i]);
    w->count = row->block_count;
    if (row->block_count > 0) {
        w->last_second = row->blocks[row->block_count - 1].second;
        w->last_seconds = row->blocks[row->block_count - 1].seconds;
        w->last_requests = row->blocks[row->block_count - 1].requests;
        w->width = row->blocks[0].seconds;
    }
    return e;
}

/* ---- the way back ---- */

struct reading {
    struct snapshot_row **rows; /* by number */
    size_t count;
    struct arena *arena;
    struct buffer cells;
};

static bool read_cells(struct reading *r, struct statement *select, int at, struct text *out, uint64_t *values,
                       const char **problem)
{
    struct text bytes = statement_text(select, at);

    buffer_clear(&r->cells);
    if (hdr_decode_cells(bytes, &r->cells, values, problem) != OK)
        return false;
    *out = (struct text){arena_copy(r->arena, buffer_view(&r->cells)), r->cells.size};
    return true;
}

/* Those of a name stand together and in order. A block whose name is missing, as after a crash, is left out. */
static bool read_block(struct reading *r, struct statement *select, const char **problem)
{
    struct stored_block record;
    int at = columns_read(select, &block_columns, &record, r->arena);
    struct snapshot_row *row = record.number < r->count ? r->rows[record.number] : NULL;
    struct snapshot_block *b = &record.block, *list;
    uint64_t response, service;

    if (!row)
        return true;
    if (!read_cells(r, select, at + BLOB_RESPONSE, &b->response, &response, problem) ||
        !read_cells(r, select, at + BLOB_SERVICE, &b->service, &service, problem))
        return false;
    *problem = "a block of time that cannot be";
    if (b->seconds == 0 || b->seconds > INT32_MAX || b->second > INT32_MAX || b->failures > b->requests ||
        b->response_too_long > b->requests || response != b->requests - b->response_too_long)
        return false;
    if (row->block_count > 0 && b->second < row->blocks[row->block_count - 1].second + row->blocks[row->block_count - 1].seconds)
        return false;
    list = (struct snapshot_block *)(uintptr_t)row->blocks; /* ours, shown as constant */
    if ((row->block_count & (row->block_count - 1)) == 0)   /* full: its room doubles */
        list = arena_grow(r->arena, list, row->block_count * sizeof *list, MAX(2 * row->block_count, (size_t)1) * sizeof *list);
    list[row->block_count++] = *b;
    row->blocks = list;
    return true;
}

/* Names by their numbers, which of older runs are all 0. */
static void index_rows(struct reading *r, struct snapshot *s)
{
    struct snapshot_row *rows = (struct snapshot_row *)(uintptr_t)s->rows; /* the same */

    r->count = LIMIT_NAMES + 2;
    r->rows = mem_zalloc(r->count * sizeof r->rows[0]);
    for (size_t i = 0; i < s->row_count; i++)
        if (rows[i].number < r->count)
            r->rows[rows[i].number] = &rows[i];
    r->rows[0] = &s->total;
}

enum error block_rows_read(struct store *s, int64_t run, struct snapshot *snapshot, struct arena *arena, const char **problem)
{
    struct reading r = {.arena = arena};
    struct statement *select = columns_prepare_select(s, &block_columns, "number, second", LIMIT_BLOCKS_READ);
    bool fine = true;
    enum step step = STEP_DONE;

    if (!select)
        return database_failure(s);
    index_rows(&r, snapshot);
    buffer_init(&r.cells, HDR_ENCODED_MAX);
    statement_bind_number(select, 1, run);
    while (fine && (step = statement_step(select)) == STEP_ROW)
        fine = read_block(&r, select, problem);
    statement_finish(select);
    buffer_free(&r.cells);
    mem_free(r.rows);
    if (!fine)
        return ERROR_SYNTAX;
    *problem = NULL;
    return step == STEP_DONE ? OK : database_failure(s);
}
