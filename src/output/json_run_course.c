/* SPDX-License-Identifier: MIT */
/* output/json_run_course.c - the counterpart of output/json_rows.c for errors, exceptions, metrics and seconds, and of
 * output/json_resources.c
 */
#include <math.h>

#include "base/limits.h"
#include "output/json_rows.h"
#include "output/json_run_parts.h"
#include "stats/series.h"

#define SECOND_MAX (UINT32_MAX / 2)

/* ---- errors ---- */

/* Classes of other versions count as an internal error, as those of a store do. */
static enum error class_of(const char *id)
{
    for (enum error e = OK; id && e < ERROR_COUNT; e++)
        if (strcmp(error_id(e), id) == 0)
            return e;
    return ERROR_INTERNAL;
}

static bool read_errors(struct json_reading *r, const json_t *document, struct snapshot *s)
{
    static const struct json_member members[] = {JSON_MUST(snapshot_error, TEXT, "method", method),
                                                 JSON_MUST(snapshot_error, TEXT, "name", name),
                                                 JSON_MUST(snapshot_error, TEXT, "error", text),
                                                 JSON_MAY(snapshot_error, INT, "status", status),
                                                 JSON_MUST(snapshot_error, COUNT, "occurrences", occurrences),
                                                 JSON_MAY(snapshot_error, TIME, "first_seen", first_seen_wall_ns),
                                                 JSON_MAY(snapshot_error, TIME, "last_seen", last_seen_wall_ns)};
    struct json_place p = {NULL, "errors", 0};
    struct snapshot_error *errors;
    json_t *list;

    if (!json_reading_list(r, document, NULL, "errors", false, LIMIT_ERRORS + 1, &list))
        return false;
    errors = arena_zalloc(r->arena, (json_array_size(list) + 1) * sizeof *errors);
    for (; p.index < json_array_size(list); p.index++) {
        const json_t *object = json_array_get(list, p.index);

        if (!json_reading_members(r, object, &p, members, COUNT(members), &errors[p.index]))
            return false;
        errors[p.index].error = class_of(json_string_value(json_object_get(object, "class")));
    }
    s->errors = errors;
    s->error_count = json_array_size(list);
    return true;
}

static bool read_exceptions(struct json_reading *r, const json_t *document, struct snapshot *s)
{
    static const struct json_member members[] = {
        JSON_MUST(snapshot_exception, TEXT, "message", message), JSON_MAY(snapshot_exception, TEXT, "traceback", traceback),
        JSON_MUST(snapshot_exception, COUNT, "count", count), JSON_MAY(snapshot_exception, TEXT, "nodes", nodes)};
    struct json_place p = {NULL, "exceptions", 0};
    struct snapshot_exception *exceptions;
    json_t *list;

    if (!json_reading_list(r, document, NULL, "exceptions", false, LIMIT_EXCEPTIONS + 1, &list))
        return false;
    exceptions = arena_zalloc(r->arena, (json_array_size(list) + 1) * sizeof *exceptions);
    for (; p.index < json_array_size(list); p.index++)
        if (!json_reading_members(r, json_array_get(list, p.index), &p, members, COUNT(members), &exceptions[p.index]))
            return false;
    s->exceptions = exceptions;
    s->exception_count = json_array_size(list);
    return true;
}

/* ---- metrics of the scenario ---- */

static bool read_metric(struct json_reading *r, const json_t *object, const struct json_place *p, struct snapshot_metric *out)
{
    static const struct json_member members[] = {
        JSON_MUST(snapshot_metric, TEXT, "name", name), JSON_MUST(snapshot_metric, COUNT, "count", count),
        JSON_MAY(snapshot_metric, ANY, "sum", sum),     JSON_MAY(snapshot_metric, ANY, "min", min),
        JSON_MAY(snapshot_metric, ANY, "max", max),     JSON_MAY(snapshot_metric, ANY, "last", last)};

    if (!json_reading_members(r, object, p, members, COUNT(members), out))
        return false;
    for (size_t q = 0; q < QUANTILE_100; q++) {
        struct json_member m = {json_quantile_keys[q], MEMBER_ANY, false, 0, sizeof out->quantile[q]};

        if (!json_reading_members(r, object, p, &m, 1, &out->quantile[q]))
            return false;
    }
    out->quantile[QUANTILE_100] = out->max;
    return true;
}

static bool read_metrics(struct json_reading *r, const json_t *document, struct snapshot *s)
{
    struct json_place p = {NULL, "metrics", 0};
    struct snapshot_metric *metrics;
    json_t *list;

    if (!json_reading_list(r, document, NULL, "metrics", false, LIMIT_METRICS + 1, &list))
        return false;
    metrics = arena_zalloc(r->arena, (json_array_size(list) + 1) * sizeof *metrics);
    for (; p.index < json_array_size(list); p.index++)
        if (!read_metric(r, json_array_get(list, p.index), &p, &metrics[p.index]))
            return false;
    s->metrics = metrics;
    s->metric_count = json_array_size(list);
    return true;
}

/* ---- seconds ---- */

/* Seconds of a list follow each other. */
static bool check_second(struct json_reading *r, const struct json_place *p, uint32_t second, uint32_t seconds, uint64_t *end)
{
    if (second < *end || second > SECOND_MAX)
        return json_reading_fail(r, p, "second", "is not behind the one before");
    if (seconds == 0 || seconds > SECOND_MAX)
        return json_reading_fail(r, p, "seconds", "is not a number that can be");
    *end = (uint64_t)second + seconds;
    return true;
}

static bool read_second_errors(struct json_reading *r, const json_t *object, const struct json_place *in,
                               struct series_point *point, struct snapshot *s)
{
    struct json_place p = {in, "errors", JSON_NO_ELEMENT};
    json_t *errors, *value;
    const char *class;

    if (!json_reading_object(r, object, in, "errors", false, &errors))
        return false;
    json_object_foreach(errors, class, value)
    {
        if (!json_is_integer(value) || json_integer_value(value) < 0)
            return json_reading_fail(r, &p, NULL, "are not counts of failures");
        point->errors[series_error_place(s->series_errors, class)] += (uint64_t)json_integer_value(value);
    }
    return true;
}

static bool read_second(struct json_reading *r, const json_t *object, const struct json_place *p, struct series_point *point)
{
    static const struct json_member members[] = {JSON_MUST(series_point, COUNT_32, "second", second),
                                                 JSON_MUST(series_point, COUNT_32, "seconds", seconds),
                                                 JSON_MAY(series_point, COUNT_32, "users", users),
                                                 JSON_MUST(series_point, COUNT, "requests", requests),
                                                 JSON_MUST(series_point, COUNT, "failures", failures),
                                                 JSON_MAY(series_point, COUNT, "bytes_received", bytes_received),
                                                 JSON_MAY(series_point, MEAN, "response_mean_ms", response_mean_ns),
                                                 JSON_MAY(series_point, NANOS, "response_p50_ms", response_50_ns),
                                                 JSON_MAY(series_point, NANOS, "response_p95_ms", response_95_ns),
                                                 JSON_MAY(series_point, NANOS, "response_p99_ms", response_99_ns),
                                                 JSON_MAY(series_point, NANOS, "response_max_ms", response_max_ns),
                                                 JSON_MAY(series_point, NANOS, "service_p50_ms", service_50_ns),
                                                 JSON_MAY(series_point, NANOS, "service_p95_ms", service_95_ns),
                                                 JSON_MAY(series_point, NANOS, "service_p99_ms", service_99_ns),
                                                 JSON_MAY(series_point, NANOS, "lag_max_ms", lag_max_ns),
                                                 JSON_MAY(series_point, TRUTH, "warmup", warmup),
                                                 JSON_MAY(series_point, TRUTH, "paused", paused),
                                                 JSON_MAY(series_point, FLOAT, "cpu", cpu)};

    return json_reading_members(r, object, p, members, COUNT(members), point);
}

static bool read_series(struct json_reading *r, const json_t *document, struct json_run *run)
{
    struct json_place p = {NULL, "series", 0};
    struct snapshot *s = &run->snapshot;
    struct series_point *series;
    uint64_t end = 0;
    json_t *list;

    if (!json_reading_list(r, document, NULL, "series", false, LIMIT_SERIES_POINTS, &list))
        return false;
    run->lacks[JSON_RUN_SERIES] = !list;
    series = arena_zalloc(r->arena, (json_array_size(list) + 1) * sizeof *series);
    for (; p.index < json_array_size(list); p.index++) {
        const json_t *object = json_array_get(list, p.index);
        struct series_point *point = &series[p.index];

        if (!read_second(r, object, &p, point) || !check_second(r, &p, point->second, point->seconds, &end) ||
            !read_second_errors(r, object, &p, point, s))
            return false;
    }
    s->series = series;
    s->series_count = json_array_size(list);
    return true;
}

bool json_run_read_course(struct json_reading *r, const json_t *document, struct json_run *run)
{
    return read_errors(r, document, &run->snapshot) && read_exceptions(r, document, &run->snapshot) &&
           read_metrics(r, document, &run->snapshot) && read_series(r, document, run);
}

/* ---- resources ---- */

static bool read_slope(struct json_reading *r, const json_t *object, const struct json_place *in, struct resource_summary *out)
{
    static const struct json_member members[] = {JSON_MUST(resource_summary, SIGNED, "per_second", slope),
                                                 JSON_MUST(resource_summary, SIGNED, "low", slope_low),
                                                 JSON_MUST(resource_summary, SIGNED, "high", slope_high)};
    struct json_place p = {in, "slope", JSON_NO_ELEMENT};
    json_t *slope;

    if (!json_reading_object(r, object, in, "slope", false, &slope) ||
        (slope && !json_reading_members(r, slope, &p, members, COUNT(members), out)))
        return false;
    out->has_slope = slope && !isnan(out->slope);
    if (!out->has_slope)
        out->slope = out->slope_low = out->slope_high = 0;
    return true;
}

static bool read_measures(struct json_reading *r, const json_t *object, const struct json_place *in,
                          struct snapshot_resource *out)
{
    static const struct json_member members[] = {
        JSON_MUST(resource_summary, COUNT_32, "seconds", count), JSON_MUST(resource_summary, SIGNED, "mean", mean),
        JSON_MUST(resource_summary, SIGNED, "max", max), JSON_MUST(resource_summary, SIGNED, "last", last),
        JSON_MUST(resource_summary, SIGNED, "p95", p95)};
    struct json_place p = {in, "measures", JSON_NO_ELEMENT};
    json_t *measures, *one;

    if (!json_reading_object(r, object, in, "measures", false, &measures))
        return false;
    for (size_t m = 0; measures && m < RESOURCE_MEASURES; m++) {
        const char *id = resource_id((enum resource_measure)m);
        struct json_place at = {&p, id, JSON_NO_ELEMENT};

        if (!json_reading_object(r, measures, &p, id, false, &one))
            return false;
        if (one && (!json_reading_members(r, one, &at, members, COUNT(members), &out->summary[m]) ||
                    !read_slope(r, one, &at, &out->summary[m])))
            return false;
    }
    return true;
}

static bool read_point(struct json_reading *r, const json_t *object, const struct json_place *p, struct resource_point *point)
{
    static const struct json_member members[] = {JSON_MUST(resource_point, COUNT_32, "second", second),
                                                 JSON_MUST(resource_point, COUNT_32, "seconds", seconds),
                                                 JSON_MAY(resource_point, TRUTH, "steady", steady)};

    for (size_t m = 0; m < RESOURCE_MEASURES; m++) {
        struct json_member value = {resource_id((enum resource_measure)m), MEMBER_FLOAT, false, 0, sizeof point->value[m]};

        point->value[m] = NAN;
        if (!json_reading_members(r, object, p, &value, 1, &point->value[m]))
            return false;
    }
    return json_reading_members(r, object, p, members, COUNT(members), point);
}

static bool read_points(struct json_reading *r, const json_t *object, const struct json_place *in, struct snapshot_resource *out)
{
    struct json_place p = {in, "series", 0};
    struct resource_point *points;
    uint64_t end = 0;
    json_t *list;

    if (!json_reading_list(r, object, in, "series", false, LIMIT_RESOURCE_POINTS, &list))
        return false;
    points = arena_zalloc(r->arena, (json_array_size(list) + 1) * sizeof *points);
    for (; p.index < json_array_size(list); p.index++)
        if (!read_point(r, json_array_get(list, p.index), &p, &points[p.index]) ||
            !check_second(r, &p, points[p.index].second, points[p.index].seconds, &end))
            return false;
    out->points = points;
    out->point_count = json_array_size(list);
    return true;
}

bool json_run_read_resources(struct json_reading *r, const json_t *document, struct json_run *run)
{
    static const struct json_member members[] = {JSON_MUST(snapshot_resource, TEXT, "name", component.name),
                                                 JSON_MUST(snapshot_resource, TEXT, "source", component.source),
                                                 JSON_MUST(snapshot_resource, COUNT_32, "seconds", seconds),
                                                 JSON_MUST(snapshot_resource, COUNT_32, "missing_seconds", missing),
                                                 JSON_MUST(snapshot_resource, COUNT_32, "restarts", restarts),
                                                 JSON_MUST(snapshot_resource, SIGNED, "memory_limit", memory_limit),
                                                 JSON_MUST(snapshot_resource, SIGNED, "connections_limit", connections_limit)};
    struct resource_reading nothing = resource_reading_nothing();
    struct json_place p = {NULL, "resources", 0};
    struct snapshot_resource *resources;
    json_t *list;

    if (!json_reading_list(r, document, NULL, "resources", false, LIMIT_COMPONENTS + 1, &list))
        return false;
    run->lacks[JSON_RUN_RESOURCES] = !list;
    resources = arena_zalloc(r->arena, (json_array_size(list) + 1) * sizeof *resources);
    for (; p.index < json_array_size(list); p.index++) {
        struct snapshot_resource *one = &resources[p.index];
        const json_t *object = json_array_get(list, p.index);

        memcpy(one->latest, nothing.value, sizeof one->latest);
        if (!json_reading_members(r, object, &p, members, COUNT(members), one) || !read_measures(r, object, &p, one) ||
            !read_points(r, object, &p, one))
            return false;
    }
    run->snapshot.resources = resources;
    run->snapshot.resource_count = json_array_size(list);
    return true;
}
