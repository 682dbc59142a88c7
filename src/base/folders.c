/* SPDX-License-Identifier: MIT */
/* base/folders.c - see folders.h */
#include "base/folders.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"

enum error folders_make_above(const char *path, mode_t mode)
{
    char *copy = mem_strdup(path);
    enum error e = OK;

    for (char *slash = strchr(copy + (*copy == '/'), '/'); slash && e == OK; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(copy, mode) != 0 && errno != EEXIST)
            e = ERROR_IO;
        *slash = '/';
    }
    mem_free(copy);
    return e;
}
