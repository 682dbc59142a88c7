/* SPDX-License-Identifier: MIT */
/* store/resource_rows.c - see resource_rows.h */
#include "store/resource_rows.h"

#include "base/limits.h"
#include "store/run_columns.h"

#define COMPONENTS_MAX (LIMIT_COMPONENTS + 1) /* with the generator */

void resource_rows_init(struct resource_rows *r, struct store *store)
{
    *r = (struct resource_rows){.store = store};
    r->component = columns_prepare_insert(store, &resource_columns);
    r->measure = columns_prepare_insert(store, &resource_measure_columns);
    r->point = columns_prepare_insert(store, &resource_point_columns);
}

void resource_rows_free(struct resource_rows *r)
{
    statement_finish(r->component);
    statement_finish(r->measure);
    statement_finish(r->point);
}

void resource_rows_forget(struct resource_rows *r)
{
    r->any = false;
}

static enum error insert(struct statement *statement, int64_t run, const struct columns *c, const void *record)
{
    statement_bind_number(statement, 1, run);
    columns_bind(statement, 2, c, record);
    return statement_run(statement);
}

static enum error write_summaries(struct resource_rows *r, int64_t run, const struct snapshot_resource *of, uint32_t number)
{
    struct stored_resource component = {.number = number, .resource = *of};
    enum error e = insert(r->component, run, &resource_columns, &component);

    for (size_t m = 0; m < RESOURCE_MEASURES && e == OK; m++) {
        struct stored_measure measure = {
            .number = number, .measure = resource_id((enum resource_measure)m), .summary = of->summary[m]};

        if (of->summary[m].count > 0)
            e = insert(r->measure, run, &resource_measure_columns, &measure);
    }
    return e;
}

static enum error write_points(struct resource_rows *r, int64_t run, const struct snapshot_resource *of, uint32_t number)
{
    enum error e = OK;

    for (size_t i = of->point_count; i > 0 && e == OK; i--) {
        struct stored_point point = {.number = number, .point = of->points[i - 1]};

        if (r->any && point.point.second < r->last_second)
            break;
        e = insert(r->point, run, &resource_point_columns, &point);
    }
    return e;
}

enum error resource_rows_write(struct resource_rows *r, int64_t run, const struct snapshot *s)
{
    const struct snapshot_resource *first = s->resources;
    enum error e = OK;

    if (s->resource_count == 0 || first->point_count == 0)
        return OK;
    if (!r->any || first->points[0].seconds != r->width) { /* also when a transaction that wrote them failed half-way */
        e = database_run_with(r->store, "DELETE FROM resource_points WHERE run = $1", run);
        r->any = false;
    }
    if (e == OK)
        e = database_run_with(r->store, "DELETE FROM resource_measures WHERE run = $1", run);
    for (size_t i = 0; i < s->resource_count && e == OK; i++) {
        e = write_summaries(r, run, &s->resources[i], (uint32_t)i);
        if (e == OK)
            e = write_points(r, run, &s->resources[i], (uint32_t)i);
    }
    r->any = true;
    r->width = first->points[0].seconds;
    r->last_second = first->points[first->point_count - 1].second;
    return e;
}

/* ---- reading ---- */

struct reading {
    struct snapshot_resource *resources;
    size_t count;
    struct resource_point *points[COMPONENTS_MAX];
    struct arena *arena;
};

static void take_component(struct reading *r, struct statement *row)
{
    struct stored_resource component = {0};
    struct resource_reading nothing = resource_reading_nothing();

    columns_read(row, &resource_columns, &component, r->arena);
    if (r->count == COMPONENTS_MAX || component.number != r->count)
        return;
    memcpy(component.resource.latest, nothing.value, sizeof component.resource.latest);
    r->resources[r->count++] = component.resource;
}

static void take_measure(struct reading *r, struct statement *row)
{
    struct stored_measure measure = {0};

    columns_read(row, &resource_measure_columns, &measure, r->arena);
    for (size_t m = 0; m < RESOURCE_MEASURES; m++)
        if (measure.number < r->count && measure.measure && strcmp(measure.measure, resource_id((enum resource_measure)m)) == 0)
            r->resources[measure.number].summary[m] = measure.summary;
}

static void take_point(struct reading *r, struct statement *row)
{
    struct stored_point point = {0};
    struct snapshot_resource *of;
    size_t size;

    columns_read(row, &resource_point_columns, &point, r->arena);
    if (point.number >= r->count || r->resources[point.number].point_count == LIMIT_RESOURCE_POINTS)
        return;
    of = &r->resources[point.number];
    size = of->point_count * sizeof point.point;
    r->points[point.number] = arena_grow(r->arena, r->points[point.number], size, size + sizeof point.point);
    r->points[point.number][of->point_count++] = point.point;
    of->points = r->points[point.number];
}

static enum error read_all(struct store *s, int64_t run, const struct columns *c, const char *order, size_t limit,
                           void (*take)(struct reading *r, struct statement *row), struct reading *r)
{
    struct statement *select = columns_prepare_select(s, c, order, limit);
    enum step step;

    if (!select)
        return database_failure(s);
    statement_bind_number(select, 1, run);
    while ((step = statement_step(select)) == STEP_ROW)
        take(r, select);
    statement_finish(select);
    return step == STEP_DONE ? OK : database_failure(s);
}

enum error resource_rows_read(struct store *s, int64_t run, struct snapshot *snapshot, struct arena *arena)
{
    struct reading r = {.resources = arena_zalloc(arena, COMPONENTS_MAX * sizeof r.resources[0]), .arena = arena};
    enum error e = read_all(s, run, &resource_columns, "number", COMPONENTS_MAX, take_component, &r);

    if (e == OK)
        e = read_all(s, run, &resource_measure_columns, "number", COMPONENTS_MAX * RESOURCE_MEASURES, take_measure, &r);
    if (e == OK)
        e = read_all(s, run, &resource_point_columns, "number, second", (size_t)COMPONENTS_MAX * LIMIT_RESOURCE_POINTS,
                     take_point, &r);
    snapshot->resources = r.resources;
    snapshot->resource_count = r.count;
    return e;
}
