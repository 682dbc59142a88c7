/* SPDX-License-Identifier: MIT */
/* tests/unit/http/request_head_test.c - the bytes of a request's head, and what is refused because it would break them */
#include "http/meeting.h"

#include "http/request_head.h"

struct desk { /* what writing a head needs; no connection is ever opened */
    struct loop *loop;
    struct fibers *fibers;
    struct http_settings *settings;
    const struct http_origin *origin;
    struct cookie_jar jar;
    struct arena arena;
    const char *problem;
};

static const char *const no_headers[] = {"User-Agent: test", "Accept: */*"};

static const struct plan_http bare = {.headers = {no_headers, COUNT(no_headers)}, .no_compression = true, .insecure = true};

static void desk_open(struct desk *d, const struct plan_http *plan)
{
    char problem[256] = "";
    struct url url;

    *d = (struct desk){.loop = loop_new()};
    d->fibers = fibers_new(d->loop, NULL);
    d->settings = http_settings_new(d->fibers, plan, problem, sizeof(problem));
    assert_equal_string("problem", problem, "");
    assert_error(url_parse(TEXT("http://example.test:8080/"), false, NULL, &url, NULL, NULL), OK);
    d->origin = http_origin_of(d->settings->origins, &url);
}

static void desk_close(struct desk *d)
{
    cookie_jar_clear(&d->jar);
    arena_reset(&d->arena);
    http_settings_free(d->settings);
    fibers_free(d->fibers);
    loop_free(d->loop);
}

static enum error write_head(struct desk *d, struct http_request q, struct text *out)
{
    if (!q.method.data)
        q.method = TEXT("GET");
    if (!q.target.data)
        q.target = TEXT("/");
    q.origin = d->origin;
    d->problem = NULL;
    return request_head_write(d->settings, &q, &d->jar, &d->arena, out, &d->problem);
}

#define HEAD_OF(d, ...) head_of((d), (struct http_request){__VA_ARGS__})

static struct text head_of(struct desk *d, struct http_request q)
{
    struct text out = {0};

    if (write_head(d, q, &out) != OK)
        fail_msg("refused: %s", d->problem);
    return out;
}

#define FIELDS(...)                               \
    .fields = (struct http_field[]){__VA_ARGS__}, \
    .field_count = sizeof((struct http_field[]){__VA_ARGS__}) / sizeof(struct http_field)

static void the_head_is_written_in_the_order_host_defaults_own_cookies_length(void **state)
{
    struct desk d;

    desk_open(&d, &bare);
    assert_text("plain", HEAD_OF(&d, .target = TEXT("/a?b")),
                "GET /a?b HTTP/1.1\r\nHost: example.test:8080\r\nUser-Agent: test\r\nAccept: */*\r\n\r\n");
    assert_true(cookie_store(&d.jar, TEXT("k=v; Path=/"), d.origin->host, TEXT("/"), false, 0));
    assert_text("all",
                HEAD_OF(&d, .method = TEXT("POST"), .body = TEXT("abc"), .has_body = true, FIELDS({TEXT("X-A"), TEXT("1")})),
                "POST / HTTP/1.1\r\nHost: example.test:8080\r\nUser-Agent: test\r\nAccept: */*\r\nX-A: 1\r\nCookie: k=v\r\n"
                "Content-Length: 3\r\n\r\n");
    desk_close(&d);
}

/* A head ends at its size: there is no zero behind it that strstr could stop at. */
static bool has_line(struct text head, struct text line)
{
    return memmem(head.data, head.size, line.data, line.size) != NULL;
}

static void a_length_is_sent_where_a_body_may_be(void **state)
{
    static const char bytes[12345];
    struct desk d;

    desk_open(&d, &bare);
    assert_true(has_line(HEAD_OF(&d, .has_body = true), TEXT("Content-Length: 0\r\n")));
    assert_true(has_line(HEAD_OF(&d, .has_body = true, .body = {bytes, sizeof(bytes)}), TEXT("Content-Length: 12345\r\n")));
    assert_text("none", HEAD_OF(&d, FIELDS({TEXT("Accept"), TEXT("x")})),
                "GET / HTTP/1.1\r\nHost: example.test:8080\r\nUser-Agent: test\r\nAccept: x\r\n\r\n");
    desk_close(&d);
}

static void a_given_header_replaces_the_one_of_its_name_in_any_case(void **state)
{
    struct desk d;

    desk_open(&d, &bare);
    assert_true(cookie_store(&d.jar, TEXT("k=v; Path=/"), d.origin->host, TEXT("/"), false, 0));
    assert_text("all replaced",
                HEAD_OF(&d, .has_body = true, .body = TEXT("ab"),
                        FIELDS({TEXT("host"), TEXT("other")}, {TEXT("USER-AGENT"), TEXT("me")}, {TEXT("cookie"), TEXT("own=1")},
                               {TEXT("content-length"), TEXT("7")}, {TEXT("accept"), TEXT("")})),
                "GET / HTTP/1.1\r\nhost: other\r\nUSER-AGENT: me\r\ncookie: own=1\r\ncontent-length: 7\r\naccept: \r\n\r\n");
    desk_close(&d);
}

static void a_header_given_twice_is_sent_twice(void **state)
{
    struct desk d;

    desk_open(&d, &bare);
    assert_text("twice", HEAD_OF(&d, FIELDS({TEXT("Accept"), TEXT("a")}, {TEXT("Accept"), TEXT("b")})),
                "GET / HTTP/1.1\r\nHost: example.test:8080\r\nUser-Agent: test\r\nAccept: a\r\nAccept: b\r\n\r\n");
    desk_close(&d);
}

static void credentials_among_the_defaults_are_left_out_away_from_home(void **state)
{
    static const char *const given[] = {"authorization: Basic x", "X-A: 1",           "Cookie: a=b",
                                        "Proxy-Authorization: y", "User-Agent: test", "Accept: z"};
    const struct plan_http plan = {.headers = {given, COUNT(given)}, .no_compression = true, .insecure = true};
    struct desk d;

    desk_open(&d, &plan);
    assert_text("at home", HEAD_OF(&d),
                "GET / HTTP/1.1\r\nHost: example.test:8080\r\nauthorization: Basic x\r\nX-A: 1\r\nCookie: a=b\r\n"
                "Proxy-Authorization: y\r\nUser-Agent: test\r\nAccept: z\r\n\r\n");
    assert_text("away", HEAD_OF(&d, .without_secrets = true),
                "GET / HTTP/1.1\r\nHost: example.test:8080\r\nX-A: 1\r\nUser-Agent: test\r\nAccept: z\r\n\r\n");
    desk_close(&d);
}

/* ---- refused ---- */

static void assert_refused(struct desk *d, const char *name, struct http_request q)
{
    struct text out = {0};
    enum error e = write_head(d, q, &out);

    if (e != ERROR_BAD_REQUEST || !d->problem || out.size)
        fail_msg("%s: %s, \"%s\"", name, error_id(e), d->problem ? d->problem : "");
}

static void what_would_split_a_request_is_refused(void **state)
{
    static const struct text bad_words[] = {TEXT("a b"), TEXT("a\r\nb"), TEXT("a\n"), TEXT("\r"), TEXT("a\0b"), TEXT("\x7f")};
    static const struct text bad_names[] = {TEXT(""), TEXT("a:"), TEXT("a\tb"), TEXT("(a)"), TEXT("\xc3\xa4")};
    struct desk d;

    desk_open(&d, &bare);
    for (size_t i = 0; i < COUNT(bad_words); i++) {
        assert_refused(&d, "method", (struct http_request){.method = bad_words[i]});
        assert_refused(&d, "target", (struct http_request){.target = bad_words[i]});
        assert_refused(&d, "name", (struct http_request){FIELDS({bad_words[i], TEXT("v")})});
        if (i > 0)
            assert_refused(&d, "value", (struct http_request){FIELDS({TEXT("A"), TEXT("1")}, {TEXT("B"), bad_words[i]})});
    }
    for (size_t i = 0; i < COUNT(bad_names); i++)
        assert_refused(&d, "name", (struct http_request){FIELDS({bad_names[i], TEXT("v")})});
    assert_refused(&d, "empty method", (struct http_request){.method = TEXT("")});
    assert_refused(&d, "empty target", (struct http_request){.target = TEXT("")});
    desk_close(&d);
}

static void every_byte_of_a_value_is_judged(void **state)
{
    for (int c = 0; c < 256; c++) {
        char byte = (char)c;
        bool wanted = c == '\t' || (c >= ' ' && c != 127);

        if (request_head_value_is_valid((struct text){&byte, 1}) != wanted)
            fail_msg("byte %d in a value: wanted %d", c, wanted);
    }
}

static void a_head_beyond_its_limit_is_refused(void **state)
{
    static char large[LIMIT_REQUEST_HEAD];
    struct desk d;

    memset(large, 'a', sizeof(large));
    desk_open(&d, &bare);
    assert_refused(&d, "large value", (struct http_request){FIELDS({TEXT("A"), {large, sizeof(large)}})});
    assert_refused(&d, "large target", (struct http_request){.target = {large, sizeof(large)}});
    assert_true(HEAD_OF(&d, FIELDS({TEXT("A"), {large, sizeof(large) - 300}})).size > sizeof(large) - 300);
    desk_close(&d);
}

TEST_MAIN(TEST(the_head_is_written_in_the_order_host_defaults_own_cookies_length), TEST(a_length_is_sent_where_a_body_may_be),
          TEST(a_given_header_replaces_the_one_of_its_name_in_any_case), TEST(a_header_given_twice_is_sent_twice),
          TEST(credentials_among_the_defaults_are_left_out_away_from_home), TEST(what_would_split_a_request_is_refused),
          TEST(every_byte_of_a_value_is_judged), TEST(a_head_beyond_its_limit_is_refused))
