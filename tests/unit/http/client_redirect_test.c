/* SPDX-License-Identifier: MIT */
/* tests/unit/http/client_redirect_test.c - where redirects lead, with which method, and what does not travel with them */
#include "http/meeting.h"

/* What the peer says to the requests of a test, in order; the requests are kept. */
struct course {
    const char *answers[40];
    char *heard[40];
    size_t count;
};

static void follows_the_course(struct peer *p)
{
    struct course *c = p->context;

    for (size_t i = 0; c->answers[i]; i++) {
        if (p->fd < 0)
            peer_accept(p);
        if (!peer_hear(p)) { /* another origin, another connection */
            peer_drop(p);
            peer_accept(p);
            assert_true(peer_hear(p));
        }
        c->heard[c->count++] = mem_strdup(buffer_cstring(&p->heard));
        peer_say(p, c->answers[i]);
    }
}

static void run_course(struct course *c, struct meeting m)
{
    m.peer.script = follows_the_course;
    m.peer.context = c;
    meet(&m);
}

static void forget(struct course *c)
{
    for (size_t i = 0; i < c->count; i++)
        mem_free(c->heard[i]);
    c->count = 0;
}

static void assert_heard(const struct course *c, size_t i, const char *part, bool wanted)
{
    if (i >= c->count)
        fail_msg("request %zu did not come; %zu did", i, c->count);
    if ((strstr(c->heard[i], part) != NULL) != wanted)
        fail_msg("request %zu %s \"%s\":\n%s", i, wanted ? "lacks" : "holds", part, c->heard[i]);
}

/* ---- methods ---- */

static const char *method_asked;

static void play_method(struct meeting *m)
{
    static const struct http_field fields[] = {{TEXT("content-type"), TEXT("text/plain")}, {TEXT("X-Own"), TEXT("1")}};
    bool has_body = strcmp(method_asked, "GET") != 0 && strcmp(method_asked, "HEAD") != 0;

    assert_error(ask(m, .method = text_from(method_asked), .target = TEXT("/first"), .fields = fields,
                     .field_count = COUNT(fields), .has_body = has_body, .body = has_body ? TEXT("payload") : TEXT("")),
                 OK);
    assert_int_equal(m->response.status, 200);
    assert_int_equal(m->response.redirects, 1);
    assert_text("target", m->response.target, "/second");
}

static void the_status_decides_on_method_and_body(void **state)
{
    static const struct {
        int status;
        const char *method, *then;
    } cases[] = {
        {301, "GET", "GET"},   {302, "GET", "GET"},   {303, "GET", "GET"},     {307, "GET", "GET"},  {308, "GET", "GET"},
        {301, "HEAD", "HEAD"}, {303, "HEAD", "HEAD"}, {308, "HEAD", "HEAD"},   {301, "POST", "GET"}, {302, "POST", "GET"},
        {303, "POST", "GET"},  {307, "POST", "POST"}, {308, "POST", "POST"},   {301, "PUT", "PUT"},  {302, "DELETE", "DELETE"},
        {303, "PUT", "GET"},   {307, "PUT", "PUT"},   {308, "PATCH", "PATCH"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        char *redirect = mem_printf("HTTP/1.1 %d Go\r\nLocation: /second\r\nContent-Length: 0\r\n\r\n", cases[i].status);
        char *line = mem_printf("%s /second HTTP/1.1\r\n", cases[i].then);
        struct course c = {.answers = {redirect, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}};
        bool body = strcmp(cases[i].then, "GET") != 0 && strcmp(cases[i].then, "HEAD") != 0;

        method_asked = cases[i].method;
        run_course(&c, (struct meeting){.play = play_method});
        assert_heard(&c, 1, line, true);
        assert_heard(&c, 1, "payload", body);
        if (body || strcmp(cases[i].method, "POST") == 0)
            assert_heard(&c, 1, "content-type", body);
        assert_heard(&c, 1, "Content-Length", body);
        assert_heard(&c, 1, "X-Own: 1", true);
        forget(&c);
        mem_free(redirect);
        mem_free(line);
    }
}

/* ---- places ---- */

static const char *target_wanted;

static void play_place(struct meeting *m)
{
    assert_error(ask(m, .target = TEXT("/a/b?c")), OK);
    assert_text("target", m->response.target, target_wanted);
    assert_int_equal(m->response.redirects, 1);
}

static void locations_are_relative_to_the_request(void **state)
{
    static const struct {
        const char *location, *target;
    } cases[] = {
        {"/x", "/x"},     {"x", "/a/x"},      {"../x", "/x"},        {"?q", "/a/b?q"},
        {"#f", "/a/b?c"}, {"/x y", "/x%20y"}, {"/x#fragment", "/x"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        char *redirect = mem_printf("HTTP/1.1 302 Go\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n", cases[i].location);
        char *line = mem_printf("GET %s HTTP/1.1\r\n", cases[i].target);
        struct course c = {.answers = {redirect, PLAIN_OK}};

        target_wanted = cases[i].target;
        run_course(&c, (struct meeting){.play = play_place});
        assert_heard(&c, 1, line, true);
        forget(&c);
        mem_free(redirect);
        mem_free(line);
    }
}

static void play_bad_place(struct meeting *m)
{
    assert_error(ask(m), ERROR_BAD_REDIRECT);
    assert_int_equal(m->response.status, 302);
    assert_non_null(m->response.detail);
    assert_int_equal(m->client.idle_count, 1);
}

static void an_unusable_location_is_a_bad_redirect(void **state)
{
    static const char *const locations[] = {"http://",        "ftp://127.0.0.1/", "http://[::1", "http://h:99999/",
                                            "http:///nohost", "javascript:x",     "http://a b/", "//"};

    for (size_t i = 0; i < COUNT(locations); i++) {
        char *redirect = mem_printf("HTTP/1.1 302 Go\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n", locations[i]);
        struct course c = {.answers = {redirect}};

        run_course(&c, (struct meeting){.play = play_bad_place});
        forget(&c);
        mem_free(redirect);
    }
}

static void assert_not_followed(struct meeting *m, bool no_redirect)
{
    assert_error(ask(m, .no_redirect = no_redirect), OK);
    assert_int_equal(m->response.redirects, 0);
    assert_int_equal(m->response.status / 10, 30);
}

static void play_not_followed(struct meeting *m)
{
    assert_not_followed(m, false);
}

static void play_not_to_be_followed(struct meeting *m)
{
    assert_not_followed(m, true);
}

static void what_is_not_to_be_followed_is_the_answer(void **state)
{
    static const struct {
        const char *answer;
        bool by_option;
        void (*play)(struct meeting *m);
    } cases[] = {
        {"HTTP/1.1 302 Go\r\nContent-Length: 0\r\n\r\n", false, play_not_followed},
        {"HTTP/1.1 300 Choose\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", false, play_not_followed},
        {"HTTP/1.1 304 Not Modified\r\nLocation: /x\r\n\r\n", false, play_not_followed},
        {"HTTP/1.1 302 Go\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", true, play_not_followed},
        {"HTTP/1.1 302 Go\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", false, play_not_to_be_followed},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct course c = {.answers = {cases[i].answer}};

        run_course(&c, (struct meeting){.plan.no_redirects = cases[i].by_option, .play = cases[i].play});
        forget(&c);
    }
}

/* ---- how many ---- */

#define GO_ON "HTTP/1.1 302 Go\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"

static void play_thirty(struct meeting *m)
{
    assert_error(ask(m), OK);
    assert_answer(m, 200, "ok");
    assert_int_equal(m->response.redirects, 30);
    assert_int_equal(m->client.idle_count, 1);
}

static void play_loop(struct meeting *m)
{
    assert_error(ask(m), ERROR_TOO_MANY_REDIRECTS);
    assert_int_equal(m->response.redirects, m->plan.max_redirects);
    assert_int_equal(m->response.status, 302);
}

static void thirty_redirects_are_followed_and_one_more_is_an_error(void **state)
{
    struct course fine = {0}, loop = {0}, two = {.answers = {GO_ON, GO_ON, GO_ON}};

    for (size_t i = 0; i < 31; i++)
        fine.answers[i] = loop.answers[i] = GO_ON;
    fine.answers[30] = PLAIN_OK;
    run_course(&fine, (struct meeting){.play = play_thirty});
    run_course(&loop, (struct meeting){.play = play_loop});
    run_course(&two, (struct meeting){.plan.max_redirects = 2, .play = play_loop});
    forget(&fine);
    forget(&loop);
    forget(&two);
}

/* ---- another origin ---- */

static char away[200], back[200]; /* redirects with the peer's port */

static void write_redirects(struct meeting *m)
{
    unsigned port = address_port(&m->peer.at);

    snprintf(away, sizeof(away),
             "HTTP/1.1 307 Go\r\nSet-Cookie: one=1\r\nLocation: http://other.localhost:%u/x\r\nContent-Length: 0\r\n\r\n", port);
    snprintf(back, sizeof(back), "HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:%u/y\r\nContent-Length: 0\r\n\r\n", port);
}

static void play_away_and_back(struct meeting *m)
{
    static const struct http_field fields[] = {{TEXT("Authorization"), TEXT("Bearer own")}, {TEXT("X-Own"), TEXT("1")}};

    assert_error(ask(m, .fields = fields, .field_count = COUNT(fields)), OK);
    assert_int_equal(m->response.redirects, 2);
    assert_text("host", m->response.origin->host, "127.0.0.1");
}

static void the_secrets_of_a_request_do_not_follow_to_another_origin(void **state)
{
    struct course c = {.answers = {away, back, PLAIN_OK}};

    run_course(&c, (struct meeting){.before = write_redirects, .plan.no_keepalive = true, .play = play_away_and_back});
    assert_heard(&c, 0, "Bearer own", true);
    for (size_t i = 1; i < 3; i++) {
        assert_heard(&c, i, "Bearer own", false);
        assert_heard(&c, i, "X-Own: 1", true);
        assert_heard(&c, i, "Cookie: one=1", i == 2); /* the jar knows whose it is */
    }
    assert_heard(&c, 1, "\r\nHost: other.localhost:", true);
    assert_heard(&c, 2, "\r\nHost: 127.0.0.1:", true);
    forget(&c);
}

static void play_away_and_anew(struct meeting *m)
{
    assert_error(ask(m), OK);
    http_client_close(&m->client);
    assert_error(ask(m), OK);
}

static void nor_do_those_of_all_requests(void **state)
{
    static const char *const defaults[] = {"Authorization: Basic default", "Cookie: of=default", "X-Default: 1"};
    struct course c = {.answers = {away, PLAIN_OK, PLAIN_OK}};

    run_course(&c, (struct meeting){.before = write_redirects,
                                    .plan = {.headers = {defaults, COUNT(defaults)}, .no_keepalive = true},
                                    .play = play_away_and_anew});
    for (size_t i = 0; i < 3; i++) {
        assert_heard(&c, i, "Basic default", i != 1);
        assert_heard(&c, i, "Cookie: of=default", i != 1);
        assert_heard(&c, i, "X-Default: 1", true);
    }
    forget(&c);
}

/* ---- cookies ---- */

static void play_cookies(struct meeting *m)
{
    assert_error(ask(m), OK);
    assert_error(ask(m), OK);
    assert_int_equal(m->client.cookies.count, 2);
}

static void cookies_of_a_redirect_go_along(void **state)
{
    struct course c = {.answers = {"HTTP/1.1 302 Go\r\nLocation: /x\r\nSet-Cookie: one=1\r\nContent-Length: 0\r\n\r\n",
                                   "HTTP/1.1 200 OK\r\nSet-Cookie: two=2; Path=/\r\nContent-Length: 0\r\n\r\n", PLAIN_OK}};

    run_course(&c, (struct meeting){.play = play_cookies});
    assert_heard(&c, 0, "Cookie", false);
    assert_heard(&c, 1, "\r\nCookie: one=1\r\n", true);
    assert_heard(&c, 2, "\r\nCookie: one=1; two=2\r\n", true);
    forget(&c);
}

SCENE_MAIN(TEST(the_status_decides_on_method_and_body), TEST(locations_are_relative_to_the_request),
           TEST(an_unusable_location_is_a_bad_redirect), TEST(what_is_not_to_be_followed_is_the_answer),
           TEST(thirty_redirects_are_followed_and_one_more_is_an_error),
           TEST(the_secrets_of_a_request_do_not_follow_to_another_origin), TEST(nor_do_those_of_all_requests),
           TEST(cookies_of_a_redirect_go_along))
