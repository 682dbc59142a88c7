/* SPDX-License-Identifier: MIT */
/* stats/names.c - see stats/names.h */
#include "stats/names.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"
#include "stats/label.h"

struct names {
    struct map *by_key;
    struct stats_entry **list;
    size_t count, capacity;
    bool sorted;
    struct stats_entry *other;
};

#define KEY_SIZE (sizeof(size_t) + 2 * LIMIT_NAME_SIZE)

/* Length of the method, method, name: so that no two pairs have the same key, whatever bytes they hold. */
static struct text key_of(struct text method, struct text name, char out[KEY_SIZE])
{
    memcpy(out, &method.size, sizeof(method.size));
    if (method.size > 0)
        memcpy(out + sizeof(method.size), method.data, method.size);
    if (name.size > 0)
        memcpy(out + sizeof(method.size) + method.size, name.data, name.size);
    return (struct text){out, sizeof(method.size) + method.size + name.size};
}

struct names *names_new(void)
{
    struct names *n = MEM_NEW(struct names);

    n->by_key = map_new();
    return n;
}

void names_free(struct names *n)
{
    if (!n)
        return;
    for (size_t i = 0; i < n->count; i++)
        entry_free(n->list[i]);
    mem_free(n->list);
    map_free(n->by_key);
    mem_free(n);
}

static struct stats_entry *add(struct names *n, struct text key, struct text method, struct text name)
{
    struct stats_entry *e = entry_new(method, name);

    if (n->count == n->capacity) {
        n->capacity = MAX(2 * n->capacity, (size_t)16);
        n->list = mem_resize(n->list, n->capacity, sizeof(struct stats_entry *));
    }
    n->list[n->count++] = e;
    e->number = (uint32_t)n->count;
    n->sorted = false;
    map_put(n->by_key, key, e);
    return e;
}

/* A scenario may have a name of its own that reads "(other)"; then both are one. */
static struct stats_entry *other_entry(struct names *n)
{
    char buffer[KEY_SIZE];
    struct text key = key_of(TEXT(""), TEXT("(other)"), buffer);

    if (!n->other)
        n->other = map_get(n->by_key, key);
    if (!n->other)
        n->other = add(n, key, TEXT(""), TEXT("(other)"));
    return n->other;
}

struct stats_entry *names_find_or_add(struct names *n, struct text method, struct text name)
{
    char buffer[KEY_SIZE];

    method = label_cut(method, LIMIT_NAME_SIZE);
    name = label_cut(name, LIMIT_NAME_SIZE);

    struct text key = key_of(method, name, buffer);
    struct stats_entry *e = map_get(n->by_key, key);

    if (e)
        return e;
    return n->count < LIMIT_NAMES ? add(n, key, method, name) : other_entry(n);
}

struct stats_entry *names_other(const struct names *n)
{
    return n->other;
}

static int compare_entries(const void *a, const void *b)
{
    const struct stats_entry *const *left = a, *const *right = b;
    int order = label_compare((*left)->name, (*right)->name);

    return order != 0 ? order : label_compare((*left)->method, (*right)->method);
}

struct stats_entry *const *names_sorted(struct names *n, size_t *count)
{
    if (!n->sorted && n->count > 0)
        qsort(n->list, n->count, sizeof(struct stats_entry *), compare_entries);
    n->sorted = true;
    *count = n->count;
    return n->list;
}
