/* SPDX-License-Identifier: MIT */
/* base/map.c - a dense array of entries in order of insertion, and a table of places in it; see map.h
 *
 * The table is a power of two, at most half full, probed linearly. Removal moves later places of a run back, so the table
 * holds no tombstones; the entry array does (value NULL), and is packed when half of it is dead.
 */
#include "base/map.h"

#include "base/mem.h"

#define FIRST_PLACES 16
#define MAX_PLACES   ((size_t)1 << 31)

struct entry {
    char *key; /* owned; ends in a zero */
    size_t key_size;
    uint64_t hash;
    void *value; /* NULL: removed */
};

struct map {
    struct entry *entries;
    size_t used;      /* entries written, dead ones included; at most half of the places */
    size_t alive;     /* entries that count */
    uint32_t *places; /* index into entries + 1; 0 when free */
    size_t mask;      /* number of places - 1 */
};

/* Gives the map an empty table of `places`, and entries for half of them. */
static void allocate(struct map *m, size_t places)
{
    uint32_t *old = m->places;

    if (places > MAX_PLACES)
        mem_exhausted(places * sizeof *m->places);
    m->places = mem_zalloc(places * sizeof *m->places);
    mem_free(old);
    m->mask = places - 1;
    m->entries = mem_resize(m->entries, places / 2, sizeof *m->entries);
}

struct map *map_new(void)
{
    struct map *m = MEM_NEW(struct map);

    allocate(m, FIRST_PLACES);
    return m;
}

void map_free(struct map *m)
{
    if (!m)
        return;
    for (size_t i = 0; i < m->used; i++)
        mem_free(m->entries[i].key);
    mem_free(m->entries);
    mem_free(m->places);
    mem_free(m);
}

static struct text key_of(const struct entry *e)
{
    return (struct text){e->key, e->key_size};
}

/* The place of the key, or the free place where it would go. */
static size_t find(const struct map *m, struct text key, uint64_t hash)
{
    size_t place = hash & m->mask;

    while (m->places[place]) {
        const struct entry *e = &m->entries[m->places[place] - 1];

        if (e->hash == hash && text_equal(key_of(e), key))
            break;
        place = (place + 1) & m->mask;
    }
    return place;
}

/* Drops the dead entries and makes the table larger when more than half of the entries are alive. */
static void rebuild(struct map *m)
{
    size_t places = m->mask + 1;
    size_t kept = 0;

    for (size_t i = 0; i < m->used; i++) {
        if (m->entries[i].value)
            m->entries[kept++] = m->entries[i];
    }
    m->used = kept;
    allocate(m, kept > places / 4 ? places * 2 : places);
    for (size_t i = 0; i < kept; i++) {
        size_t place = m->entries[i].hash & m->mask;

        while (m->places[place])
            place = (place + 1) & m->mask;
        m->places[place] = (uint32_t)i + 1;
    }
}

void *map_get(const struct map *m, struct text key)
{
    uint32_t number = m->places[find(m, key, text_hash(key))];

    return number ? m->entries[number - 1].value : NULL;
}

static char *copy_key(struct text key)
{
    char *copy = mem_alloc(key.size + 1);

    if (key.size > 0)
        memcpy(copy, key.data, key.size);
    copy[key.size] = '\0';
    return copy;
}

void *map_put(struct map *m, struct text key, void *value)
{
    uint64_t hash = text_hash(key);
    size_t place = find(m, key, hash);

    assert(value);
    if (m->places[place]) {
        struct entry *e = &m->entries[m->places[place] - 1];
        void *before = e->value;

        e->value = value;
        return before;
    }
    if (m->used == (m->mask + 1) / 2) {
        rebuild(m);
        place = find(m, key, hash);
    }
    m->entries[m->used++] = (struct entry){copy_key(key), key.size, hash, value};
    m->places[place] = (uint32_t)m->used;
    m->alive++;
    return NULL;
}

/* Frees a place and moves back those behind it that stand there only because it was taken. */
static void close_gap(struct map *m, size_t gap)
{
    for (size_t place = (gap + 1) & m->mask; m->places[place]; place = (place + 1) & m->mask) {
        size_t home = m->entries[m->places[place] - 1].hash & m->mask;

        if (((place - home) & m->mask) >= ((place - gap) & m->mask)) {
            m->places[gap] = m->places[place];
            gap = place;
        }
    }
    m->places[gap] = 0;
}

void *map_remove(struct map *m, struct text key)
{
    size_t place = find(m, key, text_hash(key));
    struct entry *e;
    void *value;

    if (!m->places[place])
        return NULL;
    e = &m->entries[m->places[place] - 1];
    value = e->value;
    mem_free(e->key);
    close_gap(m, place);
    *e = (struct entry){0};
    m->alive--;
    return value;
}

size_t map_size(const struct map *m)
{
    return m->alive;
}

bool map_next(const struct map *m, size_t *at, struct text *key, void **value)
{
    while (*at < m->used) {
        const struct entry *e = &m->entries[(*at)++];

        if (!e->value)
            continue;
        if (key)
            *key = key_of(e);
        if (value)
            *value = e->value;
        return true;
    }
    return false;
}
