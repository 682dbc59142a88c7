/* SPDX-License-Identifier: MIT */
/* tests/unit/http/settings_test.c - from options to settings: defaults, and mistakes that name their option */
#include "http/meeting.h"

static struct http_settings *make(struct fibers *fibers, struct plan_http plan, char problem[256])
{
    problem[0] = '\0';
    return http_settings_new(fibers, &plan, problem, 256);
}

static void an_empty_plan_gives_the_documented_defaults(void **state)
{
    struct loop *loop = loop_new();
    struct fibers *fibers = fibers_new(loop, NULL);
    char problem[256];
    struct http_settings *s = make(fibers, (struct plan_http){0}, problem);

    assert_non_null(s);
    assert_near_double("timeout", s->timeout_s, 60, 0);
    assert_near_double("connect timeout", s->connect_timeout_s, 10, 0);
    assert_int_equal(s->max_redirects, 0);
    assert_true(s->keep_alive && !s->retry_stale && !s->tls_resume);
    assert_equal_u64("max body", s->max_body, LIMIT_BODY_KEPT);
    assert_int_equal(s->pool.limit, 0);
    assert_equal_string("headers", buffer_cstring(&s->default_block),
                        "User-Agent: cicada/" CICADA_VERSION "\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n");
    http_settings_free(s);
    fibers_free(fibers);
    loop_free(loop);
}

static void options_are_taken_over(void **state)
{
    static const char *const headers[] = {"accept: text/html", "X-A:1", "X-Empty:"};
    struct loop *loop = loop_new();
    struct fibers *fibers = fibers_new(loop, NULL);
    char problem[256];
    struct http_settings *s = make(fibers,
                                   (struct plan_http){.timeout_s = 1.5,
                                                      .connect_timeout_s = 0.5,
                                                      .no_redirects = true,
                                                      .max_redirects = 3,
                                                      .max_connections = 7,
                                                      .no_keepalive = true,
                                                      .max_body = 10,
                                                      .user_agent = "agent",
                                                      .headers = {headers, COUNT(headers)},
                                                      .no_compression = true,
                                                      .insecure = true},
                                   problem);

    assert_non_null(s);
    assert_near_double("timeout", s->timeout_s, 1.5, 0);
    assert_near_double("connect timeout", s->connect_timeout_s, 0.5, 0);
    assert_int_equal(s->max_redirects, 0);
    assert_int_equal(s->pool.limit, 7);
    assert_equal_u64("max body", s->max_body, 10);
    assert_equal_string("headers", buffer_cstring(&s->default_block),
                        "accept: text/html\r\nX-A: 1\r\nX-Empty: \r\nUser-Agent: agent\r\nConnection: close\r\n");
    http_settings_free(s);
    fibers_free(fibers);
    loop_free(loop);
}

static void a_wrong_option_is_named_with_its_value(void **state)
{
    static const char *const split[] = {"A: b\r\nC: d"}, *const nameless[] = {": b"}, *const no_colon[] = {"Accept"},
                             *const bad_name[] = {"A B: c"}, *const bad_pin[] = {"host:port"};
    static const struct {
        struct plan_http plan;
        const char *option, *value;
    } cases[] = {
        {{.dns_servers = "not an address"}, "--dns-servers", "not an address"},
        {{.dns_servers = ""}, "--dns-servers", ""},
        {{.dns_servers = "192.0.2.1,"}, "--dns-servers", "192.0.2.1,"},
        {{.dns_servers = "127.0.0.1:99999"}, "--dns-servers", "99999"},
        {{.dns_servers = "127.0.0.1:0"}, "--dns-servers", "127.0.0.1:0"},
        {{.dns_servers = "[2001:db8::1]5353"}, "--dns-servers", "[2001:db8::1]5353"},
        {{.dns_servers = "[2001:db8::1"}, "--dns-servers", "[2001:db8::1"},
        {{.resolve = {bad_pin, 1}}, "--resolve", "host:port"},
        {{.source_address = "localhost"}, "--source-address", "localhost"},
        {{.headers = {split, 1}}, "--header", "A: b"},
        {{.headers = {nameless, 1}}, "--header", ": b"},
        {{.headers = {no_colon, 1}}, "--header", "Accept"},
        {{.headers = {bad_name, 1}}, "--header", "A B: c"},
        {{.user_agent = "a\r\nb"}, "--user-agent", ""},
        {{.ca_file = "/nonexistent/ca.pem"}, "ca.pem", ""},
    };
    struct loop *loop = loop_new();
    struct fibers *fibers = fibers_new(loop, NULL);
    size_t descriptors = open_descriptors();

    for (size_t i = 0; i < COUNT(cases); i++) {
        char problem[256];
        struct http_settings *s = make(fibers, cases[i].plan, problem);

        if (s || !strstr(problem, cases[i].option) || !strstr(problem, cases[i].value))
            fail_msg("%s: \"%s\"", cases[i].option, problem);
    }
    assert_int_equal(open_descriptors(), descriptors);
    fibers_free(fibers);
    loop_free(loop);
}

static void name_servers_are_taken_with_and_without_ports(void **state)
{
    static const char *const lists[] = {"192.0.2.1", "192.0.2.1:65535", "2001:db8::1", "[2001:db8::1]:53,192.0.2.2"};
    struct loop *loop = loop_new();
    struct fibers *fibers = fibers_new(loop, NULL);

    for (size_t i = 0; i < COUNT(lists); i++) {
        char problem[256] = "";
        struct http_settings *s = make(fibers, (struct plan_http){.dns_servers = lists[i]}, problem);

        if (!s)
            fail_msg("%s: \"%s\"", lists[i], problem);
        http_settings_free(s);
    }
    fibers_free(fibers);
    loop_free(loop);
}

static void headers_beyond_the_limit_are_refused(void **state)
{
    static char large[200 * 1024 + 3] = "A: ";
    const char *const headers[] = {large, large};
    struct loop *loop = loop_new();
    struct fibers *fibers = fibers_new(loop, NULL);
    char problem[256];

    memset(large + 3, 'x', sizeof(large) - 4);
    assert_null(make(fibers, (struct plan_http){.headers = {headers, 2}, .insecure = true}, problem));
    assert_non_null(strstr(problem, "--header"));
    fibers_free(fibers);
    loop_free(loop);
}

/* ---- seen by a server ---- */

static void answers_one(struct peer *p)
{
    struct address client = {.size = sizeof(client.v6)};
    char text[ADDRESS_TEXT];

    peer_accept(p);
    peer_answers(p, PLAIN_OK);
    assert_int_equal(getpeername(p->fd, &client.generic, &client.size), 0);
    assert_non_null(strstr(address_write(&client, text), p->context));
    peer_idles(p);
}

static void play_one(struct meeting *m)
{
    assert_error(ask(m), OK);
}

static void the_source_address_is_used(void **state)
{
    static char source[] = "127.0.0.77:";

    meet(&(struct meeting){
        .peer = {.script = answers_one, .context = source}, .plan.source_address = "127.0.0.77", .play = play_one});
}

static void play_pinned(struct meeting *m)
{
    assert_error(ask(m, .origin = origin_at(m, arena_printf(&m->arena, "http://pinned.test:%u", address_port(&m->peer.at)))), OK);
}

static void a_name_can_be_pinned_to_an_address(void **state)
{
    static const char *const pins[] = {"pinned.test:*:127.0.0.1"};
    static char any[] = "127.0.0.1:";

    meet(&(struct meeting){.peer = {.script = answers_one, .context = any}, .plan.resolve = {pins, 1}, .play = play_pinned});
}

SCENE_MAIN(TEST(an_empty_plan_gives_the_documented_defaults), TEST(options_are_taken_over),
           TEST(a_wrong_option_is_named_with_its_value), TEST(name_servers_are_taken_with_and_without_ports),
           TEST(headers_beyond_the_limit_are_refused), TEST(the_source_address_is_used), TEST(a_name_can_be_pinned_to_an_address))
