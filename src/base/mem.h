/* SPDX-License-Identifier: MIT */
/* base/mem.h - memory from the heap; running out of it ends the process through one handler
 *
 * No function here returns NULL, so callers carry no branches for it. The handler prints one line and exits with code 70;
 * tests replace it, and can make the n-th allocation fail.
 *
 * Not here: memory that dies together (base/arena.h), growing bytes with a maximum (base/buffer.h).
 */
#ifndef CICADA_BASE_MEM_H
#define CICADA_BASE_MEM_H

#include "base/base.h"

#define MEM_EXIT_CODE 70

/* Uninitialised and zeroed memory; size 0 gives a unique pointer. Free with mem_free. */
void *mem_alloc(size_t size) __attribute__((malloc, returns_nonnull));
void *mem_zalloc(size_t size) __attribute__((malloc, returns_nonnull));
/* count * size with the overflow checked (an overflow counts as out of memory). */
void *mem_resize(void *old, size_t count, size_t size) __attribute__((returns_nonnull));
char *mem_strdup(const char *text) __attribute__((malloc, returns_nonnull));
char *mem_strndup(const char *text, size_t size) __attribute__((malloc, returns_nonnull));
char *mem_printf(const char *format, ...) PRINTF_LIKE(1, 2) __attribute__((malloc, returns_nonnull));
void mem_free(void *memory); /* NULL is fine */

#define MEM_NEW(type) ((type *)mem_zalloc(sizeof(type)))

/* Called with the size that could not be had; must not return. NULL restores the default. */
typedef void mem_handler(size_t wanted);
void mem_set_handler(mem_handler *handler);

/* Reports that `wanted` bytes could not be had, for those who get memory elsewhere (mmap). Does not return. */
void mem_exhausted(size_t wanted) NO_RETURN;

/* Makes the n-th allocation from now fail, once; 0 switches that off. For tests. */
void mem_fail_after(uint64_t n);

#endif
