/* SPDX-License-Identifier: MIT */
/* http/gzip.c - see gzip.h */
#include "http/gzip.h"

#include <zlib.h>

#include "base/mem.h"

#define LEVEL  4         /* the last of zlib's quick ones */
#define WINDOW (15 + 16) /* deflateInit2: the largest window, with a gzip header */
#define MEMORY 8         /* zlib's default */

struct buffer gzip(struct text t)
{
    z_stream z = {.next_in = (Bytef *)(uintptr_t)t.data, .avail_in = (uInt)t.size};
    struct buffer packed;
    size_t room;
    int result;

    if (deflateInit2(&z, LEVEL, Z_DEFLATED, WINDOW, MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
        mem_exhausted(t.size);
    room = deflateBound(&z, t.size);
    buffer_init(&packed, room);
    z.next_out = (Bytef *)buffer_reserve(&packed, room);
    z.avail_out = (uInt)room;
    result = deflate(&z, Z_FINISH);
    assert(result == Z_STREAM_END); /* deflateBound says how much room is enough */
    (void)result;
    buffer_commit(&packed, room - z.avail_out);
    deflateEnd(&z);
    return packed;
}
