/* SPDX-License-Identifier: MIT */
/* stats/exceptions.c - see stats/exceptions.h */
#include "stats/exceptions.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"
#include "stats/label.h"

#define NODE      "local" /* Locust's word for a process that has no workers */
#define SEPARATOR '\0'    /* between message and traceback in the key: neither need be free of anything else */

struct group {
    uint64_t count;
    size_t message_size, traceback_size;
    char texts[]; /* the message, then the traceback */
};

struct exceptions {
    struct map *by_key;
    struct group *list[LIMIT_EXCEPTIONS + 1]; /* the last one is for all others */
    size_t count;
};

struct exceptions *exceptions_new(void)
{
    struct exceptions *e = MEM_NEW(struct exceptions);

    e->by_key = map_new();
    return e;
}

static void forget(struct exceptions *e)
{
    for (size_t i = 0; i < e->count; i++)
        mem_free(e->list[i]);
    map_free(e->by_key);
}

void exceptions_clear(struct exceptions *e)
{
    forget(e);
    *e = (struct exceptions){.by_key = map_new()};
}

void exceptions_free(struct exceptions *e)
{
    if (!e)
        return;
    forget(e);
    mem_free(e);
}

static struct group *add(struct exceptions *e, struct text message, struct text traceback)
{
    struct group *g = mem_zalloc(sizeof *g + message.size + traceback.size);

    g->message_size = message.size;
    g->traceback_size = traceback.size;
    memcpy(g->texts, message.data, message.size);
    memcpy(g->texts + message.size, traceback.data, traceback.size);
    e->list[e->count++] = g;
    return g;
}

static struct group *find_or_add(struct exceptions *e, struct text message, struct text traceback)
{
    struct group *g = NULL;
    struct buffer key;

    buffer_init(&key, LIMIT_ERROR_TEXT + LABEL_SLACK + LIMIT_TRACEBACK + 1);
    buffer_text(&key, message);
    buffer_byte(&key, SEPARATOR);
    buffer_text(&key, traceback);
    g = map_get(e->by_key, buffer_view(&key));
    if (!g && e->count < LIMIT_EXCEPTIONS) {
        g = add(e, message, traceback);
        map_put(e->by_key, buffer_view(&key), g);
    }
    buffer_free(&key);
    if (g)
        return g;
    return e->count > LIMIT_EXCEPTIONS ? e->list[LIMIT_EXCEPTIONS] : add(e, TEXT("(other exceptions)"), TEXT(""));
}

bool exceptions_add(struct exceptions *e, struct text message, struct text traceback)
{
    char shown[LIMIT_ERROR_TEXT + LABEL_SLACK];
    struct text stable = label_stable(message, shown, LIMIT_ERROR_TEXT);

    return ++find_or_add(e, stable, label_cut(traceback, LIMIT_TRACEBACK))->count == 1;
}

const struct snapshot_exception *exceptions_list(const struct exceptions *e, struct arena *arena, size_t *count)
{
    struct snapshot_exception *list = arena_alloc(arena, e->count * sizeof *list);

    for (size_t i = 0; i < e->count; i++) {
        const struct group *g = e->list[i];
        struct text message = {g->texts, g->message_size}, traceback = {g->texts + g->message_size, g->traceback_size};

        list[i] = (struct snapshot_exception){.message = {arena_copy(arena, message), message.size},
                                              .traceback = {arena_copy(arena, traceback), traceback.size},
                                              .count = g->count,
                                              .nodes = TEXT(NODE)};
    }
    *count = e->count;
    return list;
}
