/* SPDX-License-Identifier: MIT */
/* tests of web/authorize.h and of what web_open refuses: a web UI that asks for a password */
#include "web_support.h"

#include "base/limits.h"

#define FORM      "Content-Type: application/x-www-form-urlencoded\r\n"
#define GOOD      "username=anna&password=correct+horse"
#define GOOD_AUTH "Authorization: Basic YW5uYTpjb3JyZWN0IGhvcnNl\r\n" /* anna:correct horse */

static int set_up(void **state)
{
    struct rig *rig = MEM_NEW(struct rig);

    rig->options = (struct web_options){.user = "anna", .password = "correct horse", .base_path = "/load"};
    rig_begin(rig);
    *state = rig;
    return 0;
}

/* "Cookie: ...\r\n" of a login; for mem_free. */
static char *log_in(struct rig *rig)
{
    char *answer = rig_ask(rig, "POST /load/login", FORM, GOOD), *cookie = strstr(answer, "Set-Cookie: "), *head;

    assert_non_null(cookie);
    cookie += strlen("Set-Cookie: ");
    head = mem_printf("Cookie: %.*s\r\n", (int)strcspn(cookie, ";"), cookie);
    mem_free(answer);
    return head;
}

static void without_login_only_health_is_open(void **state)
{
    static const char *const paths[] = {"GET /load/api/events", "POST /load/swarm", "POST /load/api/start", "GET /load/stop"};

    for (size_t i = 0; i < COUNT(paths); i++) {
        char *answer = rig_ask(*state, paths[i], "", strncmp(paths[i], "POST", 4) == 0 ? "{}" : NULL);

        assert_null(strstr(answer, "WWW-Authenticate"));
        expect(answer, 401, "log in first");
    }
    expect(rig_ask(*state, "GET /load/healthz", "", NULL), 200, "ok");
    assert_string_equal(((struct rig *)*state)->asked, "");
}

/* What it sends beyond its head is not even kept: otherwise it would be told that it is too much. */
static void nobody_keeps_the_body_of_a_stranger(void **state)
{
    static char chunk[LIMIT_WEB_BODY + 1000];
    char head[300];
    int fd = rig_connect(*state);

    memset(chunk, 'x', sizeof chunk);
    snprintf(head, sizeof head,
             "POST /load/api/start HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n%zx\r\n",
             sizeof chunk);
    rig_send(fd, head, strlen(head));
    rig_send(fd, chunk, sizeof chunk);
    rig_send(fd, "\r\n0\r\n\r\n", 7);
    expect(rig_receive(fd), 401, "log in first");
    close(fd);
}

static void one_address_cannot_take_all_connections(void **state)
{
    int taken[LIMIT_WEB_OF_ONE_ADDRESS + 1];
    char byte;

    for (size_t i = 0; i < COUNT(taken); i++)
        taken[i] = rig_connect(*state);
    assert_int_equal(recv(taken[COUNT(taken) - 1], &byte, 1, 0), 0); /* closed by the server */
    assert_int_equal(recv(taken[0], &byte, 1, MSG_DONTWAIT), -1);
    for (size_t i = 0; i < COUNT(taken); i++)
        close(taken[i]);
}

static void a_login_gives_a_cookie_that_lets_in(void **state)
{
    struct rig *rig = *state;
    char *cookie = log_in(rig);

    expect(rig_ask(rig, "POST /load/api/reset", cookie, "{}"), 200, "true");
    expect(rig_ask(rig, "POST /load/logout", cookie, ""), 200, "Max-Age=0");
    expect(rig_ask(rig, "POST /load/api/reset", cookie, "{}"), 401, "log in first");
    mem_free(cookie);
}

static void the_cookie_is_for_this_path_and_no_script(void **state)
{
    expect(rig_ask(*state, "POST /load/login", FORM, GOOD), 200, "; HttpOnly; SameSite=Strict; Path=/load/\r\n");
    expect(rig_ask(*state, "POST /load/login", FORM "Accept: text/html\r\n", GOOD), 303, "Location: /load/\r\n");
}

static void a_forged_cookie_lets_nobody_in(void **state)
{
    struct rig *rig = *state;
    char *cookie = log_in(rig);
    char *forged = mem_strdup(cookie);
    size_t end = strlen(forged) - 3;

    forged[end] = forged[end] == '0' ? '1' : '0';
    expect(rig_ask(rig, "POST /load/api/reset", forged, "{}"), 401, "log in first");
    expect(rig_ask(rig, "POST /load/api/reset", "Cookie: cicada=; ;;=;\xff=1; cicada\r\n", "{}"), 401, "log in first");
    mem_free(forged);
    mem_free(cookie);
}

static void a_wrong_password_gives_no_cookie(void **state)
{
    char *answer = rig_ask(*state, "POST /load/login", FORM, "username=anna&password=wrong");

    assert_null(strstr(answer, "Set-Cookie"));
    expect(answer, 401, "wrong user or password");
    expect(rig_ask(*state, "POST /load/login", FORM, ""), 401, "wrong user or password");
    expect(rig_ask(*state, "POST /load/login", FORM, "username=anna&password=%ff"), 400, "password is not UTF-8");
}

static void guessing_is_slowed_down(void **state)
{
    for (int i = 0; i < 10; i++)
        expect(rig_ask(*state, "POST /load/login", FORM, "username=anna&password=guess"), 401, "wrong");
    expect(rig_ask(*state, "POST /load/login", FORM, GOOD), 429, "Retry-After: 60");
}

static void scripts_send_the_password_with_each_request(void **state)
{
    expect(rig_ask(*state, "POST /load/api/reset", GOOD_AUTH, "{}"), 200, "true");
    expect(rig_ask(*state, "POST /load/api/reset", "Authorization: Bearer correct horse\r\n", "{}"), 200, "true");
    expect(rig_ask(*state, "POST /load/api/reset", "Authorization: Basic eDp5\r\n", "{}"), 401, "WWW-Authenticate: Basic");
}

static void a_page_of_others_cannot_use_the_login(void **state)
{
    struct rig *rig = *state;
    char *cookie = log_in(rig), *head = mem_printf("%sOrigin: http://evil.example\r\n", cookie);

    expect(rig_ask(rig, "POST /load/api/start", head, "{}"), 403, "another site");
    expect(rig_ask(rig, "POST /load/login", FORM "Origin: http://evil.example\r\n", GOOD), 403, "another site");
    assert_string_equal(rig->asked, "");
    mem_free(head);
    mem_free(cookie);
}

static void everything_lies_below_the_base_path(void **state)
{
    struct rig *rig = *state;
    char *url = mem_printf("http://127.0.0.1:%u/load", web_port(rig->web));

    assert_string_equal(web_url(rig->web), url);
    expect(rig_ask(rig, "GET /load", "", NULL), 303, "Location: /load/\r\n");
    expect(rig_ask(rig, "GET /healthz", "", NULL), 404, "nothing here");
    expect(rig_ask(rig, "GET /loadhealthz", "", NULL), 404, "nothing here");
    mem_free(url);
}

/* ---- what cannot be served ---- */

static void refused(const struct web_options *options, const char *part)
{
    char problem[WEB_PROBLEM] = "";
    struct loop *loop = loop_new();
    struct web *web;

    assert_int_not_equal(web_open(&web, loop, options, &rig_driver, NULL, problem), OK);
    if (!strstr(problem, part))
        fail_msg("wanted \"%s\", got: %s", part, problem);
    assert_null(web);
    loop_free(loop);
}

static void others_are_served_only_with_a_password(void **state)
{
    refused(&(struct web_options){.host = "0.0.0.0"}, "give a login with --web-login");
    refused(&(struct web_options){.host = "*"}, "--web-login");
    refused(&(struct web_options){.host = ""}, "--web-login");
    refused(&(struct web_options){.host = "::"}, "--web-login");
    refused(&(struct web_options){.host = "0.0.0.0", .user = "a", .password = ""}, "password of the web UI is empty");
}

static void mistakes_of_options_are_named(void **state)
{
    refused(&(struct web_options){.host = "no such host"}, "--web-host no such host");
    refused(&(struct web_options){.host = "192.0.2.1", .password = "x"}, "cannot listen on 192.0.2.1:0");
    refused(&(struct web_options){.base_path = "load"}, "--web-base-path load");
    refused(&(struct web_options){.base_path = "/a;b"}, "--web-base-path");
    refused(&(struct web_options){.base_path = "/a/../b"}, "--web-base-path");
    refused(&(struct web_options){.base_path = "//evil"}, "--web-base-path");
    refused(&(struct web_options){.certificate_file = "/x.pem"}, "--tls-cert and --tls-key");
    refused(&(struct web_options){.certificate_file = "/none.pem", .key_file = "/none.key"}, "--tls-cert /none.pem");
    refused(&(struct web_options){.certificate_file = TEST_SOURCE_ROOT "/LICENSE", .key_file = TEST_SOURCE_ROOT "/LICENSE"},
            "in PEM");
}

static void a_taken_port_is_said(void **state)
{
    struct rig rig = {0};

    rig_begin(&rig);
    refused(&(struct web_options){.port = web_port(rig.web)}, "Choose another port with --web-port");
    rig_end(&rig);
}

#define T(name) TEST_WITH(name, set_up, rig_clean_up)

TEST_MAIN(T(without_login_only_health_is_open), T(nobody_keeps_the_body_of_a_stranger),
          T(one_address_cannot_take_all_connections), T(a_login_gives_a_cookie_that_lets_in),
          T(the_cookie_is_for_this_path_and_no_script), T(a_forged_cookie_lets_nobody_in), T(a_wrong_password_gives_no_cookie),
          T(guessing_is_slowed_down), T(scripts_send_the_password_with_each_request), T(a_page_of_others_cannot_use_the_login),
          T(everything_lies_below_the_base_path), TEST(others_are_served_only_with_a_password),
          TEST(mistakes_of_options_are_named), TEST(a_taken_port_is_said))
