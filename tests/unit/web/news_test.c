/* SPDX-License-Identifier: MIT */
/* web/news_test.c - frames hold what changed and nothing else, lose nothing, stay valid whatever names and errors are, and are
 * cheap
 */
#include "../output/fixture.h"

#include <jansson.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "hostile.h"
#include "web/news.h"

#define MANY 1200

static struct fixture f;
static struct news *news;
static struct news_state now;
static json_t *frame;

static int set_up(void **state)
{
    fixture_init(&f);
    f.rows[0].number = 1;
    f.rows[1].number = 2;
    news = news_new();
    now = (struct news_state){.snapshot = &f.snapshot, .info = &f.info, .run = 1};
    frame = NULL;
    return 0;
}

static int clean_up(void **state)
{
    json_decref(frame);
    news_free(news);
    fixture_free(&f);
    return 0;
}

/* The next frame, read. */
static void next_frame(void)
{
    struct buffer out;
    json_error_t error;

    buffer_init(&out, LIMIT_WEB_FRAME);
    assert_int_equal(news_frame(news, &now, &out), OK);
    assert_null(memchr(out.data, '\n', out.size));
    assert_null(memchr(out.data, '\r', out.size));
    json_decref(frame);
    frame = json_loadb(out.data, out.size, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (!frame)
        fail_msg("%s in %s", error.text, out.data);
    buffer_free(&out);
}

static size_t length(const char *member)
{
    return json_array_size(json_object_get(frame, member));
}

static json_int_t number(const char *member)
{
    return json_integer_value(json_object_get(frame, member));
}

static const char *text(const char *list, size_t at, const char *member)
{
    return json_string_value(json_object_get(json_array_get(json_object_get(frame, list), at), member));
}

static void only_what_changed_is_sent_again(void **state)
{
    next_frame();
    assert_equal_u64("requests", length("requests"), 2);
    assert_equal_u64("errors", length("errors"), 1);
    assert_equal_u64("points", length("series"), FIXTURE_SERIES);
    next_frame();
    assert_equal_u64("requests", length("requests"), 0);
    assert_equal_u64("errors", length("errors"), 0);
    assert_equal_u64("points", length("series"), 0);
    assert_equal_u64("total", (uint64_t)json_integer_value(json_object_get(json_object_get(frame, "total"), "requests")), 100);
    f.rows[1].started++;
    f.rows[1].requests++;
    f.errors[0].occurrences++;
    next_frame();
    assert_equal_u64("requests", length("requests"), 1);
    assert_equal_string("name", text("requests", 0, "name"), "/data");
    assert_equal_u64("errors", length("errors"), 1);
}

static void exceptions_are_sent_when_there_are_more(void **state)
{
    struct snapshot_exception exceptions[] = {{TEXT("<b>returned -1"), TEXT("Visitor, task \"a\""), 3, TEXT("local")}};

    next_frame();
    assert_null(json_object_get(frame, "exceptions"));
    f.snapshot.exceptions = exceptions;
    f.snapshot.exception_count = 1;
    next_frame();
    assert_equal_u64("exceptions", length("exceptions"), 1);
    assert_equal_string("message", text("exceptions", 0, "message"), "<b>returned -1");
    assert_equal_string("traceback", text("exceptions", 0, "traceback"), "Visitor, task \"a\"");
    next_frame();
    assert_null(json_object_get(frame, "exceptions"));
    exceptions[0].count++;
    next_frame();
    assert_equal_u64("exceptions", length("exceptions"), 1);
}

static void a_name_that_came_to_rest_is_sent_until_its_rate_is(void **state)
{
    next_frame();
    f.rows[0].current_requests_per_second = 1;
    next_frame();
    assert_equal_u64("requests", length("requests"), 1);
    f.rows[0].current_requests_per_second = 0;
    next_frame();
    assert_equal_u64("requests", length("requests"), 1);
    next_frame();
    assert_equal_u64("requests", length("requests"), 0);
}

static void frames_are_numbered_and_say_the_run(void **state)
{
    struct json_live live;

    now.run = 7;
    next_frame();
    assert_int_equal(number("frame"), 1);
    next_frame();
    assert_int_equal(number("frame"), 2);
    assert_int_equal(number("run"), 7);
    live = news_live(news, &f.snapshot, 7);
    assert_equal_u64("frame", live.frame, 2);
    assert_equal_u64("epoch", live.epoch, (uint64_t)number("epoch"));
}

/* After each of these, all rows come again and the epoch has grown. */
static void assert_new_epoch(const char *why, json_int_t *epoch)
{
    next_frame();
    if (number("epoch") <= *epoch || length("requests") != 2 || length("errors") != 1)
        fail_msg("%s: epoch %lld after %lld, %zu requests, %zu errors", why, (long long)number("epoch"), (long long)*epoch,
                 length("requests"), length("errors"));
    *epoch = number("epoch");
}

static void a_reset_and_another_run_begin_anew(void **state)
{
    json_int_t epoch;

    next_frame();
    epoch = number("epoch");
    f.snapshot.elapsed_s = 1;
    assert_new_epoch("time", &epoch);
    f.snapshot.total.started = 3;
    assert_new_epoch("counts", &epoch);
    f.snapshot.warmup.running = true;
    assert_new_epoch("warm-up", &epoch);
    now.run++;
    assert_new_epoch("run", &epoch);
    assert_equal_u64("points", length("series"), FIXTURE_SERIES);
    f.snapshot.progress.start_ns++;
    assert_new_epoch("start", &epoch);
    f.snapshot.elapsed_s += 5;
    next_frame();
    assert_int_equal(number("epoch"), epoch);
}

static struct snapshot_row *make_rows(size_t count)
{
    struct snapshot_row *rows = mem_resize(NULL, count, sizeof *rows);
    char *names = mem_alloc(count * 16);

    for (size_t i = 0; i < count; i++) {
        snprintf(names + 16 * i, 16, "/names/%05zu", i);
        fixture_row(&rows[i], TEXT("GET"), text_from(names + 16 * i), 100 + i, i % 3);
        rows[i].number = (uint32_t)i + 1;
    }
    f.snapshot.rows = rows;
    f.snapshot.row_count = count;
    return rows;
}

static void free_rows(struct snapshot_row *rows)
{
    mem_free((void *)(uintptr_t)rows[0].name.data);
    mem_free(rows);
}

static void what_has_no_room_comes_in_the_next_frames(void **state)
{
    struct snapshot_row *rows = make_rows(MANY);
    bool seen[MANY] = {false};
    size_t all = 0;

    for (size_t i = 0; i < (MANY + NEWS_ROWS_MAX - 1) / NEWS_ROWS_MAX; i++) {
        next_frame();
        assert_true(length("requests") <= NEWS_ROWS_MAX);
        for (size_t j = 0; j < length("requests"); j++) {
            size_t which = strtoul(text("requests", j, "name") + strlen("/names/"), NULL, 10);

            assert_false(seen[which]);
            seen[which] = true;
            all++;
        }
    }
    assert_equal_u64("rows", all, MANY);
    next_frame();
    assert_equal_u64("rows", length("requests"), 0);
    free_rows(rows);
}

/* All rows change each second: the ones at the end must not wait for ever. */
static void busy_names_do_not_crowd_out_others(void **state)
{
    struct snapshot_row *rows = make_rows(MANY);
    unsigned sent[MANY] = {0};

    for (size_t i = 0; i < 12; i++) {
        for (size_t j = 0; j < MANY; j++)
            rows[j].requests++;
        next_frame();
        for (size_t j = 0; j < length("requests"); j++)
            sent[strtoul(text("requests", j, "name") + strlen("/names/"), NULL, 10)]++;
    }
    for (size_t j = 0; j < MANY; j++)
        assert_equal_u64("times sent", sent[j], 5);
    free_rows(rows);
}

static void errors_of_all_kinds_fit_in_turns(void **state)
{
    struct snapshot_error *errors = mem_resize(NULL, LIMIT_ERRORS + 1, sizeof *errors);
    char texts[LIMIT_ERRORS + 1][16];
    size_t all = 0;

    for (size_t i = 0; i <= LIMIT_ERRORS; i++) {
        snprintf(texts[i], sizeof texts[i], "error %zu", i);
        errors[i] = (struct snapshot_error){
            .method = TEXT("GET"), .name = TEXT("/"), .text = text_from(texts[i]), .error = ERROR_HTTP_STATUS, .occurrences = 1};
    }
    f.snapshot.errors = errors;
    f.snapshot.error_count = LIMIT_ERRORS + 1;
    for (size_t i = 0; i < 3; i++) {
        next_frame();
        all += length("errors");
    }
    assert_equal_u64("errors", all, LIMIT_ERRORS + 1);
    next_frame();
    assert_equal_u64("errors", length("errors"), 0);
    mem_free(errors);
}

static void hostile_texts_arrive_as_text(void **state)
{
    struct text lines[1];

    for (size_t i = 0; i < HOSTILE_COUNT; i++) {
        struct buffer wanted;
        json_t *name;

        buffer_init(&wanted, 4096);
        utf8_repair(hostile_texts[i], &wanted);
        f.rows[0].name = f.rows[0].method = f.errors[0].text = f.errors[0].name = lines[0] = hostile_texts[i];
        f.rows[0].requests++;
        f.errors[0].occurrences++;
        now.lines = lines;
        now.line_count = 1;
        next_frame();
        name = json_object_get(json_array_get(json_object_get(frame, "requests"), 0), "name");
        assert_equal_u64("size", json_string_length(name), wanted.size);
        assert_memory_equal(json_string_value(name), buffer_cstring(&wanted), wanted.size);
        assert_equal_string("error", text("errors", 0, "error"), buffer_cstring(&wanted));
        assert_equal_string("line", json_string_value(json_array_get(json_object_get(frame, "logs"), 0)),
                            buffer_cstring(&wanted));
        buffer_free(&wanted);
    }
}

/* Names of the greatest length, each byte of which takes six. */
static void the_longest_names_stay_within_a_frame(void **state)
{
    struct snapshot_row *rows = make_rows(NEWS_ROWS_MAX);
    char longest[LIMIT_NAME_SIZE];
    size_t all = 0, frames = 0;

    memset(longest, 1, sizeof longest);
    for (size_t i = 0; i < NEWS_ROWS_MAX; i++)
        rows[i].method = (struct text){longest, sizeof longest};
    while (all < NEWS_ROWS_MAX && frames++ < 20) {
        next_frame();
        assert_true(length("requests") > 0);
        all += length("requests");
    }
    assert_equal_u64("rows", all, NEWS_ROWS_MAX);
    free_rows(rows);
}

static void a_frame_that_does_not_fit_begins_an_epoch(void **state)
{
    struct buffer out;
    json_int_t epoch;

    next_frame();
    epoch = number("epoch");
    buffer_init(&out, 500);
    assert_int_equal(news_frame(news, &now, &out), ERROR_TOO_LARGE);
    assert_equal_u64("size", out.size, 0);
    assert_false(out.overflowed);
    buffer_free(&out);
    assert_new_epoch("overflow", &epoch);
}

static void the_log_sends_its_newest_lines(void **state)
{
    static struct text lines[NEWS_LINES_MAX + 50];
    char big[8192];

    memset(big, 'x', sizeof big);
    for (size_t i = 0; i < COUNT(lines); i++)
        lines[i] = i + 1 == COUNT(lines) ? TEXT("last") : TEXT("line");
    now.lines = lines;
    now.line_count = COUNT(lines);
    next_frame();
    assert_equal_u64("lines", length("logs"), NEWS_LINES_MAX);
    assert_equal_string("last", json_string_value(json_array_get(json_object_get(frame, "logs"), NEWS_LINES_MAX - 1)), "last");
    for (size_t i = 0; i < COUNT(lines); i++)
        lines[i] = (struct text){big, sizeof big};
    next_frame();
    assert_equal_u64("lines", length("logs"), NEWS_LINES_SIZE / sizeof big);
}

static void a_pause_is_a_state_of_its_own(void **state)
{
    f.snapshot.progress.paused = true;
    next_frame();
    assert_equal_string("state", json_string_value(json_object_get(frame, "state")), "paused");
    assert_true(json_is_true(json_object_get(frame, "paused")));
}

/* Prints what it took; no time decides. */
static void a_frame_with_50_of_500_rows_changed_is_cheap(void **state)
{
    enum { FRAMES = 200 };
    struct snapshot_row *rows = make_rows(500);
    struct buffer out;
    uint64_t begin, took;
    size_t size = 0;

    buffer_init(&out, LIMIT_WEB_FRAME);
    assert_int_equal(news_frame(news, &now, &out), OK);
    begin = clock_process_cpu();
    for (size_t i = 0; i < FRAMES; i++) {
        for (size_t j = 0; j < 50; j++)
            rows[(i * 50 + j) % 500].requests++;
        buffer_clear(&out);
        assert_int_equal(news_frame(news, &now, &out), OK);
        size = out.size;
    }
    took = clock_process_cpu() - begin;
    print_message("a frame with 50 of 500 rows: %.0f us, %zu bytes\n", (double)took / FRAMES / 1e3, size);
    buffer_free(&out);
    free_rows(rows);
}

#define NEWS(test) TEST_WITH(test, set_up, clean_up)

TEST_MAIN(NEWS(only_what_changed_is_sent_again), NEWS(exceptions_are_sent_when_there_are_more),
          NEWS(a_name_that_came_to_rest_is_sent_until_its_rate_is), NEWS(frames_are_numbered_and_say_the_run),
          NEWS(a_reset_and_another_run_begin_anew), NEWS(what_has_no_room_comes_in_the_next_frames),
          NEWS(busy_names_do_not_crowd_out_others), NEWS(errors_of_all_kinds_fit_in_turns), NEWS(hostile_texts_arrive_as_text),
          NEWS(the_longest_names_stay_within_a_frame), NEWS(a_frame_that_does_not_fit_begins_an_epoch),
          NEWS(the_log_sends_its_newest_lines), NEWS(a_pause_is_a_state_of_its_own),
          NEWS(a_frame_with_50_of_500_rows_changed_is_cheap))
