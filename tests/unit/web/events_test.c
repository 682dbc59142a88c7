/* SPDX-License-Identifier: MIT */
/* tests of web/events.h over real connections: one frame for all, and viewers that do not read */
#include "web_support.h"

#include "base/limits.h"
#include "web/private.h"

static const char view[] = "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n";

static int join(struct rig *rig)
{
    int fd = rig_connect(rig);

    rig_send(fd, view, sizeof view - 1);
    return fd;
}

/* Reads until `part` has come; fails after the client's patience. */
static void read_until(int fd, const char *part)
{
    struct buffer all;

    buffer_init(&all, 64 << 20);
    while (!all.data || !strstr(all.data, part)) {
        char *room = buffer_reserve(&all, 65536);
        ssize_t got = recv(fd, room, 65536, 0);

        if (got <= 0)
            fail_msg("\"%s\" did not come: %s", part, buffer_cstring(&all));
        buffer_commit(&all, (size_t)got);
        room[got] = '\0';
    }
    buffer_free(&all);
}

static void change_state(struct rig *rig)
{
    web_state_changed(rig->web, "something \"new\"");
}

static void send_large(struct rig *rig)
{
    char *data = mem_printf("{\"x\":\"%*s\"}", 256 << 10, "y");

    events_send(rig->web->events, "second", text_from(data));
    mem_free(data);
}

static void the_head_comes_before_the_first_event(void **state)
{
    int fd = join(*state);

    read_until(fd, "retry: 2000\n\n");
    close(fd);
}

static void all_viewers_get_each_event(void **state)
{
    struct rig *rig = *state;
    int fds[5];

    for (size_t i = 0; i < COUNT(fds); i++) {
        fds[i] = join(rig);
        read_until(fds[i], "retry");
    }
    rig_call(rig, change_state);
    for (size_t i = 0; i < COUNT(fds); i++) {
        read_until(fds[i],
                   "event: state\nid: 0\ndata: {\"run\":0,\"state\":\"ready\",\"message\":\"something \\\"new\\\"\"}\n\n");
        close(fds[i]);
    }
}

static void a_start_from_a_page_reaches_viewers_at_once(void **state)
{
    static const char start[] = "POST /api/start HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}";
    struct rig *rig = *state;
    int fd = join(rig), page;

    read_until(fd, "retry");
    page = rig_connect(rig);
    rig_send(page, start, sizeof start - 1);
    read_until(page, "\"success\""); /* nothing else is asked for, which would set the library going */
    read_until(fd, "event: state");
    close(page);
    close(fd);
}

static size_t viewers;

static void count_viewers(struct rig *rig)
{
    viewers = events_viewers(rig->web->events);
}

static void viewers_that_do_not_read_are_closed_and_hold_up_nobody(void **state)
{
    struct rig *rig = *state;
    int silent[100], reading;

    for (size_t i = 0; i < COUNT(silent); i++) {
        silent[i] = join(rig);
        read_until(silent[i], "retry");
    }
    for (int frame = 0; frame < 40; frame++) { /* 10 MiB each, more than the sockets hold */
        rig_call(rig, send_large);
        expect(rig_ask(rig, "GET /healthz", "", NULL), 200, "ok");
    }
    reading = join(rig);
    read_until(reading, "retry");
    rig_call(rig, change_state);
    read_until(reading, "event: state");
    for (size_t i = 0; i < COUNT(silent); i++) { /* each gets what was under way, and then the end, not 40 frames */
        char *rest = rig_receive(silent[i]);

        if (strstr(rest, "event: state"))
            fail_msg("viewer %zu was never closed", i);
        mem_free(rest);
        close(silent[i]);
    }
    close(reading);
    for (int turn = 0; turn < 50; turn++) {
        rig_call(rig, change_state); /* what is sent to a closed one shows that it is */
        rig_call(rig, count_viewers);
        if (viewers == 0)
            return;
    }
    fail_msg("%zu viewers are left", viewers);
}

static void a_viewer_too_many_is_told_so(void **state)
{
    struct rig *rig = *state;
    int fds[LIMIT_WEB_VIEWERS];

    for (size_t i = 0; i < COUNT(fds); i++) {
        fds[i] = join(rig);
        read_until(fds[i], "retry");
    }
    expect(rig_ask(rig, "GET /api/events", "", NULL), 503, "viewers already");
    for (size_t i = 0; i < COUNT(fds); i++)
        close(fds[i]);
}

static void the_end_of_the_server_ends_the_stream(void **state)
{
    struct rig rig = {0};
    char *rest;
    int fd;

    rig_begin(&rig);
    fd = join(&rig);
    read_until(fd, "retry");
    rig_end(&rig);
    rest = rig_receive(fd);
    assert_string_equal(rest, "0\r\n\r\n"); /* the last chunk: a whole answer */
    mem_free(rest);
    close(fd);
}

#define T(name) TEST_WITH(name, rig_set_up, rig_clean_up)

TEST_MAIN(T(the_head_comes_before_the_first_event), T(all_viewers_get_each_event), T(a_start_from_a_page_reaches_viewers_at_once),
          T(viewers_that_do_not_read_are_closed_and_hold_up_nobody), T(a_viewer_too_many_is_told_so),
          TEST(the_end_of_the_server_ends_the_stream))
