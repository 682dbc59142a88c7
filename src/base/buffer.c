/* SPDX-License-Identifier: MIT */
/* base/buffer.c - bytes that grow up to their maximum; see buffer.h */
#include "base/buffer.h"

#include <stdio.h>

#include "base/mem.h"

#define FIRST_CAPACITY 64

void buffer_init(struct buffer *b, size_t maximum)
{
    assert(maximum < SIZE_MAX); /* one byte more holds the terminating zero */
    *b = (struct buffer){.maximum = maximum};
}

void buffer_free(struct buffer *b)
{
    mem_free(b->data);
    buffer_init(b, b->maximum);
}

void buffer_clear(struct buffer *b)
{
    b->size = 0;
    b->overflowed = false;
    if (b->data)
        b->data[0] = '\0';
}

/* Makes the capacity at least size + more + 1, doubling, or marks the overflow and returns false. */
static bool make_room(struct buffer *b, size_t more)
{
    size_t doubled;

    if (b->overflowed || more > b->maximum - b->size) {
        b->overflowed = true;
        return false;
    }
    if (b->size + more < b->capacity)
        return true;
    doubled = b->capacity > b->maximum / 2 ? b->maximum + 1 : b->capacity * 2;
    b->capacity = MAX(b->size + more + 1, MIN(MAX(doubled, (size_t)FIRST_CAPACITY), b->maximum + 1));
    b->data = mem_resize(b->data, b->capacity, 1);
    b->data[b->size] = '\0';
    return true;
}

void buffer_append(struct buffer *b, const void *bytes, size_t size)
{
    if (size == 0 || !make_room(b, size))
        return;
    memcpy(b->data + b->size, bytes, size);
    buffer_commit(b, size);
}

void buffer_text(struct buffer *b, struct text t)
{
    buffer_append(b, t.data, t.size);
}

void buffer_string(struct buffer *b, const char *zero_terminated)
{
    buffer_append(b, zero_terminated, strlen(zero_terminated));
}

void buffer_byte(struct buffer *b, char byte)
{
    buffer_append(b, &byte, 1);
}

void buffer_vprintf(struct buffer *b, const char *format, va_list arguments)
{
    va_list again;
    size_t room = b->capacity - b->size;
    int size;

    va_copy(again, arguments);
    size = vsnprintf(b->data ? b->data + b->size : NULL, room, format, arguments);
    if (size < 0 || !make_room(b, (size_t)size)) {
        b->overflowed = true;
        if (b->data)
            b->data[b->size] = '\0'; /* the first try may have left its beginning here */
    } else {
        if ((size_t)size >= room)
            vsnprintf(b->data + b->size, (size_t)size + 1, format, again);
        buffer_commit(b, (size_t)size);
    }
    va_end(again);
}

void buffer_printf(struct buffer *b, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    buffer_vprintf(b, format, arguments);
    va_end(arguments);
}

char *buffer_reserve(struct buffer *b, size_t size)
{
    return make_room(b, size) ? b->data + b->size : NULL;
}

void buffer_commit(struct buffer *b, size_t size)
{
    assert(b->data && size < b->capacity - b->size);
    b->size += size;
    b->data[b->size] = '\0';
}

void buffer_drop(struct buffer *b, size_t size)
{
    assert(size <= b->size);
    if (size == 0)
        return;
    b->size -= size;
    memmove(b->data, b->data + size, b->size + 1);
}

struct text buffer_view(const struct buffer *b)
{
    return (struct text){buffer_cstring(b), b->size};
}

const char *buffer_cstring(const struct buffer *b)
{
    return b->data ? b->data : "";
}
