/* SPDX-License-Identifier: MIT */
/* web_support.h - a web UI with a driver that only notes what it is asked for, and a client for it
 *
 * The loop runs on a thread of its own, so that the client may simply block; between web_begin and web_end the test touches
 * nothing of the server but what the driver noted.
 */
#ifndef CICADA_TESTS_WEB_SUPPORT_H
#define CICADA_TESTS_WEB_SUPPORT_H

#include "support.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "base/mem.h"
#include "web/web.h"

#define CLIENT_WAITS_S 10

struct rig {
    struct loop *loop;
    struct web *web;
    struct web_options options;
    pthread_t thread;
    int wake[2];            /* a byte ends the loop, or asks for a call on its thread */
    struct watcher watcher; /* of the reading end */
    void (*call)(struct rig *rig);
    pthread_barrier_t called;
    struct plan plan;
    struct run_info info;
    struct user_classes classes;
    struct run_control control;
    struct snapshot snapshot;
    bool has_run;
    uint64_t number;
    /* what was asked for */
    char asked[256]; /* "start stop " */
    char users[32], host[128], option[128];
    bool refuses;
};

static inline void note(struct rig *rig, const char *what)
{
    size_t size = strlen(rig->asked);

    snprintf(rig->asked + size, sizeof rig->asked - size, "%s ", what);
}

static inline const struct snapshot *rig_snapshot(struct run_control *c)
{
    return &CONTAINER_OF(c, struct rig, control)->snapshot;
}

static const struct run_control_ops rig_control_ops = {.snapshot = rig_snapshot};

static inline struct run_control *rig_control(void *context)
{
    struct rig *rig = context;

    return rig->has_run ? &rig->control : NULL;
}

static inline const struct run_info *rig_info(void *context)
{
    return &((struct rig *)context)->info;
}

static inline const struct user_classes *rig_classes(void *context)
{
    return &((struct rig *)context)->classes;
}

static inline uint64_t rig_number(void *context)
{
    return ((struct rig *)context)->number;
}

static inline void rig_form(void *context, struct web_wishes *out)
{
    *out = (struct web_wishes){.users = "5"};
}

static inline const struct web_field *rig_fields(void *context, size_t *count)
{
    *count = 0;
    return NULL;
}

static inline enum error rig_take(struct rig *rig, const char *what, const struct web_wishes *wishes, struct web_problem *problem)
{
    note(rig, what);
    snprintf(rig->users, sizeof rig->users, "%s", wishes->users ? wishes->users : "-");
    snprintf(rig->host, sizeof rig->host, "%s", wishes->host ? wishes->host : "-");
    snprintf(rig->option, sizeof rig->option, "%s=%s", wishes->option_count ? wishes->options[0].name : "",
             wishes->option_count ? wishes->options[0].value : "");
    if (!rig->refuses)
        return OK;
    snprintf(problem->text, sizeof problem->text, "no such time");
    snprintf(problem->field, sizeof problem->field, "run_time");
    problem->position = 3;
    return ERROR_SYNTAX;
}

static inline enum error rig_start(void *context, const struct web_wishes *wishes, struct web_problem *problem)
{
    struct rig *rig = context;
    enum error result = rig_take(rig, "start", wishes, problem);

    if (result == OK) {
        rig->has_run = true;
        rig->number++;
        rig->snapshot.progress.state = RUN_RUNNING;
    }
    return result;
}

static inline enum error rig_edit(void *context, const struct web_wishes *wishes, struct web_problem *problem)
{
    return rig_take(context, "edit", wishes, problem);
}

static inline enum error rig_pause(void *context, struct web_problem *problem)
{
    note(context, "pause");
    return OK;
}

static inline enum error rig_resume(void *context, struct web_problem *problem)
{
    note(context, "resume");
    return OK;
}

static inline void rig_stop(void *context)
{
    struct rig *rig = context;

    note(rig, "stop");
    if (rig->snapshot.progress.state == RUN_RUNNING)
        rig->snapshot.progress.state = RUN_STOPPING;
}

static inline void rig_reset(void *context)
{
    note(context, "reset");
}

static inline enum error rig_preview(void *context, const struct web_wishes *wishes, struct buffer *points, const char **unit,
                                     struct web_problem *problem)
{
    buffer_string(points, "[[0,0],[10,5]]");
    return rig_take(context, "preview", wishes, problem);
}

static inline enum error rig_check(void *context, const char *check, struct web_problem *problem)
{
    return rig_take(context, check, &(struct web_wishes){0}, problem);
}

static const struct web_driver rig_driver = {.control = rig_control,
                                             .info = rig_info,
                                             .all_classes = rig_classes,
                                             .classes = rig_classes,
                                             .run_number = rig_number,
                                             .form = rig_form,
                                             .fields = rig_fields,
                                             .start = rig_start,
                                             .edit = rig_edit,
                                             .pause = rig_pause,
                                             .resume = rig_resume,
                                             .stop = rig_stop,
                                             .reset = rig_reset,
                                             .preview = rig_preview,
                                             .check_syntax = rig_check};

/* ---- the thread ---- */

static inline void rig_woken(struct watcher *w, unsigned events)
{
    struct rig *rig = CONTAINER_OF(w, struct rig, watcher);
    char byte = 0;

    assert_int_equal(read(w->fd, &byte, 1), 1);
    if (byte == 'e') {
        loop_stop(rig->loop);
    } else {
        rig->call(rig);
        pthread_barrier_wait(&rig->called);
    }
}

static inline void *rig_run(void *argument)
{
    loop_run(((struct rig *)argument)->loop);
    arena_pool_drain(); /* the pool is one a thread */
    return NULL;
}

/* Runs `call` on the loop's thread. */
static inline void rig_call(struct rig *rig, void (*call)(struct rig *rig))
{
    rig->call = call;
    assert_int_equal(write(rig->wake[1], "c", 1), 1);
    pthread_barrier_wait(&rig->called);
}

/* Opens at a free port with rig->options. */
static inline void rig_begin(struct rig *rig)
{
    char problem[WEB_PROBLEM] = "";

    rig->loop = loop_new();
    rig->info = (struct run_info){.plan = &rig->plan, .title = "scenario.c", .host = "http://target.example"};
    rig->control.ops = &rig_control_ops;
    if (web_open(&rig->web, rig->loop, &rig->options, &rig_driver, rig, problem) != OK)
        fail_msg("web_open: %s", problem);
    assert_int_equal(pipe(rig->wake), 0);
    rig->watcher = (struct watcher){.notify = rig_woken, .fd = -1};
    assert_int_equal(loop_add(rig->loop, &rig->watcher, rig->wake[0], LOOP_READ), OK);
    assert_int_equal(pthread_barrier_init(&rig->called, NULL, 2), 0);
    assert_int_equal(pthread_create(&rig->thread, NULL, rig_run, rig), 0);
}

/* Once its thread has ended. */
static inline void rig_leave(struct rig *rig)
{
    web_close(rig->web);
    loop_remove(rig->loop, &rig->watcher);
    loop_free(rig->loop);
    close(rig->wake[0]);
    close(rig->wake[1]);
    pthread_barrier_destroy(&rig->called);
}

static inline void rig_end(struct rig *rig)
{
    assert_int_equal(write(rig->wake[1], "e", 1), 1);
    pthread_join(rig->thread, NULL);
    rig_leave(rig);
}

/* For tests that need no options: the state is the rig. */
static inline int rig_set_up(void **state)
{
    struct rig *rig = MEM_NEW(struct rig);

    rig_begin(rig);
    *state = rig;
    return 0;
}

static inline int rig_clean_up(void **state)
{
    rig_end(*state);
    mem_free(*state);
    return 0;
}

/* ---- a client ---- */

static inline int rig_join(const struct rig *rig, int fd)
{
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons(web_port(rig->web)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval patience = {.tv_sec = CLIENT_WAITS_S};

    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience), 0);
    return connect(fd, (struct sockaddr *)&to, sizeof to);
}

static inline int rig_connect(const struct rig *rig)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0);
    assert_int_equal(rig_join(rig, fd), 0);
    return fd;
}

/* Sends as much as the server takes. */
static inline void rig_send(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL);

        if (sent <= 0)
            return;
        bytes += sent;
        size -= (size_t)sent;
    }
}

/* Everything until the server closes; for mem_free. */
static inline char *rig_receive(int fd)
{
    struct buffer all;

    buffer_init(&all, 64 << 20);
    for (;;) {
        char *room = buffer_reserve(&all, 65536);
        ssize_t got = recv(fd, room, 65536, 0);

        if (got <= 0)
            break;
        buffer_commit(&all, (size_t)got);
    }
    buffer_byte(&all, '\0');
    return all.data;
}

/* One exchange on a connection of its own: `head` are further header lines, each with its \r\n; `body` may be NULL. */
static inline char *rig_ask(const struct rig *rig, const char *request_line, const char *head, const char *body)
{
    int fd = rig_connect(rig);
    char *answer, *request;

    if (body)
        request = mem_printf("%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %zu\r\n%s\r\n%s",
                             request_line, strlen(body), head, body);
    else
        request = mem_printf("%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n", request_line, head);
    rig_send(fd, request, strlen(request));
    answer = rig_receive(fd);
    close(fd);
    mem_free(request);
    return answer;
}

/* The answer begins with this status and holds `part`; frees it. */
static inline void expect(char *answer, int status, const char *part)
{
    int got = 0;

    if (sscanf(answer, "HTTP/1.%*d %d", &got) != 1 || got != status || !strstr(answer, part))
        fail_msg("wanted %d with \"%s\", got:\n%s", status, part, answer);
    mem_free(answer);
}

#endif
