/* SPDX-License-Identifier: MIT */
/* tests of web/server.h and web/web.h over real connections, hostile ones included */
#include "web_support.h"

#include <errno.h>
#include <poll.h>
#include <sys/resource.h>

#include "base/clock.h"

static void health_is_told_without_anything(void **state)
{
    expect(rig_ask(*state, "GET /healthz", "", NULL), 200, "\r\n\r\nok");
}

static void every_reply_carries_the_security_headers(void **state)
{
    static const char *const wanted[] = {"Content-Security-Policy: default-src 'none'", "X-Content-Type-Options: nosniff",
                                         "X-Frame-Options: DENY", "Referrer-Policy: same-origin", "Cache-Control: no-store"};

    for (size_t i = 0; i < COUNT(wanted); i++) {
        expect(rig_ask(*state, "GET /healthz", "", NULL), 200, wanted[i]);
        expect(rig_ask(*state, "GET /nothing", "", NULL), 404, wanted[i]);
        expect(rig_ask(*state, "POST /api/start", "Origin: http://evil.example\r\n", "{}"), 403, wanted[i]);
    }
}

static void head_is_get_without_a_body(void **state)
{
    char *answer = rig_ask(*state, "HEAD /healthz", "", NULL);

    assert_non_null(strstr(answer, "Content-Length: 2"));
    assert_string_equal(strstr(answer, "\r\n\r\n"), "\r\n\r\n");
    mem_free(answer);
}

static void a_wrong_method_is_told_the_right_ones(void **state)
{
    expect(rig_ask(*state, "POST /healthz", "", "x"), 405, "Allow: GET, HEAD, OPTIONS");
    expect(rig_ask(*state, "GET /swarm", "", NULL), 405, "Allow: OPTIONS, POST");
    expect(rig_ask(*state, "BREW /swarm", "", NULL), 405, "Allow: OPTIONS, POST");
    expect(rig_ask(*state, "OPTIONS /swarm", "", NULL), 200, "Allow: OPTIONS, POST");
}

static void paths_that_leave_the_tree_are_nothing(void **state)
{
    static const char *const paths[] = {"/../etc/passwd", "/%2e%2e/etc/passwd", "//healthz", "/healthz/",    "/HEALTHZ",
                                        "/api/%ff",       "/assets/../../x",    "/%",        "/healthz%2f.."};

    for (size_t i = 0; i < COUNT(paths); i++) {
        char line[64];

        snprintf(line, sizeof line, "GET %s", paths[i]);
        expect(rig_ask(*state, line, "", NULL), 404, "there is nothing here");
    }
}

static void other_names_of_this_host_are_refused(void **state)
{
    struct rig *rig = *state;
    static const char request[] = "GET /healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    int fd = rig_connect(rig);

    rig_send(fd, request, sizeof request - 1);
    expect(rig_receive(fd), 403, "no name of this server");
    close(fd);
}

static void a_start_hands_on_what_the_form_said(void **state)
{
    struct rig *rig = *state;

    expect(rig_ask(rig, "POST /api/start", "",
                   "{\"users\": 25, \"host\": \"http://a.example\", \"options\": [{\"name\": \"size\", "
                   "\"value\": 3.5}]}"),
           200, "\"success\":true");
    assert_string_equal(rig->asked, "start ");
    assert_string_equal(rig->users, "25");
    assert_string_equal(rig->host, "http://a.example");
    assert_string_equal(rig->option, "size=3.5");
}

static void a_refusal_names_field_and_position(void **state)
{
    struct rig *rig = *state;

    rig->refuses = true;
    expect(rig_ask(rig, "POST /api/start", "", "{\"run_time\": \"10 bananas\"}"), 200,
           "{\"success\":false,\"message\":\"no such time\",\"field\":\"run_time\",\"position\":3}");
}

static void bodies_that_are_no_json_object_start_nothing(void **state)
{
    struct rig *rig = *state;
    static const char *const bodies[] = {"{",
                                         "[]",
                                         "nothing",
                                         "{\"users\": [1]}",
                                         "{\"users\": {}}",
                                         "{\"host\": \"\\u0000\"}",
                                         "{\"host\": \"\xff\xfe\"}",
                                         "{\"checks\": \"p95 < 1s\"}",
                                         "{\"checks\": [1]}",
                                         "{\"user_classes\": [null]}",
                                         "{\"class_settings\": [{}]}",
                                         "{\"class_settings\": 4}",
                                         "{\"options\": {\"a\": 1}}",
                                         "{\"options\": [{\"value\": 1}]}",
                                         "{\"options\": [{\"name\": \"a\", \"value\": {}}]}",
                                         "{\"users\": 1, \"users\": 2}"};

    for (size_t i = 0; i < COUNT(bodies); i++)
        expect(rig_ask(rig, "POST /api/start", "", bodies[i]), 200, "\"success\":false");
    assert_string_equal(rig->asked, "");
}

static void pages_of_others_start_and_stop_nothing(void **state)
{
    struct rig *rig = *state;
    static const char *const heads[] = {"Origin: http://evil.example\r\n", "Sec-Fetch-Site: cross-site\r\n", "Origin: null\r\n",
                                        "Referer: http://evil.example/\r\n", "X-Cicada-Token: forged\r\n"};
    static const char *const lines[] = {"POST /api/start", "POST /api/stop", "POST /api/reset", "POST /swarm"};

    for (size_t i = 0; i < COUNT(heads); i++) {
        for (size_t k = 0; k < COUNT(lines); k++)
            expect(rig_ask(rig, lines[k], heads[i], "{}"), 403, "another site");
        expect(rig_ask(rig, "GET /stop", heads[i], NULL), 403, "another site");
        expect(rig_ask(rig, "GET /stats/reset", heads[i], NULL), 403, "another site");
    }
    assert_string_equal(rig->asked, "");
}

static void a_form_of_locust_starts_and_then_edits(void **state)
{
    struct rig *rig = *state;
    static const char form[] = "Content-Type: application/x-www-form-urlencoded\r\n";

    expect(rig_ask(rig, "POST /swarm", form, "user_count=7&spawn_rate=2&host=http%3A%2F%2F%3Cb%3E.example&color=red+blue"), 200,
           "\"message\":\"Swarming started\",\"host\":\"http://b.example\"");
    assert_string_equal(rig->users, "7");
    assert_string_equal(rig->host, "http://b.example");
    assert_string_equal(rig->option, "color=red blue");
    expect(rig_ask(rig, "POST /swarm", form, "user_count=9&spawn_rate=2"), 200, "\"success\":true");
    assert_string_equal(rig->asked, "start edit ");
}

static void a_form_in_parts_is_read_as_well(void **state)
{
    struct rig *rig = *state;

    expect(rig_ask(rig, "POST /swarm", "Content-Type: multipart/form-data; boundary=xyz\r\n",
                   "--xyz\r\nContent-Disposition: form-data; name=\"user_count\"\r\n\r\n12\r\n"
                   "--xyz\r\nContent-Disposition: form-data; name=\"spawn_rate\"\r\n\r\n3\r\n--xyz--\r\n"),
           200, "\"success\":true");
    assert_string_equal(rig->users, "12");
}

/* The library hands it out in many pieces. */
static void a_long_value_arrives_whole_and_one_that_is_too_long_not_at_all(void **state)
{
    static const char form[] = "Content-Type: application/x-www-form-urlencoded\r\n",
                      before[] = "user_count=1&spawn_rate=1&host=";
    struct rig *rig = *state;

    for (size_t size = 30000; size <= LIMIT_WEB_FIELD + 1; size += LIMIT_WEB_FIELD + 1 - 30000) {
        char *value = mem_zalloc(size + 1), *body;

        for (size_t i = 0; i < size; i++)
            value[i] = (char)('a' + i % 23);
        body = mem_printf("%s%s", before, value);
        expect(rig_ask(rig, "POST /swarm", form, body), 200, size > LIMIT_WEB_FIELD ? "host is too long" : value);
        mem_free(body);
        mem_free(value);
    }
    assert_string_equal(rig->asked, "start ");
}

static void forms_that_cannot_be_read_start_nothing(void **state)
{
    struct rig *rig = *state;
    static const char form[] = "Content-Type: application/x-www-form-urlencoded\r\n";

    expect(rig_ask(rig, "POST /swarm", form, "user_count=7"), 200, "Missing user_count or spawn_rate from /swarm request");
    expect(rig_ask(rig, "POST /swarm", form, ""), 200, "Missing user_count");
    expect(rig_ask(rig, "POST /swarm", form, "user_count=%ff&spawn_rate=1"), 200, "user_count is not UTF-8");
    /* the complaint cuts the name, here within a character */
    expect(rig_ask(rig, "POST /swarm", form,
                   "a\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
                   "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
                   "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9=%00"),
           200, "holds a NUL");
    expect(rig_ask(rig, "POST /swarm", form, "user_count=1%00&spawn_rate=1"), 200, "user_count holds a NUL");
    expect(rig_ask(rig, "POST /swarm", form, "%fe=1&spawn_rate=1"), 200, "a field is not UTF-8");
    expect(rig_ask(rig, "POST /swarm", "Content-Type: text/csv\r\n", "a,b"), 200, "send the fields as");
    expect(rig_ask(rig, "POST /swarm", "Content-Type: multipart/form-data; boundary=xyz\r\n", "--xy"), 200, "\"success\":false");
    assert_string_equal(rig->asked, "");
}

static void a_body_over_the_maximum_is_refused(void **state)
{
    char *body = mem_zalloc((300 << 10) + 1);

    memset(body, ' ', 300 << 10);
    expect(rig_ask(*state, "POST /api/start", "", body), 413, "larger than 256 KiB");
    mem_free(body);
}

static void a_body_without_an_end_is_cut_off(void **state)
{
    struct rig *rig = *state;
    static const char head[] = "POST /api/start HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    char *chunk = mem_printf("8000\r\n%*s\r\n", 0x8000, "x");
    int fd = rig_connect(rig);
    char *answer;

    rig_send(fd, head, sizeof head - 1);
    for (int i = 0; i < 1000; i++) /* 32 MiB; the server closes long before */
        rig_send(fd, chunk, strlen(chunk));
    answer = rig_receive(fd);
    assert_null(strstr(answer, "200"));
    mem_free(answer);
    mem_free(chunk);
    close(fd);
    assert_string_equal(rig->asked, "");
}

static void garbage_is_survived(void **state)
{
    struct rig *rig = *state;
    static const char *const garbage[] = {

        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01",
        "GET /healthz HTTP/1.1\r\n\r\n",
        "POST /swarm HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "POST /swarm HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost localhost\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"};

    for (size_t i = 0; i < COUNT(garbage); i++) {
        int fd = rig_connect(rig);

        rig_send(fd, garbage[i], strlen(garbage[i]));
        shutdown(fd, SHUT_WR);
        mem_free(rig_receive(fd));
        close(fd);
    }
    expect(rig_ask(rig, "GET /healthz", "", NULL), 200, "ok");
}

static void a_head_of_a_mebibyte_is_refused(void **state)
{
    char *head = mem_printf("X-Large: %*s\r\n", 1 << 20, "x");
    char *answer = rig_ask(*state, "GET /healthz", head, NULL);

    assert_null(strstr(answer, "\r\n\r\nok"));
    mem_free(answer);
    mem_free(head);
    expect(rig_ask(*state, "GET /healthz", "", NULL), 200, "ok");
}

static void clients_that_say_nothing_hold_up_nobody(void **state)
{
    struct rig *rig = *state;
    int silent[50];

    for (size_t i = 0; i < COUNT(silent); i++) {
        silent[i] = rig_connect(rig);
        rig_send(silent[i], "GET /heal", i % 9);
    }
    expect(rig_ask(rig, "GET /healthz", "", NULL), 200, "ok");
    for (size_t i = 0; i < COUNT(silent); i++)
        close(silent[i]);
}

static void a_half_closed_client_gets_its_answer(void **state)
{
    static const char request[] = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    int fd = rig_connect(*state);

    rig_send(fd, request, sizeof request - 1);
    shutdown(fd, SHUT_WR);
    expect(rig_receive(fd), 200, "\r\n\r\nok");
    close(fd);
}

static void end_the_run(struct rig *rig)
{
    rig->snapshot.progress.state = RUN_STOPPED;
    web_state_changed(rig->web, "");
}

static void locusts_stop_answers_when_the_run_has_ended(void **state)
{
    struct rig *rig = *state;
    static const char request[] = "GET /stop HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    char byte;
    int fd;

    expect(rig_ask(rig, "POST /api/start", "", "{}"), 200, "true");
    fd = rig_connect(rig);
    rig_send(fd, request, sizeof request - 1);
    expect(rig_ask(rig, "GET /healthz", "", NULL), 200, "ok"); /* a turn of the loop has passed */
    assert_int_equal(recv(fd, &byte, 1, MSG_DONTWAIT), -1);
    rig_call(rig, end_the_run);
    expect(rig_receive(fd), 200, "{\"success\":true,\"message\":\"Test stopped\"}");
    close(fd);
}

static void end_the_run_and_begin_another(struct rig *rig)
{
    end_the_run(rig);
    rig->number++;
    rig->snapshot.progress.state = RUN_RUNNING; /* before anybody who waited is asked again */
    web_state_changed(rig->web, "");
}

static void locusts_stop_waits_for_no_other_run(void **state)
{
    struct rig *rig = *state;
    static const char request[] = "GET /stop HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    int fd;

    expect(rig_ask(rig, "POST /api/start", "", "{}"), 200, "true");
    fd = rig_connect(rig);
    rig_send(fd, request, sizeof request - 1);
    expect(rig_ask(rig, "GET /healthz", "", NULL), 200, "ok"); /* a turn of the loop has passed */
    rig_call(rig, end_the_run_and_begin_another);
    expect(rig_receive(fd), 200, "{\"success\":true,\"message\":\"Test stopped\"}");
    close(fd);
}

static void full_table(struct rig *rig)
{
    struct rlimit limit;
    int next = dup(0);

    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = (rlim_t)next; /* none is left */
    close(next);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

static uint64_t turns;

static void count_turns(struct rig *rig)
{
    turns = loop_take_usage(rig->loop).turns;
}

/* The users of a run may take them all. */
static void without_descriptors_the_server_waits_and_does_not_spin(void **state)
{
    static const char request[] = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    struct rig *rig = *state;
    struct rlimit before;
    uint64_t begun;
    int fd;

    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    fd = rig_connect(rig);
    expect(rig_ask(rig, "GET /healthz", "", NULL), 200, "ok");
    close(fd);
    fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    rig_call(rig, full_table);
    assert_int_equal(rig_join(rig, fd), 0);
    rig_send(fd, request, sizeof request - 1);
    rig_call(rig, count_turns);
    begun = turns;
    nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL);
    rig_call(rig, count_turns);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    if (turns - begun > 100)
        fail_msg("%llu turns of the loop in 0.3 s", (unsigned long long)(turns - begun));
    expect(rig_ask(rig, "GET /healthz", "", NULL), 200, "ok");
    expect(rig_receive(fd), 200, "\r\n\r\nok");
    close(fd);
}

static void preview_and_check_are_asked_of_the_driver(void **state)
{
    struct rig *rig = *state;

    expect(rig_ask(rig, "POST /api/preview", "", "{\"users\": 5}"), 200, "\"unit\":\"users\",\"points\":[[0,0],[10,5]]}");
    expect(rig_ask(rig, "POST /api/check-syntax", "", "{\"check\": \"p95 < 1s\"}"), 200, "true");
    expect(rig_ask(rig, "POST /api/check-syntax", "", "{\"check\": 1}"), 200, "check has to be a text");
    assert_string_equal(rig->asked, "preview p95 < 1s ");
}

static void stop_loop(struct rig *rig)
{
    loop_stop(rig->loop);
}

static void what_comes_after_the_end_is_not_begun(void **state)
{
    static const char *const lines[] = {"POST /api/start", "GET /api/runs/1", "GET /api/course"};
    static const char health[] = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    struct rig rig = {.options.store = "/nonexistent/runs.db"};
    int fds[COUNT(lines)];

    rig_begin(&rig);
    for (size_t i = 0; i < COUNT(lines); i++) {
        char answer[512];

        fds[i] = rig_connect(&rig);
        rig_send(fds[i], health, strlen(health));
        assert_true(recv(fds[i], answer, sizeof answer, 0) > 0); /* from now on the server has the connection */
    }
    rig_call(&rig, stop_loop);
    pthread_join(rig.thread, NULL);
    for (size_t i = 0; i < COUNT(lines); i++) {
        char *request = mem_printf("%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n", lines[i]);

        rig_send(fds[i], request, strlen(request));
        mem_free(request);
    }
    rig_leave(&rig);
    for (size_t i = 0; i < COUNT(lines); i++)
        close(fds[i]);
    assert_string_equal(rig.asked, "");
}

/* Sends a byte now and then until the server has had enough. */
static void drip(const struct rig *rig, const char *begin)
{
    uint64_t until = clock_now() + CLIENT_WAITS_S * NANOS_PER_SECOND;
    int fd = rig_connect(rig);
    ssize_t got;
    char byte;

    rig_send(fd, begin, strlen(begin));
    do {
        rig_send(fd, "x", 1);
        poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 10);
        got = recv(fd, &byte, 1, MSG_DONTWAIT);
    } while (got < 0 && errno == EAGAIN && clock_now() < until);
    if (got > 0 || (got < 0 && errno != ECONNRESET && errno != EPIPE))
        fail_msg("the connection still stands after %d s: %s", CLIENT_WAITS_S, begin);
    close(fd);
}

static void a_request_that_never_gets_whole_is_ended(void **state)
{
    static const char viewer[] = "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n";
    struct rig rig = {.options.patience_ns = 100 * NANOS_PER_MILLI};
    int fd;

    rig_begin(&rig);
    fd = rig_connect(&rig);
    rig_send(fd, viewer, strlen(viewer));
    drip(&rig, "");
    drip(&rig, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ");
    drip(&rig, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n");
    for (char byte; recv(fd, &byte, 1, MSG_DONTWAIT) > 0;) /* of those that are whole none is */
        continue;
    assert_int_equal(errno, EAGAIN);
    close(fd);
    rig_end(&rig);
}

#define T(name) TEST_WITH(name, rig_set_up, rig_clean_up)

TEST_MAIN(T(health_is_told_without_anything), T(every_reply_carries_the_security_headers), T(head_is_get_without_a_body),
          T(a_wrong_method_is_told_the_right_ones), T(paths_that_leave_the_tree_are_nothing),
          T(other_names_of_this_host_are_refused), T(a_start_hands_on_what_the_form_said), T(a_refusal_names_field_and_position),
          T(bodies_that_are_no_json_object_start_nothing), T(pages_of_others_start_and_stop_nothing),
          T(a_form_of_locust_starts_and_then_edits), T(a_form_in_parts_is_read_as_well),
          T(a_long_value_arrives_whole_and_one_that_is_too_long_not_at_all), T(forms_that_cannot_be_read_start_nothing),
          T(a_body_over_the_maximum_is_refused), T(a_body_without_an_end_is_cut_off), T(garbage_is_survived),
          T(a_head_of_a_mebibyte_is_refused), T(clients_that_say_nothing_hold_up_nobody), T(a_half_closed_client_gets_its_answer),
          T(locusts_stop_answers_when_the_run_has_ended), T(locusts_stop_waits_for_no_other_run),
          T(without_descriptors_the_server_waits_and_does_not_spin), T(preview_and_check_are_asked_of_the_driver),
          TEST(what_comes_after_the_end_is_not_begun), TEST(a_request_that_never_gets_whole_is_ended))
