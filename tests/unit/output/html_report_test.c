/* SPDX-License-Identifier: MIT */
/* output/html_report_test.c - the file that is written: the built page whole, and in it data that reads back and cannot leave its
 * place. What a browser makes of it is tested in tests/ui.
 */
#include "fixture.h"

#include <jansson.h>

#include "base/limits.h"
#include "base/random.h"
#include "output/html_report.h"
#include "stats/stats.h"
#include "verdict/comparison.h"

#define DATA_BEGINS "<script type=\"application/json\" id=\"data\">"
#define MANY_NAMES  400
#define HALF_HOUR   1800
#define HUNDRED     100
#define COMPONENTS  5
#define THOUSANDS   5000
#define SECONDS     20
#define SIZE_MAX_MB 2
#define START       (1000 * NANOS_PER_SECOND)

static const char hostile[] = "</script><script>alert(1)</script><!--<script>\xe2\x80\xa8\xe2\x80\xa9 @DATA@ \xff\x01";

static char *written; /* of the library */
static size_t written_size;

static int clean_up(void **state)
{
    free(written); /* memory of a library */
    written = NULL;
    return 0;
}

static void write_report(const struct fixture *f)
{
    FILE *out = open_memstream(&written, &written_size);

    html_report_write(&f->snapshot, &f->info, 1, out);
    assert_int_equal(fclose(out), 0);
}

/* The text of the element with the data. */
static struct text data_of(void)
{
    char *begin = strstr(written, DATA_BEGINS), *end;

    assert_non_null(begin);
    begin += strlen(DATA_BEGINS);
    end = strstr(begin, "</script>");
    assert_non_null(end);
    return (struct text){begin, (size_t)(end - begin)};
}

static json_t *read_data(void)
{
    struct text data = data_of();
    json_error_t error;
    json_t *document = json_loadb(data.data, data.size, JSON_REJECT_DUPLICATES, &error);

    if (!document)
        fail_msg("line %d: %s", error.line, error.text);
    return document;
}

static void the_page_stands_around_the_data(void **state)
{
    struct fixture f;

    fixture_init(&f);
    write_report(&f);
    assert_int_equal(strncmp(written, "<!doctype html>", 15), 0);
    assert_non_null(strstr(written, "Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-"));
    assert_string_equal(written + written_size - strlen("</html>\n"), "</html>\n");
    assert_null(strstr(written, "@DATA@"));
    fixture_free(&f);
}

static void the_data_is_the_document_with_curves_for_each_request(void **state)
{
    struct fixture f;
    json_t *document;

    fixture_init(&f);
    write_report(&f);
    document = read_data();
    assert_string_equal(json_string_value(json_object_get(document, "schema")), "cicada-run");
    assert_int_equal(json_integer_value(json_object_get(json_object_get(document, "total"), "requests")), 100);
    assert_int_equal(json_array_size(json_object_get(document, "requests")), 2);
    assert_int_equal(json_array_size(json_object_get(document, "courses")), 3);
    assert_int_equal(json_array_size(json_object_get(document, "distributions")), 3);
    assert_true(json_array_size(json_object_get(document, "findings")) > 0);
    assert_null(json_object_get(document, "histograms"));
    assert_null(json_object_get(document, "blocks"));
    json_decref(document);
    fixture_free(&f);
}

static void hostile_names_stay_within_the_data(void **state)
{
    struct fixture f;
    json_t *document;
    struct text data;

    fixture_init(&f);
    f.rows[0].name = f.rows[0].method = f.errors[0].text = f.errors[0].name = text_from(hostile);
    f.info.title = f.info.host = f.info.command_line = f.info.machine = hostile;
    write_report(&f);
    data = data_of();
    assert_null(memchr(data.data, '<', data.size));
    assert_null(memmem(data.data, data.size, "\xe2\x80\xa8", 3));
    assert_null(memmem(data.data, data.size, "\xe2\x80\xa9", 3));
    document = read_data();
    assert_string_equal(json_string_value(json_object_get(json_object_get(document, "run"), "title")),
                        "</script><script>alert(1)</script><!--<script>\xe2\x80\xa8\xe2\x80\xa9 @DATA@ \xef\xbf\xbd\x01");
    json_decref(document);
    fixture_free(&f);
}

static void a_run_without_any_request_makes_a_report(void **state)
{
    struct fixture f;
    json_t *document;

    fixture_init_empty(&f);
    write_report(&f);
    document = read_data();
    assert_int_equal(json_array_size(json_object_get(document, "courses")), 1);
    json_decref(document);
    fixture_free(&f);
}

static void of_many_names_the_busiest_are_drawn(void **state)
{
    static struct snapshot_row rows[MANY_NAMES];
    struct fixture f;
    json_t *document, *courses;
    size_t drawn = 0;

    fixture_init(&f);
    for (size_t i = 0; i < MANY_NAMES; i++)
        fixture_row(&rows[i], TEXT("GET"), TEXT("/x"), i + 1, 0);
    f.snapshot.rows = rows;
    f.snapshot.row_count = MANY_NAMES;
    write_report(&f);
    document = read_data();
    courses = json_object_get(document, "courses");
    for (size_t i = 1; i <= MANY_NAMES; i++)
        drawn += json_is_object(json_array_get(courses, i));
    assert_int_equal(drawn, 100);
    assert_true(json_is_object(json_array_get(courses, MANY_NAMES)));
    assert_true(json_is_array(json_object_get(json_array_get(courses, MANY_NAMES), "p99.9"))); /* there is room for it */
    assert_true(json_is_null(json_array_get(courses, 1)));
    json_decref(document);
    fixture_free(&f);
}

static void a_long_run_has_no_more_points_than_can_be_seen(void **state)
{
    static struct series_point series[HALF_HOUR];
    struct fixture f;
    json_t *document, *points;
    json_int_t requests = 0;

    fixture_init(&f);
    for (uint32_t i = 0; i < HALF_HOUR; i++)
        series[i] = (struct series_point){.second = i, .seconds = 1, .requests = 7, .users = 10};
    f.snapshot.series = series;
    f.snapshot.series_count = HALF_HOUR;
    write_report(&f);
    document = read_data();
    points = json_object_get(document, "series");
    assert_in_range(json_array_size(points), 150, 300);
    for (size_t i = 0; i < json_array_size(points); i++)
        requests += json_integer_value(json_object_get(json_array_get(points, i), "requests"));
    assert_int_equal(requests, 7 * HALF_HOUR);
    json_decref(document);
    fixture_free(&f);
}

/* Half an hour in which each of a hundred names gets two requests a second, with times spread over decades. */
static struct stats *fed_stats(void)
{
    struct stats *stats = stats_new(&(struct stats_options){0});
    struct stats_entry *entries[HUNDRED];
    struct run_progress progress = {.state = RUN_RUNNING, .start_ns = START, .start_wall_ns = START};
    struct random random;
    char name[64];

    random_init(&random, 1, 1);
    stats_start(stats, START, START);
    for (size_t i = 0; i < HUNDRED; i++) {
        snprintf(name, sizeof name, "/api/v1/a-resource-of-the-service-%zu/[id]", i);
        entries[i] = stats_entry(stats, TEXT("GET"), text_from(name));
    }
    for (uint32_t second = 0; second < HALF_HOUR; second++) {
        for (size_t i = 0; i < 2 * HUNDRED; i++) {
            uint64_t end = START + second * NANOS_PER_SECOND + i * NANOS_PER_MILLI;
            uint64_t ns = (uint64_t)random_lognormal(&random, 20e6, 1.5);
            struct sample sample = {.due_ns = end - ns,
                                    .start_ns = end - ns,
                                    .first_write_ns = end - ns,
                                    .sent_ns = end - ns / 2,
                                    .first_byte_ns = end - ns / 4,
                                    .end_ns = end,
                                    .status = 200};

            stats_begin(stats, entries[i % HUNDRED]);
            stats_end(stats, entries[i % HUNDRED], &sample);
        }
        stats_tick(stats, START + (second + 1) * NANOS_PER_SECOND, &progress);
    }
    return stats;
}

static void half_an_hour_with_a_hundred_names_stays_under_two_megabytes(void **state)
{
    static struct resource_point points[HALF_HOUR];
    struct run_progress progress = {.state = RUN_STOPPED, .start_ns = START, .start_wall_ns = START};
    struct snapshot_resource resources[COMPONENTS];
    struct stats *stats = fed_stats();
    json_t *document;
    struct fixture f;
    struct snapshot s;

    fixture_init(&f);
    s = *stats_snapshot(stats, START + HALF_HOUR * NANOS_PER_SECOND, START, &progress);
    for (uint32_t i = 0; i < HALF_HOUR; i++) {
        points[i] = (struct resource_point){.second = i, .seconds = 1, .steady = true};
        for (size_t m = 0; m < RESOURCE_MEASURES; m++)
            points[i].value[m] = 1234.567F * (float)(i + m);
    }
    for (size_t i = 0; i < COMPONENTS; i++) {
        resources[i] = (struct snapshot_resource){.component = {TEXT("a component"), TEXT("pid:1234")},
                                                  .seconds = HALF_HOUR,
                                                  .points = points,
                                                  .point_count = HALF_HOUR};
        for (size_t m = 0; m < RESOURCE_MEASURES; m++)
            resources[i].summary[m] = (struct resource_summary){.count = HALF_HOUR, .mean = 1234.567, .max = 2345.678};
    }
    s.resources = resources;
    s.resource_count = COMPONENTS;
    assert_int_equal(s.row_count, HUNDRED);
    f.snapshot = s;
    write_report(&f);
    print_message("measured: %.2f MB\n", (double)written_size / 1e6);
    document = read_data();
    assert_int_equal(json_integer_value(json_object_get(json_object_get(document, "selection"), "whole")), HUNDRED);
    assert_null(json_object_get(json_array_get(json_object_get(document, "courses"), 0), "p99.9")); /* no room for it */
    json_decref(document);
    if (written_size >= SIZE_MAX_MB * 1000000)
        fail_msg("%zu bytes", written_size);
    stats_free(stats);
    fixture_free(&f);
}

/* Thousands of names with a request a second each; those of the last one fail. */
static struct stats *fed_with_thousands(void)
{
    struct stats *stats = stats_new(&(struct stats_options){0});
    struct run_progress progress = {.state = RUN_RUNNING, .start_ns = START, .start_wall_ns = START};
    char name[64];

    stats_start(stats, START, START);
    for (size_t i = 0; i < THOUSANDS * SECONDS; i++) {
        uint64_t end = START + i / THOUSANDS * NANOS_PER_SECOND + i % THOUSANDS * 1000;
        size_t number = i % THOUSANDS;
        struct stats_entry *entry;
        struct sample sample = {.due_ns = end - 1000 * (1 + number),
                                .start_ns = end - 1000 * (1 + number),
                                .first_write_ns = end - 1000 * (1 + number),
                                .end_ns = end,
                                .status = number + 1 == THOUSANDS ? 503 : 200,
                                .error = number + 1 == THOUSANDS ? ERROR_HTTP_STATUS : OK};

        snprintf(name, sizeof name, "/api/v1/a-resource-of-the-service-%zu/<id>", number);
        entry = stats_entry(stats, TEXT("GET"), text_from(name));
        stats_begin(stats, entry);
        stats_end(stats, entry, &sample);
        if (i % THOUSANDS + 1 == THOUSANDS)
            stats_tick(stats, START + (i / THOUSANDS + 1) * NANOS_PER_SECOND, &progress);
    }
    return stats;
}

/* Each request is in exactly one row; returns how many of the last name there are. */
static json_int_t check_rows(json_t *document)
{
    json_t *requests = json_object_get(document, "requests"), *courses = json_object_get(document, "courses"), *request;
    json_int_t all = 0, last = 0;
    size_t whole = 0, i;

    assert_int_equal(json_array_size(courses), json_array_size(requests) + 1);
    json_array_foreach(requests, i, request)
    {
        all += json_integer_value(json_object_get(request, "requests"));
        whole += json_is_object(json_array_get(courses, i + 1));
        if (strstr(json_string_value(json_object_get(request, "name")), "service-4999/")) {
            last = json_integer_value(json_object_get(request, "failures"));
            assert_true(json_is_object(json_array_get(courses, i + 1)));
        }
    }
    assert_int_equal(all, json_integer_value(json_object_get(json_object_get(document, "total"), "requests")));
    assert_int_equal(whole, json_integer_value(json_object_get(json_object_get(document, "selection"), "whole")));
    return last;
}

static void thousands_of_names_stay_under_two_megabytes_and_say_what_is_left_out(void **state)
{
    struct run_progress progress = {.state = RUN_STOPPED, .start_ns = START, .start_wall_ns = START};
    struct stats *stats = fed_with_thousands();
    json_t *document, *selection, *requests;
    json_int_t together;
    struct fixture f;

    fixture_init(&f);
    f.snapshot = *stats_snapshot(stats, START + SECONDS * NANOS_PER_SECOND, START, &progress);
    assert_int_equal(f.snapshot.row_count, THOUSANDS);
    write_report(&f);
    document = read_data();
    selection = json_object_get(document, "selection");
    requests = json_object_get(document, "requests");
    together = json_integer_value(json_object_get(selection, "together"));
    print_message("measured: %zu names, %.2f MB, %d whole, %zu rows, %d together\n", f.snapshot.row_count,
                  (double)written_size / 1e6, (int)json_integer_value(json_object_get(selection, "whole")),
                  json_array_size(requests), (int)together);
    if (written_size >= SIZE_MAX_MB * 1000000 || written_size < SIZE_MAX_MB * 800000)
        fail_msg("%zu bytes", written_size);
    assert_int_equal(json_integer_value(json_object_get(selection, "names")), f.snapshot.row_count);
    assert_in_range(json_integer_value(json_object_get(selection, "whole")), 20, 100);
    assert_in_range(together, 100, THOUSANDS);
    assert_int_equal(json_array_size(requests) - 1 + (size_t)together, f.snapshot.row_count);
    assert_int_equal(check_rows(document), SECONDS);
    json_decref(document);
    stats_free(stats);
    fixture_free(&f);
}

/* Texts that take six bytes for each of theirs in the file; the later ones are more frequent. */
static void long_texts_of_errors_and_exceptions_are_cut_to_the_most_frequent(void **state)
{
    static struct snapshot_error errors[LIMIT_ERRORS];
    static struct snapshot_exception exceptions[LIMIT_EXCEPTIONS];
    static char text[LIMIT_TRACEBACK];
    json_t *document, *list, *selection;
    struct fixture f;

    fixture_init(&f);
    memset(text, '<', sizeof text);
    for (size_t i = 0; i < COUNT(errors); i++)
        errors[i] = (struct snapshot_error){.method = TEXT("GET"),
                                            .name = TEXT("/items"),
                                            .text = {text, LIMIT_ERROR_TEXT - i % 100},
                                            .error = ERROR_HTTP_STATUS,
                                            .status = 503,
                                            .occurrences = 1 + i};
    for (size_t i = 0; i < COUNT(exceptions); i++)
        exceptions[i] = (struct snapshot_exception){
            .message = {text, LIMIT_ERROR_TEXT}, .traceback = {text, sizeof text - i}, .count = 1 + i, .nodes = TEXT("local")};
    f.snapshot.errors = errors;
    f.snapshot.error_count = COUNT(errors);
    f.snapshot.exceptions = exceptions;
    f.snapshot.exception_count = COUNT(exceptions);
    write_report(&f);
    document = read_data();
    selection = json_object_get(document, "selection");
    list = json_object_get(document, "errors");
    print_message("measured: %.2f MB, %zu errors, %zu exceptions\n", (double)written_size / 1e6, json_array_size(list),
                  json_array_size(json_object_get(document, "exceptions")));
    if (written_size >= SIZE_MAX_MB * 1000000)
        fail_msg("%zu bytes", written_size);
    assert_int_equal(json_integer_value(json_object_get(selection, "errors")), LIMIT_ERRORS);
    assert_in_range(json_array_size(list), 10, LIMIT_ERRORS - 1);
    for (size_t i = 0; i < json_array_size(list); i++) /* the last ones, in the order they had */
        assert_int_equal(json_integer_value(json_object_get(json_array_get(list, i), "occurrences")),
                         LIMIT_ERRORS - json_array_size(list) + 1 + i);
    list = json_object_get(document, "exceptions");
    assert_int_equal(json_integer_value(json_object_get(selection, "exceptions")), LIMIT_EXCEPTIONS);
    assert_in_range(json_array_size(list), 1, LIMIT_EXCEPTIONS - 1);
    assert_int_equal(json_integer_value(json_object_get(json_array_get(list, json_array_size(list) - 1), "count")),
                     LIMIT_EXCEPTIONS);
    assert_non_null(
        strstr(json_string_value(json_object_get(json_array_get(json_object_get(document, "causes"), 0), "text")), "503"));
    json_decref(document);
    fixture_free(&f);
}

/* Each name differs, the later ones more. */
static void compare_thousand(struct comparison *c, struct compared_name *names, char (*texts)[64])
{
    *c = (struct comparison){.base_runs = 1, .now_runs = 1, .base_label = "run 1", .now_label = "run 2"};
    comparison_metrics_default(&c->metrics);
    for (size_t n = 0; n < COMPARISON_NAMES_MAX; n++) {
        snprintf(texts[n], sizeof texts[n], "/api/v1/a-resource-of-the-service-%zu/<id>", n);
        names[n] = (struct compared_name){
            .method = TEXT("GET"), .name = text_from(texts[n]), .base_requests = 900, .now_requests = 900};
        for (size_t i = 0; i < c->metrics.count; i++)
            names[n].at[i] = (struct compared_metric){.metric = &c->metrics.at[i],
                                                      .word = COMPARISON_REGRESSION,
                                                      .base = 12345678.9,
                                                      .now = 22345678.9,
                                                      .difference = 1e6 * (double)(n + 1) / 3,
                                                      .low = 123456.789,
                                                      .high = 1234567.89,
                                                      .relative = (double)(n + 1) / 3,
                                                      .relative_low = 0.123456789,
                                                      .relative_high = 0.987654321};
    }
    c->names = names;
    c->name_count = COMPARISON_NAMES_MAX;
    comparison_arrange(c, &c->arena);
}

static void a_comparison_of_thousands_is_cut_to_what_differs_most(void **state)
{
    static struct compared_name names[COMPARISON_NAMES_MAX];
    static char texts[COMPARISON_NAMES_MAX][64];
    json_t *document, *compared, *list;
    struct comparison c;
    struct fixture f;

    fixture_init(&f);
    compare_thousand(&c, names, texts);
    f.info.comparison = &c;
    write_report(&f);
    document = read_data();
    compared = json_object_get(document, "comparison");
    list = json_object_get(compared, "names");
    print_message("measured: %zu of %d names, %.2f MB\n", json_array_size(list), COMPARISON_NAMES_MAX,
                  (double)written_size / 1e6);
    assert_in_range(json_array_size(list), 50, COMPARISON_NAMES_MAX - 1);
    assert_string_equal(json_string_value(json_object_get(json_array_get(list, json_array_size(list) - 1), "name")),
                        texts[COMPARISON_NAMES_MAX - 1]);
    assert_non_null(strstr(json_string_value(json_array_get(json_object_get(compared, "notes"), 0)), "of 1000 requests"));
    assert_int_equal(json_integer_value(json_object_get(json_object_get(compared, "counts"), "regression")),
                     COMPARISON_NAMES_MAX * c.metrics.count);
    if (written_size >= 800000)
        fail_msg("%zu bytes", written_size);
    json_decref(document);
    arena_reset(&c.arena);
    fixture_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_page_stands_around_the_data, clean_up),
        cmocka_unit_test_teardown(the_data_is_the_document_with_curves_for_each_request, clean_up),
        cmocka_unit_test_teardown(hostile_names_stay_within_the_data, clean_up),
        cmocka_unit_test_teardown(a_run_without_any_request_makes_a_report, clean_up),
        cmocka_unit_test_teardown(of_many_names_the_busiest_are_drawn, clean_up),
        cmocka_unit_test_teardown(a_long_run_has_no_more_points_than_can_be_seen, clean_up),
        cmocka_unit_test_teardown(half_an_hour_with_a_hundred_names_stays_under_two_megabytes, clean_up),
        cmocka_unit_test_teardown(a_comparison_of_thousands_is_cut_to_what_differs_most, clean_up),
        cmocka_unit_test_teardown(long_texts_of_errors_and_exceptions_are_cut_to_the_most_frequent, clean_up),
        cmocka_unit_test_teardown(thousands_of_names_stay_under_two_megabytes_and_say_what_is_left_out, clean_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
