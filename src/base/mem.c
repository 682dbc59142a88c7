/* SPDX-License-Identifier: MIT */
/* base/mem.c - the heap behind one handler; see mem.h */
#include "base/mem.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FORMAT_SIZE 256 /* texts below this size are formatted once */

static void say_and_exit(size_t wanted) NO_RETURN;

static mem_handler *handler = say_and_exit;
static uint64_t until_failure; /* allocations until one is made to fail; 0 = none is */

static void say_and_exit(size_t wanted)
{
    char line[96];
    int size = snprintf(line, sizeof line, "cicada: out of memory (%zu bytes wanted)\n", wanted);

    /* _exit: what atexit would call may want memory too. A line that cannot be written has nobody left to hear of it. */
    if (size > 0 && write(STDERR_FILENO, line, (size_t)size) < 0)
        _exit(MEM_EXIT_CODE);
    _exit(MEM_EXIT_CODE);
}

void mem_set_handler(mem_handler *new_handler)
{
    handler = new_handler ? new_handler : say_and_exit;
}

void mem_exhausted(size_t wanted)
{
    handler(wanted);
    abort();
}

void mem_fail_after(uint64_t n)
{
    until_failure = n;
}

static bool must_fail(void)
{
    return UNLIKELY(until_failure > 0) && --until_failure == 0;
}

void *mem_alloc(size_t size)
{
    void *memory = must_fail() ? NULL : malloc(MAX(size, (size_t)1));

    if (UNLIKELY(!memory))
        mem_exhausted(size);
    return memory;
}

void *mem_zalloc(size_t size)
{
    void *memory = must_fail() ? NULL : calloc(1, MAX(size, (size_t)1));

    if (UNLIKELY(!memory))
        mem_exhausted(size);
    return memory;
}

void *mem_resize(void *old, size_t count, size_t size)
{
    size_t wanted;
    void *memory;

    if (__builtin_mul_overflow(count, size, &wanted))
        mem_exhausted(SIZE_MAX);
    memory = must_fail() ? NULL : realloc(old, MAX(wanted, (size_t)1));
    if (UNLIKELY(!memory))
        mem_exhausted(wanted);
    return memory;
}

char *mem_strdup(const char *text)
{
    size_t size = strlen(text) + 1;

    return memcpy(mem_alloc(size), text, size);
}

char *mem_strndup(const char *text, size_t size)
{
    size_t kept = strnlen(text, size);
    char *copy = mem_alloc(kept + 1);

    memcpy(copy, text, kept);
    copy[kept] = '\0';
    return copy;
}

char *mem_printf(const char *format, ...)
{
    char small[FORMAT_SIZE];
    va_list arguments;
    char *text;
    int size;

    va_start(arguments, format);
    size = vsnprintf(small, sizeof small, format, arguments);
    va_end(arguments);
    if (size < 0) /* longer than INT_MAX */
        mem_exhausted((size_t)INT_MAX + 1);

    text = mem_alloc((size_t)size + 1);
    if ((size_t)size < sizeof small) {
        memcpy(text, small, (size_t)size + 1);
    } else {
        va_start(arguments, format);
        vsnprintf(text, (size_t)size + 1, format, arguments);
        va_end(arguments);
    }
    return text;
}

void mem_free(void *memory)
{
    free(memory);
}
