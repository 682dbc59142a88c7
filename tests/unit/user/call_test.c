/* SPDX-License-Identifier: MIT */
/* user/call_test.c - requests as they are counted: verdicts and how long they can be changed, names, times, errors, the end
 *
 * Not here: how a request is put together (request_test.c), the life of a user (user_test.c).
 */
#include "crew.h"

#include <zlib.h>

#include "base/mem.h"

/* A class with one task, which runs once for each user. */
#define ONE_TASK(function) CIC_USER(.name = "Tester", .tasks = CIC_TASKS({1, "the task", function}))

#define RUN_TASK(task, ...)                                      \
    do {                                                         \
        const cic_user_class tester = ONE_TASK(task);            \
        crew_run(&(struct crew){.class = &tester, __VA_ARGS__}); \
    } while (0)

/* ---- verdicts ---- */

static int judges(cic_user *u)
{
    cic_response *r = cic_get(u, "/status/200", .name = "fine");

    assert_false(cic_failed(r));
    r = cic_get(u, "/status/404", .name = "not found");
    assert_true(cic_failed(r));
    assert_equal_string("error", r->error, "http_status");
    r = cic_get(u, "/status/404", .name = "passed");
    cic_pass(r);
    assert_false(cic_failed(r));
    r = cic_get(u, "/status/200", .name = "failed");
    assert_int_equal(cic_fail(r, "wrong %s", "colour"), CIC_OK);
    assert_true(cic_failed(r));
    r = cic_get(u, "/status/200", .name = "failed and passed");
    cic_fail(r, "no");
    cic_pass(r);
    r = cic_get(u, "/status/503", .name = "failed in words");
    cic_fail(r, "busy");
    r = cic_get(u, "/status/399", .name = "odd but fine");
    assert_false(cic_failed(r));
    return CIC_STOP_USER;
}

static void after_judging(struct crew *c, const struct snapshot *s)
{
    static const struct {
        const char *name;
        bool completed;
        const char *error;
    } wanted[] = {
        {"fine", true, NULL},
        {"not found", false, "HTTP 404 Status"},
        {"passed", true, NULL},
        {"failed", false, "wrong colour"},
        {"failed and passed", true, NULL},
        {"failed in words", false, "busy"},
        {"odd but fine", true, NULL},
    };

    for (size_t i = 0; i < COUNT(wanted); i++) {
        assert_counts(row_of(s, "GET", wanted[i].name), wanted[i].completed, !wanted[i].completed, 0);
        if (wanted[i].error && !text_equal(error_of(s, wanted[i].name)->text, text_from(wanted[i].error)))
            fail_msg("%s: error \"%.*s\"", wanted[i].name, (int)error_of(s, wanted[i].name)->text.size,
                     error_of(s, wanted[i].name)->text.data);
    }
}

static void the_status_decides_unless_the_scenario_does(void **state)
{
    RUN_TASK(judges, .after = after_judging);
}

static void settle_by_request(cic_user *u)
{
    cic_get(u, "/");
}

static void settle_by_sleep(cic_user *u)
{
    assert_int_equal(cic_sleep(u, 0), CIC_OK);
}

static void settle_by_group(cic_user *u)
{
    cic_group_begin(u, "group");
    cic_group_end(u);
}

static void settle_by_record(cic_user *u)
{
    cic_record(u, "DB", "query", 0.1, 10, NULL);
}

static int judges_too_late(cic_user *u)
{
    static void (*const settle[])(cic_user * u) = {settle_by_request, settle_by_sleep, settle_by_group, settle_by_record};

    for (size_t i = 0; i < COUNT(settle); i++) {
        cic_response *good = cic_get(u, "/status/200", .name = "good");

        settle[i](u);
        cic_fail(good, "too late");
        cic_rename(good, "renamed too late");
        assert_equal_string("name", good->name, "good");

        cic_response *bad = cic_get(u, "/status/500", .name = "bad");

        settle[i](u);
        cic_pass(bad);
    }
    return CIC_STOP_USER;
}

static void after_judging_too_late(struct crew *c, const struct snapshot *s)
{
    assert_counts(row_of(s, "GET", "good"), 4, 0, 0);
    assert_counts(row_of(s, "GET", "bad"), 0, 4, 0);
    for (size_t i = 0; i < s->row_count; i++)
        assert_false(text_equal(s->rows[i].name, TEXT("renamed too late")));
}

static void a_verdict_is_final_when_the_user_goes_on(void **state)
{
    RUN_TASK(judges_too_late, .after = after_judging_too_late);
}

static int tasks_begun;

static int judges_in_the_next_task(cic_user *u)
{
    if (tasks_begun++ > 0)
        return CIC_STOP_USER;
    cic_fail(cic_get(u, "/", .name = "last of the task"), "in time");
    return CIC_AGAIN;
}

static void after_two_tasks(struct crew *c, const struct snapshot *s)
{
    assert_counts(row_of(s, "GET", "last of the task"), 0, 1, 0);
}

static void the_last_verdict_of_a_task_counts_when_it_returns(void **state)
{
    tasks_begun = 0;
    RUN_TASK(judges_in_the_next_task, .after = after_two_tasks);
}

/* ---- names ---- */

static int names_requests(cic_user *u)
{
    cic_get(u, "/plain");
    cic_get(u, "/queried", .query = CIC_PAIRS({"a", "b"}));
    cic_get(u, "/x", .name = "/named/[id]");
    cic_rename(cic_get(u, "/y"), "renamed");
    cic_group_begin(u, "outer");
    cic_get(u, "/in");
    cic_group_begin(u, "inner");
    cic_rename(cic_post(u, "/deep"), "renamed deep");
    cic_group_end(u);
    cic_group_end(u);
    cic_get(u, "/out");
    return CIC_STOP_USER;
}

static void after_naming(struct crew *c, const struct snapshot *s)
{
    static const char *const names[] = {"/plain", "/queried", "/named/[id]", "renamed", "outer: /in", "/out"};

    for (size_t i = 0; i < COUNT(names); i++)
        assert_counts(row_of(s, "GET", names[i]), 1, 0, 0);
    assert_counts(row_of(s, "POST", "outer: inner: renamed deep"), 1, 0, 0);
    assert_int_equal(s->row_count, COUNT(names) + 1);
    assert_int_equal(s->metric_count, 2);
    assert_true(text_equal(s->metrics[0].name, TEXT("inner (s)")) && text_equal(s->metrics[1].name, TEXT("outer (s)")));
    assert_true(s->metrics[1].sum >= s->metrics[0].sum);
}

static void requests_are_counted_under_path_name_or_group(void **state)
{
    RUN_TASK(names_requests, .after = after_naming);
}

static int nests_too_deep(cic_user *u)
{
    for (unsigned i = 0; i < USER_GROUP_DEPTH + 3; i++)
        cic_group_begin(u, "g");
    cic_get(u, "/deep");
    for (unsigned i = 0; i < 3; i++)
        cic_group_end(u);
    cic_get(u, "/deep");
    for (unsigned i = 0; i < USER_GROUP_DEPTH - 1; i++)
        cic_group_end(u);
    cic_get(u, "/outer");
    cic_group_end(u);
    cic_get(u, "/out");
    return CIC_STOP_USER;
}

static void after_nesting(struct crew *c, const struct snapshot *s)
{
    assert_counts(row_of(s, "GET", "g: g: g: g: g: g: g: g: /deep"), 2, 0, 0);
    assert_counts(row_of(s, "GET", "g: /outer"), 1, 0, 0);
    assert_counts(row_of(s, "GET", "/out"), 1, 0, 0);
    assert_equal_u64("ends of groups", s->metrics[0].count, USER_GROUP_DEPTH);
}

static void groups_that_are_too_deep_end_no_others(void **state)
{
    RUN_TASK(nests_too_deep, .after = after_nesting);
}

/* ---- times ---- */

static int takes_its_time(cic_user *u)
{
    cic_response *r = cic_get(u, "/slow/100", .name = "slow");

    assert_true(r->response_time >= 0.1 && r->service_time >= 0.1 && r->service_time <= r->response_time);
    assert_true(r->response_time < 10);
    (void)cic_sleep(u, 0.3); /* thinking is not response time */
    return CIC_STOP_USER;
}

static void after_taking_time(struct crew *c, const struct snapshot *s)
{
    const struct snapshot_row *row = row_of(s, "GET", "slow");

    assert_true(row->response.min_ns >= 100 * NANOS_PER_MILLI);
    assert_true(row->service.min_ns >= 100 * NANOS_PER_MILLI && row->service.min_ns <= row->response.max_ns);
    assert_true(row->wait.sum_ns >= 99 * NANOS_PER_MILLI);
    assert_int_equal(row->connect.count, 1);
    assert_int_equal(row->new_connections, 1);
    assert_equal_u64("negative durations", s->negative_durations, 0);
    assert_equal_u64("body", row->body_bytes, 2);
    assert_true(row->bytes_sent > 50 && row->bytes_received > 40);
}

static void times_are_those_of_the_answer(void **state)
{
    RUN_TASK(takes_its_time, .after = after_taking_time);
}

static int hesitates(cic_user *u)
{
    cic_response *r;

    (void)cic_sleep(u, 0.5);
    r = cic_get(u, "/", .name = "first");
    assert_true(r->response_time >= r->service_time + 0.5); /* it was due when the task began */
    r = cic_get(u, "/", .name = "second");
    assert_true(r->response_time < r->service_time + 0.5);
    return CIC_STOP_USER;
}

static void only_the_first_request_of_a_paced_task_has_a_due_time(void **state)
{
    const cic_user_class paced = CIC_USER(.name = "Paced", .wait = CIC_PACING(1), .tasks = CIC_TASKS({1, "paced", hesitates}));

    crew_run(&(struct crew){.class = &paced});
}

/* ---- errors ---- */

static int fails_in_all_ways(cic_user *u)
{
    cic_response *r = cic_get(u, "/close", .name = "closed");

    assert_int_equal(r->status, 0);
    assert_equal_string("error", r->error, "closed_early");
    assert_true(r->error_text[0] && cic_failed(r) && r->body_size == 0);
    assert_equal_string("body", cic_body(r, NULL), "");
    assert_null(cic_header(r, "Content-Length"));
    r = cic_get(u, "http://127.0.0.1:1/", .name = "refused");
    assert_equal_string("error", r->error, "refused");
    r = cic_get(u, "http://", .name = "bad URL");
    assert_equal_string("error", r->error, "bad_url");
    assert_equal_string("url", cic_url(r), "");
    r = cic_get(u, "/with space", .name = "bad path");
    assert_equal_string("error", r->error, "bad_request");
    r = cic_get(u, "/", .name = "injected", .headers = CIC_PAIRS({"X", "a\r\nY: b"}));
    assert_equal_string("error", r->error, "bad_request");
    r = cic_get(u, "/hang", .name = "too slow", .timeout = 0.1);
    assert_equal_string("error", r->error, "timeout_first_byte");
    return CIC_STOP_USER;
}

static void after_failing(struct crew *c, const struct snapshot *s)
{
    static const char *const names[] = {"closed", "refused", "bad URL", "bad path", "injected", "too slow"};

    for (size_t i = 0; i < COUNT(names); i++) {
        assert_counts(row_of(s, "GET", names[i]), 0, 1, 0);
        assert_int_equal(error_of(s, names[i])->occurrences, 1);
    }
    assert_int_equal(requests_when(&c->server, 2), 2);
    assert_equal_u64("negative durations", s->negative_durations, 0);
}

static void what_goes_wrong_is_a_counted_failure_with_its_class(void **state)
{
    RUN_TASK(fails_in_all_ways, .after = after_failing);
}

static int records(cic_user *u)
{
    cic_record(u, "DB", "query", 0.25, 100, NULL);
    cic_record(u, "DB", "query", 0.25, 0, "deadlock");
    return CIC_STOP_USER;
}

static void after_records(struct crew *c, const struct snapshot *s)
{
    const struct snapshot_row *row = row_of(s, "DB", "query");

    assert_counts(row, 1, 1, 0);
    assert_near_u64("response time", row->response.max_ns, 250 * NANOS_PER_MILLI, 0.001);
    assert_true(text_equal(error_of(s, "query")->text, TEXT("deadlock")));
}

static void other_protocols_are_recorded(void **state)
{
    RUN_TASK(records, .after = after_records);
}

/* ---- bodies ---- */

static int reads_bodies(cic_user *u)
{
    cic_response *r = cic_get(u, "/gzip");
    size_t size = 0;

    assert_equal_string("decoded", cic_body(r, &size), "hello, hello, hello, hello");
    assert_int_equal(size, 26);
    assert_true(r->body_size != 26 && !cic_failed(r));
    r = cic_get(u, "/unknown");
    assert_false(cic_failed(r)); /* nobody asked for the body so far */
    assert_equal_string("unknown coding", cic_body(r, &size), "");
    assert_int_equal(size, 0);
    assert_true(cic_failed(r));
    assert_equal_string("error", r->error, "bad_encoding");
    r = cic_get(u, "/broken");
    assert_equal_string("broken", cic_body(r, NULL), "");
    assert_equal_string("error", r->error, "bad_encoding");
    r = cic_get(u, "/broken", .name = "settled");
    (void)cic_sleep(u, 0);
    assert_equal_string("broken", cic_body(r, NULL), "");
    assert_false(cic_failed(r));
    r = cic_get(u, "/failed");
    assert_equal_string("broken", cic_body(r, NULL), "");
    assert_equal_string("the status says more", r->error, "http_status");
    r = cic_get(u, "/gzip", .name = "discarded", .discard_body = true);
    assert_equal_string("discarded", cic_body(r, NULL), "");
    assert_true(r->body_size > 0 && !cic_failed(r));
    return CIC_STOP_USER;
}

static void after_bodies(struct crew *c, const struct snapshot *s)
{
    assert_counts(row_of(s, "GET", "/gzip"), 1, 0, 0);
    assert_counts(row_of(s, "GET", "/unknown"), 0, 1, 0);
    assert_counts(row_of(s, "GET", "/broken"), 0, 1, 0);
    assert_counts(row_of(s, "GET", "/failed"), 0, 1, 0);
    assert_counts(row_of(s, "GET", "settled"), 1, 0, 0);
    assert_counts(row_of(s, "GET", "discarded"), 1, 0, 0);
    for (size_t i = 0; i < s->error_count; i++)
        if (text_equal(s->errors[i].name, TEXT("/failed")))
            assert_int_equal(s->errors[i].error, ERROR_HTTP_STATUS);
}

/* An answer with the text compressed. */
static struct text gzip_answer(struct buffer *out, const char *text)
{
    unsigned char bytes[256];
    z_stream z = {.next_in = (unsigned char *)(uintptr_t)text,
                  .avail_in = (uInt)strlen(text),
                  .next_out = bytes,
                  .avail_out = sizeof(bytes)};

    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    buffer_init(out, 4096);
    buffer_printf(out, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %lu\r\n\r\n", z.total_out);
    buffer_append(out, bytes, z.total_out);
    deflateEnd(&z);
    return buffer_view(out);
}

static void bodies_are_decoded_when_asked_for_and_faults_are_failures(void **state)
{
    struct buffer gzip;
    struct page pages[] = {
        {"/gzip", gzip_answer(&gzip, "hello, hello, hello, hello")},
        {"/unknown", TEXT("HTTP/1.1 200 OK\r\nContent-Encoding: morse\r\nContent-Length: 3\r\n\r\n-.-")},
        {"/broken", TEXT("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n-.-")},
        {"/failed", TEXT("HTTP/1.1 503 Busy\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n-.-")},
        {0},
    };

    RUN_TASK(reads_bodies, .after = after_bodies, .server.pages = pages);
    buffer_free(&gzip);
}

/* ---- on the wire ---- */

static void assert_sent(cic_response *r, const char *part)
{
    if (!strstr(cic_body(r, NULL), part))
        fail_msg("\"%s\" is not in the request:\n%s", part, cic_body(r, NULL));
}

static int sends_all_kinds(cic_user *u)
{
    cic_response *r = cic_get(u, "echo?x=1", .query = CIC_PAIRS({"q", "a b&c"}, {"left out", NULL}));

    assert_sent(r, "GET /v1/echo?x=1&q=a+b%26c HTTP/1.1\r\n");
    assert_sent(r, "Authorization: Basic dXNlcjpzZWNyZXQ=\r\n"); /* user:secret */
    r = cic_post(u, "/echo", .form = CIC_PAIRS({"a", "1 2"}, {"b", "="}), .bearer = "token");
    assert_sent(r, "POST /v1/echo HTTP/1.1\r\n");
    assert_sent(r, "Content-Type: application/x-www-form-urlencoded\r\n");
    assert_sent(r, "Authorization: Bearer token\r\n");
    assert_sent(r, "\r\n\r\na=1+2&b=%3D");
    r = cic_put(u, "/echo", .multipart = CIC_PARTS({.name = "f", .filename = "x.txt", .type = "text/plain", .data = "content"}));
    assert_sent(r, "Content-Type: multipart/form-data; boundary=");
    assert_sent(r, "name=\"f\"; filename=\"x.txt\"\r\nContent-Type: text/plain\r\n\r\ncontent\r\n--");
    r = cic_post(u, "/echo", .json = "{}", .headers = CIC_PAIRS({"content-type", "application/problem+json"}, {"X-Own", "1"}));
    assert_sent(r, "content-type: application/problem+json\r\n");
    assert_sent(r, "X-Own: 1\r\n");
    assert_sent(r, "Content-Length: 2\r\n");
    return CIC_STOP_USER;
}

static int forgets_the_prefix(cic_user *u) /* an absolute URL has none, and needs no host */
{
    cic_response *r = cic_get(u, cic_fmt(u, "%.*s/echo", (int)(strlen(cic_host(u)) - 3), cic_host(u)));

    assert_sent(r, "GET /echo HTTP/1.1\r\n");
    return CIC_STOP_USER;
}

static void options_of_a_call_reach_the_server(void **state)
{
    RUN_TASK(sends_all_kinds, .prefix = "/v1", .userinfo = "user:secret@");
    RUN_TASK(forgets_the_prefix, .prefix = "/v1");
}

/* ---- the hook ---- */

static unsigned hooked, hooked_failures;

static void hook(cic_user *u, const cic_response *r)
{
    hooked++;
    hooked_failures += cic_failed(r);
    assert_equal_string("task", cic_task_name(u), "the task");
}

static int makes_four_requests(cic_user *u)
{
    cic_get(u, "/");
    assert_int_equal(hooked, 0); /* not counted yet */
    cic_get(u, "/status/500");
    assert_int_equal(hooked, 1);
    cic_fail(cic_get(u, "/"), "no");
    cic_pass(cic_get(u, "/status/500"));
    return CIC_STOP_USER;
}

static void the_request_hook_sees_each_request_with_its_verdict(void **state)
{
    hooked = hooked_failures = 0;
    RUN_TASK(makes_four_requests, .request_hook = hook);
    assert_int_equal(hooked, 4);
    assert_int_equal(hooked_failures, 2);
}

/* ---- the end ---- */

static int is_stopped_in_a_request(cic_user *u)
{
    cic_response *r = cic_get(u, "/hang", .name = "hanging");

    assert_equal_string("error", r->error, "cancelled");
    assert_true(cic_stopping(u));
    cic_fail(r, "must not be counted"); /* nor must it warn */
    for (int i = 0; i < 10; i++) {
        r = cic_get(u, "/", .name = "refused");
        assert_equal_string("error", r->error, "cancelled");
        assert_int_equal(r->status, 0);
    }
    assert_int_equal(cic_sleep(u, 1000), CIC_STOP_USER);
    return CIC_OK;
}

static void kills_when_it_hangs(struct crew *c)
{
    AWAIT(c->server.requests == 1);
    user_kill(c->user[0], clock_now() + 50 * NANOS_PER_MILLI);
}

static void after_the_end(struct crew *c, const struct snapshot *s)
{
    assert_counts(row_of(s, "GET", "hanging"), 0, 0, 1);
    assert_int_equal(row_of(s, "GET", "hanging")->cancelled_sent, 1);
    assert_int_equal(s->row_count, 1);
    assert_int_equal(s->error_count, 0);
}

static void what_the_end_of_the_run_stops_is_counted_as_cancelled(void **state)
{
    RUN_TASK(is_stopped_in_a_request, .meanwhile = kills_when_it_hangs, .after = after_the_end);
}

static int answered_in_time;

static int is_answered_in_the_grace(cic_user *u)
{
    cic_response *r = cic_get(u, "/held", .name = "held");

    answered_in_time = r->status;
    return CIC_OK;
}

static void kills_with_much_grace(struct crew *c)
{
    AWAIT(c->server.requests == 1);
    user_kill(c->user[0], SOON_NS);
    c->server.released = true;
}

static void after_the_grace(struct crew *c, const struct snapshot *s)
{
    assert_counts(row_of(s, "GET", "held"), 1, 0, 0);
}

static void an_answer_within_the_grace_is_counted(void **state)
{
    RUN_TASK(is_answered_in_the_grace, .meanwhile = kills_with_much_grace, .after = after_the_grace);
    assert_int_equal(answered_in_time, 200);
}

SCENE_MAIN(TEST(the_status_decides_unless_the_scenario_does), TEST(a_verdict_is_final_when_the_user_goes_on),
           TEST(the_last_verdict_of_a_task_counts_when_it_returns), TEST(requests_are_counted_under_path_name_or_group),
           TEST(groups_that_are_too_deep_end_no_others), TEST(times_are_those_of_the_answer),
           TEST(only_the_first_request_of_a_paced_task_has_a_due_time), TEST(what_goes_wrong_is_a_counted_failure_with_its_class),
           TEST(other_protocols_are_recorded), TEST(bodies_are_decoded_when_asked_for_and_faults_are_failures),
           TEST(options_of_a_call_reach_the_server), TEST(the_request_hook_sees_each_request_with_its_verdict),
           TEST(what_the_end_of_the_run_stops_is_counted_as_cancelled), TEST(an_answer_within_the_grace_is_counted))
