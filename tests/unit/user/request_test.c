/* SPDX-License-Identifier: MIT */
/* user/request_test.c - from the options of a call to URL, headers and body */
#include "fixture.h"

#include "user/request.h"

#define CALL(...) (&(struct cic_call){.struct_size = sizeof(struct cic_call), __VA_ARGS__})

static struct http_request prepare(void **state, const char *method, const char *path, const struct cic_call *call)
{
    struct fixture *f = *state;
    const char *problem = "";
    struct http_request q;

    if (request_prepare(&f->user, method, path, call, &q, &problem) != OK)
        fail_msg("%s %s: %s", method, path, problem);
    return q;
}

static void assert_refused(void **state, const char *path, const struct cic_call *call, enum error wanted, const char *part)
{
    struct fixture *f = *state;
    const char *problem = "";
    struct http_request q;
    enum error e = request_prepare(&f->user, "POST", path, call, &q, &problem);

    if (e != wanted || !strstr(problem, part))
        fail_msg("%s: \"%s\"; wanted %s, \"%s\"", error_id(e), problem, error_id(wanted), part);
}

static void assert_text(const char *name, struct text got, const char *wanted)
{
    if (!text_equal(got, text_from(wanted)))
        fail_msg("%s: got \"%.*s\", wanted \"%s\"", name, (int)got.size, got.data, wanted);
}

/* The value of the only field of that name. */
static void assert_field(const struct http_request *q, const char *name, const char *wanted)
{
    size_t found = 0;

    for (size_t i = 0; i < q->field_count; i++)
        if (text_equal_nocase(q->fields[i].name, text_from(name))) {
            assert_text(name, q->fields[i].value, wanted);
            found++;
        }
    assert_equal_u64(name, found, 1);
}

static void a_path_is_appended_to_the_host(void **state)
{
    static const struct {
        const char *host, *path, *target;
    } cases[] = {
        {"http://h", "/a?b=c", "/a?b=c"}, {"http://h", "a", "/a"},         {"http://h", "", "/"},
        {"http://h/v1", "/a", "/v1/a"},   {"http://h/v1/", "/a", "/v1/a"}, {"http://h/v1", "a", "/v1/a"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct http_request q;

        fixture_host(f, cases[i].host);
        q = prepare(state, "GET", cases[i].path, CALL());
        assert_text(cases[i].path, q.target, cases[i].target);
        assert_ptr_equal(q.origin, f->base.origin);
    }
}

static void an_absolute_url_goes_where_it_says(void **state)
{
    struct fixture *f = *state;
    struct http_request q = prepare(state, "GET", "https://other:8443/x?y", CALL());

    assert_text("target", q.target, "/x?y");
    assert_text("host", q.origin->authority, "other:8443");
    assert_true(q.origin->secure);
    assert_ptr_equal(prepare(state, "GET", "http://localhost:8000/", CALL()).origin, f->base.origin);
}

static void without_a_host_only_absolute_urls_go(void **state)
{
    struct fixture *f = *state;

    fixture_host(f, "");
    assert_refused(state, "/x", CALL(), ERROR_BAD_URL, "no host was given");
    assert_refused(state, "http://", CALL(), ERROR_BAD_URL, "");
    assert_refused(state, "http://h/a b", CALL(), ERROR_BAD_URL, "");
    assert_text("target", prepare(state, "GET", "http://h/x", CALL()).target, "/x");
}

static void a_query_is_encoded_and_appended(void **state)
{
    const cic_pair *query = CIC_PAIRS({"q", "a b&c"}, {"left out", NULL}, {"n", "1"});

    assert_text("first", prepare(state, "GET", "/s", CALL(.query = query)).target, "/s?q=a+b%26c&n=1");
    assert_text("more", prepare(state, "GET", "/s?x=y", CALL(.query = query)).target, "/s?x=y&q=a+b%26c&n=1");
    assert_text("none", prepare(state, "GET", "/s", CALL(.query = CIC_PAIRS({"a", NULL}))).target, "/s");
}

static void a_query_that_is_too_long_is_refused(void **state)
{
    struct fixture *f = *state;
    const char *value = cic_fake_text(&f->user, LIMIT_URL);

    assert_refused(state, "/s", CALL(.query = CIC_PAIRS({"q", value})), ERROR_BAD_URL, "longer than 64 KiB");
}

static void the_plain_case_has_no_fields_and_no_body(void **state)
{
    struct http_request q = prepare(state, "GET", "/", CALL());

    assert_equal_u64("fields", q.field_count, 0);
    assert_false(q.has_body);
    assert_false(q.no_redirect || q.discard_body);
}

static void methods_that_carry_a_body_announce_an_empty_one(void **state)
{
    assert_true(prepare(state, "POST", "/", CALL()).has_body);
    assert_true(prepare(state, "PUT", "/", CALL()).has_body);
    assert_true(prepare(state, "PATCH", "/", CALL()).has_body);
    assert_false(prepare(state, "DELETE", "/", CALL()).has_body);
    assert_false(prepare(state, "PURGE", "/", CALL()).has_body);
    assert_true(prepare(state, "DELETE", "/", CALL(.json = "{}")).has_body);
}

static void bodies_are_sent_as_given(void **state)
{
    struct http_request q = prepare(state, "POST", "/", CALL(.json = "{\"a\": 1}"));

    assert_text("json", q.body, "{\"a\": 1}");
    assert_field(&q, "Content-Type", "application/json");
    q = prepare(state, "POST", "/", CALL(.form = CIC_PAIRS({"user", "a&b"}, {"no", NULL}, {"x", ""})));
    assert_text("form", q.body, "user=a%26b&x=");
    assert_field(&q, "Content-Type", "application/x-www-form-urlencoded");
    q = prepare(state, "POST", "/", CALL(.body = "a\0b", .body_size = 3));
    assert_equal_u64("body", q.body.size, 3);
    assert_equal_u64("a body has no type of its own", q.field_count, 0);
    assert_text("text", prepare(state, "POST", "/", CALL(.body = "text")).body, "text");
}

static void a_multipart_body_holds_its_parts(void **state)
{
    struct fixture *f = *state;
    const cic_part *parts = CIC_PARTS({"genre", .data = "jazz"}, {"file", "a\".wav", "audio/wav", "RIFF\0", 5},
                                      {"raw", "b", .data = "x"});
    struct http_request q = prepare(state, "POST", "/", CALL(.multipart = parts));
    const char *body = arena_copy(&f->user.arena, q.body), *boundary = strstr(q.fields[0].value.data, "boundary=") + 9;

    assert_true(text_starts_with(q.fields[0].value, TEXT("multipart/form-data; boundary=")));
    assert_non_null(strstr(body, boundary));
    assert_non_null(strstr(body, "name=\"genre\"\r\n\r\njazz\r\n"));
    assert_non_null(strstr(body, "name=\"file\"; filename=\"a%22.wav\"\r\nContent-Type: audio/wav\r\n\r\nRIFF"));
    assert_non_null(memmem(q.body.data, q.body.size, "RIFF\0\r\n", 7));
    assert_non_null(memmem(q.body.data, q.body.size, "filename=\"b\"\r\nContent-Type: application/octet-stream\r\n\r\nx", 57));
    assert_refused(state, "/", CALL(.multipart = CIC_PARTS({"f", "n", "a\r\nX: y", "x"})), ERROR_BAD_REQUEST,
                   "control character");
}

static void two_bodies_are_refused(void **state)
{
    assert_refused(state, "/", CALL(.json = "{}", .body = "x"), ERROR_BAD_REQUEST, "more than one of");
}

static void headers_replace_those_that_stand_lower(void **state)
{
    struct fixture *f = *state;
    struct http_request q;

    fixture_host(f, "http://ada:secret@localhost:8000");
    q = prepare(state, "GET", "/", CALL());
    assert_field(&q, "Authorization", "Basic YWRhOnNlY3JldA==");
    cic_set_bearer(&f->user, "token");
    cic_set_header(&f->user, "X-Sticky", "1");
    q = prepare(state, "GET", "/", CALL());
    assert_field(&q, "authorization", "Bearer token");
    assert_field(&q, "X-Sticky", "1");
    q = prepare(state, "GET", "/", CALL(.bearer = "other"));
    assert_field(&q, "Authorization", "Bearer other");
    q = prepare(state, "GET", "/", CALL(.basic = "a:b", .headers = CIC_PAIRS({"x-sticky", "2"}, {"No", NULL})));
    assert_field(&q, "Authorization", "Basic YTpi");
    assert_field(&q, "X-Sticky", "2");
    assert_equal_u64("fields", q.field_count, 2);
    q = prepare(state, "POST", "/", CALL(.json = "{}", .headers = CIC_PAIRS({"content-type", "application/vnd.api+json"})));
    assert_field(&q, "Content-Type", "application/vnd.api+json");
    cic_set_bearer(&f->user, NULL);
    q = prepare(state, "GET", "/", CALL());
    assert_field(&q, "Authorization", "Basic YWRhOnNlY3JldA==");
}

static void a_header_of_a_call_may_stand_twice(void **state)
{
    struct http_request q = prepare(state, "GET", "/", CALL(.headers = CIC_PAIRS({"X-Tag", "a"}, {"X-Tag", "b"})));

    assert_equal_u64("fields", q.field_count, 2);
}

static void the_password_of_the_host_goes_to_no_other(void **state)
{
    struct fixture *f = *state;

    fixture_host(f, "http://ada:secret@localhost:8000");
    assert_equal_u64("fields", prepare(state, "GET", "http://elsewhere/", CALL()).field_count, 0);
}

static void options_are_handed_on(void **state)
{
    struct http_request q = prepare(state, "GET", "/",
                                    CALL(.timeout = 5, .connect_timeout = 2, .no_redirect = true, .discard_body = true));

    assert_near_double("timeout", q.timeout_s, 5, 0);
    assert_near_double("connect", q.connect_timeout_s, 2, 0);
    assert_true(q.no_redirect && q.discard_body);
}

TEST_MAIN(WITH_USER(a_path_is_appended_to_the_host), WITH_USER(an_absolute_url_goes_where_it_says),
          WITH_USER(without_a_host_only_absolute_urls_go), WITH_USER(a_query_is_encoded_and_appended),
          WITH_USER(a_query_that_is_too_long_is_refused), WITH_USER(the_plain_case_has_no_fields_and_no_body),
          WITH_USER(methods_that_carry_a_body_announce_an_empty_one), WITH_USER(bodies_are_sent_as_given),
          WITH_USER(a_multipart_body_holds_its_parts), WITH_USER(two_bodies_are_refused),
          WITH_USER(headers_replace_those_that_stand_lower), WITH_USER(a_header_of_a_call_may_stand_twice),
          WITH_USER(the_password_of_the_host_goes_to_no_other), WITH_USER(options_are_handed_on))
