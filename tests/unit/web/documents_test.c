/* SPDX-License-Identifier: MIT */
/* web/documents_test.c - Locust's shapes, the state of the page and the whole of a run, read back; whatever the texts in them are
 */
#include "../output/fixture.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "documented.h"
#include "hostile.h"
#include "json_place.h"
#include "output/json_course.h"
#include "stats/cells.h"
#include "web/locust_documents.h"
#include "web/news.h"
#include "web/run_document.h"
#include "web/state_document.h"

static struct fixture f;
static struct buffer out;
static json_t *document;

static int nothing(cic_user *u)
{
    return CIC_OK;
}

static const cic_task_set browsing = {.name = "browsing", .tasks = CIC_TASKS({1, "search", nothing}, {3, "look", nothing})};
static const cic_user_class shopper = CIC_USER(.name = "Shopper", .weight = 3, .host = "http://joe:secret@shop",
                                               .tasks = CIC_TASKS({1, "buy", nothing},
                                                                  {.weight = 1, .name = "browsing", .set = &browsing}));
static const cic_user_class admin = CIC_USER(.name = "Admin", .fixed_count = 2, .tasks = CIC_TASKS({1, "report", nothing}));
static const cic_user_class *const public_classes[] = {&shopper, &admin};
static struct user_classes classes;

static int set_up(void **state)
{
    struct class_filter filter = {0};
    char problem[512] = "";

    fixture_init(&f);
    buffer_init(&out, LIMIT_WEB_REPLY);
    if (user_classes_read(&classes, public_classes, COUNT(public_classes), &filter, problem) != CLASSES_FINE)
        fail_msg("%s", problem);
    document = NULL;
    return 0;
}

static int clean_up(void **state)
{
    json_decref(document);
    user_classes_free(&classes);
    buffer_free(&out);
    fixture_free(&f);
    return 0;
}

static void read_back(void)
{
    json_error_t error;

    assert_false(out.overflowed);
    json_decref(document);
    document = json_loadb(out.data, out.size, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (!document)
        fail_msg("%s in %s", error.text, buffer_cstring(&out));
    buffer_clear(&out);
}

static json_t *at(const char *where)
{
    return json_at(document, where);
}

static void assert_text(const char *where, const char *wanted)
{
    if (!json_is_string(at(where)))
        fail_msg("no text at %s", where);
    assert_equal_string(where, json_string_value(at(where)), wanted);
}

static void assert_number(const char *where, double wanted)
{
    assert_near_double(where, json_number_value(at(where)), wanted, 1e-9);
}

/* ---- Locust's ---- */

static void stats_have_the_keys_of_locust_old_and_new(void **state)
{
    static const char *const keys[] = {"method",
                                       "name",
                                       "safe_name",
                                       "num_requests",
                                       "num_failures",
                                       "min_response_time",
                                       "max_response_time",
                                       "current_rps",
                                       "current_fail_per_sec",
                                       "avg_response_time",
                                       "median_response_time",
                                       "ninetieth_response_time",
                                       "ninety_ninth_response_time",
                                       "total_rps",
                                       "total_fail_per_sec",
                                       "response_time_percentile_0.95",
                                       "response_time_percentile_0.99",
                                       "avg_content_length"};

    locust_requests_document(&f.snapshot, &out);
    read_back();
    for (size_t i = 0; i < COUNT(keys); i++)
        if (!json_object_get(at("stats/0"), keys[i]))
            fail_msg("no %s", keys[i]);
    assert_equal_u64("keys", json_object_size(at("stats/0")), COUNT(keys));
    assert_text("stats/2/name", "Aggregated");
    assert_text("stats/2/method", "");
    assert_number("stats/2/num_requests", 100);
    assert_number("stats/0/min_response_time", 1); /* 0.5 ms, rounded half away from nought */
    assert_true(json_is_integer(at("stats/0/min_response_time")));
    assert_number("stats/0/max_response_time", 99);
    assert_number("stats/0/avg_response_time", 12.3456);
    assert_number("stats/0/median_response_time", 12.3456);
    assert_number("stats/0/response_time_percentile_0.95", 12);
    assert_number("stats/0/avg_content_length", 250);
    assert_number("fail_ratio", 0.55);
    assert_number("current_rps", 10);
    assert_number("total_rps", 5);
    assert_number("current_response_time_percentiles/response_time_percentile_0.5", 11);
    assert_number("current_response_time_percentile_95", 11);
    assert_text("state", "running");
    assert_number("user_count", 10);
    assert_text("errors/0/error", "403 Forbidden");
    assert_text("errors/0/first_seen", "2026-08-22T10:00:01Z");
}

static void before_the_first_run_locust_sees_nothing(void **state)
{
    locust_requests_document(NULL, &out);
    read_back();
    assert_equal_u64("rows", json_array_size(at("stats")), 1);
    assert_text("stats/0/name", "Aggregated");
    assert_true(json_is_null(at("current_response_time_percentile_50")));
    assert_text("state", "ready");
    assert_number("fail_ratio", 0);
}

static void at_most_five_hundred_rows_and_the_total(void **state)
{
    static struct snapshot_row rows[LOCUST_ROWS_MAX + 100];
    static struct snapshot_error errors[LOCUST_ROWS_MAX + 100];

    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture_row(&rows[i], TEXT("GET"), TEXT("/x"), 1, 0);
        errors[i] = f.errors[0];
    }
    f.snapshot.rows = rows;
    f.snapshot.row_count = COUNT(rows);
    f.snapshot.errors = errors;
    f.snapshot.error_count = COUNT(errors);
    locust_requests_document(&f.snapshot, &out);
    read_back();
    assert_equal_u64("rows", json_array_size(at("stats")), LOCUST_ROWS_MAX + 1);
    assert_text("stats/500/name", "Aggregated");
    assert_equal_u64("errors", json_array_size(at("errors")), LOCUST_ROWS_MAX);
}

static void what_nobody_knows_is_null(void **state)
{
    f.rows[0].response.quantile_ns[QUANTILE_99] = DURATION_UNBOUNDED;
    f.rows[0].response.quantile_ns[QUANTILE_50] = UINT64_MAX;
    locust_requests_document(&f.snapshot, &out);
    read_back();
    assert_true(json_is_null(at("stats/0/ninety_ninth_response_time")));
    assert_true(json_is_null(at("stats/0/median_response_time")));
}

static void tasks_logs_and_workers_have_locusts_shapes(void **state)
{
    struct text lines[] = {TEXT("one"), TEXT("two\n\"three\"")};

    locust_tasks_document(&classes, 8, &out);
    read_back();
    assert_number("per_class/Shopper/ratio", 0.75);
    assert_number("per_class/Shopper/tasks/browsing/tasks/look/ratio", 0.75);
    assert_number("total/Shopper/tasks/buy/ratio", 0.375);
    assert_number("total/Admin/tasks/report/ratio", 0.25);
    locust_logs_document(lines, COUNT(lines), &out);
    read_back();
    assert_text("master/1", "two\n\"three\"");
    assert_equal_u64("workers", json_object_size(at("workers")), 0);
    locust_workers_document(&out);
    read_back();
    assert_number("worker_count", 0);
}

static void exceptions_have_locusts_shape(void **state)
{
    struct snapshot_exception exceptions[] = {{TEXT("returned -1"), TEXT("Visitor, task \"a\""), 3, TEXT("local")},
                                              {TEXT("</script>\xff\n"), TEXT(""), 1, TEXT("one, two")}};

    locust_exceptions_document(NULL, &out);
    read_back();
    assert_equal_u64("exceptions", json_array_size(at("exceptions")), 0);
    f.snapshot.exceptions = exceptions;
    f.snapshot.exception_count = COUNT(exceptions);
    locust_exceptions_document(&f.snapshot, &out);
    read_back();
    assert_number("exceptions/0/count", 3);
    assert_text("exceptions/0/msg", "returned -1");
    assert_text("exceptions/0/traceback", "Visitor, task \"a\"");
    assert_text("exceptions/0/nodes", "local");
    assert_text("exceptions/1/msg", "</script>\xef\xbf\xbd\n");
}

/* ---- ours ---- */

static void the_state_has_form_classes_and_options_but_no_secrets(void **state)
{
    const char *const checks[] = {"p95 < 200ms"};
    const char *const choices[] = {"a", "b"};
    struct web_wishes form = {.users = "10", .spawn_rate = "2", .host = "http://joe:secret@shop", .checks = {checks, 1}};
    struct web_field fields[] = {
        {.name = "tenant", .value = "a", .help = "which", .type = "text", .choices = {choices, 2}, .required = true},
        {.name = "api_key", .value = "hunter2", .type = "text", .secret = true}};
    struct state_document d = {.info = &f.info,
                               .progress = &f.snapshot.progress,
                               .run = 3,
                               .token = "abc",
                               .store = true,
                               .full_history = true,
                               .form = &form,
                               .classes = &classes,
                               .fields = fields,
                               .field_count = COUNT(fields)};

    state_document_write(&d, &out);
    assert_null(strstr(buffer_cstring(&out), "hunter2"));
    assert_null(strstr(buffer_cstring(&out), "secret@"));
    read_back();
    assert_text("schema", "cicada-ui");
    assert_text("state", "running");
    assert_number("run", 3);
    assert_text("token", "abc");
    assert_true(json_is_null(at("user")));
    assert_true(json_is_true(at("full_history")));
    assert_true(json_is_false(at("class_picker")));
    assert_text("percentiles/0", "p50");
    assert_equal_u64("percentiles", json_array_size(at("percentiles")), QUANTILE_100);
    assert_text("form/users", "10");
    assert_true(json_is_null(at("form/stages")));
    assert_text("form/checks/0", "p95 < 200ms");
    assert_text("classes/0/tasks/1/tasks/1/name", "look");
    assert_number("classes/0/weight", 3);
    assert_number("classes/1/fixed_count", 2);
    assert_text("options/0/choices/1", "b");
    assert_true(json_is_null(at("options/1/value")));
    assert_true(json_is_true(at("options/1/secret")));
}

static void the_run_has_its_document_with_tasks_and_logs(void **state)
{
    struct text lines[] = {TEXT("a line")};
    struct run_document d = {.snapshot = &f.snapshot,
                             .info = &f.info,
                             .live = {.number = 2, .epoch = 5, .frame = 77},
                             .classes = &classes,
                             .lines = lines,
                             .line_count = 1};

    run_document_write(&d, &out);
    read_back();
    assert_text("schema", "cicada-run");
    assert_number("run/number", 2);
    assert_number("run/epoch", 5);
    assert_number("run/frame", 77);
    assert_text("run/state", "running");
    assert_equal_u64("requests", json_array_size(at("requests")), 2);
    assert_number("requests/1/statuses/403", 55);
    assert_null(json_object_get(at("requests/1/response_time_ms"), "confidence_95"));
    assert_equal_u64("seconds", json_array_size(at("series")), FIXTURE_SERIES);
    assert_text("logs/0", "a line");
    assert_number("tasks/per_class/Admin/ratio", 0.2); /* two of ten users */
    assert_null(json_object_get(document, "histograms"));
    d.complete = true;
    run_document_write(&d, &out);
    read_back();
    assert_true(json_is_array(at("histograms")));
    assert_true(json_is_array(at("blocks")));
    assert_non_null(json_object_get(at("requests/1/response_time_ms"), "confidence_95"));
}

static void before_the_first_run_all_is_nought(void **state)
{
    struct run_document d = {.info = &f.info, .classes = &classes};

    run_document_write(&d, &out);
    read_back();
    assert_text("run/state", "ready");
    assert_number("run/number", 0);
    assert_number("total/requests", 0);
    assert_equal_u64("requests", json_array_size(at("requests")), 0);
}

static void a_long_run_is_joined_to_an_hour_of_points(void **state)
{
    enum { SECONDS = 50000 };
    struct series_point *points = calloc(SECONDS, sizeof *points); /* memory of the test */
    struct run_document d = {.snapshot = &f.snapshot, .info = &f.info, .classes = &classes};
    json_t *series, *point;
    double requests = 0, seconds = 0;
    size_t i;

    for (uint32_t s = 0; s < SECONDS; s++)
        points[s] = (struct series_point){.second = s, .seconds = 1, .requests = 3, .response_95_ns = s};
    f.snapshot.series = points;
    f.snapshot.series_count = SECONDS;
    run_document_write(&d, &out);
    read_back();
    series = at("series");
    assert_true(json_array_size(series) <= RUN_DOCUMENT_POINTS);
    json_array_foreach(series, i, point)
    {
        requests += json_number_value(json_object_get(point, "requests"));
        seconds += json_number_value(json_object_get(point, "seconds"));
    }
    assert_near_double("requests", requests, 3.0 * SECONDS, 0);
    assert_near_double("seconds", seconds, SECONDS, 0);
    free(points);
}

static void a_row_is_found_by_method_and_name(void **state)
{
    assert_ptr_equal(run_document_row(&f.snapshot, TEXT("POST"), TEXT("/data")), &f.rows[1]);
    assert_ptr_equal(run_document_row(&f.snapshot, TEXT(""), TEXT("")), &f.snapshot.total);
    assert_null(run_document_row(&f.snapshot, TEXT("GET"), TEXT("/data")));
    run_document_distribution(&f.rows[1], &out);
    read_back();
}

static void a_course_is_made_of_a_copy(void **state)
{
    struct snapshot_block blocks[2] = {{.second = 0, .seconds = 1, .requests = 3}, {.second = 4, .seconds = 1, .requests = 2}};
    const struct snapshot_row *kept;
    struct arena arena = {0};
    struct buffer cells;
    uint32_t next = 0;

    buffer_init(&cells, 1000);
    cells_put(&cells, &next, 3000, 2);
    blocks[1].response = buffer_view(&cells);
    f.rows[1].blocks = blocks;
    f.rows[1].block_count = COUNT(blocks);
    kept = run_document_keep(&f.rows[1], &arena);
    memset(blocks, 0xff, sizeof blocks);
    memset(cells.data, 0xff, cells.size);
    run_document_course(kept, JSON_COURSE_QUANTILES_USUAL, &out);
    read_back();
    assert_equal_u64("points", json_array_size(at("seconds")), 2);
    assert_number("seconds/1", 4);
    assert_number("requests/1", 2);
    assert_true(json_number_value(at("p50/1")) > 0);
    buffer_free(&cells);
    arena_reset(&arena);
}

/* ---- the description ---- */

#define API "docs/web-api.md"

static void read_description(struct buffer *text)
{
    buffer_init(text, 1 << 20);
    test_read_file(text, TEST_SOURCE_ROOT "/" API);
    test_read_file(text, TEST_SOURCE_ROOT "/docs/json.md"); /* which the first one refers to */
}

static void every_member_is_described(void **state)
{
    struct web_wishes form = {0};
    struct web_field field = {.name = "a"};
    struct news_state second = {.snapshot = &f.snapshot, .info = &f.info};
    struct run_document run = {.snapshot = &f.snapshot, .info = &f.info, .classes = &classes, .complete = true};
    struct state_document now = {.info = &f.info, .form = &form, .classes = &classes, .fields = &field, .field_count = 1};
    struct news *news = news_new();
    struct buffer text;

    read_description(&text);
    state_document_write(&now, &out);
    read_back();
    assert_documented(API, buffer_cstring(&text), document);
    run_document_write(&run, &out);
    read_back();
    assert_documented(API, buffer_cstring(&text), document);
    assert_int_equal(news_frame(news, &second, &out), OK);
    read_back();
    assert_documented(API, buffer_cstring(&text), document);
    news_free(news);
    buffer_free(&text);
}

static void assert_as_described(const char *what, size_t number)
{
    struct buffer text;
    json_t *example;

    read_description(&text);
    example = documented_example(buffer_cstring(&text), number);
    read_back();
    assert_same_shape(what, example, document);
    json_decref(example);
    buffer_free(&text);
}

static void the_examples_have_the_members_of_the_documents(void **state)
{
    locust_requests_document(&f.snapshot, &out);
    assert_as_described("stats/requests", 0);
    run_document_course(&f.snapshot.total, JSON_COURSE_QUANTILES_USUAL, &out);
    assert_as_described("api/course", 1);
    run_document_distribution(&f.snapshot.total, &out);
    assert_as_described("api/distribution", 2);
}

/* ---- hostile texts ---- */

static void assert_kept(const char *where, struct text wanted)
{
    json_t *value = at(where);
    struct buffer repaired;

    buffer_init(&repaired, 4096);
    utf8_repair(wanted, &repaired);
    if (json_string_length(value) != repaired.size ||
        memcmp(json_string_value(value), buffer_cstring(&repaired), repaired.size) != 0)
        fail_msg("%s: got \"%s\", wanted \"%s\"", where, json_string_value(value), buffer_cstring(&repaired));
    buffer_free(&repaired);
}

static void hostile_texts_stay_text_in_each_document(void **state)
{
    for (size_t i = 0; i < HOSTILE_COUNT; i++) {
        struct text t = hostile_texts[i];
        const char *string = t.data; /* ends at a NUL, as the texts of options do */
        const char *const checks[] = {string};
        struct web_wishes form = {.profile = string, .checks = {checks, 1}};
        struct web_field field = {.name = string, .value = string, .help = string, .type = "text"};
        struct state_document state_of = {
            .info = &f.info, .form = &form, .classes = &classes, .fields = &field, .field_count = 1};
        struct run_document run = {.snapshot = &f.snapshot, .info = &f.info, .classes = &classes, .lines = &t, .line_count = 1};

        f.rows[0].name = f.rows[1].method = f.errors[0].text = t;
        f.info.title = string;
        f.classes[0].name = string;
        locust_requests_document(&f.snapshot, &out);
        read_back();
        assert_kept("stats/0/name", t);
        assert_kept("stats/1/method", t);
        assert_kept("errors/0/error", t);
        assert_null(strpbrk(json_string_value(at("stats/0/safe_name")), "<>"));
        locust_logs_document(&t, 1, &out);
        read_back();
        assert_kept("master/0", t);
        state_document_write(&state_of, &out);
        read_back();
        assert_kept("options/0/value", text_from(string));
        assert_kept("form/profile", text_from(string));
        run_document_write(&run, &out);
        read_back();
        assert_kept("requests/0/name", t);
        assert_kept("run/title", text_from(string));
        assert_kept("logs/0", t);
    }
}

static void a_very_long_text_is_kept(void **state)
{
    static char longest[1 << 20];
    struct text t = {longest, sizeof longest};

    memset(longest, 0xff, sizeof longest);
    locust_logs_document(&t, 1, &out);
    read_back();
    assert_equal_u64("size", json_string_length(at("master/0")), 3 * sizeof longest);
}

#define MADE(test) TEST_WITH(test, set_up, clean_up)

TEST_MAIN(MADE(stats_have_the_keys_of_locust_old_and_new), MADE(before_the_first_run_locust_sees_nothing),
          MADE(at_most_five_hundred_rows_and_the_total), MADE(what_nobody_knows_is_null),
          MADE(tasks_logs_and_workers_have_locusts_shapes), MADE(exceptions_have_locusts_shape),
          MADE(the_state_has_form_classes_and_options_but_no_secrets), MADE(the_run_has_its_document_with_tasks_and_logs),
          MADE(before_the_first_run_all_is_nought), MADE(a_long_run_is_joined_to_an_hour_of_points),
          MADE(a_row_is_found_by_method_and_name), MADE(a_course_is_made_of_a_copy), MADE(every_member_is_described),
          MADE(the_examples_have_the_members_of_the_documents), MADE(hostile_texts_stay_text_in_each_document),
          MADE(a_very_long_text_is_kept))
