/* SPDX-License-Identifier: MIT */
/* output/locust_json.c - see locust_json.h */
#include "output/locust_json.h"

#include "base/mem.h"
#include "output/final_report.h"
#include "output/json_stream.h"
#include "output/json_value.h"
#include "stats/locust_buckets.h"

#define KEY_SIZE 24

static json_t *seconds_since_1970(uint64_t wall_ns)
{
    return wall_ns > 0 ? json_value_number((double)wall_ns / (double)NANOS_PER_SECOND) : json_value_string(NULL);
}

static json_t *response_times(const struct snapshot_row *row)
{
    json_t *object = json_value_object();
    size_t count = 0;
    struct locust_bucket *buckets = row->response_histogram ? locust_buckets(row->response_histogram, &count) : NULL;

    for (size_t i = 0; i < count; i++) {
        char key[KEY_SIZE];

        snprintf(key, sizeof key, "%" PRIu64, buckets[i].milliseconds);
        json_value_put(object, key, json_value_count(buckets[i].count));
    }
    mem_free(buckets);
    return object;
}

static json_t *entry(const struct snapshot *s, const struct snapshot_row *row)
{
    const struct duration_summary *times = &row->response;
    json_t *object = json_value_object();

    json_value_put(object, "name", json_value_text(row->name));
    json_value_put(object, "method", json_value_text(row->method));
    json_value_put(object, "last_request_timestamp", seconds_since_1970(row->last_request_wall_ns));
    json_value_put(object, "start_time", seconds_since_1970(s->progress.start_wall_ns));
    json_value_put(object, "num_requests", json_value_count(row->requests));
    json_value_put(object, "num_none_requests", json_value_count(row->requests - MIN(times->count, row->requests)));
    json_value_put(object, "num_failures", json_value_count(row->failed));
    json_value_put(object, "total_response_time", json_value_mean(times->mean_ns * (double)times->count));
    json_value_put(object, "max_response_time", json_value_milliseconds(times->max_ns));
    json_value_put(object, "min_response_time",
                   times->count > 0 ? json_value_milliseconds(times->min_ns) : json_value_string(NULL));
    json_value_put(object, "total_content_length", json_value_count(row->body_bytes));
    json_value_put(object, "response_times", response_times(row));
    json_value_put(object, "num_reqs_per_sec", json_value_object());
    json_value_put(object, "num_fail_per_sec", json_value_object());
    return object;
}

static void write_document(const struct snapshot *s, const struct run_info *info, int exit_code, FILE *out)
{
    struct json_stream stream;

    json_stream_list_begin(&stream, out);
    for (size_t i = 0; i < s->row_count; i++)
        json_stream_element(&stream, entry(s, &s->rows[i]));
    json_stream_list_end(&stream);
}

static const struct output_ops ops = FINAL_REPORT_OPS("locust json");

struct output *locust_json_new(const char *prefix)
{
    return final_report_new(&ops, write_document, prefix, ".json");
}
