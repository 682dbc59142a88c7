/* SPDX-License-Identifier: MIT */
/* base/buffer.h - bytes that grow, up to a maximum that has to be named
 *
 * `bytes` handed in must not lie in the buffer itself. After the first append that would exceed the maximum the buffer is
 * `overflowed`: it keeps what fitted whole, ignores later appends, and the owner asks once at the end. Always terminated by a
 * zero beyond `size`, so `data` serves as a C string.
 *
 * The struct is owned by whoever initialised it and is released with buffer_free.
 */
#ifndef CICADA_BASE_BUFFER_H
#define CICADA_BASE_BUFFER_H

#include <stdarg.h>

#include "base/text.h"

struct buffer {
    char *data; /* NULL until the first append */
    size_t size;
    size_t capacity;
    size_t maximum;
    bool overflowed;
};

void buffer_init(struct buffer *b, size_t maximum);
void buffer_free(struct buffer *b); /* leaves it empty and usable, with the same maximum */
void buffer_clear(struct buffer *b);

void buffer_append(struct buffer *b, const void *bytes, size_t size);
void buffer_text(struct buffer *b, struct text t);
void buffer_string(struct buffer *b, const char *zero_terminated);
void buffer_byte(struct buffer *b, char byte);
void buffer_printf(struct buffer *b, const char *format, ...) PRINTF_LIKE(2, 3);
void buffer_vprintf(struct buffer *b, const char *format, va_list arguments);

/* Room for at least `size` more bytes at the end, to be written directly and then declared with buffer_commit; NULL (and
 * overflowed) beyond the maximum. */
char *buffer_reserve(struct buffer *b, size_t size);
void buffer_commit(struct buffer *b, size_t size);

/* Removes `size` bytes from the front. */
void buffer_drop(struct buffer *b, size_t size);

struct text buffer_view(const struct buffer *b);
const char *buffer_cstring(const struct buffer *b); /* "" when empty, never NULL */

#endif
