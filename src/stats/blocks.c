/* SPDX-License-Identifier: MIT */
/* stats/blocks.c - see stats/blocks.h
 *
 * Blocks lie on a grid: with a width of w seconds, second s belongs to the block that begins at s - s % w. The grid of a width is
 * part of the grid of half of it, so joining neighbours never has to cut one.
 */
#include "stats/blocks.h"

#include "base/limits.h"
#include "base/mem.h"
#include "stats/cells.h"

void blocks_frame_init(struct blocks_frame *f)
{
    *f = (struct blocks_frame){.width = 1};
    buffer_init(&f->scratch, LIMIT_BLOCKS_SIZE);
}

void blocks_frame_free(struct blocks_frame *f)
{
    buffer_free(&f->scratch);
    cell_list_free(&f->spare);
}

static size_t size_of(const struct snapshot_block *b)
{
    return sizeof *b + b->response.size + b->service.size;
}

/* The cells of both times are one piece of memory. */
static void free_cells(const struct snapshot_block *b)
{
    mem_free((void *)(uintptr_t)b->response.data);
}

/* Takes over what stands in the scratch buffer: first the cells of the response times, `response_size` bytes, then those of the
 * service times. */
static void keep_cells(struct snapshot_block *b, const struct buffer *scratch, size_t response_size)
{
    char *bytes = mem_alloc(MAX(scratch->size, (size_t)1));

    assert(!scratch->overflowed);
    if (scratch->size > 0)
        memcpy(bytes, scratch->data, scratch->size);
    b->response = (struct text){bytes, response_size};
    b->service = (struct text){bytes + response_size, scratch->size - response_size};
}

/* Adds `from`, which comes right after, and frees it. */
static void join(struct snapshot_block *to, const struct snapshot_block *from, struct blocks_frame *f)
{
    struct snapshot_block former = *to;
    size_t response_size;

    buffer_clear(&f->scratch);
    cells_merge(&f->scratch, to->response, from->response);
    response_size = f->scratch.size;
    cells_merge(&f->scratch, to->service, from->service);
    to->requests += from->requests;
    to->failures += from->failures;
    to->response_too_long += from->response_too_long;
    to->service_too_long += from->service_too_long;
    keep_cells(to, &f->scratch, response_size);
    f->size += size_of(to) - size_of(&former) - size_of(from);
    free_cells(&former);
    free_cells(from);
}

static void append(struct blocks *b, const struct snapshot_block *block)
{
    if (b->count == b->capacity) {
        b->capacity = MAX(2 * b->capacity, (size_t)1);
        b->at = mem_resize(b->at, b->capacity, sizeof b->at[0]);
    }
    b->at[b->count++] = *block;
}

static uint32_t grid(uint32_t second, uint32_t width)
{
    return second - second % width;
}

/* Nothing is left in it afterwards. */
static struct snapshot_block take_running(struct blocks *b, struct blocks_frame *f)
{
    struct snapshot_block block = {.second = grid(f->second, b->width),
                                   .seconds = b->width,
                                   .requests = b->running.requests,
                                   .failures = b->running.failures,
                                   .response_too_long = b->running.response.too_long,
                                   .service_too_long = b->running.service.too_long};
    size_t response_size;

    buffer_clear(&f->scratch);
    cell_list_pack(&b->running.response.cells, &f->scratch, &f->spare);
    response_size = f->scratch.size;
    cell_list_pack(&b->running.service.cells, &f->scratch, &f->spare);
    keep_cells(&block, &f->scratch, response_size);
    b->running.requests = b->running.failures = 0;
    b->running.response.too_long = b->running.service.too_long = 0;
    return block;
}

void blocks_close(struct blocks *b, struct blocks_frame *f)
{
    struct snapshot_block block;

    if (b->running.requests == 0)
        return;
    if (b->count == 0)
        b->width = f->width;
    block = take_running(b, f);
    f->size += size_of(&block);
    if (b->count > 0 && b->at[b->count - 1].second == block.second)
        join(&b->at[b->count - 1], &block, f);
    else
        append(b, &block);
}

/* A second of very many requests is packed before it is over. */
void blocks_add(struct blocks *b, struct blocks_frame *f, uint64_t requests, uint64_t failures)
{
    if (MAX(b->running.response.cells.count, b->running.service.cells.count) > CELL_LIST_MAX - BLOCKS_AT_ONCE)
        blocks_close(b, f);
    b->running.requests += requests;
    b->running.failures += failures;
}

void blocks_add_times(struct blocks_times *t, const uint16_t *cells, size_t count, uint64_t too_long)
{
    cell_list_add(&t->cells, cells, count);
    t->too_long += too_long;
}

bool blocks_should_widen(struct blocks_frame *f, size_t total_count)
{
    if (total_count <= LIMIT_BLOCKS && f->size <= LIMIT_BLOCKS_SIZE)
        return false;
    f->width *= 2;
    return true;
}

static void join_to_width(struct blocks *b, uint32_t width, struct blocks_frame *f)
{
    size_t kept = 0;

    for (size_t i = 0; i < b->count; i++) {
        struct snapshot_block *block = &b->at[i];

        block->second = grid(block->second, width);
        block->seconds = width;
        if (kept > 0 && b->at[kept - 1].second == block->second)
            join(&b->at[kept - 1], block, f);
        else
            b->at[kept++] = *block;
    }
    b->count = kept;
    b->width = width;
}

void blocks_widen(struct blocks *b, struct blocks_frame *f)
{
    if (b->width < f->width)
        join_to_width(b, f->width, f);
}

void blocks_restart(struct blocks *b, struct blocks_frame *f)
{
    for (size_t i = 0; i < b->count; i++)
        b->at[i].second = 0;
    join_to_width(b, 1, f);
}

/* Only the last one can reach beyond what is over. */
const struct snapshot_block *blocks_view(struct blocks *b, const struct blocks_frame *f, size_t *count)
{
    if (b->count > 0) {
        struct snapshot_block *last = &b->at[b->count - 1];

        last->seconds = MIN(b->width, MAX(f->second, last->second + 1) - last->second);
    }
    *count = b->count;
    return b->at;
}

void blocks_clear(struct blocks *b, struct blocks_frame *f)
{
    for (size_t i = 0; i < b->count; i++) {
        f->size -= size_of(&b->at[i]);
        free_cells(&b->at[i]);
    }
    mem_free(b->at);
    cell_list_free(&b->running.response.cells);
    cell_list_free(&b->running.service.cells);
    *b = (struct blocks){0};
}
