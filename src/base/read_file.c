/* SPDX-License-Identifier: MIT */
/* base/read_file.c - see read_file.h */
#include "base/read_file.h"

#include <errno.h>
#include <stdio.h>

#include "base/buffer.h"

#define STEP 65536

enum error file_read(const char *path, size_t maximum, struct arena *arena, struct text *out)
{
    FILE *file = fopen(path, "re");
    enum error e = OK;
    struct buffer all;
    int reason;

    if (!file)
        return errno == ENOENT || errno == ENOTDIR ? ERROR_NOT_FOUND : ERROR_IO;
    buffer_init(&all, maximum + STEP);
    while (all.size <= maximum && !feof(file) && !ferror(file))
        buffer_commit(&all, fread(buffer_reserve(&all, STEP), 1, STEP, file));
    reason = errno;
    if (ferror(file))
        e = ERROR_IO;
    else if (all.size > maximum)
        e = ERROR_TOO_LARGE;
    else
        *out = (struct text){arena_copy(arena, buffer_view(&all)), all.size};
    buffer_free(&all);
    fclose(file);
    errno = reason;
    return e;
}
