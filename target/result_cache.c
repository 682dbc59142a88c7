/* SPDX-License-Identifier: MIT */
/* result_cache.c - see result_cache.h. A ring of the kept jobs says which was stored first; a map finds their text. */
#include "result_cache.h"

#include <stdio.h>

#include "base/map.h"
#include "base/mem.h"
#include "maxima.h"

struct result_cache {
    struct map *texts; /* job number as text -> char * */
    int64_t ring[LIMIT_CACHED_RESULTS];
    size_t stored; /* in all; the place in the ring is its remainder */
};

static struct text key_of(int64_t job, char room[24])
{
    snprintf(room, 24, "%" PRId64, job);
    return text_from(room);
}

struct result_cache *result_cache_new(void)
{
    struct result_cache *cache = MEM_NEW(struct result_cache);

    cache->texts = map_new();
    return cache;
}

void result_cache_free(struct result_cache *cache)
{
    void *text;

    if (!cache)
        return;
    for (size_t at = 0; map_next(cache->texts, &at, NULL, &text);)
        mem_free(text);
    map_free(cache->texts);
    mem_free(cache);
}

const char *result_cache_get(const struct result_cache *cache, int64_t job)
{
    char room[24];

    return map_get(cache->texts, key_of(job, room));
}

void result_cache_put(struct result_cache *cache, int64_t job, const char *text)
{
    int64_t *place = &cache->ring[cache->stored % LIMIT_CACHED_RESULTS];
    char room[24];

    if (map_get(cache->texts, key_of(job, room)))
        return; /* a finished result does not change */
    if (cache->stored++ >= LIMIT_CACHED_RESULTS)
        mem_free(map_remove(cache->texts, key_of(*place, room)));
    *place = job;
    (void)map_put(cache->texts, key_of(job, room), mem_strdup(text));
}
