/* SPDX-License-Identifier: MIT */
/* output/json_recording.c - see json_recording.h
 *
 * Each function that reads a member says itself what is wrong with it, and returns false. The first problem is the one that is
 * told.
 */
#include "output/json_recording.h"

#include <jansson.h>
#include <stdio.h>
#include <time.h>

#include "base/base64.h"
#include "base/limits.h"
#include "stats/cells.h"
#include "stats/hdr_encoding.h"
#include "verdict/judge.h"

#define SCHEMA         "cicada-run"
#define SCHEMA_VERSION 1
#define TOTAL          SIZE_MAX /* place of the total in "requests" */

struct reading {
    const char *source;
    char *problem; /* OUTPUT_PROBLEM bytes; empty while all is well */
    struct recording *out;
    struct buffer bytes, cells; /* of the histogram being read */
};

/* A value with its place in the document, for messages: "requests"[3]. */
struct place {
    const char *list; /* NULL: the document itself */
    size_t index;     /* TOTAL: `list` is no list */
};

static bool fail(struct reading *r, struct place p, const char *key, const char *what)
{
    char list[64] = "", index[32] = "";

    if (*r->problem)
        return false;
    if (p.list)
        snprintf(list, sizeof list, "\"%s\"", p.list);
    if (p.list && p.index != TOTAL)
        snprintf(index, sizeof index, "[%zu]", p.index);
    snprintf(r->problem, OUTPUT_PROBLEM, "%.300s: %s%s%s\"%s\" %s", r->source, list, index, p.list ? " " : "", key, what);
    return false;
}

static bool get_text(struct reading *r, json_t *object, struct place p, const char *key, struct text *out)
{
    json_t *value = json_object_get(object, key);

    if (!json_is_string(value))
        return fail(r, p, key, value ? "is not a text" : "is missing");
    out->size = json_string_length(value);
    out->data = arena_copy(&r->out->arena, (struct text){json_string_value(value), out->size});
    return true;
}

/* Of what may be unknown: null is empty. */
static bool get_string(struct reading *r, json_t *object, struct place p, const char *key, const char **out)
{
    struct text t = {"", 0};

    if (!json_is_null(json_object_get(object, key)) && !get_text(r, object, p, key, &t))
        return false;
    *out = t.data;
    return true;
}

static bool get_count(struct reading *r, json_t *object, struct place p, const char *key, uint64_t maximum, uint64_t *out)
{
    json_t *value = json_object_get(object, key);

    if (!json_is_integer(value) || json_integer_value(value) < 0 || (uint64_t)json_integer_value(value) > maximum)
        return fail(r, p, key, value ? "is not a number that can be" : "is missing");
    *out = (uint64_t)json_integer_value(value);
    return true;
}

static bool get_number(struct reading *r, json_t *object, struct place p, const char *key, double *out)
{
    json_t *value = json_object_get(object, key);

    if (!json_is_number(value) || !(json_number_value(value) >= 0) || json_number_value(value) > LIMIT_DURATION_SECONDS)
        return fail(r, p, key, value ? "is not a number that can be" : "is missing");
    *out = json_number_value(value);
    return true;
}

/* "2026-08-22T10:00:00.123456Z", or null. */
static bool get_time(struct reading *r, json_t *object, struct place p, const char *key, uint64_t *out)
{
    const char *text = "";
    struct tm utc = {0};
    char *rest;

    if (!get_string(r, object, p, key, &text))
        return false;
    if (!*text)
        return true;
    rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &utc);
    if (!rest || (*rest != '.' && *rest != 'Z') || utc.tm_year < 70 || utc.tm_year > 400)
        return fail(r, p, key, "is not a time as 2026-08-22T10:00:00Z");
    *out = (uint64_t)timegm(&utc) * NANOS_PER_SECOND;
    return true;
}

static bool get_member(struct reading *r, json_t *object, const char *key, bool list, json_t **out)
{
    *out = json_object_get(object, key);
    if (list ? json_is_array(*out) : json_is_object(*out))
        return true;
    return fail(r, (struct place){0}, key,
                !*out  ? "is missing: the report is damaged, or of a version that did not keep enough to compare"
                : list ? "is not a list"
                       : "is not an object");
}

/* The cells of a histogram, in r->cells, and how many values there are with those that have no cell. */
static bool get_cells(struct reading *r, json_t *object, struct place p, const char *key, uint64_t *too_long, uint64_t *values)
{
    json_t *value = json_object_get(object, key), *beyond;
    const char *problem;
    char key_beyond[64];

    buffer_clear(&r->bytes);
    buffer_clear(&r->cells);
    if (!json_is_string(value))
        return fail(r, p, key, value ? "is not a text" : "is missing");
    if (!base64_decode((struct text){json_string_value(value), json_string_length(value)}, &r->bytes))
        return fail(r, p, key, "is not Base64");
    if (hdr_decode_cells(buffer_view(&r->bytes), &r->cells, values, &problem) != OK)
        return fail(r, p, key, problem);
    snprintf(key_beyond, sizeof key_beyond, "%s_over_an_hour", key);
    beyond = json_object_get(object, key_beyond);
    *too_long = 0;
    if (beyond && !get_count(r, object, p, key_beyond, CELLS_VALUES_MAX, too_long))
        return false;
    *values += *too_long;
    return true;
}

static struct recorded_name *name_at(struct reading *r, json_t *object, struct place p)
{
    json_t *place = json_object_get(object, "request");
    uint64_t index;

    if (json_is_null(place))
        return &r->out->total;
    if (!get_count(r, object, p, "request", UINT32_MAX, &index))
        return NULL;
    if (index < r->out->name_count)
        return &r->out->names[index];
    fail(r, p, "request", "is not a place in \"requests\"");
    return NULL;
}

static bool read_times(struct reading *r, json_t *object, struct place p, const char *key, struct histogram *h, uint64_t *values)
{
    uint64_t too_long;

    if (!get_cells(r, object, p, key, &too_long, values))
        return false;
    if (histogram_count(h) > 0)
        return fail(r, p, "request", "was there before");
    cells_add_to(h, buffer_view(&r->cells));
    if (too_long > 0)
        histogram_record_many(h, (uint64_t)HISTOGRAM_MAX_NS + 1, too_long);
    return true;
}

static bool read_histograms(struct reading *r, json_t *object, struct place p)
{
    struct recorded_name *name = name_at(r, object, p);
    uint64_t values;

    if (!name || !read_times(r, object, p, "response", name->response, &values))
        return false;
    if (values != name->requests)
        return fail(r, p, "response", "does not hold as many times as there were requests");
    if (!read_times(r, object, p, "service", name->service, &values))
        return false;
    return values <= name->requests || fail(r, p, "service", "holds more times than there were requests");
}

static bool read_block_times(struct reading *r, json_t *object, struct place p, struct snapshot_block *b)
{
    uint64_t values;

    if (!get_cells(r, object, p, "response", &b->response_too_long, &values))
        return false;
    if (values != b->requests)
        return fail(r, p, "response", "does not hold as many times as there were requests");
    b->response = (struct text){arena_copy(&r->out->arena, buffer_view(&r->cells)), r->cells.size};
    if (!get_cells(r, object, p, "service", &b->service_too_long, &values))
        return false;
    b->service = (struct text){arena_copy(&r->out->arena, buffer_view(&r->cells)), r->cells.size};
    return values <= b->requests || fail(r, p, "service", "holds more times than there were requests");
}

/* Those of a name stand together, so its list grows at the end of the arena. */
static bool append_block(struct reading *r, struct recorded_name *name, struct place p, const struct snapshot_block *b)
{
    size_t count = name->block_count;
    const struct snapshot_block *last = count > 0 ? &name->blocks[count - 1] : NULL;
    struct snapshot_block *list = (struct snapshot_block *)(uintptr_t)name->blocks; /* ours, shown as constant */

    if (last && b->second < last->second + last->seconds)
        return fail(r, p, "second", "is not behind the block before");
    if (!list || (count & (count - 1)) == 0) /* full: its room doubles */
        list = arena_grow(&r->out->arena, list, count * sizeof *list, MAX(2 * count, (size_t)1) * sizeof *list);
    list[count] = *b;
    name->blocks = list;
    name->block_count++;
    return true;
}

static bool read_block(struct reading *r, json_t *object, struct place p)
{
    struct recorded_name *name = name_at(r, object, p);
    struct snapshot_block b = {0};
    uint64_t second = 0, seconds = 0;

    if (!name || !get_count(r, object, p, "second", UINT32_MAX / 2, &second) ||
        !get_count(r, object, p, "seconds", UINT32_MAX / 2, &seconds) ||
        !get_count(r, object, p, "requests", CELLS_VALUES_MAX, &b.requests) ||
        !get_count(r, object, p, "failures", b.requests, &b.failures) || !read_block_times(r, object, p, &b))
        return false;
    if (seconds == 0)
        return fail(r, p, "seconds", "is 0");
    b.second = (uint32_t)second;
    b.seconds = (uint32_t)seconds;
    return append_block(r, name, p, &b);
}

static bool read_each(struct reading *r, json_t *document, const char *key,
                      bool (*read)(struct reading *r, json_t *object, struct place p))
{
    json_t *list, *object;
    size_t i;

    if (!get_member(r, document, key, true, &list))
        return false;
    json_array_foreach(list, i, object) if (!read(r, object, (struct place){key, i})) return false;
    return true;
}

static bool read_name(struct reading *r, json_t *object, struct place p, struct recorded_name *out)
{
    *out = (struct recorded_name){.response = histogram_new(), .service = histogram_new()};
    return get_text(r, object, p, "method", &out->method) && get_text(r, object, p, "name", &out->name) &&
           get_count(r, object, p, "requests", CELLS_VALUES_MAX, &out->requests) &&
           get_count(r, object, p, "failures", out->requests, &out->failures) &&
           get_count(r, object, p, "dropped", INT64_MAX, &out->dropped);
}

static bool read_names(struct reading *r, json_t *document)
{
    json_t *total, *list;

    if (!get_member(r, document, "total", false, &total) ||
        !read_name(r, total, (struct place){"total", TOTAL}, &r->out->total) || !get_member(r, document, "requests", true, &list))
        return false;
    if (json_array_size(list) > LIMIT_NAMES + 1)
        return fail(r, (struct place){0}, "requests", "has more names than a run can have");
    r->out->names = arena_zalloc(&r->out->arena, (json_array_size(list) + 1) * sizeof *r->out->names);
    for (size_t i = 0; i < json_array_size(list); i++)
        if (!read_name(r, json_array_get(list, i), (struct place){"requests", i}, &r->out->names[r->out->name_count++]))
            return false;
    return true;
}

static bool read_run(struct reading *r, json_t *document)
{
    static const struct place in_run = {"run", TOTAL};
    struct recording *out = r->out;
    const char *state = "";
    json_t *run;

    if (!get_member(r, document, "run", false, &run) || !get_string(r, run, in_run, "title", &out->title) ||
        !get_string(r, run, in_run, "host", &out->host) || !get_string(r, run, in_run, "machine", &out->machine) ||
        !get_string(r, run, in_run, "version", &out->version) || !get_string(r, run, in_run, "state", &state) ||
        !get_time(r, run, in_run, "start", &out->start_wall_ns) || !get_number(r, run, in_run, "measured_s", &out->measured_s))
        return false;
    out->ended = strcmp(state, run_state_name(RUN_STOPPED)) == 0;
    return true;
}

static bool read_plan(struct reading *r, json_t *document)
{
    static const struct place in_plan = {"plan", TOTAL};
    struct recording *out = r->out;
    uint64_t users = 0, max_users = 0; /* without the latter it is of a version that had no arrivals */
    json_t *plan;

    if (!get_member(r, document, "plan", false, &plan) || !get_string(r, plan, in_plan, "scenario_file", &out->scenario_file) ||
        !get_string(r, plan, in_plan, "profile", &out->profile) || !get_count(r, plan, in_plan, "users", LIMIT_USERS, &users) ||
        !get_number(r, plan, in_plan, "spawn_rate", &out->spawn_rate) ||
        !get_number(r, plan, in_plan, "run_time_s", &out->run_time_s) ||
        (json_object_get(plan, "max_users") && !get_count(r, plan, in_plan, "max_users", LIMIT_USERS, &max_users)))
        return false;
    out->users = (uint32_t)users;
    out->open = max_users > 0;
    return true;
}

static bool read_users(struct reading *r, json_t *document)
{
    static const struct place in_users = {"users", TOTAL};
    uint64_t peak = 0;
    json_t *users;

    if (!get_member(r, document, "users", false, &users) || !get_count(r, users, in_users, "peak", LIMIT_USERS, &peak))
        return false;
    r->out->peak_users = (uint32_t)peak;
    return true;
}

/* There is none when nobody judged. */
static bool read_verdict(struct reading *r, json_t *document)
{
    static const struct place in_verdict = {"verdict", TOTAL};
    const char *level = "";
    json_t *verdict;

    if (!json_object_get(document, "verdict"))
        return true;
    if (!get_member(r, document, "verdict", false, &verdict) || !get_string(r, verdict, in_verdict, "level", &level))
        return false;
    for (int l = VALIDITY_VALID; l <= VALIDITY_INVALID; l++) {
        if (strcmp(level, validity_name((enum validity)l)) == 0) {
            r->out->judged = true;
            r->out->level = l;
            return true;
        }
    }
    return fail(r, in_verdict, "level", "is neither VALID, DEGRADED nor INVALID");
}

/* Versions without stages have no such list. */
static bool read_stages(struct reading *r, json_t *document)
{
    struct recording *out = r->out;
    json_t *list;

    if (!json_object_get(document, "stages"))
        return true;
    if (!get_member(r, document, "stages", true, &list))
        return false;
    if (json_array_size(list) > LIMIT_STAGES)
        return fail(r, (struct place){0}, "stages", "has more stages than a run can have");
    out->stages = arena_zalloc(&out->arena, (json_array_size(list) + 1) * sizeof *out->stages);
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct recorded_stage *stage = &out->stages[i];
        struct place p = {"stages", i};
        json_t *object = json_array_get(list, i);
        uint64_t users = 0;

        if (!get_text(r, object, p, "name", &stage->name) || !get_count(r, object, p, "wanted_users", LIMIT_USERS, &users) ||
            !get_number(r, object, p, "users_per_second", &stage->users_per_s) ||
            !get_number(r, object, p, "arrivals_per_second", &stage->arrivals_per_s) ||
            !get_number(r, object, p, "start_s", &stage->from_s))
            return false;
        stage->users = (uint32_t)users;
        stage->to_s = INFINITY;
        if (i > 0)
            out->stages[i - 1].to_s = stage->from_s;
        out->stage_count++;
    }
    return true;
}

static bool check_schema(struct reading *r, json_t *document)
{
    json_t *version = json_object_get(document, "schema_version");
    const char *schema = json_string_value(json_object_get(document, "schema"));

    if (!schema || strcmp(schema, SCHEMA) != 0)
        return fail(r, (struct place){0}, "schema",
                    "is not \"" SCHEMA "\": a report of --json-file is needed, without --json-format locust");
    if (!json_is_integer(version) || json_integer_value(version) != SCHEMA_VERSION)
        return fail(r, (struct place){0}, "schema_version", "is not 1: the report was written by another version of Cicada");
    return true;
}

/* Every name that had requests has their times. */
static bool check_names(struct reading *r)
{
    static const struct place none = {0};

    if (histogram_count(r->out->total.response) != r->out->total.requests)
        return fail(r, none, "histograms", "has nothing for the total");
    for (size_t i = 0; i < r->out->name_count; i++)
        if (histogram_count(r->out->names[i].response) != r->out->names[i].requests)
            return fail(r, (struct place){"requests", i}, "name", "has nothing in \"histograms\"");
    return true;
}

static bool read_document(struct reading *r, json_t *document)
{
    return check_schema(r, document) && read_run(r, document) && read_plan(r, document) && read_users(r, document) &&
           read_names(r, document) && read_verdict(r, document) && read_each(r, document, "histograms", read_histograms) &&
           check_names(r) && read_each(r, document, "blocks", read_block) && read_stages(r, document);
}

enum error json_recording_read(struct recording *r, const char *source, struct text content, char *problem)
{
    struct reading reading = {.source = source, .problem = problem, .out = r};
    json_error_t error = {0};
    json_t *document = NULL;
    bool fine = false;

    *r = (struct recording){.title = "", .scenario_file = "", .host = "", .machine = "", .version = "", .profile = ""};
    *problem = '\0';
    buffer_init(&reading.bytes, HDR_ENCODED_MAX);
    buffer_init(&reading.cells, HDR_ENCODED_MAX);
    if (content.size > JSON_RECORDING_MAX)
        snprintf(problem, OUTPUT_PROBLEM, "%.300s: larger than any report", source);
    else
        document = json_loadb(content.data, content.size, JSON_REJECT_DUPLICATES, &error);
    if (document)
        fine = read_document(&reading, document);
    else if (!*problem)
        snprintf(problem, OUTPUT_PROBLEM, "%.300s line %d: not JSON: %.100s", source, error.line, error.text);
    json_decref(document);
    buffer_free(&reading.bytes);
    buffer_free(&reading.cells);
    if (!fine)
        recording_free(r);
    return fine ? OK : ERROR_SYNTAX;
}
