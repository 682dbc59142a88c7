/* SPDX-License-Identifier: MIT */
/* URLs: the text cases of tests/cases/url, and what is easier said in code. */
#include "cases.h"

#include "base/limits.h"
#include "http/url.h"

struct page {
    struct arena arena;
    struct url base;
};

static void write_parsed(struct buffer *out, const struct url *u)
{
    buffer_printf(out,
                  u->numeric_v6 ? "%s host=[%.*s] port=%u target=" : "%s host=%.*s port=%u target=", u->secure ? "https" : "http",
                  (int)u->host.size, u->host.data, (unsigned)u->port);
    case_escape(out, u->target);
    if (u->userinfo.size > 0)
        buffer_string(out, " user=");
    case_escape(out, u->userinfo);
    buffer_byte(out, '\n');
}

/* `marked` counts from the start of `t`. */
static void answer_parse(struct page *p, struct text t, bool default_scheme_http, size_t marked, struct buffer *out)
{
    const char *problem;
    struct url u;
    size_t at;

    if (url_parse(t, default_scheme_http, &p->arena, &u, &problem, &at) == OK)
        write_parsed(out, &u);
    else if (at == marked)
        buffer_printf(out, "at ^: %s\n", problem);
    else
        buffer_printf(out, "at %zu: %s\n", at, problem);
}

static void answer_resolve(struct page *p, struct text reference, struct buffer *out)
{
    struct url u;

    if (url_resolve(&p->base, reference, &p->arena, &u) == OK)
        buffer_printf(out, "%s\n", url_write(&u, &p->arena));
    else
        buffer_string(out, "refused\n");
}

static void answer(struct page *p, const struct case_line *line, struct buffer *out)
{
    struct text rest = line->text;
    struct text command = text_cut(&rest, ' ');
    size_t marked = line->marked == NO_MARK ? NO_MARK : line->marked - command.size - 1;

    if (text_equal(command, TEXT("parse")))
        answer_parse(p, rest, false, marked, out);
    else if (text_equal(command, TEXT("command")))
        answer_parse(p, rest, true, marked, out);
    else if (text_equal(command, TEXT("resolve")))
        answer_resolve(p, rest, out);
    else if (url_parse(rest, false, &p->arena, &p->base, NULL, NULL) != OK)
        buffer_string(out, "the base is no URL\n");
}

static void run_case(const struct test_case *c, void *context, struct buffer *out)
{
    struct page p = {0};

    for (size_t i = 0; i < c->line_count; i++) {
        if (c->lines[i].mark == '>')
            answer(&p, &c->lines[i], out);
    }
    arena_reset(&p.arena);
}

static void each_url_is_read_and_resolved_as_its_case_wants(void **state)
{
    cases_run("url", run_case, NULL);
}

static struct url parsed(const char *text)
{
    struct url u;

    if (url_parse(text_from(text), false, NULL, &u, NULL, NULL) != OK)
        fail_msg("%s is refused", text);
    return u;
}

static void a_query_without_a_path_needs_an_arena(void **state)
{
    const char *problem = NULL;
    struct url u;
    size_t at = 0;

    assert_int_equal(url_parse(TEXT("http://h?x"), false, NULL, &u, &problem, &at), ERROR_BAD_URL);
    assert_equal_string("problem", problem, "no / before the query");
    assert_equal_u64("at", at, 8);
}

static void origins_are_equal_by_scheme_host_and_port(void **state)
{
    static const struct {
        const char *a, *b;
        bool equal;
    } pairs[] = {
        {"http://h/a", "http://h/b", true},     {"http://h/", "http://H:80/", true},
        {"https://h/", "https://h:443/", true}, {"http://h/", "https://h/", false},
        {"http://h/", "http://h:81/", false},   {"http://h:443/", "https://h/", false},
        {"http://h/", "http://h.x/", false},    {"http://[::1]/", "http://[::1]:80/x", true},
        {"http://u:p@h/", "http://h/", true},   {"http://[::1]/", "http://[::2]/", false},
    };

    for (size_t i = 0; i < COUNT(pairs); i++) {
        struct url a = parsed(pairs[i].a);
        struct url b = parsed(pairs[i].b);

        if (url_same_origin(&a, &b) != pairs[i].equal)
            fail_msg("%s and %s: wanted %s", pairs[i].a, pairs[i].b, pairs[i].equal ? "the same" : "different");
    }
}

static void the_authority_has_a_port_only_when_it_is_not_the_schemes(void **state)
{
    static const char *const pairs[][2] = {
        {"http://h:80/", "h"}, {"http://h:443/", "h:443"}, {"https://h:443/", "h"}, {"https://[::1]:80/", "[::1]:80"},
        {"http://u@H/", "H"},
    };

    for (size_t i = 0; i < COUNT(pairs); i++) {
        struct url u = parsed(pairs[i][0]);
        struct buffer out;

        buffer_init(&out, LIMIT_URL);
        url_write_authority(&u, &out);
        assert_equal_string(pairs[i][0], buffer_cstring(&out), pairs[i][1]);
        buffer_free(&out);
    }
}

static void a_written_url_has_no_user_and_password(void **state)
{
    struct arena arena = {0};
    struct url u = parsed("https://me:secret@h:8443/a?b");

    assert_equal_string("url", url_write(&u, &arena), "https://h:8443/a?b");
    arena_reset(&arena);
}

static void encoding_leaves_only_unreserved_characters(void **state)
{
    struct buffer out;

    buffer_init(&out, 1000);
    url_encode(TEXT("aZ09-._~ /?&=+%\"\xc3\xa9\0\x7f"), false, &out);
    assert_equal_string("in a URL", buffer_cstring(&out), "aZ09-._~%20%2F%3F%26%3D%2B%25%22%C3%A9%00%7F");
    buffer_clear(&out);
    url_encode(TEXT("a b+c*"), true, &out);
    assert_equal_string("in a form", buffer_cstring(&out), "a+b%2Bc%2A");
    buffer_free(&out);
}

static void every_byte_survives_encoding_and_decoding(void **state)
{
    for (int form = 0; form < 2; form++) {
        struct buffer encoded, decoded;
        char all[256];

        for (size_t i = 0; i < sizeof all; i++)
            all[i] = (char)i;
        buffer_init(&encoded, 3 * sizeof all);
        buffer_init(&decoded, sizeof all);
        url_encode((struct text){all, sizeof all}, form, &encoded);
        assert_true(url_decode(buffer_view(&encoded), form, &decoded));
        assert_equal_u64("size", decoded.size, sizeof all);
        assert_memory_equal(decoded.data, all, sizeof all);
        buffer_free(&encoded);
        buffer_free(&decoded);
    }
}

static void a_bad_escape_does_not_decode(void **state)
{
    static const char *const bad[] = {"%", "%4", "%zz", "a%4g", "%%41", "%-1", "% 1"};

    for (size_t i = 0; i < COUNT(bad); i++) {
        struct buffer out;

        buffer_init(&out, 100);
        if (url_decode(text_from(bad[i]), false, &out))
            fail_msg("\"%s\" decodes to \"%s\"", bad[i], buffer_cstring(&out));
        buffer_free(&out);
    }
}

static void a_plus_is_a_space_only_in_forms(void **state)
{
    struct buffer out;

    buffer_init(&out, 100);
    assert_true(url_decode(TEXT("a+%2b%2B"), false, &out));
    assert_equal_string("in a URL", buffer_cstring(&out), "a+++");
    buffer_clear(&out);
    assert_true(url_decode(TEXT("a+%2b%2B"), true, &out));
    assert_equal_string("in a form", buffer_cstring(&out), "a ++");
    buffer_free(&out);
}

static void a_location_longer_than_the_limit_is_refused(void **state)
{
    struct url base = parsed("http://h/");
    struct arena arena = {0};
    struct buffer location;
    struct url u;

    buffer_init(&location, 2 * LIMIT_URL);
    for (size_t i = 0; i < LIMIT_URL; i++)
        buffer_byte(&location, 'a');
    assert_int_equal(url_resolve(&base, buffer_view(&location), &arena, &u), ERROR_BAD_URL);
    for (size_t i = 0; i < LIMIT_URL; i++)
        location.data[i] = ' '; /* three times as long when encoded */
    assert_int_equal(url_resolve(&base, buffer_view(&location), &arena, &u), ERROR_BAD_URL);
    buffer_free(&location);
    arena_reset(&arena);
}

TEST_MAIN(TEST(each_url_is_read_and_resolved_as_its_case_wants), TEST(a_query_without_a_path_needs_an_arena),
          TEST(origins_are_equal_by_scheme_host_and_port), TEST(the_authority_has_a_port_only_when_it_is_not_the_schemes),
          TEST(a_written_url_has_no_user_and_password), TEST(encoding_leaves_only_unreserved_characters),
          TEST(every_byte_survives_encoding_and_decoding), TEST(a_bad_escape_does_not_decode),
          TEST(a_plus_is_a_space_only_in_forms), TEST(a_location_longer_than_the_limit_is_refused))
