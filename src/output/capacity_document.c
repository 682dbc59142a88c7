/* SPDX-License-Identifier: MIT */
/* output/capacity_document.c - see capacity_document.h */
#include "output/capacity_document.h"

#include <math.h>

#include "output/document.h"
#include "output/json_value.h"

#define OF_REPORT(kind, member) DOCUMENT_MEMBER(capacity_report, kind, member)
static const struct document_member report_members[] = {
    OF_REPORT(BOOL, open),           OF_REPORT(U32, step_s),           OF_REPORT(REAL, max_time_s),
    OF_REPORT(REAL, options.lowest), OF_REPORT(REAL, options.highest), OF_REPORT(REAL, options.precision),
    OF_REPORT(U32, options.repeats), OF_REPORT(BOOL, options.whole),   OF_REPORT(STRING, ended)};

#define OF_LEVEL(kind, member) DOCUMENT_MEMBER(capacity_level, kind, member)
static const struct document_member level_members[] = {
    OF_LEVEL(REAL, load),    OF_LEVEL(REAL, start_s),     OF_LEVEL(REAL, seconds),   OF_LEVEL(REAL, settled_s),
    OF_LEVEL(BOOL, steady),  OF_LEVEL(U64, requests),     OF_LEVEL(REAL, rate),      OF_LEVEL(REAL, fail_ratio),
    OF_LEVEL(REAL, mean_ns), OF_LEVEL(REAL, p50_ns),      OF_LEVEL(REAL, p95_ns),    OF_LEVEL(REAL, p99_ns),
    OF_LEVEL(U32, users),    OF_LEVEL(U64, dropped),      OF_LEVEL(REAL, cpu),       OF_LEVEL(LINE, busiest),
    OF_LEVEL(U32, broken),   OF_LEVEL(REAL, busiest_cpu), OF_LEVEL(BOOL, generator), OF_LEVEL(LINE, reason)};

#define OF_VALUE(kind, member) DOCUMENT_MEMBER(check_value, kind, member)
static const struct document_member value_members[] = {OF_VALUE(BOOL, known), OF_VALUE(REAL, value), OF_VALUE(U64, samples)};

static json_t *level_object(const struct capacity_report *r, const struct capacity_level *l)
{
    json_t *object = document_object(level_members, COUNT(level_members), l), *values = json_value_array();

    for (size_t i = 0; i < r->slo_count; i++)
        json_value_append(values, document_object(value_members, COUNT(value_members), &l->slos[i]));
    json_value_put(object, "slos", values);
    return object;
}

const char *capacity_document_write(const struct capacity_report *r, struct arena *arena)
{
    json_t *object = document_object(report_members, COUNT(report_members), r);
    json_t *slos = json_value_array(), *levels = json_value_array();

    for (size_t i = 0; i < r->slo_count; i++)
        json_value_append(slos, json_value_text(r->slos[i].check->text));
    json_value_put(object, "slos", slos);
    for (size_t i = 0; i < r->level_count; i++)
        json_value_append(levels, level_object(r, &r->levels[i]));
    json_value_put(object, "levels", levels);
    return document_text(object, arena);
}

/* The checks live in the arena, as their texts do. */
static bool read_slos(const json_t *list, struct capacity_report *out, struct arena *arena)
{
    const json_t *text;
    size_t i;

    if (!json_is_array(list) || json_array_size(list) > CAPACITY_SLOS_MAX)
        return false;
    json_array_foreach(list, i, text)
    {
        struct check *check = arena_zalloc(arena, sizeof *check);
        struct check_problem problem;

        if (!json_is_string(text) || !check_read(text_from(arena_strdup(arena, json_string_value(text))), check, &problem))
            return false;
        out->slos[out->slo_count++].check = check;
    }
    out->options.slos = (unsigned)out->slo_count;
    return true;
}

static bool read_level(const json_t *object, const struct capacity_report *r, struct capacity_level *out, struct arena *arena)
{
    const json_t *values = json_object_get(object, "slos");

    if (!document_read(object, level_members, COUNT(level_members), out, arena) || !(out->load > 0) ||
        json_array_size(values) != r->slo_count)
        return false;
    for (size_t i = 0; i < r->slo_count; i++)
        if (!document_read(json_array_get(values, i), value_members, COUNT(value_members), &out->slos[i], arena))
            return false;
    return true;
}

static bool has_sense(const struct capacity_options *o)
{
    return o->lowest > 0 && o->highest >= o->lowest && isfinite(o->highest) && o->precision > 0 && o->repeats > 0;
}

static bool read_report(const json_t *object, struct capacity_report *out, struct arena *arena)
{
    const json_t *levels = json_object_get(object, "levels"), *level;
    struct capacity_search search;
    size_t i;

    if (!document_read(object, report_members, COUNT(report_members), out, arena) || !has_sense(&out->options) ||
        !read_slos(json_object_get(object, "slos"), out, arena) || !json_is_array(levels) ||
        json_array_size(levels) > CAPACITY_LEVELS_MAX)
        return false;
    capacity_search_begin(&search, &out->options);
    json_array_foreach(levels, i, level)
    {
        struct capacity_level read = {0};

        if (!read_level(level, out, &read, arena))
            return false;
        capacity_report_take(out, &search, &read);
    }
    capacity_report_conclude(out, &search, out->ended);
    return true;
}

const struct capacity_report *capacity_document_read(const char *text, struct arena *arena)
{
    json_t *object = document_of_text(text);
    struct capacity_report *r = arena_zalloc(arena, sizeof *r);
    bool fine = object && read_report(object, r, arena);

    json_decref(object);
    return fine ? r : NULL;
}
