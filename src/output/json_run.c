/* SPDX-License-Identifier: MIT */
/* output/json_run.c - the document, and its members about the run as a whole; see json_run.h */
#include "output/json_run.h"

#include <math.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/mem.h"
#include "output/json_run_parts.h"
#include "stats/histogram.h"

#define SCHEMA         "cicada-run"
#define SCHEMA_VERSION 1
#define VALUES_MAX     (16 * 1024 * 1024) /* of a document: each takes the parser some hundred bytes */
#define START_NS       NANOS_PER_SECOND   /* of a run whose monotonic clock nobody knows any more */
#define RATIO_DIGITS   17

/* ---- the run ---- */

static bool read_state(struct json_reading *r, const json_t *object, const struct json_place *p, struct json_run *run)
{
    const char *names[RUN_STOPPED + 1];
    size_t state;

    for (size_t i = 0; i < COUNT(names); i++)
        names[i] = run_state_name((enum run_state)i);
    if (!json_reading_word(r, object, p, "state", names, COUNT(names), "is no state of a run", &state))
        return false;
    run->snapshot.progress.state = (enum run_state)state;
    run->ended = state == RUN_STOPPED;
    return true;
}

struct span {
    double duration_s, paused_s;
};

/* Only differences of the monotonic clock mean anything. */
static void set_clock(struct snapshot *s, const struct span *span)
{
    struct run_progress *p = &s->progress;
    uint64_t end;

    if (p->start_wall_ns == 0)
        return;
    p->paused_ns = (uint64_t)llround(span->paused_s * (double)NANOS_PER_SECOND);
    p->start_ns = START_NS;
    end = START_NS + p->paused_ns + (uint64_t)llround(span->duration_s * (double)NANOS_PER_SECOND);
    s->taken_ns = end;
    if (p->end_wall_ns > 0) {
        p->end_ns = end;
        s->taken_ns += s->taken_wall_ns > p->end_wall_ns ? s->taken_wall_ns - p->end_wall_ns : 0;
    }
}

static bool read_run(struct json_reading *r, const json_t *document, struct json_run *run)
{
    static const struct json_member info_members[] = {
        JSON_MUST(run_info, STRING, "title", title),       JSON_MAY(run_info, STRING, "host", host),
        JSON_MAY(run_info, STRING, "machine", machine),    JSON_MAY(run_info, STRING, "command_line", command_line),
        JSON_MAY(run_info, STRING, "system", system),      JSON_MAY(run_info, STRING, "version", version),
        JSON_MAY(run_info, STRING, "libraries", libraries)};
    static const struct json_member members[] = {JSON_MAY(snapshot, STRING, "stop_reason", progress.stop_reason),
                                                 JSON_MUST(snapshot, TIME, "start", progress.start_wall_ns),
                                                 JSON_MAY(snapshot, TIME, "end", progress.end_wall_ns),
                                                 JSON_MAY(snapshot, TIME, "taken", taken_wall_ns),
                                                 JSON_MUST(snapshot, SECONDS, "measured_s", elapsed_s),
                                                 JSON_MAY(snapshot, TRUTH, "reset", reset)};
    static const struct json_member span_members[] = {JSON_MAY(span, SECONDS, "duration_s", duration_s),
                                                      JSON_MAY(span, SECONDS, "paused_s", paused_s)};
    static const struct json_member code[] = {JSON_MAY(json_run, INT, "exit_code", exit_code)};
    static const struct json_place p = {NULL, "run", JSON_NO_ELEMENT};
    struct span span = {0};
    json_t *object;

    if (!json_reading_object(r, document, NULL, "run", true, &object) ||
        !json_reading_members(r, object, &p, info_members, COUNT(info_members), &run->info) ||
        !json_reading_members(r, object, &p, members, COUNT(members), &run->snapshot) ||
        !json_reading_members(r, object, &p, span_members, COUNT(span_members), &span) ||
        !json_reading_members(r, object, &p, code, COUNT(code), run) || !read_state(r, object, &p, run))
        return false;
    set_clock(&run->snapshot, &span);
    return true;
}

/* ---- users and iterations ---- */

/* A class is there twice: as it was planned, and with its users. */
struct read_class {
    struct run_class planned;
    struct class_count count;
};

static bool read_classes(struct json_reading *r, const json_t *users, const struct json_place *in, struct json_run *run)
{
    static const struct json_member members[] = {JSON_MUST(read_class, STRING, "name", planned.name),
                                                 JSON_MAY(read_class, RATE, "weight", planned.weight),
                                                 JSON_MAY(read_class, COUNT_32, "fixed_count", planned.fixed_count),
                                                 JSON_MAY(read_class, COUNT_32, "current", count.users),
                                                 JSON_MAY(read_class, COUNT_32, "target", count.target),
                                                 JSON_MAY(read_class, COUNT, "requests", count.requests),
                                                 JSON_MAY(read_class, COUNT, "failures", count.failed)};
    struct run_class *planned;
    struct class_count *counts;
    json_t *list, *object;
    size_t i;

    if (!json_reading_list(r, users, in, "classes", false, LIMIT_USER_CLASSES, &list))
        return false;
    planned = arena_zalloc(r->arena, (json_array_size(list) + 1) * sizeof *planned);
    counts = arena_zalloc(r->arena, (json_array_size(list) + 1) * sizeof *counts);
    json_array_foreach(list, i, object)
    {
        struct json_place p = {in, "classes", i};
        struct read_class class = {.planned.name = NULL};

        if (!json_reading_members(r, object, &p, members, COUNT(members), &class))
            return false;
        if (!class.planned.name)
            return json_reading_fail(r, &p, "name", "is not a text");
        planned[i] = class.planned;
        counts[i] = class.count;
        counts[i].name = text_from(class.planned.name);
    }
    run->info.classes = planned;
    run->info.class_count = json_array_size(list);
    run->snapshot.progress.classes = counts;
    run->snapshot.progress.class_count = json_array_size(list);
    return true;
}

static bool read_users(struct json_reading *r, const json_t *document, struct json_run *run)
{
    static const struct json_member members[] = {JSON_MAY(run_progress, COUNT_32, "current", users),
                                                 JSON_MAY(run_progress, COUNT_32, "target", target_users),
                                                 JSON_MUST(run_progress, COUNT_32, "peak", peak_users)};
    static const struct json_place p = {NULL, "users", JSON_NO_ELEMENT};
    json_t *object;

    return json_reading_object(r, document, NULL, "users", true, &object) &&
           json_reading_members(r, object, &p, members, COUNT(members), &run->snapshot.progress) &&
           read_classes(r, object, &p, run);
}

static const struct json_member iteration_members[] = {JSON_MAY(iteration_counts, COUNT, "planned", planned),
                                                       JSON_MAY(iteration_counts, COUNT, "begun", begun),
                                                       JSON_MAY(iteration_counts, COUNT, "waiting", waiting),
                                                       JSON_MAY(iteration_counts, COUNT, "running", running),
                                                       JSON_MAY(iteration_counts, COUNT, "finished", finished),
                                                       JSON_MAY(iteration_counts, COUNT, "interrupted", interrupted),
                                                       JSON_MAY(iteration_counts, COUNT, "dropped_no_user", dropped_no_user),
                                                       JSON_MAY(iteration_counts, COUNT, "dropped_late", dropped_late)};

/* The place of a class among those of users, most often the same; SIZE_MAX when there is none of that name. */
static size_t class_place(const struct run_progress *p, const char *name, size_t guess)
{
    if (guess < p->class_count && text_equal(p->classes[guess].name, text_from(name)))
        return guess;
    for (size_t i = 0; i < p->class_count; i++)
        if (text_equal(p->classes[i].name, text_from(name)))
            return i;
    return SIZE_MAX;
}

/* In the order of the classes of users. */
static bool read_iteration_classes(struct json_reading *r, const json_t *iterations, const struct json_place *in,
                                   struct snapshot *s)
{
    struct iteration_counts *counts = arena_zalloc(r->arena, (s->progress.class_count + 1) * sizeof *counts);
    json_t *list, *object;
    size_t i;

    if (!json_reading_list(r, iterations, in, "classes", false, LIMIT_USER_CLASSES, &list))
        return false;
    json_array_foreach(list, i, object)
    {
        struct json_place p = {in, "classes", i};
        const char *name = json_string_value(json_object_get(object, "name"));
        size_t place = name ? class_place(&s->progress, name, i) : SIZE_MAX;

        if (place == SIZE_MAX)
            return json_reading_fail(r, &p, "name", "is not that of a class in \"users\"");
        if (!json_reading_members(r, object, &p, iteration_members, COUNT(iteration_members), &counts[place]))
            return false;
    }
    s->iterations.classes = counts;
    s->iterations.class_count = list ? s->progress.class_count : 0;
    return true;
}

static bool read_iterations(struct json_reading *r, const json_t *document, struct json_run *run)
{
    static const struct json_member members[] = {JSON_MAY(snapshot, COUNT, "limit", progress.iterations_planned),
                                                 JSON_MAY(snapshot, COUNT, "left_out", iterations.left_out),
                                                 JSON_MAY(snapshot, RATE, "drop_share", drop_share)};
    static const struct json_place p = {NULL, "iterations", JSON_NO_ELEMENT};
    struct snapshot *s = &run->snapshot;
    const char *state;
    json_t *object;

    if (!json_reading_object(r, document, NULL, "iterations", false, &object) || !object)
        return *r->problem == '\0';
    state = json_string_value(json_object_get(object, "limit_state"));
    s->progress.iterations_done = state && strcmp(state, "done") == 0;
    return json_reading_members(r, object, &p, members, COUNT(members), s) &&
           json_reading_members(r, object, &p, iteration_members, COUNT(iteration_members), &s->iterations.total) &&
           json_run_read_durations(r, object, &p, "generator_lag_ms", &s->iterations.own_lag) &&
           json_run_read_durations(r, object, &p, "user_lag_ms", &s->iterations.user_lag) &&
           read_iteration_classes(r, object, &p, s);
}

/* ---- the rest ---- */

static bool read_generator(struct json_reading *r, const json_t *document, struct json_run *run)
{
    static const struct json_member members[] = {JSON_MAY(run_progress, RATE, "cpu", cpu),
                                                 JSON_MAY(run_progress, RATE, "cpu_seconds", cpu_total),
                                                 JSON_MAY(run_progress, NANOS, "processor_wait_ms", processor_wait_ns),
                                                 JSON_MAY(run_progress, COUNT, "memory_bytes", memory_bytes),
                                                 JSON_MAY(run_progress, COUNT_32, "connections", connections),
                                                 JSON_MAY(run_progress, NANOS, "lag_mean_ms", lag_mean_ns),
                                                 JSON_MAY(run_progress, NANOS, "lag_p50_ms", lag_50_ns),
                                                 JSON_MAY(run_progress, NANOS, "lag_p99_ms", lag_99_ns),
                                                 JSON_MAY(run_progress, NANOS, "lag_max_ms", lag_max_ns),
                                                 JSON_MAY(run_progress, NANOS, "step_max_ms", step_max_ns),
                                                 JSON_MAY(run_progress, COUNT, "long_steps", long_steps),
                                                 JSON_MAY(run_progress, COUNT, "starved_steps", starved_steps)};
    static const struct json_member beyond_members[] = {JSON_MAY(snapshot, COUNT, "names", names_beyond_limit),
                                                        JSON_MAY(snapshot, COUNT, "errors", errors_beyond_limit),
                                                        JSON_MAY(snapshot, COUNT, "negative_durations", negative_durations)};
    static const struct json_place p = {NULL, "generator", JSON_NO_ELEMENT},
                                   beyond_place = {NULL, "beyond_limits", JSON_NO_ELEMENT};
    json_t *object, *beyond;

    if (!json_reading_object(r, document, NULL, "generator", false, &object) ||
        !json_reading_object(r, document, NULL, "beyond_limits", false, &beyond))
        return false;
    return (!object || json_reading_members(r, object, &p, members, COUNT(members), &run->snapshot.progress)) &&
           (!beyond || json_reading_members(r, beyond, &beyond_place, beyond_members, COUNT(beyond_members), &run->snapshot));
}

/* {"NAME": {"ratio": 0.5, "tasks": {...}}, ...} */
static bool is_ratio(const json_t *level, unsigned depth)
{
    const char *name;
    json_t *entry;

    if (!json_is_object(level) || depth > LIMIT_TASK_DEPTH + 1)
        return false;
    json_object_foreach((json_t *)(uintptr_t)level, name, entry)
    {
        const json_t *tasks = json_object_get(entry, "tasks");

        if (!json_is_number(json_object_get(entry, "ratio")) || (tasks && !is_ratio(tasks, depth + 1)))
            return false;
    }
    return true;
}

static bool read_tasks(struct json_reading *r, const json_t *document, struct json_run *run)
{
    const json_t *tasks = json_object_get(document, "tasks");
    char *text;

    run->lacks[JSON_RUN_TASKS] = !tasks;
    if (!tasks || json_is_null(tasks)) /* a run of a URL has none */
        return true;
    if (!is_ratio(json_object_get(tasks, "per_class"), 0) || !is_ratio(json_object_get(tasks, "total"), 0))
        return json_reading_fail(r, NULL, "tasks", "is no ratio of tasks");
    text = json_dumps(tasks, JSON_COMPACT | JSON_REAL_PRECISION(RATIO_DIGITS));
    if (!text)
        mem_exhausted(0);
    run->info.tasks = arena_strdup(r->arena, text);
    free(text); /* memory of a library */
    return true;
}

/* ---- the document ---- */

static bool check_schema(struct json_reading *r, const json_t *document)
{
    const json_t *version = json_object_get(document, "schema_version");
    const char *schema = json_string_value(json_object_get(document, "schema"));

    if (!schema || strcmp(schema, SCHEMA) != 0)
        return json_reading_fail(r, NULL, "schema",
                                 "is not \"" SCHEMA "\": a report of --json-file is needed, without --json-format locust");
    if (!json_is_integer(version) || json_integer_value(version) != SCHEMA_VERSION)
        return json_reading_fail(r, NULL, "schema_version", "is not 1: the report was written by another version of Cicada");
    return true;
}

/* Outputs show texts that the running program always has. */
static void complete(struct json_run *run)
{
    struct run_info *info = &run->info;
    const char **texts[] = {&info->title, &info->command_line, &info->machine, &info->system, &info->version, &info->libraries};

    for (size_t i = 0; i < COUNT(texts); i++)
        if (!*texts[i])
            *texts[i] = "";
    info->plan = &run->plan;
}

static bool read_document(struct json_reading *r, const json_t *document, struct json_run *run)
{
    if (!check_schema(r, document) || !read_run(r, document, run) || !json_run_read_plan(r, document, run) ||
        !read_users(r, document, run) || !read_iterations(r, document, run) || !json_run_read_requests(r, document, run) ||
        !json_run_read_judgement(r, document, run) || !json_run_read_times(r, document, run) ||
        !json_run_read_course(r, document, run) || !json_run_read_resources(r, document, run) ||
        !json_run_read_capacity(r, document, run) || !json_run_read_comparison(r, document, run) ||
        !read_generator(r, document, run) || !read_tasks(r, document, run))
        return false;
    complete(run);
    return true;
}

/* Values cost far more than their bytes, so they are counted before they are parsed. */
static bool has_too_many_values(struct text content)
{
    size_t values = 0;
    bool quoted = false;

    for (size_t i = 0; i < content.size; i++) {
        char c = content.data[i];

        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted)
            values += c == ',' || c == '[' || c == '{';
    }
    return values > VALUES_MAX;
}

enum error json_run_read(struct json_run *run, const char *source, struct text content, char *problem)
{
    struct json_reading reading = {.source = source, .problem = problem, .arena = &run->arena};
    json_error_t error = {0};
    json_t *document = NULL;
    bool fine = false;

    *run = (struct json_run){.exit_code = 0};
    *problem = '\0';
    if (content.size > JSON_RUN_MAX || has_too_many_values(content))
        snprintf(problem, OUTPUT_PROBLEM, "%.300s: larger than any report", source);
    else
        document = json_loadb(content.data, content.size, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (document)
        fine = read_document(&reading, document, run);
    else if (!*problem)
        snprintf(problem, OUTPUT_PROBLEM, "%.300s line %d: not JSON: %.100s", source, error.line, error.text);
    json_decref(document);
    if (!fine)
        json_run_free(run);
    return fine ? OK : ERROR_SYNTAX;
}

static void free_row(const struct snapshot_row *row)
{
    /* Made for this record alone, which shows them as constant. */
    histogram_free((struct histogram *)(uintptr_t)row->response_histogram);
    histogram_free((struct histogram *)(uintptr_t)row->service_histogram);
}

void json_run_free(struct json_run *run)
{
    const struct snapshot *s = &run->snapshot;

    for (size_t i = 0; i < s->row_count; i++)
        free_row(&s->rows[i]);
    free_row(&s->total);
    for (size_t i = 0; i < s->stage_count; i++) {
        free_row(&s->stages[i].total);
        for (size_t n = 0; n < s->stages[i].row_count; n++)
            free_row(&s->stages[i].rows[n]);
    }
    arena_reset(&run->arena);
    *run = (struct json_run){.exit_code = 0};
}

void json_run_write_lacks(const struct json_run *run, struct buffer *out)
{
    static const char *const names[JSON_RUN_PARTS] = {[JSON_RUN_HISTOGRAMS] = "the distributions of times",
                                                      [JSON_RUN_BLOCKS] = "the course of each request",
                                                      [JSON_RUN_STAGE_HISTOGRAMS] = "the distributions of stages",
                                                      [JSON_RUN_SERIES] = "the seconds of the run",
                                                      [JSON_RUN_RESOURCES] = "resources",
                                                      [JSON_RUN_TASKS] = "the ratio of tasks"};
    const char *before = "";

    for (size_t i = 0; i < JSON_RUN_PARTS; i++) {
        if (!run->lacks[i])
            continue;
        buffer_printf(out, "%s%s", before, names[i]);
        before = ", ";
    }
}
