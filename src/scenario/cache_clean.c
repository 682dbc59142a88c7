/* SPDX-License-Identifier: MIT */
/* scenario/cache_clean.c - see scenario/cache_clean.h */
#include "scenario/cache_clean.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"

struct entry {
    char *name; /* owned */
    struct timespec used;
};

struct entries {
    struct entry *at;
    size_t count;
};

static bool is_ours(struct text name)
{
    return text_ends_with(name, TEXT(".so")) || text_ends_with(name, TEXT(CACHE_DRAFT_END)) ||
           text_starts_with(name, TEXT(CACHE_INCLUDE_BEGIN));
}

static void list(DIR *folder, struct entries *all)
{
    struct dirent *found;
    struct stat status;

    while ((found = readdir(folder))) {
        if (!is_ours(text_from(found->d_name)) || fstatat(dirfd(folder), found->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        all->at = mem_resize(all->at, all->count + 1, sizeof *all->at);
        all->at[all->count++] = (struct entry){.name = mem_strdup(found->d_name), .used = status.st_mtim};
    }
}

static int latest_first(const void *a, const void *b)
{
    const struct timespec *x = &((const struct entry *)a)->used, *y = &((const struct entry *)b)->used;

    if (x->tv_sec != y->tv_sec)
        return x->tv_sec < y->tv_sec ? 1 : -1;
    return (x->tv_nsec < y->tv_nsec) - (x->tv_nsec > y->tv_nsec);
}

/* What cannot be removed stays: another process may just have done it, and the next run tries again. */
static void remove_entry(int folder, const char *name)
{
    int inner;

    if (unlinkat(folder, name, 0) == 0)
        return;
    inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (inner < 0)
        return;
    unlinkat(inner, CACHE_HEADER, 0);
    close(inner);
    unlinkat(folder, name, AT_REMOVEDIR);
}

void cache_clean(const char *path, size_t keep)
{
    struct entries all = {0};
    DIR *folder = opendir(path);

    if (!folder)
        return;
    list(folder, &all);
    if (all.count > keep)
        qsort(all.at, all.count, sizeof *all.at, latest_first);
    for (size_t i = 0; i < all.count; i++) {
        if (i >= keep)
            remove_entry(dirfd(folder), all.at[i].name);
        mem_free(all.at[i].name);
    }
    mem_free(all.at);
    closedir(folder);
}
