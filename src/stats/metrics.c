/* SPDX-License-Identifier: MIT */
/* stats/metrics.c - see stats/metrics.h */
#include "stats/metrics.h"

#include <math.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"
#include "stats/label.h"
#include "stats/sketch.h"

struct metric {
    double sum, last;
    struct sketch sketch;
};

struct metrics {
    struct map *by_name; /* of struct metric, owned */
};

struct metrics *metrics_new(void)
{
    struct metrics *m = MEM_NEW(struct metrics);

    m->by_name = map_new();
    return m;
}

void metrics_clear(struct metrics *m)
{
    void *value;

    for (size_t at = 0; map_next(m->by_name, &at, NULL, &value);) {
        struct metric *metric = value;
        sketch_clear(&metric->sketch);
        mem_free(metric);
    }
    map_free(m->by_name);
    m->by_name = map_new();
}

void metrics_free(struct metrics *m)
{
    if (!m)
        return;
    metrics_clear(m);
    map_free(m->by_name);
    mem_free(m);
}

static struct metric *find_or_add(struct metrics *m, struct text name)
{
    struct metric *metric = map_get(m->by_name, name);

    if (!metric && map_size(m->by_name) >= LIMIT_METRICS) {
        name = TEXT("(other)");
        metric = map_get(m->by_name, name);
    }
    if (!metric) {
        metric = MEM_NEW(struct metric);
        map_put(m->by_name, name, metric);
    }
    return metric;
}

bool metrics_add(struct metrics *m, struct text name, double value)
{
    if (!isfinite(value))
        return false;

    struct metric *metric = find_or_add(m, label_cut(name, LIMIT_NAME_SIZE));

    if (!isfinite(metric->sum + value))
        return false;
    metric->sum += value;
    metric->last = value;
    sketch_record(&metric->sketch, value);
    return true;
}

static int compare_metrics(const void *a, const void *b)
{
    const struct snapshot_metric *left = a, *right = b;

    return label_compare(left->name, right->name);
}

const struct snapshot_metric *metrics_list(const struct metrics *m, struct arena *arena, size_t *count)
{
    struct snapshot_metric *shown = arena_alloc(arena, map_size(m->by_name) * sizeof(*shown));
    struct text name;
    void *value;

    *count = 0;
    for (size_t at = 0; map_next(m->by_name, &at, &name, &value);) {
        const struct metric *metric = value;
        struct snapshot_metric *s = &shown[(*count)++];
        *s = (struct snapshot_metric){
            .name = {arena_copy(arena, name), name.size},
            .count = metric->sketch.count,
            .sum = metric->sum,
            .min = metric->sketch.min,
            .max = metric->sketch.max,
            .last = metric->last,
        };
        sketch_quantiles(&metric->sketch, quantile_shares, QUANTILE_COUNT, s->quantile);
    }
    if (*count > 1)
        qsort(shown, *count, sizeof(shown[0]), compare_metrics);
    return shown;
}
