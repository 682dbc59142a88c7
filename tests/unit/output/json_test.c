/* SPDX-License-Identifier: MIT */
/* output/json_test.c - the report read back and compared with the snapshot, and with its description in docs/json.md */
#include "fixture.h"

#include <fcntl.h>

#include "documented.h"
#include "json_place.h"
#include "output/json.h"

static struct fixture f;
static char directory[PATH_MAX], prefix[PATH_MAX + 32], path[PATH_MAX + 64];
static json_t *document;

static int set_up(void **state)
{
    fixture_init(&f);
    test_directory(directory);
    snprintf(prefix, sizeof prefix, "%s/made/run", directory);
    snprintf(path, sizeof path, "%s.json", prefix);
    document = NULL;
    return 0;
}

static int clean_up(void **state)
{
    json_decref(document);
    test_remove_directory(directory);
    fixture_free(&f);
    return 0;
}

static void run_output(struct output *o, int exit_code)
{
    char problem[OUTPUT_PROBLEM] = "";

    if (o->ops->start(o, &f.info, problem) != OK)
        fail_msg("%s", problem);
    assert_int_equal(o->ops->tick(o, &f.snapshot), OK);
    if (o->ops->stop(o, &f.snapshot, exit_code) != OK)
        fail_msg("%s", o->problem);
    o->ops->free(o);
}

/* Runs the output and reads its file; any syntax error fails. */
static void write_and_load(void)
{
    json_error_t error;

    run_output(json_new(prefix), 1);
    document = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (!document)
        fail_msg("%s:%d: %s", path, error.line, error.text);
}

static json_t *at(const char *where)
{
    return json_at(document, where);
}

static void assert_text(const char *where, const char *wanted)
{
    assert_equal_string(where, json_string_value(at(where)), wanted);
}

static void assert_number(const char *where, double wanted)
{
    assert_near_double(where, json_number_value(at(where)), wanted, 0);
}

static void the_document_equals_the_snapshot(void **state)
{
    write_and_load();
    assert_text("schema", "cicada-run");
    assert_number("schema_version", 1);
    assert_text("run/title", "api.c");
    assert_text("run/start", "2026-08-22T10:00:00.000000Z");
    assert_number("run/duration_s", 20);
    assert_number("run/exit_code", 1);
    assert_true(json_is_null(at("run/end")));
    assert_number("users/classes/0/current", 10);
    assert_number("total/requests", 100);
    assert_number("total/failure_ratio", 0.55);
    assert_number("total/response_time_ms/p99.9", 12.3456);
    assert_number("total/response_time_ms/max", 98.7);
    assert_number("total/service_time_ms/p50", 12.3);
    assert_number("requests/1/statuses/403", 55);
    assert_number("requests/1/phases_ms/connect/sum", 4);
    assert_text("errors/0/class", "http_status");
    assert_number("errors/0/last_seen_s", 19);
    assert_text("causes/0/id", "status_403");
    assert_number("generator/lag_p99_ms", 0.2);
    assert_number("series/3/cpu", 0.62);
    assert_number("series/1/errors/http_status", 1);
    assert_number("series/3/errors/other", 1);
    assert_equal_u64("classes", json_object_size(at("series/3/errors")), 1);
    assert_null(json_object_get(at("series/2"), "errors"));
    assert_equal_u64("seconds", json_array_size(at("series")), FIXTURE_SERIES);
}

static void a_nanosecond_within_an_hour_is_not_lost(void **state)
{
    f.snapshot.total.response.max_ns = 3599999999999;
    write_and_load();
    assert_number("total/response_time_ms/max", 3599999.999999);
}

static void hostile_text_is_kept_as_valid_json(void **state)
{
    f.rows[0].name = TEXT("\x1b[31m\"\\</script>\xff");
    f.errors[0].text = (struct text){"a\0b", 3};
    write_and_load();
    assert_text("requests/0/name", "\x1b[31m\"\\</script>\xEF\xBF\xBD");
    assert_text("errors/0/error", "a\xEF\xBF\xBD"
                                  "b");
}

static void numbers_that_do_not_exist_are_null(void **state)
{
    f.snapshot.total.requests_per_second = NAN;
    f.snapshot.total.current_requests_per_second = INFINITY;
    f.snapshot.total.response.quantile_ns[QUANTILE_99] = UINT64_MAX;
    write_and_load();
    assert_true(json_is_null(at("total/requests_per_second")));
    assert_true(json_is_null(at("total/current_requests_per_second")));
    assert_true(json_is_null(at("total/response_time_ms/p99")));
}

static void secrets_do_not_reach_the_report(void **state)
{
    static const char *const headers[] = {"Authorization: Bearer canary", "X-Api-Key: canary", "Accept: */*"};
    struct buffer content;

    f.plan.http.headers = (struct plan_list){headers, COUNT(headers)};
    f.plan.host = "http://user:canary@host";
    f.plan.url.url = "http://host/?token=canary";
    write_and_load();
    assert_text("plan/http/headers/0", "Authorization: ***");
    assert_text("plan/http/headers/2", "Accept: */*");
    assert_text("plan/host", "http://***@host");
    buffer_init(&content, 1 << 20);
    test_read_file(&content, path);
    assert_null(strstr(buffer_cstring(&content), "canary"));
    buffer_free(&content);
}

static void an_empty_run_gives_a_whole_document(void **state)
{
    fixture_free(&f);
    fixture_init_empty(&f);
    memset(&f.info, 0, sizeof f.info);
    f.info.plan = &f.plan;
    f.snapshot.progress.start_ns = 1;
    write_and_load();
    assert_equal_u64("requests", json_array_size(at("requests")), 0);
    assert_number("total/response_time_ms/count", 0);
    assert_text("causes/0/id", "no_requests");
}

static void a_large_run_is_written_completely(void **state)
{
    enum { MANY = 2000 };
    struct snapshot_row *rows = calloc(MANY, sizeof *rows); /* memory of a library */

    for (size_t i = 0; i < MANY; i++)
        fixture_row(&rows[i], TEXT("GET"), TEXT("/x"), i + 1, 0);
    f.snapshot.rows = rows;
    f.snapshot.row_count = MANY;
    write_and_load();
    assert_equal_u64("requests", json_array_size(at("requests")), MANY);
    assert_number("requests/1999/requests", 2000);
    free(rows); /* memory of a library */
}

static void stdout_gets_the_same_document(void **state)
{
    struct buffer content;
    int before = dup(STDOUT_FILENO), file;

    fflush(stdout);
    test_write_file(path, directory, "stdout.json", "");
    file = open(path, O_WRONLY | O_CLOEXEC);
    dup2(file, STDOUT_FILENO);
    run_output(json_new(NULL), 0);
    dup2(before, STDOUT_FILENO);
    close(file);
    close(before);
    document = json_load_file(path, 0, NULL);
    assert_number("total/requests", 100);
    buffer_init(&content, 1 << 20);
    test_read_file(&content, path);
    assert_true(content.size > 0 && content.data[content.size - 1] == '\n');
    buffer_free(&content);
}

static void a_full_device_is_reported(void **state)
{
    struct output *o = json_new(NULL);
    char problem[OUTPUT_PROBLEM];
    int before = dup(STDOUT_FILENO), full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    enum error e;

    fflush(stdout);
    assert_int_equal(o->ops->start(o, &f.info, problem), OK);
    dup2(full, STDOUT_FILENO);
    e = o->ops->stop(o, &f.snapshot, 0);
    dup2(before, STDOUT_FILENO);
    close(full);
    close(before);
    assert_int_equal(e, ERROR_IO);
    assert_equal_string("problem", o->problem, "cannot write to stdout: No space left on device");
    o->ops->free(o);
}

static void a_path_that_cannot_be_written_is_found_at_the_start(void **state)
{
    struct output *o = json_new("/proc/nowhere/run");
    char problem[OUTPUT_PROBLEM] = "";

    assert_int_equal(o->ops->start(o, &f.info, problem), ERROR_IO);
    assert_non_null(strstr(problem, "cannot write /proc/nowhere/run.json: "));
    o->ops->free(o);
}

static void every_member_is_documented(void **state)
{
    struct snapshot_metric metric = {.name = TEXT("m"), .count = 1};
    struct buffer text;

    f.snapshot.metrics = &metric;
    f.snapshot.metric_count = 1;
    f.snapshot.stages = &(struct snapshot_stage){.total = f.snapshot.total, .rows = f.rows, .row_count = 1};
    f.snapshot.stage_count = 1;
    f.snapshot.warmup.seconds = 5;
    f.plan.stages = (struct plan_stages){.at = &(struct plan_stage){.name = "1"}, .count = 1};
    write_and_load();
    buffer_init(&text, 1 << 20);
    test_read_file(&text, TEST_SOURCE_ROOT "/docs/json.md");
    assert_documented("docs/json.md", buffer_cstring(&text), document);
    buffer_free(&text);
}

#define IN_DIRECTORY(test) TEST_WITH(test, set_up, clean_up)

TEST_MAIN(IN_DIRECTORY(the_document_equals_the_snapshot), IN_DIRECTORY(a_nanosecond_within_an_hour_is_not_lost),
          IN_DIRECTORY(hostile_text_is_kept_as_valid_json), IN_DIRECTORY(numbers_that_do_not_exist_are_null),
          IN_DIRECTORY(secrets_do_not_reach_the_report), IN_DIRECTORY(an_empty_run_gives_a_whole_document),
          IN_DIRECTORY(a_large_run_is_written_completely), IN_DIRECTORY(stdout_gets_the_same_document),
          IN_DIRECTORY(a_full_device_is_reported), IN_DIRECTORY(a_path_that_cannot_be_written_is_found_at_the_start),
          IN_DIRECTORY(every_member_is_documented))
