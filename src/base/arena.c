/* SPDX-License-Identifier: MIT */
/* base/arena.c - the blocks behind arenas and the pool of spare ones; see arena.h */
#include "base/arena.h"

#include <limits.h>
#include <stdalign.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/mem.h"

#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#define POISON(from, size)   ASAN_POISON_MEMORY_REGION(from, size)
#define UNPOISON(from, size) ASAN_UNPOISON_MEMORY_REGION(from, size)
#else
#define POISON(from, size)   ((void)(from), (void)(size))
#define UNPOISON(from, size) ((void)(from), (void)(size))
#endif

#define FORMAT_SIZE 256 /* texts below this size are formatted once */

/* Its pieces follow it directly, so its size keeps them aligned. */
struct arena_block {
    alignas(ARENA_ALIGNMENT) struct arena_block *older;
    size_t size; /* with this record */
};

static _Thread_local struct {
    struct arena_block *first; /* last in, first out: the block that is still in the cache */
    size_t count;
} pool;

static char *block_start(struct arena_block *block)
{
    return (char *)(block + 1);
}

static char *block_end(struct arena_block *block)
{
    return (char *)block + block->size;
}

static struct arena_block *take_block(size_t size)
{
    struct arena_block *block = pool.first;

    if (size == ARENA_BLOCK_SIZE && block) {
        pool.first = block->older;
        pool.count--;
    } else {
        block = mem_alloc(size);
        block->size = size;
    }
    POISON(block_start(block), block->size - sizeof *block);
    return block;
}

static void free_block(struct arena_block *block)
{
    UNPOISON(block, block->size);
    mem_free(block);
}

static void give_back(struct arena_block *block)
{
    if (block->size != ARENA_BLOCK_SIZE || pool.count >= LIMIT_ARENA_POOL_BLOCKS) {
        free_block(block);
        return;
    }
    POISON(block_start(block), block->size - sizeof *block);
    block->older = pool.first;
    pool.first = block;
    pool.count++;
}

void *arena_alloc_in_new_block(struct arena *a, size_t size)
{
    struct arena_block *block;
    size_t needed = ARENA_BLOCK_SIZE;

    if (size > SIZE_MAX - sizeof *block - ARENA_ALIGNMENT)
        mem_exhausted(size);
    size = MAX(size, (size_t)1);
    if (size > ARENA_BLOCK_SIZE - sizeof *block)
        needed = sizeof *block + ARENA_ROUND(size);

    /* A large block goes on top of the chain like any other, though the rest of the block below is lost by it: marks rely on the
     * chain being in order of time. */
    block = take_block(needed);
    block->older = a->last;
    a->last = block;
    a->free = block_start(block);
    a->end = block_end(block);
    a->size += needed;
    return arena_alloc(a, size);
}

#ifdef ARENA_POISONS
void arena_unpoison(void *piece, size_t size)
{
    UNPOISON(piece, size);
}
#endif

void *arena_zalloc(struct arena *a, size_t size)
{
    return memset(arena_alloc(a, size), 0, size);
}

char *arena_copy(struct arena *a, struct text t)
{
    char *copy = arena_alloc(a, t.size + 1);

    if (t.size > 0)
        memcpy(copy, t.data, t.size);
    copy[t.size] = '\0';
    return copy;
}

char *arena_strdup(struct arena *a, const char *text)
{
    return arena_copy(a, text_from(text));
}

char *arena_vprintf(struct arena *a, const char *format, va_list arguments)
{
    char small[FORMAT_SIZE];
    va_list again;
    char *text;
    int size;

    va_copy(again, arguments);
    size = vsnprintf(small, sizeof small, format, arguments);
    if (size < 0) /* longer than INT_MAX */
        mem_exhausted((size_t)INT_MAX + 1);
    text = arena_alloc(a, (size_t)size + 1);
    if ((size_t)size < sizeof small)
        memcpy(text, small, (size_t)size + 1);
    else
        vsnprintf(text, (size_t)size + 1, format, again);
    va_end(again);
    return text;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
    va_list arguments;
    char *text;

    va_start(arguments, format);
    text = arena_vprintf(a, format, arguments);
    va_end(arguments);
    return text;
}

void *arena_grow(struct arena *a, void *old, size_t old_size, size_t new_size)
{
    char *piece = old;
    void *copy;

    if (old && new_size <= old_size)
        return old;
    if (old && piece + ARENA_ROUND(MAX(old_size, (size_t)1)) == a->free && new_size <= (size_t)(a->end - piece)) {
        UNPOISON(piece, new_size);
        a->free = piece + ARENA_ROUND(new_size);
        return old;
    }
    copy = arena_alloc(a, new_size);
    if (old)
        memcpy(copy, old, old_size);
    return copy;
}

struct arena_mark arena_mark(const struct arena *a)
{
    return (struct arena_mark){a->last, a->free};
}

void arena_release(struct arena *a, struct arena_mark mark)
{
    while (a->last != mark.last) {
        struct arena_block *block = a->last;

        assert(block); /* else the mark is of another arena, or of before a reset */
        a->last = block->older;
        a->size -= block->size;
        give_back(block);
    }
    a->free = mark.free;
    a->end = a->last ? block_end(a->last) : NULL;
    if (a->last)
        POISON(a->free, (size_t)(a->end - a->free));
}

void arena_reset(struct arena *a)
{
    arena_release(a, (struct arena_mark){NULL, NULL});
}

void arena_pool_drain(void)
{
    while (pool.first) {
        struct arena_block *block = pool.first;

        pool.first = block->older;
        free_block(block);
    }
    pool.count = 0;
}
