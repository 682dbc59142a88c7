/* SPDX-License-Identifier: MIT */
/* base/buffer_stream.c - see buffer_stream.h; by glibc's streams of one's own (fopencookie(3)) */
#include "base/buffer_stream.h"

#include <errno.h>

#include "base/mem.h"

static ssize_t write_bytes(void *cookie, const char *bytes, size_t size)
{
    struct buffer *b = cookie;

    buffer_append(b, bytes, size);
    if (!b->overflowed)
        return (ssize_t)size;
    errno = ENOSPC;
    return 0;
}

FILE *buffer_stream(struct buffer *b)
{
    FILE *stream = fopencookie(b, "w", (cookie_io_functions_t){.write = write_bytes});

    if (!stream)
        mem_exhausted(sizeof *b); /* it has no other reason to fail */
    return stream;
}
