/* SPDX-License-Identifier: MIT */
/* output/json_run_rows.c - the counterpart of output/json_rows.c and output/json_stages.c for requests: of the run, of its stages
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "output/json_rows.h"
#include "output/json_run_parts.h"
#include "stats/cells.h"
#include "stats/histogram.h"

#define STATUSES_MAX 1002 /* each status, none, and what is no status */

/* ---- durations ---- */

/* The percentiles that lie among dropped arrivals. */
static bool read_unbounded(struct json_reading *r, const json_t *object, const struct json_place *in, struct duration_summary *d)
{
    struct json_place p = {in, "unbounded", 0};
    json_t *list;

    if (!json_reading_list(r, object, in, "unbounded", false, QUANTILE_COUNT, &list))
        return false;
    for (; p.index < json_array_size(list); p.index++) {
        const char *key = json_string_value(json_array_get(list, p.index));
        size_t q = 0;

        while (key && q < QUANTILE_COUNT && strcmp(key, json_quantile_keys[q]) != 0)
            q++;
        if (!key || q == QUANTILE_COUNT)
            return json_reading_fail(r, &p, NULL, "is no percentile");
        d->quantile_ns[q] = DURATION_UNBOUNDED;
    }
    return true;
}

static bool read_quantiles(struct json_reading *r, const json_t *object, const struct json_place *p, struct duration_summary *d)
{
    for (size_t q = 0; q < QUANTILE_100; q++) {
        struct json_member m = {json_quantile_keys[q], MEMBER_NANOS, true, 0, sizeof d->quantile_ns[q]};

        if (!json_reading_members(r, object, p, &m, 1, &d->quantile_ns[q]))
            return false;
    }
    d->quantile_ns[QUANTILE_100] = d->max_ns > HISTOGRAM_MAX_NS ? UINT64_MAX : d->max_ns;
    return read_unbounded(r, object, p, d);
}

bool json_run_read_durations(struct json_reading *r, const json_t *object, const struct json_place *in, const char *key,
                             struct duration_summary *out)
{
    static const struct json_member counted[] = {JSON_MUST(duration_summary, COUNT, "count", count)};
    static const struct json_member members[] = {
        JSON_MUST(duration_summary, NANOS, "min", min_ns), JSON_MUST(duration_summary, MEAN, "mean", mean_ns),
        JSON_MUST(duration_summary, NANOS, "max", max_ns), JSON_MUST(duration_summary, MEAN, "standard_deviation", deviation_ns)};
    struct json_place p = {in, key, JSON_NO_ELEMENT};
    json_t *durations;

    if (!json_reading_object(r, object, in, key, false, &durations))
        return false;
    if (!durations)
        return true;
    if (!json_reading_members(r, durations, &p, counted, COUNT(counted), out))
        return false;
    return out->count == 0 ||
           (json_reading_members(r, durations, &p, members, COUNT(members), out) && read_quantiles(r, durations, &p, out));
}

/* ---- one request object ---- */

static bool read_phases(struct json_reading *r, const json_t *object, const struct json_place *in, struct snapshot_row *row)
{
    static const struct json_member members[] = {JSON_MUST(phase_summary, COUNT, "count", count),
                                                 JSON_MUST(phase_summary, NANOS, "sum", sum_ns),
                                                 JSON_MUST(phase_summary, NANOS, "max", max_ns)};
    const struct {
        const char *key;
        struct phase_summary *phase;
    } phases[] = {{"dns", &row->dns},   {"connect", &row->connect}, {"tls", &row->tls},
                  {"send", &row->send}, {"wait", &row->wait},       {"receive", &row->receive}};
    struct json_place p = {in, "phases_ms", JSON_NO_ELEMENT};
    json_t *all, *one;

    if (!json_reading_object(r, object, in, "phases_ms", false, &all))
        return false;
    for (size_t i = 0; all && i < COUNT(phases); i++) {
        struct json_place at = {&p, phases[i].key, JSON_NO_ELEMENT};

        if (!json_reading_object(r, all, &p, phases[i].key, false, &one) ||
            (one && !json_reading_members(r, one, &at, members, COUNT(members), phases[i].phase)))
            return false;
    }
    return true;
}

static int by_status(const void *a, const void *b)
{
    int left = ((const struct status_count *)a)->status, right = ((const struct status_count *)b)->status;

    return (left > right) - (left < right);
}

static bool read_status(const char *key, int *out)
{
    uint64_t status = 0;

    *out = -1;
    if (strcmp(key, "-1") == 0)
        return true;
    if (strcmp(key, "none") != 0 && (!text_to_u64(text_from(key), &status) || status > 999))
        return false;
    *out = (int)status;
    return true;
}

static bool read_statuses(struct json_reading *r, const json_t *object, const struct json_place *in, struct snapshot_row *row)
{
    struct json_place p = {in, "statuses", JSON_NO_ELEMENT};
    struct status_count *list;
    const char *key;
    json_t *all, *value;

    if (!json_reading_object(r, object, in, "statuses", false, &all))
        return false;
    if (json_object_size(all) > STATUSES_MAX)
        return json_reading_fail(r, &p, NULL, "has more elements than a run can have");
    list = arena_zalloc(r->arena, (json_object_size(all) + 1) * sizeof *list);
    json_object_foreach(all, key, value)
    {
        if (!read_status(key, &list[row->status_count].status) || !json_is_integer(value) || json_integer_value(value) < 0)
            return json_reading_fail(r, &p, NULL, "are not counts of statuses");
        list[row->status_count++].count = (uint64_t)json_integer_value(value);
    }
    qsort(list, row->status_count, sizeof *list, by_status);
    row->statuses = list;
    return true;
}

static bool read_row(struct json_reading *r, const json_t *object, const struct json_place *p, struct snapshot_row *row)
{
    static const struct json_member needed[] = {JSON_MUST(snapshot_row, TEXT, "method", method),
                                                JSON_MUST(snapshot_row, TEXT, "name", name)};
    static const struct json_member members[] = {
        JSON_MAY(snapshot_row, COUNT, "completed", completed),
        JSON_MAY(snapshot_row, COUNT, "started", started),
        JSON_MAY(snapshot_row, COUNT, "dropped", dropped),
        JSON_MAY(snapshot_row, COUNT, "cancelled", cancelled),
        JSON_MAY(snapshot_row, COUNT, "cancelled_sent", cancelled_sent),
        JSON_MAY(snapshot_row, COUNT, "in_flight", in_flight),
        JSON_MAY(snapshot_row, RATE, "requests_per_second", requests_per_second),
        JSON_MAY(snapshot_row, RATE, "failures_per_second", failures_per_second),
        JSON_MAY(snapshot_row, RATE, "current_requests_per_second", current_requests_per_second),
        JSON_MAY(snapshot_row, RATE, "current_failures_per_second", current_failures_per_second),
        JSON_MAY(snapshot_row, COUNT, "bytes_sent", bytes_sent),
        JSON_MAY(snapshot_row, COUNT, "bytes_received", bytes_received),
        JSON_MAY(snapshot_row, COUNT, "body_bytes", body_bytes),
        JSON_MAY(snapshot_row, COUNT, "new_connections", new_connections),
        JSON_MAY(snapshot_row, TIME, "first_request", first_request_wall_ns),
        JSON_MAY(snapshot_row, TIME, "last_request", last_request_wall_ns)};

    if (!json_reading_members(r, object, p, needed, COUNT(needed), row) ||
        !json_reading_count(r, object, p, "requests", CELLS_VALUES_MAX, &row->requests) ||
        !json_reading_count(r, object, p, "failures", row->requests, &row->failed))
        return false;
    row->completed = row->requests - row->failed;
    row->started = row->requests;
    return json_reading_members(r, object, p, members, COUNT(members), row) &&
           json_run_read_durations(r, object, p, "response_time_ms", &row->response) &&
           json_run_read_durations(r, object, p, "service_time_ms", &row->service) &&
           json_run_read_durations(r, object, p, "current_response_time_ms", &row->current) && read_phases(r, object, p, row) &&
           read_statuses(r, object, p, row);
}

/* The lists of the run and of a stage: a total, and a row for each name. */
static bool read_rows(struct json_reading *r, const json_t *object, const struct json_place *in, struct snapshot_row *total,
                      const struct snapshot_row **rows, size_t *count)
{
    struct json_place p = {in, "total", JSON_NO_ELEMENT};
    struct snapshot_row *read;
    json_t *value, *list;

    if (!json_reading_object(r, object, in, "total", true, &value) || !read_row(r, value, &p, total) ||
        !json_reading_list(r, object, in, "requests", true, LIMIT_NAMES + 1, &list))
        return false;
    read = arena_zalloc(r->arena, (json_array_size(list) + 1) * sizeof *read);
    *rows = read;
    p = (struct json_place){in, "requests", 0};
    for (; p.index < json_array_size(list); p.index++) {
        read[p.index].number = (uint32_t)p.index + 1;
        *count = p.index + 1;
        if (!read_row(r, json_array_get(list, p.index), &p, &read[p.index]))
            return false;
    }
    return true;
}

/* ---- stages ---- */

static bool read_stages(struct json_reading *r, const json_t *document, struct snapshot *s)
{
    static const struct json_member members[] = {JSON_MUST(snapshot_stage, TEXT, "name", aim.name),
                                                 JSON_MUST(snapshot_stage, COUNT_32, "wanted_users", aim.users),
                                                 JSON_MUST(snapshot_stage, RATE, "users_per_second", aim.users_per_s),
                                                 JSON_MUST(snapshot_stage, RATE, "arrivals_per_second", aim.arrivals_per_s),
                                                 JSON_MAY(snapshot_stage, COUNT_32, "users", users),
                                                 JSON_MUST(snapshot_stage, SECONDS, "start_s", start_s),
                                                 JSON_MAY(snapshot_stage, SECONDS, "measured_s", elapsed_s),
                                                 JSON_MAY(snapshot_stage, TRUTH, "running", running)};
    struct json_place p = {NULL, "stages", 0};
    struct snapshot_stage *stages;
    json_t *list;

    if (!json_reading_list(r, document, NULL, "stages", false, LIMIT_STAGES, &list))
        return false;
    stages = arena_zalloc(r->arena, (json_array_size(list) + 1) * sizeof *stages);
    s->stages = stages;
    for (; p.index < json_array_size(list); p.index++) {
        struct snapshot_stage *stage = &stages[p.index];
        const json_t *object = json_array_get(list, p.index);

        stage->number = (uint32_t)p.index + 1;
        s->stage_count = p.index + 1;
        if (!json_reading_members(r, object, &p, members, COUNT(members), stage) ||
            !read_rows(r, object, &p, &stage->total, &stage->rows, &stage->row_count))
            return false;
    }
    return true;
}

static bool read_warmup(struct json_reading *r, const json_t *document, struct snapshot *s)
{
    static const struct json_member members[] = {JSON_MAY(snapshot_warmup, TRUTH, "running", running),
                                                 JSON_MUST(snapshot_warmup, SECONDS, "seconds", seconds),
                                                 JSON_MAY(snapshot_warmup, COUNT, "requests", requests),
                                                 JSON_MAY(snapshot_warmup, COUNT, "failures", failed),
                                                 JSON_MAY(snapshot_warmup, COUNT, "dropped", dropped),
                                                 JSON_MAY(snapshot_warmup, COUNT, "cancelled", cancelled),
                                                 JSON_MAY(snapshot_warmup, COUNT, "cancelled_sent", cancelled_sent)};
    static const struct json_place p = {NULL, "warmup", JSON_NO_ELEMENT};
    const json_t *object = json_object_get(document, "warmup");

    return !object || json_is_null(object) || json_reading_members(r, object, &p, members, COUNT(members), &s->warmup);
}

bool json_run_read_requests(struct json_reading *r, const json_t *document, struct json_run *run)
{
    struct snapshot *s = &run->snapshot;

    return read_rows(r, document, NULL, &s->total, &s->rows, &s->row_count) && read_warmup(r, document, s) &&
           read_stages(r, document, s);
}
