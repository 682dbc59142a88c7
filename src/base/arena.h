/* SPDX-License-Identifier: MIT */
/* base/arena.h - memory that is released all at once
 *
 * A chain of blocks from which pieces are cut. Nothing is freed singly: arena_reset gives back all, arena_release what came
 * after a mark. Blocks of the standard size go to a pool shared by the process, so that thousands of idle users hold none:
 * an arena that was reset owns no memory. Under AddressSanitizer, released memory is poisoned.
 *
 * One owner: who holds the struct arena. Pieces live until reset or release, and are aligned for any type.
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

/* A struct arena of zeroes is an empty arena. */
void *arena_alloc(struct arena *a, size_t size) __attribute__((malloc, returns_nonnull));
void *arena_zalloc(struct arena *a, size_t size) __attribute__((malloc, returns_nonnull));

/* Copies with a terminating zero. */
char *arena_strdup(struct arena *a, const char *text);
char *arena_copy(struct arena *a, struct text t);
char *arena_printf(struct arena *a, const char *format, ...) PRINTF_LIKE(2, 3);
char *arena_vprintf(struct arena *a, const char *format, va_list arguments);

/* Makes a piece that was the last one cut larger in place, or copies it. `old` may be NULL with old_size 0. */
void *arena_grow(struct arena *a, void *old, size_t old_size, size_t new_size);

struct arena_mark arena_mark(const struct arena *a);
void arena_release(struct arena *a, struct arena_mark mark);
void arena_reset(struct arena *a);

/* Gives the pooled blocks back to the system; for the end of the process and for tests. */
void arena_pool_drain(void);

#endif
