/* SPDX-License-Identifier: MIT */
/* output/html_report_test.c - the file that is written: the built page whole, and in it data that reads back and cannot leave its
 * place. What a browser makes of it is tested in tests/ui.
 */
#include "fixture.h"

#include <jansson.h>

#include "output/html_page.h"
#include "output/html_report.h"

#define DATA_BEGINS "<script type=\"application/json\" id=\"data\">"
#define MANY_NAMES  400
#define HALF_HOUR   1800

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_page_stands_around_the_data, clean_up),
        cmocka_unit_test_teardown(the_data_is_the_document_with_curves_for_each_request, clean_up),
        cmocka_unit_test_teardown(hostile_names_stay_within_the_data, clean_up),
        cmocka_unit_test_teardown(a_run_without_any_request_makes_a_report, clean_up),
        cmocka_unit_test_teardown(of_many_names_the_busiest_are_drawn, clean_up),
        cmocka_unit_test_teardown(a_long_run_has_no_more_points_than_can_be_seen, clean_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
