/* SPDX-License-Identifier: MIT */
/* cli/sweep_report.c - see sweep_report.h; what is missing in a report, or of another kind, reads as nothing */
#include "cli/sweep_report.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

static double number_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    return json_is_number(value) ? json_number_value(value) : NAN;
}

static uint64_t count_of(const json_t *object, const char *key)
{
    json_int_t value = json_integer_value(json_object_get(object, key));

    return value > 0 ? (uint64_t)value : 0;
}

static bool is_text(const json_t *value, const char *wanted)
{
    return json_is_string(value) && strcmp(json_string_value(value), wanted) == 0;
}

static size_t failed_checks(const json_t *checks)
{
    const json_t *check;
    size_t index, failed = 0;

    json_array_foreach((json_t *)(uintptr_t)checks, index, check) failed += !is_text(json_object_get(check, "result"), "pass");
    return failed;
}

void sweep_read_report(const char *folder, struct arena *arena, struct sweep_row *row)
{
    json_t *report = json_load_file(arena_printf(arena, "%s/" SWEEP_REPORT ".json", folder), 0, NULL);
    const json_t *total = json_object_get(report, "total"), *times = json_object_get(total, "response_time_ms");
    const json_t *checks = json_object_get(report, "checks");
    const char *verdict = json_string_value(json_object_get(json_object_get(report, "verdict"), "level"));

    row->measured = json_is_object(total);
    row->users = (uint32_t)count_of(json_object_get(report, "users"), "peak");
    row->requests = count_of(total, "requests");
    row->requests_per_second = number_of(total, "requests_per_second");
    row->failure_ratio = number_of(total, "failure_ratio");
    row->p50_ms = number_of(times, "p50");
    row->p95_ms = number_of(times, "p95");
    row->p99_ms = number_of(times, "p99");
    row->verdict = arena_strdup(arena, verdict ? verdict : "-");
    row->checks = json_array_size(checks);
    row->checks_failed = failed_checks(checks);
    json_decref(report);
}
