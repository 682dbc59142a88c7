/* SPDX-License-Identifier: MIT */
/* base/arena.h - memory that is released all at once
 *
 * A chain of blocks from which pieces are cut. Nothing is freed singly: arena_reset gives back all, arena_release what came
 * after a mark. Blocks of the standard size go to a pool of the thread, so that thousands of idle users hold none: an
 * arena that was reset owns no memory. Under AddressSanitizer, released memory is poisoned.
 *
 * One owner: who holds the struct arena. Pieces live until reset or release, and are aligned for any type. An arena
 * is for the thread that uses it first, for the pool is without a lock.
 */
#ifndef CICADA_BASE_ARENA_H
#define CICADA_BASE_ARENA_H

#include <stdarg.h>

#include "base/text.h"

struct arena_block;

struct arena {
    struct arena_block *last; /* newest block, linked to the older ones; NULL when empty */
    char *free, *end;         /* what is left of it */
    size_t size;              /* bytes held in blocks, for limits */
};

struct arena_mark {
    struct arena_block *last;
    char *free;
};

#define ARENA_ALIGNMENT   16   /* of every piece: enough for any type */
#define ARENA_BLOCK_SIZE  4096 /* of a block from the pool, with its record; a larger piece has a block of its own */
#define ARENA_ROUND(size) (((size) + ARENA_ALIGNMENT - 1) & ~(size_t)(ARENA_ALIGNMENT - 1))

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif

/* The parts of arena_alloc that are not worth inlining; not for others. */
void *arena_alloc_in_new_block(struct arena *a, size_t size) __attribute__((malloc, returns_nonnull));
#ifdef ARENA_POISONS
void arena_unpoison(void *piece, size_t size);
#else
static inline void arena_unpoison(void *piece, size_t size)
{
}
#endif

/* Uninitialised and zeroed memory. A struct arena of zeroes is an empty arena. */
__attribute__((malloc, returns_nonnull)) static inline void *arena_alloc(struct arena *a, size_t size)
{
    char *piece = a->free;

    /* What is left is a multiple of the alignment, so rounding up cannot exceed it; size 0 wraps and takes the slow way. */
    if (UNLIKELY(size - 1 >= (size_t)(a->end - a->free)))
        return arena_alloc_in_new_block(a, size);
    a->free = piece + ARENA_ROUND(size);
    arena_unpoison(piece, size);
    return piece;
}

void *arena_zalloc(struct arena *a, size_t size) __attribute__((malloc, returns_nonnull));

/* Copies with a terminating zero. */
char *arena_strdup(struct arena *a, const char *text);
char *arena_copy(struct arena *a, struct text t);
char *arena_printf(struct arena *a, const char *format, ...) PRINTF_LIKE(2, 3);
char *arena_vprintf(struct arena *a, const char *format, va_list arguments);

/* Makes a piece that was the last one cut larger in place, or copies it; the old piece then stays as it is. `old` may be NULL
 * with old_size 0. */
void *arena_grow(struct arena *a, void *old, size_t old_size, size_t new_size);

/* Release frees what was cut, and what was grown, since the mark; marks taken after it become void. */
struct arena_mark arena_mark(const struct arena *a);
void arena_release(struct arena *a, struct arena_mark mark);
void arena_reset(struct arena *a);

/* Gives the pooled blocks of this thread back to the system; for the end of a thread that used arenas, and for tests. */
void arena_pool_drain(void);

#endif
