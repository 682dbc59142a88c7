/* SPDX-License-Identifier: MIT */
/* comparison_forms_test.c - a comparison as JSON and as Markdown, alone and in the reports of a run */
#include "comparison_fixture.h"

#include "fixture.h"
#include "output/comparison_document.h"
#include "output/comparison_json.h"
#include "output/comparison_markdown.h"
#include "output/github_summary.h"
#include "output/json_document.h"
#include "output/junit.h"

static json_t *written(const struct comparison *c)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&bytes, &size);
    json_error_t error;
    json_t *document;

    comparison_json_write(c, out);
    fclose(out);
    document = json_loadb(bytes, size, 0, &error);
    if (!document)
        fail_msg("line %d: %s", error.line, error.text);
    free(bytes); /* memory of a library */
    return document;
}

static const json_t *metric_of(const json_t *document, size_t name, size_t metric)
{
    return json_array_get(json_object_get(json_array_get(json_object_get(document, "names"), name), "metrics"), metric);
}

static double number(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    if (!json_is_number(value))
        fail_msg("%s is no number", key);
    return json_number_value(value);
}

static const char *text(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static void json_has_times_in_milliseconds_and_null_for_the_unknown(void **state)
{
    struct comparison_fixture f;
    json_t *document;

    comparison_fixture_init(&f);
    document = written(&f.comparison);
    assert_equal_string("schema", text(document, "schema"), "cicada-comparison");
    assert_equal_string("result", text(document, "result"), "regression");
    assert_near_double("counts", number(json_object_get(document, "counts"), "no difference"), 2, 0);
    assert_near_double("base", number(metric_of(document, 0, 0), "base"), 120, 1e-9);
    assert_near_double("low", number(metric_of(document, 0, 0), "difference_low"), 24.1, 1e-9);
    assert_near_double("rate", number(metric_of(document, 0, 1), "now"), 1236.7, 1e-9);
    assert_near_double("share", number(metric_of(document, 0, 2), "base"), 0.05, 1e-12);
    assert_true(json_is_null(json_object_get(metric_of(document, 0, 2), "relative")));
    assert_true(json_is_null(json_object_get(metric_of(document, 1, 0), "p")));
    assert_equal_string("reason", text(metric_of(document, 1, 0), "reason"), "too few requests");
    assert_equal_string("only", json_string_value(json_array_get(json_object_get(document, "only_base"), 0)), "GET /gone");
    json_decref(document);
}

static void both_ways_to_json_say_the_same(void **state)
{
    struct comparison_fixture f;
    json_t *document, *object;

    comparison_fixture_init(&f);
    document = written(&f.comparison);
    object = comparison_json(&f.comparison);
    assert_true(json_equal(document, object));
    json_decref(document);
    json_decref(object);
}

static void markdown_is_a_table_and_harmless(void **state)
{
    struct comparison_fixture f;
    struct buffer out;

    comparison_fixture_init(&f);
    buffer_init(&out, 1 << 20);
    comparison_markdown_write(&f.comparison, true, &out);
    assert_non_null(strstr(buffer_cstring(&out), "### Cicada: after\\|.json against run 1 (before)\n\n❌ regression"));
    assert_non_null(strstr(buffer_cstring(&out), "| ❌ | GET /items | p95 | 120 ms | 151 ms | +25.8 % | +20.1 % to +31.7 % |\n"));
    assert_non_null(strstr(buffer_cstring(&out), "| ❔ | P\\|T \\<b>"));
    assert_non_null(strstr(buffer_cstring(&out), "* only in the base: GET /gone\n"));
    assert_null(strchr(buffer_cstring(&out), '\x1b'));
    buffer_free(&out);
}

static void the_reports_of_a_run_hold_the_comparison(void **state)
{
    struct comparison_fixture compared;
    struct buffer out;
    struct fixture f;
    char *bytes = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&bytes, &size);

    fixture_init(&f);
    comparison_fixture_init(&compared);
    f.info.comparison = &compared.comparison;
    json_document_write(&f.snapshot, &f.info, 5, stream);
    fclose(stream);
    assert_non_null(strstr(bytes, "\"comparison\": {\"schema\":\"cicada-comparison\""));
    free(bytes); /* memory of a library */
    buffer_init(&out, 1 << 20);
    github_summary_write(&f.snapshot, &f.info, &out);
    assert_non_null(strstr(buffer_cstring(&out), "| ❌ | GET /items | p95 |"));
    buffer_free(&out);
    fixture_free(&f);
}

static void junit_has_a_case_for_each_number(void **state)
{
    char directory[PATH_MAX], path[PATH_MAX + 20], problem[OUTPUT_PROBLEM];
    struct comparison_fixture compared;
    struct fixture f;
    struct buffer xml;
    struct output *o;

    fixture_init(&f);
    comparison_fixture_init(&compared);
    f.info.comparison = &compared.comparison;
    test_directory(directory);
    snprintf(path, sizeof path, "%s/junit.xml", directory);
    o = junit_new(path);
    assert_int_equal(o->ops->start(o, &f.info, problem), OK);
    assert_int_equal(o->ops->stop(o, &f.snapshot, 5), OK);
    o->ops->free(o);
    buffer_init(&xml, 100000);
    test_read_file(&xml, path);
    assert_non_null(strstr(buffer_cstring(&xml), "tests=\"6\" failures=\"1\" errors=\"0\" skipped=\"2\""));
    assert_non_null(strstr(buffer_cstring(&xml), "classname=\"cicada.comparison\" name=\"p95 of GET /items\""));
    assert_non_null(strstr(buffer_cstring(&xml),
                           "<failure type=\"regression\" message=\"120 ms -&#62; 151 ms, +25.8 % (+20.1 % to +31.7 %)\">"));
    assert_non_null(strstr(buffer_cstring(&xml), "<skipped message=\"too few requests\"/>"));
    assert_null(strstr(buffer_cstring(&xml), "<b>"));
    buffer_free(&xml);
    test_remove_directory(directory);
    fixture_free(&f);
}

static void what_is_kept_makes_the_same_comparison(void **state)
{
    struct arena arena = {0};
    struct comparison_fixture f;
    const struct comparison *again;
    struct buffer before, after;
    json_t *first, *second;

    comparison_fixture_init(&f);
    f.names[1].stage = TEXT("peak");
    again = comparison_document_read(comparison_document_write(&f.comparison, &arena), &arena);
    assert_non_null(again);
    first = written(&f.comparison);
    second = written(again);
    assert_true(json_equal(first, second));
    buffer_init(&before, 1 << 20);
    buffer_init(&after, 1 << 20);
    comparison_markdown_write(&f.comparison, true, &before);
    comparison_markdown_write(again, true, &after);
    assert_equal_string("markdown", buffer_cstring(&after), buffer_cstring(&before));
    assert_int_equal(again->ranked_count, 6);
    assert_int_equal(again->words[COMPARISON_NO_DIFFERENCE], 2);
    buffer_free(&before);
    buffer_free(&after);
    json_decref(first);
    json_decref(second);
    arena_reset(&arena);
}

static void what_was_kept_and_is_damaged_is_left_out(void **state)
{
    struct arena arena = {0};
    struct comparison_fixture f;
    const char *kept;

    comparison_fixture_init(&f);
    kept = comparison_document_write(&f.comparison, &arena);
    assert_null(comparison_document_read(NULL, &arena));
    for (size_t at = 0; kept[at]; at++) {
        struct arena own = {0};
        char *damaged = arena_strdup(&own, kept);

        damaged[at] = damaged[at] == '9' ? '-' : '9';
        comparison_document_read(damaged, &own);
        damaged[at] = '\0';
        assert_null(comparison_document_read(damaged, &own));
        arena_reset(&own);
    }
    arena_reset(&arena);
}

TEST_MAIN(TEST(json_has_times_in_milliseconds_and_null_for_the_unknown), TEST(both_ways_to_json_say_the_same),
          TEST(markdown_is_a_table_and_harmless), TEST(the_reports_of_a_run_hold_the_comparison),
          TEST(junit_has_a_case_for_each_number), TEST(what_is_kept_makes_the_same_comparison),
          TEST(what_was_kept_and_is_damaged_is_left_out))
