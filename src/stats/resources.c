/* SPDX-License-Identifier: MIT */
/* stats/resources.c - see resources.h */
#include "stats/resources.h"

#include "base/limits.h"
#include "base/mem.h"
#include "stats/rank.h"
#include "stats/slope.h"

#define SETTLING_SHARE 4   /* a part of each steady stretch, of so many, is not looked at for slopes */
#define SETTLING_MAX   15  /* seconds of it at most */
#define STUDY_SHARE    100 /* percentiles and slopes follow when the run has become longer by one part of so many */

static const struct {
    const char *id;
    enum resource_unit unit;
    bool grows;
} measures[] = {
#define RESOURCE_ROW(symbol, identifier, unit, grows) {identifier, RESOURCE_UNIT_##unit, grows},
    RESOURCE_LIST(RESOURCE_ROW)
#undef RESOURCE_ROW
};

const char *resource_id(enum resource_measure m)
{
    return measures[m].id;
}

enum resource_unit resource_unit(enum resource_measure m)
{
    return measures[m].unit;
}

bool resource_grows(enum resource_measure m)
{
    return measures[m].grows;
}

struct sum {
    uint32_t count;
    double weight, weighted, max, last;
};

struct course {
    struct resource_point *points; /* room for LIMIT_RESOURCE_POINTS, which the system gives as it is used */
    size_t count;
    uint32_t second, width; /* of the next point; seconds of a full one */
    uint32_t measured_from; /* the second of the last reset */
    uint32_t study_from;    /* the second from which percentiles and slopes are made anew */
    struct sum sums[RESOURCE_MEASURES];
    struct snapshot_resource shown;
};

struct resources {
    size_t count;
    struct course *courses;
    struct snapshot_resource *view;
    double *seconds, *values; /* for one slope or percentile at a time */
    uint32_t *stretches;
};

static void begin(struct course *c)
{
    struct resource_component component = c->shown.component;

    c->count = 0;
    c->second = c->measured_from = c->study_from = 0;
    c->width = 1;
    memset(c->sums, 0, sizeof c->sums);
    c->shown = (struct snapshot_resource){.component = component, .memory_limit = NAN, .connections_limit = NAN};
    memcpy(c->shown.latest, resource_reading_nothing().value, sizeof c->shown.latest);
}

struct resources *resources_new(const struct resource_component *components, size_t count)
{
    struct resources *r = MEM_NEW(struct resources);

    r->count = count;
    r->courses = mem_zalloc(count * sizeof r->courses[0]);
    r->view = mem_zalloc(count * sizeof r->view[0]);
    r->seconds = mem_zalloc(LIMIT_RESOURCE_POINTS * sizeof(double));
    r->values = mem_zalloc(LIMIT_RESOURCE_POINTS * sizeof(double));
    r->stretches = mem_zalloc(LIMIT_RESOURCE_POINTS * sizeof(uint32_t));
    for (size_t i = 0; i < count; i++) {
        r->courses[i].points = mem_zalloc(LIMIT_RESOURCE_POINTS * sizeof(struct resource_point));
        r->courses[i].shown.component = components[i];
        begin(&r->courses[i]);
    }
    return r;
}

void resources_free(struct resources *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->count; i++)
        mem_free(r->courses[i].points);
    mem_free(r->courses);
    mem_free(r->view);
    mem_free(r->seconds);
    mem_free(r->values);
    mem_free(r->stretches);
    mem_free(r);
}

void resources_clear(struct resources *r)
{
    for (size_t i = 0; i < r->count; i++)
        begin(&r->courses[i]);
}

void resources_reset(struct resources *r)
{
    for (size_t i = 0; i < r->count; i++) {
        struct course *c = &r->courses[i];

        memset(c->sums, 0, sizeof c->sums);
        c->measured_from = c->study_from = c->second;
        c->shown.seconds = c->shown.missing = c->shown.restarts = 0;
    }
}

/* ---- points ---- */

static void merge(struct resource_point *to, const struct resource_point *from)
{
    float all = (float)(to->seconds + from->seconds);

    for (size_t m = 0; m < RESOURCE_MEASURES; m++) {
        if (isnan(to->value[m]))
            to->value[m] = from->value[m];
        else if (!isnan(from->value[m]))
            to->value[m] += (from->value[m] - to->value[m]) * ((float)from->seconds / all);
    }
    to->seconds += from->seconds;
    to->steady = to->steady && from->steady;
}

static void merge_in_pairs(struct course *c)
{
    size_t count = 0;

    for (size_t i = 0; i < c->count; i += 2) {
        c->points[count] = c->points[i];
        if (i + 1 < c->count)
            merge(&c->points[count], &c->points[i + 1]);
        count++;
    }
    c->count = count;
    c->width *= 2;
}

static void add_point(struct course *c, const struct resource_reading *reading, bool steady)
{
    struct resource_point point = {.second = c->second++, .seconds = 1, .steady = steady};

    for (size_t m = 0; m < RESOURCE_MEASURES; m++)
        point.value[m] = (float)reading->value[m];
    if (c->count == LIMIT_RESOURCE_POINTS && c->points[c->count - 1].seconds == c->width)
        merge_in_pairs(c);
    if (c->count > 0 && c->points[c->count - 1].seconds < c->width)
        merge(&c->points[c->count - 1], &point);
    else
        c->points[c->count++] = point;
}

/* ---- sums ---- */

static double weight_of(enum resource_measure m, const struct resource_reading *reading)
{
    double lookups = reading->value[RESOURCE_LOOKUPS];

    return m == RESOURCE_HIT_RATE && !isnan(lookups) ? lookups : 1;
}

static void add_sums(struct course *c, const struct resource_reading *reading)
{
    for (size_t m = 0; m < RESOURCE_MEASURES; m++) {
        struct sum *sum = &c->sums[m];
        double value = reading->value[m], weight = weight_of((enum resource_measure)m, reading);

        if (isnan(value))
            continue;
        sum->max = sum->count > 0 ? fmax(sum->max, value) : value;
        sum->last = value;
        sum->count++;
        sum->weight += weight;
        sum->weighted += weight * value;
    }
}

void resources_add(struct resources *r, size_t component, const struct resource_reading *reading, bool steady)
{
    struct course *c = &r->courses[component];

    add_point(c, reading, steady);
    add_sums(c, reading);
    memcpy(c->shown.latest, reading->value, sizeof c->shown.latest);
    c->shown.seconds++;
    c->shown.missing += resource_reading_is_empty(reading);
    c->shown.restarts += reading->restarted;
    if (!isnan(reading->memory_limit))
        c->shown.memory_limit = reading->memory_limit;
    if (!isnan(reading->connections_limit))
        c->shown.connections_limit = reading->connections_limit;
}

/* ---- summaries ---- */

/* The known values since the reset, in r->values; how many there are. */
static size_t gather(struct resources *r, const struct course *c, enum resource_measure m)
{
    size_t count = 0;

    for (size_t i = 0; i < c->count; i++)
        if (c->points[i].second >= c->measured_from && !isnan(c->points[i].value[m]))
            r->values[count++] = (double)c->points[i].value[m];
    return count;
}

/* The second from which the stretch of steady points from `from` to before `to` is looked at. */
static uint32_t settled(const struct course *c, size_t from, size_t to)
{
    uint32_t begin = c->points[from].second, end = c->points[to - 1].second + c->points[to - 1].seconds;

    return MAX(begin + MIN((end - begin) / SETTLING_SHARE, (uint32_t)SETTLING_MAX), c->measured_from);
}

/* The known values of a slope, with their times and the numbers of their stretches; how many there are. */
static size_t gather_steady(struct resources *r, const struct course *c, enum resource_measure m)
{
    size_t count = 0;
    uint32_t stretch = 0;

    for (size_t from = 0, to; from < c->count; from = to) {
        for (to = from + 1; c->points[from].steady && to < c->count && c->points[to].steady; to++)
            ;
        if (!c->points[from].steady)
            continue;
        stretch++;
        for (size_t i = from; i < to; i++) {
            const struct resource_point *p = &c->points[i];

            if (p->second < settled(c, from, to) || isnan(p->value[m]))
                continue;
            r->seconds[count] = (double)p->second + (double)p->seconds / 2;
            r->stretches[count] = stretch;
            r->values[count++] = (double)p->value[m];
        }
    }
    return count;
}

/* The value that stands at `place` when all are in order (Hoare, "Algorithm 65: Find", 1961); reorders the values. */
static double select_value(double *values, size_t count, size_t place)
{
    size_t low = 0, high = count - 1;

    while (low < high) {
        double pivot = values[low + (high - low) / 2];
        size_t i = low, k = high;

        for (;;) {
            while (values[i] < pivot)
                i++;
            while (values[k] > pivot)
                k--;
            if (i >= k)
                break;
            double other = values[i];
            values[i++] = values[k];
            values[k--] = other;
        }
        /* Those up to k are not above the pivot, those behind it not below. */
        if (values[k] > pivot)
            k--;
        if (place <= k)
            high = k;
        else
            low = k + 1;
    }
    return values[place];
}

static double percentile_95(struct resources *r, const struct course *c, enum resource_measure m)
{
    size_t count = gather(r, c, m);

    if (count == 0)
        return c->sums[m].max; /* all of it is in a point that began before the reset */
    return select_value(r->values, count, rank_of_share(0.95, count) - 1);
}

/* What takes a look at every point. */
static void study(struct resources *r, const struct course *c, enum resource_measure m, struct resource_summary *s)
{
    struct slope slope;

    s->p95 = percentile_95(r, c, m);
    if (!resource_grows(m))
        return;
    slope = slope_of(r->seconds, r->values, r->stretches, gather_steady(r, c, m));
    s->has_slope = slope.known;
    s->slope = slope.per_second;
    s->slope_low = slope.low;
    s->slope_high = slope.high;
}

static void summarise(struct resources *r, struct course *c, bool study_points)
{
    for (size_t m = 0; m < RESOURCE_MEASURES; m++) {
        const struct sum *sum = &c->sums[m];
        struct resource_summary *s = &c->shown.summary[m];

        if (sum->count == 0) {
            *s = (struct resource_summary){0};
            continue;
        }
        s->mean = sum->weight > 0 ? sum->weighted / sum->weight : sum->last;
        s->max = sum->max;
        s->last = sum->last;
        if (study_points || s->count == 0)
            study(r, c, (enum resource_measure)m, s);
        s->count = sum->count;
    }
}

const struct snapshot_resource *resources_view(struct resources *r, bool complete, size_t *count)
{
    for (size_t i = 0; i < r->count; i++) {
        struct course *c = &r->courses[i];
        bool study_points = complete || c->second >= c->study_from;

        if (study_points)
            c->study_from = c->second + 1 + c->second / STUDY_SHARE;
        summarise(r, c, study_points);
        c->shown.points = c->points;
        c->shown.point_count = c->count;
        r->view[i] = c->shown;
    }
    *count = r->count;
    return r->view;
}
