/* SPDX-License-Identifier: MIT */
/* output/json_resources.c - see json_resources.h */
#include "output/json_resources.h"

#include <math.h>

#include "output/number.h"
#include "verdict/cost.h"

static void write_summary(struct json_writer *w, enum resource_measure m, const struct resource_summary *s)
{
    json_write_object(w, resource_id(m));
    json_write_count(w, "seconds", s->count);
    json_write_number(w, "mean", s->mean);
    json_write_number(w, "max", s->max);
    json_write_number(w, "last", s->last);
    json_write_number(w, "p95", s->p95);
    if (resource_grows(m)) {
        json_write_object(w, "slope");
        json_write_number(w, "per_second", s->has_slope ? s->slope : NAN);
        json_write_number(w, "low", s->has_slope ? s->slope_low : NAN);
        json_write_number(w, "high", s->has_slope ? s->slope_high : NAN);
        json_write_object_end(w);
    }
    json_write_object_end(w);
}

void json_resource_latest(struct json_writer *w, const struct snapshot_resource *r)
{
    json_write_object(w, NULL);
    json_write_text(w, "name", r->component.name);
    for (size_t m = 0; m < RESOURCE_MEASURES; m++)
        if (r->summary[m].count > 0)
            json_write_number(w, resource_id((enum resource_measure)m), number_of_float((float)r->latest[m]));
    json_write_object_end(w);
}

/* The mean of what was known. */
static struct resource_point joined_point(const struct resource_point *points, size_t count)
{
    struct resource_point sum = points[0];

    for (size_t m = 0; m < RESOURCE_MEASURES; m++) {
        double values = 0, seconds = 0;

        for (size_t i = 0; i < count; i++) {
            values += isnan(points[i].value[m]) ? 0 : (double)points[i].value[m] * points[i].seconds;
            seconds += isnan(points[i].value[m]) ? 0 : points[i].seconds;
        }
        sum.value[m] = seconds > 0 ? (float)(values / seconds) : NAN;
    }
    for (size_t i = 1; i < count; i++) {
        sum.seconds += points[i].seconds;
        sum.steady = sum.steady && points[i].steady;
    }
    return sum;
}

static void write_series(struct json_writer *w, const struct snapshot_resource *r, size_t points_max)
{
    size_t joined = json_points_joined(r->point_count, points_max);

    json_write_array(w, "series");
    for (size_t i = 0; i < r->point_count; i += joined) {
        struct resource_point point = joined_point(&r->points[i], MIN(joined, r->point_count - i));

        json_write_object(w, NULL);
        json_write_count(w, "second", point.second);
        json_write_count(w, "seconds", point.seconds);
        json_write_boolean(w, "steady", point.steady);
        for (size_t m = 0; m < RESOURCE_MEASURES; m++)
            if (r->summary[m].count > 0 || !isnan(point.value[m]))
                json_write_number(w, resource_id((enum resource_measure)m), number_of_float(point.value[m]));
        json_write_object_end(w);
    }
    json_write_array_end(w);
}

void json_resource(struct json_writer *w, const struct snapshot_resource *r, size_t points_max)
{
    json_write_object(w, NULL);
    json_write_text(w, "name", r->component.name);
    json_write_text(w, "source", r->component.source);
    json_write_count(w, "seconds", r->seconds);
    json_write_count(w, "missing_seconds", r->missing);
    json_write_count(w, "restarts", r->restarts);
    json_write_number(w, "memory_limit", r->memory_limit);
    json_write_number(w, "connections_limit", r->connections_limit);
    json_write_object(w, "measures");
    for (size_t m = 0; m < RESOURCE_MEASURES; m++)
        if (r->summary[m].count > 0)
            write_summary(w, (enum resource_measure)m, &r->summary[m]);
    json_write_object_end(w);
    write_series(w, r, points_max);
    json_write_object_end(w);
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
