/* SPDX-License-Identifier: MIT */
/* output/json_document.c - the members of the report in their order; see json_document.h */
#include "output/json_document.h"

#include "output/capacity_json.h"
#include "output/comparison_json.h"
#include "output/json_iterations.h"
#include "output/json_judgement.h"
#include "output/json_parts.h"
#include "output/json_plan.h"
#include "output/json_resources.h"
#include "output/json_rows.h"
#include "output/json_stages.h"
#include "output/json_stream.h"
#include "output/json_times.h"
#include "stats/series.h"

#define SCHEMA         "cicada-run"
#define SCHEMA_VERSION 1

static void write_rows(struct json_stream *stream, const struct snapshot *s, const struct json_document_parts *parts)
{
    const struct json_document_rows all = {s->rows, NULL, s->row_count}, *rows = parts->rows ? parts->rows : &all;

    json_row_request(json_stream_begin_value(stream, "total"), NULL, &s->total, parts->detail);
    json_stream_end_value(stream);
    json_stream_array_begin(stream, "requests");
    for (size_t i = 0; i < rows->count; i++) {
        json_row_request(json_stream_begin_value(stream, NULL), NULL, &rows->at[i],
                         !rows->whole || rows->whole[i] ? parts->detail : JSON_ROW_BRIEF);
        json_stream_end_value(stream);
    }
    json_stream_array_end(stream);
}

static void write_stages(struct json_stream *stream, const struct snapshot *s, enum json_row_detail detail)
{
    json_warmup(json_stream_begin_value(stream, "warmup"), NULL, &s->warmup);
    json_stream_end_value(stream);
    json_stream_array_begin(stream, "stages");
    for (size_t i = 0; i < s->stage_count; i++) {
        json_stage(json_stream_begin_value(stream, NULL), &s->stages[i], detail);
        json_stream_end_value(stream);
    }
    json_stream_array_end(stream);
}

/* `listed` has the lists; causes are told by all errors. */
static void write_errors(struct json_stream *stream, const struct snapshot *s, const struct snapshot *listed,
                         const struct run_info *info)
{
    json_stream_array_begin(stream, "errors");
    for (size_t i = 0; i < listed->error_count; i++) {
        json_row_error(json_stream_begin_value(stream, NULL), s, &listed->errors[i]);
        json_stream_end_value(stream);
    }
    json_stream_array_end(stream);
    json_part_causes(json_stream_begin_value(stream, "causes"), NULL, s, info);
    json_stream_end_value(stream);
    json_row_exceptions(json_stream_begin_value(stream, "exceptions"), NULL, listed);
    json_stream_end_value(stream);
}

/* Without a judge (nobody runs a test without one) there are no checks, and no verdict. */
static void write_judgement(struct json_stream *stream, const struct judgement *j)
{
    json_stream_array_begin(stream, "checks");
    for (size_t i = 0; j && i < j->check_count; i++) {
        json_judgement_check(json_stream_begin_value(stream, NULL), &j->checks[i]);
        json_stream_end_value(stream);
    }
    json_stream_array_end(stream);
    if (!j)
        return;
    json_judgement_validity(json_stream_begin_value(stream, "verdict"), NULL, &j->validity);
    json_stream_end_value(stream);
}

static void write_metrics(struct json_stream *stream, const struct snapshot *s)
{
    json_stream_array_begin(stream, "metrics");
    for (size_t i = 0; i < s->metric_count; i++) {
        json_row_metric(json_stream_begin_value(stream, NULL), &s->metrics[i]);
        json_stream_end_value(stream);
    }
    json_stream_array_end(stream);
}

static void write_resources(struct json_stream *stream, const struct snapshot *s, const struct run_info *info, size_t points_max)
{
    json_t *cost = json_cost(s, info);

    json_stream_array_begin(stream, "resources");
    for (size_t i = 0; i < s->resource_count; i++) {
        json_resource(json_stream_begin_value(stream, NULL), &s->resources[i], points_max);
        json_stream_end_value(stream);
    }
    json_stream_array_end(stream);
    if (cost)
        json_stream_member(stream, "cost", cost);
}

/* The page has the ratio of what runs now from elsewhere. */
static void write_tasks(struct json_stream *stream, const struct run_info *info)
{
    json_t *tasks = info->tasks ? json_loads(info->tasks, 0, NULL) : NULL;

    json_stream_member(stream, "tasks", tasks ? tasks : json_value_string(NULL));
}

/* Neighbours are joined until there are no more than `points_max`. */
static void write_series(struct json_stream *stream, const struct snapshot *s, size_t points_max)
{
    size_t joined = json_points_joined(s->series_count, points_max);

    json_stream_array_begin(stream, "series");
    for (size_t i = 0; i < s->series_count; i += joined) {
        struct series_point point = s->series[i];

        for (size_t j = i + 1; j < MIN(i + joined, s->series_count); j++)
            series_point_merge(&point, &s->series[j]);
        json_row_second(json_stream_begin_value(stream, NULL), &point, s->series_errors);
        json_stream_end_value(stream);
    }
    json_stream_array_end(stream);
}

void json_document_write_parts(const struct snapshot *s, const struct run_info *info, int exit_code,
                               const struct json_document_parts *parts, FILE *out)
{
    struct json_stream stream;

    json_stream_object_begin(&stream, out);
    json_stream_member(&stream, "schema", json_value_string(SCHEMA));
    json_stream_member(&stream, "schema_version", json_value_count(SCHEMA_VERSION));
    json_part_run(json_stream_begin_value(&stream, "run"), NULL, s, info, exit_code, parts->live);
    json_stream_end_value(&stream);
    json_stream_member(&stream, "plan", json_plan(info->plan));
    json_part_users(json_stream_begin_value(&stream, "users"), NULL, s, info);
    json_stream_end_value(&stream);
    json_iterations(json_stream_begin_value(&stream, "iterations"), NULL, s, info);
    json_stream_end_value(&stream);
    write_rows(&stream, s, parts);
    write_stages(&stream, s, parts->stage_detail);
    write_errors(&stream, s, parts->listed ? parts->listed : s, info);
    write_judgement(&stream, info->judgement);
    if (info->capacity)
        json_stream_member(&stream, "capacity", capacity_json(info->capacity));
    if (info->comparison)
        json_stream_member(&stream, "comparison", comparison_json(info->comparison));
    write_metrics(&stream, s);
    json_part_generator(json_stream_begin_value(&stream, "generator"), NULL, &s->progress);
    json_stream_end_value(&stream);
    write_resources(&stream, s, info, parts->points_max);
    if (!parts->live)
        write_tasks(&stream, info);
    json_part_beyond_limits(json_stream_begin_value(&stream, "beyond_limits"), NULL, s);
    json_stream_end_value(&stream);
    write_series(&stream, s, parts->points_max);
    if (parts->times)
        json_times_write(&stream, s);
    if (parts->more)
        parts->more(parts->context, &stream);
    json_stream_object_end(&stream);
}

void json_document_write(const struct snapshot *s, const struct run_info *info, int exit_code, FILE *out)
{
    json_document_write_parts(
        s, info, exit_code, &(struct json_document_parts){.detail = JSON_ROW_FULL, .stage_detail = JSON_ROW_FULL, .times = true},
        out);
}
