/* SPDX-License-Identifier: MIT */
/* stats/errors.c - see stats/errors.h */
#include "stats/errors.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"
#include "stats/label.h"

struct group {
    const struct text *method, *name; /* the caller's */
    enum error error;
    int status;
    uint64_t occurrences, first_seen_wall_ns, last_seen_wall_ns;
    size_t text_size;
    char text[];
};

struct errors {
    struct map *by_key;
    struct group **list;
    size_t count, capacity;
    bool sorted;
    struct group *other; /* also in the list; NULL until needed */
};

static const struct text no_method = {"", 0};
static const struct text other_name = {"(other)", 7};

/* Names are told apart by the addresses of their texts, so that the key is short. */
#define KEY_HEAD (2 * sizeof(const struct text *))
#define KEY_SIZE (KEY_HEAD + LIMIT_ERROR_TEXT + LABEL_SLACK)

struct errors *errors_new(void)
{
    struct errors *e = MEM_NEW(struct errors);

    e->by_key = map_new();
    return e;
}

void errors_clear(struct errors *e)
{
    for (size_t i = 0; i < e->count; i++)
        mem_free(e->list[i]);
    mem_free(e->list);
    map_free(e->by_key);
    *e = (struct errors){.by_key = map_new()};
}

void errors_free(struct errors *e)
{
    if (!e)
        return;
    errors_clear(e);
    map_free(e->by_key);
    mem_free(e);
}

static struct group *add(struct errors *e, const struct text *method, const struct text *name, struct text text)
{
    struct group *g = mem_zalloc(sizeof(*g) + text.size);

    g->method = method;
    g->name = name;
    g->text_size = text.size;
    memcpy(g->text, text.data, text.size);
    if (e->count == e->capacity) {
        e->capacity = MAX(2 * e->capacity, (size_t)16);
        e->list = mem_resize(e->list, e->capacity, sizeof(struct group *));
    }
    e->list[e->count++] = g;
    e->sorted = false;
    return g;
}

/* The sample's own words, else those of its class. */
static struct text text_of(const struct sample *sample, char buffer[64])
{
    if (sample->error_text.size > 0)
        return sample->error_text;
    if (sample->error != ERROR_HTTP_STATUS)
        return text_from(error_text(sample->error));
    snprintf(buffer, 64, "%s %d", error_text(sample->error), sample->status);
    return text_from(buffer);
}

static struct group *find_or_add(struct errors *e, const struct text *method, const struct text *name, struct text text)
{
    char buffer[KEY_SIZE];
    struct text shown = label_stable(text, buffer + KEY_HEAD, LIMIT_ERROR_TEXT);
    struct text key = {buffer, KEY_HEAD + shown.size};
    struct group *g;

    memcpy(buffer, &method, sizeof(method));
    memcpy(buffer + sizeof(method), &name, sizeof(name));
    g = map_get(e->by_key, key);
    if (g)
        return g;
    if (e->count < LIMIT_ERRORS) {
        g = add(e, method, name, shown);
        map_put(e->by_key, key, g);
        return g;
    }
    if (!e->other)
        e->other = add(e, &no_method, &other_name, TEXT("(other errors)"));
    return e->other;
}

void errors_add(struct errors *e, const struct text *method, const struct text *name, const struct sample *sample,
                uint64_t wall_ns)
{
    char buffer[64];
    struct group *g = find_or_add(e, method, name, text_of(sample, buffer));

    if (g->occurrences == 0) {
        g->error = sample->error;
        g->status = sample->error == ERROR_HTTP_STATUS ? sample->status : 0;
        g->first_seen_wall_ns = wall_ns;
    }
    g->occurrences++;
    g->last_seen_wall_ns = MAX(g->last_seen_wall_ns, wall_ns);
}

static int compare_groups(const void *a, const void *b)
{
    const struct group *const *left = a, *const *right = b;
    int order = label_compare(*(*left)->name, *(*right)->name);

    if (order == 0)
        order = label_compare(*(*left)->method, *(*right)->method);
    if (order == 0)
        order = label_compare((struct text){(*left)->text, (*left)->text_size},
                              (struct text){(*right)->text, (*right)->text_size});
    return order;
}

const struct snapshot_error *errors_list(struct errors *e, struct arena *arena, size_t *count)
{
    struct snapshot_error *shown = arena_alloc(arena, e->count * sizeof(*shown));

    if (!e->sorted && e->count > 0)
        qsort(e->list, e->count, sizeof(struct group *), compare_groups);
    e->sorted = true;
    for (size_t i = 0; i < e->count; i++) {
        const struct group *g = e->list[i];
        shown[i] = (struct snapshot_error){
            .method = *g->method,
            .name = *g->name,
            .text = {arena_copy(arena, (struct text){g->text, g->text_size}), g->text_size},
            .error = g->error,
            .status = g->status,
            .occurrences = g->occurrences,
            .first_seen_wall_ns = g->first_seen_wall_ns,
            .last_seen_wall_ns = g->last_seen_wall_ns,
        };
    }
    *count = e->count;
    return shown;
}

uint64_t errors_beyond_limit(const struct errors *e)
{
    return e->other ? e->other->occurrences : 0;
}
