/* SPDX-License-Identifier: MIT */
/* tree.h - a /proc and a /sys/fs/cgroup of one's own, below a directory that is removed again */
#ifndef CICADA_TESTS_MONITOR_TREE_H
#define CICADA_TESTS_MONITOR_TREE_H

#include "support.h"

#include <sys/stat.h>

#include "monitor/source.h"

struct tree {
    char root[PATH_MAX];
};

static inline void tree_begin(struct tree *t)
{
    test_directory(t->root);
}

static inline void tree_end(struct tree *t)
{
    test_remove_directory(t->root);
}

/* Writes a file and the directories above it; the path is below the root. */
static inline void tree_put(const struct tree *t, const char *path, const char *format, ...) PRINTF_LIKE(3, 4);
static inline void tree_put(const struct tree *t, const char *path, const char *format, ...)
{
    char whole[PATH_MAX], content[4096];
    va_list arguments;
    FILE *file;

    va_start(arguments, format);
    vsnprintf(content, sizeof content, format, arguments);
    va_end(arguments);
    if (snprintf(whole, sizeof whole, "%s/%s", t->root, path) >= (int)sizeof whole)
        fail_msg("%s is too long", path);
    for (char *slash = whole + strlen(t->root) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        mkdir(whole, 0777);
        *slash = '/';
    }
    file = fopen(whole, "we");
    if (!file || fwrite(content, 1, strlen(content), file) != strlen(content) || fclose(file) != 0)
        fail_msg("cannot write %s", whole);
}

static inline void tree_remove(const struct tree *t, const char *path)
{
    char whole[PATH_MAX];

    if (snprintf(whole, sizeof whole, "%s/%s", t->root, path) >= (int)sizeof whole)
        fail_msg("%s is too long", path);
    test_remove_directory(whole);
}

/* A process of 100 pages that has 3 open files. `start` in ticks since the machine started. */
static inline void tree_process(const struct tree *t, unsigned pid, const char *name, unsigned parent, unsigned long ticks,
                                unsigned long start, unsigned long written)
{
    char path[128];

    snprintf(path, sizeof path, "proc/%u/stat", pid);
    tree_put(t, path, "%u (%s) S %u 1 1 0 -1 4194560 9 0 0 0 %lu 0 0 0 20 0 2 0 %lu 1000000 100 0\n", pid, name, parent, ticks,
             start);
    snprintf(path, sizeof path, "proc/%u/statm", pid);
    tree_put(t, path, "1000 100 50 1 0 90 0\n");
    snprintf(path, sizeof path, "proc/%u/io", pid);
    tree_put(t, path, "rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: 4096\nwrite_bytes: %lu\n", written);
    for (int fd = 0; fd < 3; fd++) {
        snprintf(path, sizeof path, "proc/%u/fd/%d", pid, fd);
        tree_put(t, path, "%s", "");
    }
}

/* Looks, and wants the result. */
static inline struct usage tree_look(struct source *s, enum error wanted)
{
    struct usage usage = usage_nothing();
    enum error e;

    s->problem[0] = '\0';
    e = s->ops->look(s, &usage);
    if (e != wanted)
        fail_msg("got %s (%s), wanted %s", error_id(e), s->problem, error_id(wanted));
    return usage;
}

#endif
