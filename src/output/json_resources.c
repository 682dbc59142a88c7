/* SPDX-License-Identifier: MIT */
/* output/json_resources.c - see json_resources.h */
#include "output/json_resources.h"

#include <math.h>

#include "verdict/cost.h"

static json_t *summary(enum resource_measure m, const struct resource_summary *s)
{
    json_t *object = json_value_object(), *slope;

    json_value_put(object, "seconds", json_value_count(s->count));
    json_value_put(object, "mean", json_value_number(s->mean));
    json_value_put(object, "max", json_value_number(s->max));
    json_value_put(object, "last", json_value_number(s->last));
    json_value_put(object, "p95", json_value_number(s->p95));
    if (!resource_grows(m))
        return object;
    slope = json_value_object();
    json_value_put(slope, "per_second", json_value_number(s->has_slope ? s->slope : NAN));
    json_value_put(slope, "low", json_value_number(s->has_slope ? s->slope_low : NAN));
    json_value_put(slope, "high", json_value_number(s->has_slope ? s->slope_high : NAN));
    json_value_put(object, "slope", slope);
    return object;
}

/* Floats have seven digits: more would be noise. */
static double rounded(float value)
{
    double scale = value == 0 || !isfinite(value) ? 1 : pow(10, 6 - floor(log10(fabs((double)value))));

    return round((double)value * scale) / scale;
}

static json_t *second(const struct snapshot_resource *r, const struct resource_point *p)
{
    json_t *object = json_value_object();

    json_value_put(object, "second", json_value_count(p->second));
    json_value_put(object, "seconds", json_value_count(p->seconds));
    json_value_put(object, "steady", json_value_boolean(p->steady));
    for (size_t m = 0; m < RESOURCE_MEASURES; m++)
        if (r->summary[m].count > 0 || !isnan(p->value[m]))
            json_value_put(object, resource_id((enum resource_measure)m), json_value_number(rounded(p->value[m])));
    return object;
}

json_t *json_resource(const struct snapshot_resource *r)
{
    json_t *object = json_value_object(), *measures = json_value_object(), *series = json_value_array();

    json_value_put(object, "name", json_value_text(r->component.name));
    json_value_put(object, "source", json_value_text(r->component.source));
    json_value_put(object, "seconds", json_value_count(r->seconds));
    json_value_put(object, "missing_seconds", json_value_count(r->missing));
    json_value_put(object, "restarts", json_value_count(r->restarts));
    json_value_put(object, "memory_limit", json_value_number(r->memory_limit));
    json_value_put(object, "connections_limit", json_value_number(r->connections_limit));
    for (size_t m = 0; m < RESOURCE_MEASURES; m++)
        if (r->summary[m].count > 0)
            json_value_put(measures, resource_id((enum resource_measure)m), summary((enum resource_measure)m, &r->summary[m]));
    json_value_put(object, "measures", measures);
    for (size_t i = 0; i < r->point_count; i++)
        json_value_append(series, second(r, &r->points[i]));
    json_value_put(object, "series", series);
    return object;
}

static json_t *line(const struct cost_line *l)
{
    json_t *object = json_value_object();

    json_value_put(object, "price", json_value_text(l->price.text));
    json_value_put(object, "component", json_value_text(l->price.component));
    json_value_put(object, "amount", json_value_number(l->known ? l->amount : NAN));
    return object;
}

json_t *json_cost(const struct snapshot *s, const struct run_info *info)
{
    json_t *object, *lines;
    struct cost_report cost;

    cost_of_run(&info->plan->costs, s, &cost);
    if (cost.count == 0)
        return NULL;
    object = json_value_object();
    lines = json_value_array();
    json_value_put(object, "total", json_value_number(cost.total));
    json_value_put(object, "per_million_requests", json_value_number(cost.per_million));
    json_value_put(object, "complete", json_value_boolean(cost.complete));
    for (size_t i = 0; i < cost.count; i++)
        json_value_append(lines, line(&cost.lines[i]));
    json_value_put(object, "prices", lines);
    return object;
}
