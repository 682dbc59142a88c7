/* SPDX-License-Identifier: MIT */
/* output/html_comparison_test.c - the comparison in its file: what it says, the curves of both sides, and names that stay data */
#include "comparison_fixture.h"

#include <jansson.h>

#include "output/html_comparison.h"
#include "stats/histogram.h"

#define DATA_BEGINS "<script type=\"application/json\" id=\"data\">"

/* A run whose requests all took as long. */
struct side {
    struct histogram *times;
    struct recorded_name names[2];
    struct recording recording;
    const struct recording *runs[2];
    const char *labels[2];
};

static struct comparison_side side_of(struct side *s, const struct comparison *c, uint64_t ns, size_t runs)
{
    memset(s, 0, sizeof *s);
    s->times = histogram_new();
    histogram_record_many(s->times, ns, 100);
    for (size_t i = 0; i < c->name_count; i++)
        s->names[i] = (struct recorded_name){
            .method = c->names[i].method, .name = c->names[i].name, .response = s->times, .service = s->times};
    s->recording.total = (struct recorded_name){.name = TEXT("Aggregated"), .response = s->times, .service = s->times};
    s->recording.names = s->names;
    s->recording.name_count = c->name_count;
    s->runs[0] = s->runs[1] = &s->recording;
    s->labels[0] = s->labels[1] = "run";
    return (struct comparison_side){s->runs, s->labels, runs};
}

/* The data of the written file; the caller frees it. */
static json_t *written_data(const struct comparison *c, const struct comparison_side sides[2])
{
    char *page = NULL, *begin, *end;
    size_t size = 0;
    FILE *out = open_memstream(&page, &size);
    json_error_t error;
    json_t *data;

    html_comparison_write(c, sides, out);
    assert_int_equal(fclose(out), 0);
    begin = strstr(page, DATA_BEGINS) + strlen(DATA_BEGINS);
    end = strstr(begin, "</script>");
    assert_null(memchr(begin, '<', (size_t)(end - begin)));
    data = json_loadb(begin, (size_t)(end - begin), JSON_REJECT_DUPLICATES, &error);
    if (!data)
        fail_msg("line %d: %s", error.line, error.text);
    free(page); /* memory of a library */
    return data;
}

/* The slowest of the first name, in ms, and how many there were. */
static double slowest(const json_t *data, const char *side, json_int_t *count)
{
    json_t *points = json_object_get(json_object_get(json_array_get(json_object_get(data, side), 0), "points"), "response");
    json_t *last = json_array_get(points, json_array_size(points) - 1);

    *count = json_integer_value(json_array_get(last, 2));
    return json_number_value(json_array_get(last, 1));
}

static void both_sides_have_their_curves_and_several_runs_are_one(void **state)
{
    struct comparison_fixture f;
    struct side base, now;
    json_int_t count;
    json_t *data;

    comparison_fixture_init(&f);
    data = written_data(&f.comparison, (struct comparison_side[2]){side_of(&base, &f.comparison, 10 * NANOS_PER_MILLI, 1),
                                                                   side_of(&now, &f.comparison, 20 * NANOS_PER_MILLI, 2)});
    assert_string_equal(json_string_value(json_object_get(data, "schema")), "cicada-comparison-report");
    assert_string_equal(json_string_value(json_object_get(json_object_get(data, "comparison"), "result")), "regression");
    assert_true(fabs(slowest(data, "base", &count) - 10) < 0.02);
    assert_int_equal(count, 100);
    assert_true(fabs(slowest(data, "now", &count) - 20) < 0.04);
    assert_int_equal(count, 200);
    json_decref(data);
    histogram_free(base.times);
    histogram_free(now.times);
}

static void a_name_that_one_side_lacks_has_an_empty_curve(void **state)
{
    struct comparison_fixture f;
    struct side base, now;
    json_t *data, *names;

    comparison_fixture_init(&f);
    struct comparison_side sides[2] = {side_of(&base, &f.comparison, 10 * NANOS_PER_MILLI, 1),
                                       side_of(&now, &f.comparison, 20 * NANOS_PER_MILLI, 1)};
    now.recording.name_count = 0;
    data = written_data(&f.comparison, sides);
    names = json_object_get(data, "now");
    assert_true(json_array_size(names) >= 2);
    for (size_t i = 1; i < json_array_size(names); i++)
        assert_int_equal(json_array_size(json_object_get(json_object_get(json_array_get(names, i), "points"), "response")), 0);
    json_decref(data);
    histogram_free(base.times);
    histogram_free(now.times);
}

/* Also where all have as many requests. */
static void a_hundred_names_are_drawn_at_most(void **state)
{
    struct compared_name many[150];
    struct comparison_fixture f;
    struct side base, now;
    json_t *data;

    comparison_fixture_init(&f);
    struct comparison_side sides[2] = {side_of(&base, &f.comparison, 10 * NANOS_PER_MILLI, 1),
                                       side_of(&now, &f.comparison, 20 * NANOS_PER_MILLI, 1)};
    for (size_t i = 0; i < COUNT(many); i++) {
        many[i] = f.names[0];
        many[i].method = TEXT("GET");
        many[i].stage = i < 20 ? TEXT("peak") : TEXT("");
        many[i].base_requests = i < 20 ? 1000 : 7;
    }
    f.comparison.names = many;
    f.comparison.name_count = COUNT(many);
    data = written_data(&f.comparison, sides);
    assert_int_equal(json_array_size(json_object_get(data, "base")), 1 + 100);
    assert_int_equal(json_array_size(json_object_get(data, "now")), 1 + 100);
    json_decref(data);
    histogram_free(base.times);
    histogram_free(now.times);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_sides_have_their_curves_and_several_runs_are_one),
        cmocka_unit_test(a_name_that_one_side_lacks_has_an_empty_curve),
        cmocka_unit_test(a_hundred_names_are_drawn_at_most),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
