/* SPDX-License-Identifier: MIT */
/* output/json_run_capacity.c - the counterpart of output/capacity_json.c
 *
 * Read are the options, the limits and the levels; the conclusions are drawn anew, as those of a stored search are
 * (output/capacity_document.h).
 */
#include <math.h>

#include "output/json_run_parts.h"
#include "verdict/capacity_report.h"

#define LOAD_MAX 1e12

static const struct json_place in_capacity = {NULL, "capacity", JSON_NO_ELEMENT};

static bool read_options(struct json_reading *r, const json_t *object, struct capacity_report *out)
{
    static const struct json_member members[] = {JSON_MUST(capacity_report, RATE, "start", options.lowest),
                                                 JSON_MUST(capacity_report, RATE, "max", options.highest),
                                                 JSON_MUST(capacity_report, SECONDS, "max_time_s", max_time_s),
                                                 JSON_MUST(capacity_report, COUNT_32, "step_time_s", step_s),
                                                 JSON_MUST(capacity_report, RATE, "precision", options.precision),
                                                 JSON_MUST(capacity_report, COUNT_32, "repeats", options.repeats)};
    static const struct json_member top[] = {JSON_MAY(capacity_report, STRING, "ended", ended)};
    static const char *const units[] = {"users", "arrivals_per_second"};
    static const struct json_place p = {&in_capacity, "options", JSON_NO_ELEMENT};
    struct capacity_options *o = &out->options;
    json_t *options;
    size_t unit;

    if (!json_reading_object(r, object, &in_capacity, "options", true, &options) ||
        !json_reading_members(r, options, &p, members, COUNT(members), out) ||
        !json_reading_members(r, object, &in_capacity, top, COUNT(top), out) ||
        !json_reading_word(r, object, &in_capacity, "unit", units, COUNT(units), "is no unit of loads", &unit))
        return false;
    out->open = unit == 1;
    o->whole = !out->open;
    return (o->lowest > 0 && o->highest >= o->lowest && o->highest <= LOAD_MAX && o->precision > 0 && o->repeats > 0) ||
           json_reading_fail(r, &in_capacity, "options", "make no search");
}

static bool read_slos(struct json_reading *r, const json_t *object, struct capacity_report *out)
{
    struct json_place p = {&in_capacity, "slos", 0};
    json_t *list;

    if (!json_reading_list(r, object, &in_capacity, "slos", true, CAPACITY_SLOS_MAX, &list))
        return false;
    for (; p.index < json_array_size(list); p.index++) {
        const char *text = json_string_value(json_object_get(json_array_get(list, p.index), "check"));
        struct check *check = arena_zalloc(r->arena, sizeof *check);
        struct check_problem problem;

        if (!text || !check_read(text_from(arena_strdup(r->arena, text)), check, &problem))
            return json_reading_fail(r, &p, "check", "is not a check that this version knows");
        out->slos[out->slo_count++].check = check;
    }
    out->options.slos = (unsigned)out->slo_count;
    return true;
}

static bool read_slo_of_level(struct json_reading *r, const json_t *object, const struct json_place *p, const struct check *check,
                              struct check_value *out, bool *holds)
{
    const struct json_member members[] = {
        {"value", check->unit == CHECK_NANOSECONDS ? MEMBER_SIGNED_MEAN : MEMBER_SIGNED, true, 0, sizeof out->value}};
    static const struct json_member result[] = {{"holds", MEMBER_TRUTH, true, 0, sizeof *holds}};

    if (!json_reading_members(r, object, p, members, COUNT(members), &out->value) ||
        !json_reading_members(r, object, p, result, COUNT(result), holds))
        return false;
    out->known = !isnan(out->value);
    return true;
}

static bool read_level(struct json_reading *r, const json_t *object, const struct json_place *p, const struct capacity_report *of,
                       struct capacity_level *out)
{
    static const struct json_member members[] = {JSON_MUST(capacity_level, RATE, "load", load),
                                                 JSON_MUST(capacity_level, SECONDS, "start_s", start_s),
                                                 JSON_MUST(capacity_level, SECONDS, "duration_s", seconds),
                                                 JSON_MUST(capacity_level, SECONDS, "settled_s", settled_s),
                                                 JSON_MUST(capacity_level, TRUTH, "steady", steady),
                                                 JSON_MUST(capacity_level, COUNT_32, "users", users),
                                                 JSON_MUST(capacity_level, COUNT, "requests", requests),
                                                 JSON_MUST(capacity_level, COUNT, "dropped", dropped),
                                                 JSON_MUST(capacity_level, RATE, "requests_per_second", rate),
                                                 JSON_MUST(capacity_level, RATE, "fail_ratio", fail_ratio),
                                                 JSON_MUST(capacity_level, SIGNED_MEAN, "mean_ms", mean_ns),
                                                 JSON_MUST(capacity_level, SIGNED_MEAN, "p50_ms", p50_ns),
                                                 JSON_MUST(capacity_level, SIGNED_MEAN, "p95_ms", p95_ns),
                                                 JSON_MUST(capacity_level, SIGNED_MEAN, "p99_ms", p99_ns),
                                                 JSON_MUST(capacity_level, RATE, "generator_cpu", cpu),
                                                 JSON_MUST(capacity_level, LINE, "busiest", busiest),
                                                 JSON_MUST(capacity_level, RATE, "busiest_cpu", busiest_cpu),
                                                 JSON_MUST(capacity_level, TRUTH, "generator", generator),
                                                 JSON_MUST(capacity_level, LINE, "reason", reason)};
    double *const times[] = {&out->mean_ns, &out->p50_ns, &out->p95_ns, &out->p99_ns};
    struct json_place at = {p, "slos", 0};
    json_t *slos;

    if (!json_reading_members(r, object, p, members, COUNT(members), out) ||
        !json_reading_list(r, object, p, "slos", true, of->slo_count, &slos))
        return false;
    if (!(out->load > 0 && out->load <= LOAD_MAX) || out->fail_ratio > 1)
        return json_reading_fail(r, p, "load", "is not a number that can be");
    for (size_t i = 0; i < COUNT(times); i++)
        if (isnan(*times[i]) && out->requests > 0)
            *times[i] = INFINITY; /* longer than an hour */
    if (json_array_size(slos) != of->slo_count)
        return json_reading_fail(r, p, "slos", "are not those of the search");
    for (; at.index < of->slo_count; at.index++) {
        bool holds = false;

        if (!read_slo_of_level(r, json_array_get(slos, at.index), &at, of->slos[at.index].check, &out->slos[at.index], &holds))
            return false;
        out->broken |= holds ? 0 : 1u << at.index;
    }
    return true;
}

static bool read_report(struct json_reading *r, const json_t *object, struct capacity_report *out)
{
    struct json_place p = {&in_capacity, "levels", 0};
    struct capacity_search search;
    json_t *levels;

    if (!read_options(r, object, out) || !read_slos(r, object, out) ||
        !json_reading_list(r, object, &in_capacity, "levels", true, CAPACITY_LEVELS_MAX, &levels))
        return false;
    capacity_search_begin(&search, &out->options);
    for (; p.index < json_array_size(levels); p.index++) {
        struct capacity_level level = {0};

        if (!read_level(r, json_array_get(levels, p.index), &p, out, &level))
            return false;
        capacity_report_take(out, &search, &level);
    }
    capacity_report_conclude(out, &search, out->ended);
    return true;
}

bool json_run_read_capacity(struct json_reading *r, const json_t *document, struct json_run *run)
{
    struct capacity_report *report;
    json_t *object;

    if (!json_reading_object(r, document, NULL, "capacity", false, &object) || !object)
        return *r->problem == '\0';
    report = arena_zalloc(r->arena, sizeof *report);
    run->info.capacity = report;
    return read_report(r, object, report);
}
