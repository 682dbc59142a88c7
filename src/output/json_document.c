/* SPDX-License-Identifier: MIT */
/* output/json_document.c - the members of the report in their order; see json_document.h */
#include "output/json_document.h"

#include "output/capacity_json.h"
#include "output/comparison_json.h"
#include "output/json_iterations.h"
#include "output/json_judgement.h"
#include "output/json_plan.h"
#include "output/json_resources.h"
#include "output/json_rows.h"
#include "output/json_stages.h"
#include "output/json_stream.h"
#include "output/json_times.h"

#define SCHEMA         "cicada-run"
#define SCHEMA_VERSION 1

static json_t *run(const struct snapshot *s, const struct run_info *info, int exit_code)
{
    const struct run_progress *p = &s->progress;
    json_t *object = json_value_object();

    json_value_put(object, "title", json_value_string(info->title));
    json_value_put(object, "host", json_value_masked(info->host));
    json_value_put(object, "command_line", json_value_string(info->command_line));
    json_value_put(object, "version", json_value_string(info->version));
    json_value_put(object, "libraries", json_value_string(info->libraries));
    json_value_put(object, "machine", json_value_string(info->machine));
    json_value_put(object, "system", json_value_string(info->system));
    json_value_put(object, "state", json_value_string(run_state_name(p->state)));
    json_value_put(object, "stop_reason", json_value_string(p->stop_reason));
    json_value_put(object, "start", json_value_time(p->start_wall_ns));
    json_value_put(object, "end", json_value_time(p->end_wall_ns));
    json_value_put(object, "taken", json_value_time(s->taken_wall_ns));
    json_value_put(object, "duration_s", json_value_number(output_run_seconds(s)));
    json_value_put(object, "measured_s", json_value_number(s->elapsed_s));
    json_value_put(object, "reset", json_value_boolean(s->reset));
    json_value_put(object, "exit_code", json_value_count((uint64_t)MAX(exit_code, 0)));
    return object;
}

/* The planned share of a class comes from the scenario, the number of its users from the runner; they are matched by name. */
static json_t *user_class(const struct run_class *planned, const struct run_progress *p, uint64_t requests)
{
    json_t *object = json_value_object();
    const struct class_count *found = NULL;

    for (size_t i = 0; i < p->class_count && !found; i++)
        if (text_equal(p->classes[i].name, text_from(planned->name)))
            found = &p->classes[i];
    json_value_put(object, "name", json_value_string(planned->name));
    json_value_put(object, "weight", json_value_number(planned->weight));
    json_value_put(object, "fixed_count", json_value_count(planned->fixed_count));
    json_value_put(object, "current", json_value_count(found ? found->users : 0));
    json_value_put(object, "target", json_value_count(found ? found->target : 0));
    json_value_put(object, "requests", json_value_count(found ? found->requests : 0));
    json_value_put(object, "failures", json_value_count(found ? found->failed : 0));
    json_value_put(object, "traffic_share",
                   json_value_number(found && requests ? (double)found->requests / (double)requests : 0));
    return object;
}

static json_t *users(const struct snapshot *s, const struct run_info *info)
{
    json_t *object = json_value_object(), *classes = json_value_array();

    json_value_put(object, "current", json_value_count(s->progress.users));
    json_value_put(object, "target", json_value_count(s->progress.target_users));
    json_value_put(object, "peak", json_value_count(s->progress.peak_users));
    for (size_t i = 0; i < info->class_count; i++)
        json_value_append(classes, user_class(&info->classes[i], &s->progress, s->total.requests));
    json_value_put(object, "classes", classes);
    return object;
}

static json_t *generator(const struct run_progress *p)
{
    json_t *object = json_value_object();

    json_value_put(object, "cpu", json_value_number(p->cpu));
    json_value_put(object, "cpu_seconds", json_value_number(p->cpu_total));
    json_value_put(object, "memory_bytes", json_value_count(p->memory_bytes));
    json_value_put(object, "connections", json_value_count(p->connections));
    json_value_put(object, "lag_mean_ms", json_value_milliseconds(p->lag_mean_ns));
    json_value_put(object, "lag_p50_ms", json_value_milliseconds(p->lag_50_ns));
    json_value_put(object, "lag_p99_ms", json_value_milliseconds(p->lag_99_ns));
    json_value_put(object, "lag_max_ms", json_value_milliseconds(p->lag_max_ns));
    json_value_put(object, "step_max_ms", json_value_milliseconds(p->step_max_ns));
    return object;
}

static json_t *beyond_limits(const struct snapshot *s)
{
    json_t *object = json_value_object();

    json_value_put(object, "names", json_value_count(s->names_beyond_limit));
    json_value_put(object, "errors", json_value_count(s->errors_beyond_limit));
    json_value_put(object, "negative_durations", json_value_count(s->negative_durations));
    return object;
}

static json_t *causes(const struct snapshot *s, const struct run_info *info)
{
    json_t *array = json_value_array();
    struct causes found;

    causes_find(s, info, &found);
    for (size_t i = 0; i < found.count; i++)
        json_value_append(array, json_row_cause(&found.at[i]));
    return array;
}

/* Without a judge (nobody runs a test without one) there are no checks, and no verdict. */
static void judgement(struct json_stream *stream, const struct judgement *j)
{
    json_stream_array_begin(stream, "checks");
    for (size_t i = 0; j && i < j->check_count; i++)
        json_stream_element(stream, json_judgement_check(&j->checks[i]));
    json_stream_array_end(stream);
    if (j)
        json_stream_member(stream, "verdict", json_judgement_validity(&j->validity));
}

static void resources(struct json_stream *stream, const struct snapshot *s, const struct run_info *info)
{
    json_t *cost = json_cost(s, info);

    json_stream_array_begin(stream, "resources");
    for (size_t i = 0; i < s->resource_count; i++)
        json_stream_element(stream, json_resource(&s->resources[i]));
    json_stream_array_end(stream);
    if (cost)
        json_stream_member(stream, "cost", cost);
}

void json_document_write(const struct snapshot *s, const struct run_info *info, int exit_code, FILE *out)
{
    struct json_stream stream;

    json_stream_object_begin(&stream, out);
    json_stream_member(&stream, "schema", json_value_string(SCHEMA));
    json_stream_member(&stream, "schema_version", json_value_count(SCHEMA_VERSION));
    json_stream_member(&stream, "run", run(s, info, exit_code));
    json_stream_member(&stream, "plan", json_plan(info->plan));
    json_stream_member(&stream, "users", users(s, info));
    json_stream_member(&stream, "iterations", json_iterations(s, info));
    json_stream_member(&stream, "total", json_row_request(&s->total));
    json_stream_array_begin(&stream, "requests");
    for (size_t i = 0; i < s->row_count; i++)
        json_stream_element(&stream, json_row_request(&s->rows[i]));
    json_stream_array_end(&stream);
    json_stream_member(&stream, "warmup", json_warmup(&s->warmup));
    json_stream_array_begin(&stream, "stages");
    for (size_t i = 0; i < s->stage_count; i++)
        json_stream_element(&stream, json_stage(&s->stages[i]));
    json_stream_array_end(&stream);
    json_stream_array_begin(&stream, "errors");
    for (size_t i = 0; i < s->error_count; i++)
        json_stream_element(&stream, json_row_error(s, &s->errors[i]));
    json_stream_array_end(&stream);
    json_stream_member(&stream, "causes", causes(s, info));
    judgement(&stream, info->judgement);
    if (info->capacity)
        json_stream_member(&stream, "capacity", capacity_json(info->capacity));
    if (info->comparison)
        json_stream_member(&stream, "comparison", comparison_json(info->comparison));
    json_stream_array_begin(&stream, "metrics");
    for (size_t i = 0; i < s->metric_count; i++)
        json_stream_element(&stream, json_row_metric(&s->metrics[i]));
    json_stream_array_end(&stream);
    json_stream_member(&stream, "generator", generator(&s->progress));
    resources(&stream, s, info);
    json_stream_member(&stream, "beyond_limits", beyond_limits(s));
    json_stream_array_begin(&stream, "series");
    for (size_t i = 0; i < s->series_count; i++)
        json_stream_element(&stream, json_row_second(&s->series[i]));
    json_stream_array_end(&stream);
    json_times_write(&stream, s);
    json_stream_object_end(&stream);
}
