/* SPDX-License-Identifier: MIT */
/* stats/series.c - see stats/series.h
 *
 * A reader may hold the points of the last view while seconds go on. So the array that was shown is never freed or reordered
 * before the next view: who needs a larger or a merged one makes a new array and keeps the shown one as `retired`.
 */
#include "stats/series.h"

#include "base/limits.h"
#include "base/mem.h"

#define FIRST_CAPACITY 64

struct series {
    struct series_point *points;
    size_t count, capacity;
    struct series_point *shown, *retired; /* the array of the last view; the same once it is replaced */
    uint32_t second;                      /* of the next one to be added */
    uint32_t width;                       /* seconds of a full point */
    uint32_t unlabelled;                  /* seconds that wait for series_label */
    enum error named[SERIES_ERRORS_NAMED];
    uint64_t failed[ERROR_COUNT]; /* of all seconds, by class */
};

struct series *series_new(void)
{
    struct series *s = MEM_NEW(struct series);

    s->width = 1;
    return s;
}

void series_free(struct series *s)
{
    if (!s)
        return;
    mem_free(s->retired);
    mem_free(s->points);
    mem_free(s);
}

/* Makes `points` the array in use. */
static void replace_points(struct series *s, struct series_point *points, size_t capacity)
{
    if (s->points && s->points == s->shown)
        s->retired = s->points;
    else
        mem_free(s->points);
    s->points = points;
    s->capacity = capacity;
}

void series_clear(struct series *s)
{
    replace_points(s, NULL, 0);
    *s = (struct series){.shown = s->shown, .retired = s->retired, .width = 1};
}

size_t series_error_place(enum error classes[SERIES_ERRORS_NAMED], const char *id)
{
    for (size_t i = 0; i < SERIES_ERRORS_NAMED; i++) {
        for (enum error e = OK + 1; classes[i] == OK && e < ERROR_COUNT; e++)
            if (strcmp(error_id(e), id) == 0)
                classes[i] = e;
        if (classes[i] == OK)
            break;
        if (strcmp(error_id(classes[i]), id) == 0)
            return i;
    }
    return SERIES_ERRORS_OTHER;
}

void series_point_merge(struct series_point *to, const struct series_point *from)
{
    uint64_t requests = to->requests + from->requests;
    double seconds = (double)to->seconds + from->seconds;

    if (requests > 0)
        to->response_mean_ns = to->response_mean_ns * ((double)to->requests / (double)requests) +
                               from->response_mean_ns * ((double)from->requests / (double)requests);
    to->cpu = (float)((to->cpu * to->seconds + from->cpu * from->seconds) / seconds);
    to->seconds += from->seconds;
    to->warmup |= from->warmup;
    to->paused |= from->paused;
    to->requests = requests;
    to->failures += from->failures;
    to->bytes_received += from->bytes_received;
    to->users = MAX(to->users, from->users);
    to->response_50_ns = MAX(to->response_50_ns, from->response_50_ns);
    to->response_95_ns = MAX(to->response_95_ns, from->response_95_ns);
    to->response_99_ns = MAX(to->response_99_ns, from->response_99_ns);
    to->response_max_ns = MAX(to->response_max_ns, from->response_max_ns);
    to->service_50_ns = MAX(to->service_50_ns, from->service_50_ns);
    to->service_95_ns = MAX(to->service_95_ns, from->service_95_ns);
    to->service_99_ns = MAX(to->service_99_ns, from->service_99_ns);
    to->lag_max_ns = MAX(to->lag_max_ns, from->lag_max_ns);
    for (size_t i = 0; i < COUNT(to->errors); i++)
        to->errors[i] += from->errors[i];
}

static void merge_in_pairs(struct series *s)
{
    struct series_point *merged = mem_resize(NULL, s->capacity, sizeof(merged[0]));
    size_t count = 0;

    for (size_t i = 0; i < s->count; i += 2) {
        merged[count] = s->points[i];
        if (i + 1 < s->count)
            series_point_merge(&merged[count], &s->points[i + 1]);
        count++;
    }
    replace_points(s, merged, s->capacity);
    s->count = count;
    s->width *= 2;
}

static void grow(struct series *s)
{
    size_t capacity = MIN(MAX(2 * s->capacity, (size_t)FIRST_CAPACITY), (size_t)LIMIT_SERIES_POINTS);
    struct series_point *points = mem_resize(NULL, capacity, sizeof(points[0]));

    if (s->count > 0)
        memcpy(points, s->points, s->count * sizeof(points[0]));
    replace_points(s, points, capacity);
}

static struct series_point point_of(const struct tally *second)
{
    static const double shares[] = {0.50, 0.95, 0.99};
    uint64_t response[COUNT(shares)], service[COUNT(shares)];

    histogram_quantiles(second->response, shares, COUNT(shares), response);
    histogram_quantiles(second->service, shares, COUNT(shares), service);
    return (struct series_point){
        .seconds = 1,
        .requests = second->counts.requests,
        .failures = second->counts.failures,
        .bytes_received = second->counts.bytes_received,
        .response_50_ns = response[0],
        .response_95_ns = response[1],
        .response_99_ns = response[2],
        .response_max_ns = histogram_max(second->response),
        .service_50_ns = service[0],
        .service_95_ns = service[1],
        .service_99_ns = service[2],
        .response_mean_ns = histogram_mean(second->response),
    };
}

/* ---- failures by class ---- */

static size_t place_of(const struct series *s, enum error class)
{
    for (size_t i = 0; i < SERIES_ERRORS_NAMED; i++)
        if (s->named[i] == class)
            return i;
    return SERIES_ERRORS_OTHER;
}

/* What the points so far have in a place goes to the others. */
static void empty_place(struct series *s, size_t place)
{
    struct series_point *points = mem_resize(NULL, s->capacity, sizeof(points[0]));

    memcpy(points, s->points, s->count * sizeof(points[0]));
    for (size_t i = 0; i < s->count; i++) {
        points[i].errors[SERIES_ERRORS_OTHER] += points[i].errors[place];
        points[i].errors[place] = 0;
    }
    replace_points(s, points, s->capacity);
}

/* The class gets a place that is free, or that of the smallest: once it has so many more that the two will not take turns. */
static void name_class(struct series *s, enum error class)
{
    size_t smallest = 0;

    for (size_t i = 1; i < SERIES_ERRORS_NAMED; i++)
        if (s->failed[s->named[i]] < s->failed[s->named[smallest]])
            smallest = i;
    if (s->failed[class] / 2 < s->failed[s->named[smallest]])
        return;
    if (s->named[smallest] != OK && s->count > 0)
        empty_place(s, smallest);
    s->named[smallest] = class;
}

static void add_errors(struct series *s, const uint64_t *errors, struct series_point *point)
{
    for (enum error e = OK + 1; e < ERROR_COUNT; e++) {
        s->failed[e] += errors[e];
        if (errors[e] > 0 && place_of(s, e) == SERIES_ERRORS_OTHER)
            name_class(s, e);
    }
    /* Once all places are known. */
    for (enum error e = OK + 1; e < ERROR_COUNT; e++)
        if (errors[e] > 0)
            point->errors[place_of(s, e)] += errors[e];
}

const enum error *series_error_classes(const struct series *s)
{
    return s->named;
}

void series_add(struct series *s, const struct tally *second, const uint64_t *errors, bool warmup, bool paused)
{
    struct series_point point = point_of(second);

    if (second->counts.failures > 0)
        add_errors(s, errors, &point);
    point.second = s->second++;
    point.warmup = warmup;
    point.paused = paused;
    s->unlabelled++;
    if (s->count == LIMIT_SERIES_POINTS && s->points[s->count - 1].seconds == s->width)
        merge_in_pairs(s);
    if (s->count > 0 && s->points[s->count - 1].seconds < s->width) {
        series_point_merge(&s->points[s->count - 1], &point);
        return;
    }
    if (s->count == s->capacity)
        grow(s);
    s->points[s->count++] = point;
}

void series_label(struct series *s, uint32_t users, uint64_t lag_max_ns, double cpu)
{
    for (size_t i = s->count; i > 0 && s->unlabelled > 0; i--) {
        struct series_point *p = &s->points[i - 1];
        uint32_t seconds = MIN(s->unlabelled, p->seconds);

        p->users = MAX(p->users, users);
        p->lag_max_ns = MAX(p->lag_max_ns, lag_max_ns);
        p->cpu += (float)(cpu * seconds / p->seconds); /* these seconds counted as 0 so far */
        s->unlabelled -= seconds;
    }
}

const struct series_point *series_view(struct series *s, size_t *count)
{
    mem_free(s->retired);
    s->retired = NULL;
    s->shown = s->points;
    *count = s->count;
    return s->points;
}
