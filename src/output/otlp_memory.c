/* SPDX-License-Identifier: MIT */
/* output/otlp_memory.c - see otlp_memory.h */
#include "output/otlp_memory.h"

#include "base/map.h"
#include "base/mem.h"

struct told { /* of one series */
    uint64_t counts[OTLP_MEMORY_COUNTS];
    struct histogram *histogram; /* NULL: it has none */
};

struct otlp_memory {
    struct map *series;           /* name to struct told */
    struct histogram *difference; /* handed out last */
};

struct otlp_memory *otlp_memory_new(void)
{
    struct otlp_memory *m = MEM_NEW(struct otlp_memory);

    m->series = map_new();
    return m;
}

void otlp_memory_clear(struct otlp_memory *m)
{
    void *value;

    for (size_t at = 0; map_next(m->series, &at, NULL, &value);) {
        struct told *told = value;

        histogram_free(told->histogram);
        mem_free(told);
    }
    map_free(m->series);
    m->series = map_new();
}

void otlp_memory_free(struct otlp_memory *m)
{
    if (!m)
        return;
    otlp_memory_clear(m);
    map_free(m->series);
    histogram_free(m->difference);
    mem_free(m);
}

static struct told *told_of(struct otlp_memory *m, struct text series)
{
    struct told *told = map_get(m->series, series);

    if (!told) {
        told = MEM_NEW(struct told);
        map_put(m->series, series, told);
    }
    return told;
}

void otlp_memory_counts(struct otlp_memory *m, struct text series, uint64_t *sums, size_t count)
{
    struct told *told = told_of(m, series);

    assert(count <= OTLP_MEMORY_COUNTS);
    for (size_t i = 0; i < count; i++) {
        uint64_t before = told->counts[i];

        told->counts[i] = sums[i];
        sums[i] -= MIN(before, sums[i]);
    }
}

const struct histogram *otlp_memory_histogram(struct otlp_memory *m, struct text series, const struct histogram *sum)
{
    struct told *told = told_of(m, series);

    histogram_free(m->difference);
    m->difference = histogram_copy(sum);
    if (!told->histogram)
        told->histogram = histogram_new();
    histogram_subtract(m->difference, told->histogram);
    histogram_merge(told->histogram, m->difference);
    return m->difference;
}
