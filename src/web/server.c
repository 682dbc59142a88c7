/* SPDX-License-Identifier: MIT */
/* web/server.c - see server.h
 *
 * libmicrohttpd calls on_request several times for one request: when the head is there, for each part of the body, when all is
 * there, and again after each resume. `stage` in the request says where it stands. A reply must not be queued at the first call,
 * for the connection would be closed after it; only for a body that is announced as too large is that what is wanted.
 */
#include "web/server.h"

#include <errno.h>
#include <microhttpd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "web/events.h"
#include "web/reply.h"
#include "web/shared.h"
#include "web/stragglers.h"

#define RETRY_NS NANOS_PER_SECOND /* to accept connections again */

struct server {
    struct loop *loop;
    struct server_options options;
    struct MHD_Daemon *daemon;
    struct watcher listener;
    struct timer retry;           /* listens again after there was no descriptor left */
    struct watcher watcher;       /* of the library's epoll descriptor */
    struct timer timer;           /* its timeouts; at once when something was resumed */
    bool resumed;                 /* something was, also while the library ran: it has to run once more */
    struct web_request suspended; /* head of the ring */
    struct stragglers stragglers;
};

/* ---- values of a request ---- */

const char *web_request_header(const struct web_request *r, const char *name)
{
    return MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, name);
}

const char *web_request_query(const struct web_request *r, const char *name)
{
    return MHD_lookup_connection_value(r->connection, MHD_GET_ARGUMENT_KIND, name);
}

const char *web_request_cookie(const struct web_request *r, const char *name)
{
    return MHD_lookup_connection_value(r->connection, MHD_COOKIE_KIND, name);
}

/* ---- waiting ---- */

void server_suspend(struct server *s, struct web_request *r)
{
    struct web_request *head = &s->suspended;

    MHD_suspend_connection(r->connection);
    r->suspended = true;
    r->previous = head;
    r->next = head->next;
    head->next->previous = r;
    head->next = r;
}

void server_go_on(struct server *s, struct web_request *r)
{
    if (!r->suspended)
        return;
    r->previous->next = r->next;
    r->next->previous = r->previous;
    r->suspended = false;
    MHD_resume_connection(r->connection);
    s->resumed = true;
    timer_start(s->loop, &s->timer, 0);
}

void server_ask_again(struct server *s)
{
    struct web_request *next;

    for (struct web_request *r = s->suspended.next; r != &s->suspended; r = next) {
        next = r->next;
        if (r->stage == WEB_WAITING)
            server_go_on(s, r);
    }
}

/* ---- the life of a connection ---- */

static void on_connection_change(void *context, struct MHD_Connection *connection, void **state,
                                 enum MHD_ConnectionNotificationCode what)
{
    struct server *s = context;
    struct straggler *one = *state;

    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        *state = one = MEM_NEW(struct straggler);
        one->fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        stragglers_join(&s->stragglers, one);
    } else {
        stragglers_leave(&s->stragglers, one);
        mem_free(one);
    }
}

static struct straggler *straggler_of(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

/* ---- the life of a request ---- */

static enum web_method read_method(const char *name)
{
    if (strcmp(name, MHD_HTTP_METHOD_GET) == 0 || strcmp(name, MHD_HTTP_METHOD_HEAD) == 0)
        return WEB_GET;
    if (strcmp(name, MHD_HTTP_METHOD_POST) == 0)
        return WEB_POST;
    return strcmp(name, MHD_HTTP_METHOD_OPTIONS) == 0 ? WEB_OPTIONS : WEB_UNKNOWN_METHOD;
}

static struct web_request *begin(struct server *s, struct MHD_Connection *connection, const char *path, const char *method)
{
    struct web_request *r = MEM_NEW(struct web_request);

    r->web = s->options.web;
    r->connection = connection;
    r->full_path = path;
    r->method = read_method(method);
    buffer_init(&r->body, LIMIT_WEB_BODY);
    buffer_init(&r->reply.body, LIMIT_WEB_REPLY);
    s->options.head(r);
    return r;
}

static enum MHD_Result answer(struct web_request *r)
{
    struct MHD_Response *response;
    enum MHD_Result queued;

    if (r->reply.body.overflowed)
        reply_problem(r, MHD_HTTP_INTERNAL_SERVER_ERROR, "the answer would be larger than %zu MiB", LIMIT_WEB_REPLY / MIB);
    response = reply_response(r);
    queued = MHD_queue_response(r->connection, r->reply.status, response);
    r->stage = WEB_ANSWERED;
    MHD_destroy_response(response);
    return queued;
}

/* A body that is announced as too large is refused before it is sent. */
static bool announces_too_much(const struct web_request *r)
{
    const char *length = web_request_header(r, MHD_HTTP_HEADER_CONTENT_LENGTH);
    uint64_t size;

    return length && (!text_to_u64(text_from(length), &size) || size > LIMIT_WEB_BODY);
}

static enum MHD_Result advance(struct server *s, struct web_request *r)
{
    if (r->body.overflowed)
        reply_problem(r, MHD_HTTP_CONTENT_TOO_LARGE, "the body is larger than %zu KiB", LIMIT_WEB_BODY / KIB);
    else
        s->options.complete(r);
    if (r->stage != WEB_WORKING && r->reply.status != 0)
        return answer(r);
    server_suspend(s, r);
    return MHD_YES;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *path, const char *method,
                                  const char *version, const char *part, size_t *part_size, void **state)
{
    struct server *s = context;
    struct web_request *r = *state;

    if (!r) {
        *state = r = begin(s, connection, path, method);
        if (!announces_too_much(r))
            return MHD_YES;
        reply_problem(r, MHD_HTTP_CONTENT_TOO_LARGE, "the body is larger than %zu KiB", LIMIT_WEB_BODY / KIB);
        return answer(r);
    }
    if (*part_size > 0) {
        bool refused = r->reply.status != 0;

        if (!refused)
            buffer_append(&r->body, part, *part_size);
        r->discarded += refused || r->body.overflowed ? *part_size : 0;
        *part_size = 0;
        return r->discarded > LIMIT_WEB_DISCARDED ? MHD_NO : MHD_YES;
    }
    stragglers_leave(&s->stragglers, straggler_of(connection));
    return advance(s, r);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode how)
{
    struct server *s = context;
    struct web_request *r = *state;

    stragglers_join(&s->stragglers, straggler_of(connection));
    if (!r)
        return;
    if (r->reply.viewer)
        events_forget_request(r->reply.viewer);
    buffer_free(&r->body);
    buffer_free(&r->reply.body);
    shared_release(r->reply.shared);
    arena_reset(&r->arena);
    mem_free(r);
    *state = NULL;
}

/* ---- the library and the loop ---- */

static void set_timer(struct server *s)
{
    unsigned long long millis;

    if (s->resumed) /* of which the library's own timeout says nothing */
        timer_start(s->loop, &s->timer, 0);
    else if (MHD_get_timeout(s->daemon, &millis) == MHD_YES)
        timer_start(s->loop, &s->timer, loop_now(s->loop) + millis * NANOS_PER_MILLI);
    else
        timer_stop(s->loop, &s->timer);
}

static void run(struct server *s)
{
    s->resumed = false;
    MHD_run(s->daemon);
    set_timer(s);
}

static void on_ready(struct watcher *w, unsigned events)
{
    run(CONTAINER_OF(w, struct server, watcher));
}

static void on_timeout(struct timer *t)
{
    run(CONTAINER_OF(t, struct server, timer));
}

/* The library would ask again and again where the users of a run have taken all descriptors, so connections are accepted here. */
static void on_connection(struct watcher *w, unsigned events)
{
    struct server *s = CONTAINER_OF(w, struct server, listener);
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    int fd = accept4(w->fd, (struct sockaddr *)&address, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);

    if (fd >= 0) {
        MHD_add_connection(s->daemon, fd, (struct sockaddr *)&address, size); /* closes it when there are too many */
        run(s);
    } else if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) {
        loop_remove(s->loop, w);
        timer_start(s->loop, &s->retry, loop_now(s->loop) + RETRY_NS);
    }
}

static void listen_again(struct timer *t)
{
    struct server *s = CONTAINER_OF(t, struct server, retry);

    if (loop_add(s->loop, &s->listener, s->options.listener, LOOP_READ) != OK)
        timer_start(s->loop, t, loop_now(s->loop) + RETRY_NS);
}

/* What a client got wrong is its own business: the log is for the run. */
static void ignore_complaint(void *context, const char *format, va_list arguments)
{
}

static struct MHD_Daemon *start_daemon(struct server *s)
{
    const struct server_options *o = &s->options;
    unsigned flags = MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG |
                     (o->certificate ? MHD_USE_TLS : 0);
    /* the library takes pointers to changeable bytes, and only reads them */
    struct MHD_OptionItem tls[] = {{MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)o->certificate},
                                   {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)o->key},
                                   {MHD_OPTION_END, 0, NULL}};

    return MHD_start_daemon(flags, 0, NULL, NULL, on_request, s, MHD_OPTION_EXTERNAL_LOGGER, ignore_complaint, NULL,
                            MHD_OPTION_NOTIFY_COMPLETED, on_completed, s, MHD_OPTION_NOTIFY_CONNECTION, on_connection_change, s,
                            MHD_OPTION_CONNECTION_LIMIT, (unsigned)LIMIT_WEB_CONNECTIONS, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
                            o->of_one_address, MHD_OPTION_CONNECTION_MEMORY_LIMIT, LIMIT_WEB_CONNECTION,
                            MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)LIMIT_WEB_IDLE_SECONDS, MHD_OPTION_STRICT_FOR_CLIENT, 1,
                            MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_ARRAY, o->certificate ? tls : &tls[COUNT(tls) - 1],
                            MHD_OPTION_END);
}

struct server *server_start(struct loop *l, const struct server_options *options)
{
    struct server *s = MEM_NEW(struct server);

    s->loop = l;
    s->options = *options;
    s->watcher = (struct watcher){.notify = on_ready, .fd = -1};
    s->timer = (struct timer){.fire = on_timeout, .background = true};
    s->suspended.next = s->suspended.previous = &s->suspended;
    s->listener = (struct watcher){.notify = on_connection, .fd = -1};
    s->retry = (struct timer){.fire = listen_again, .background = true};
    stragglers_begin(&s->stragglers, l, options->patience_ns ? options->patience_ns : LIMIT_WEB_IDLE_SECONDS * NANOS_PER_SECOND);
    s->daemon = start_daemon(s);
    if (s->daemon &&
        loop_add(l, &s->watcher, MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd, LOOP_READ) == OK &&
        loop_add(l, &s->listener, options->listener, LOOP_READ) == OK)
        return s;
    server_end(s);
    return NULL;
}

void server_end(struct server *s)
{
    if (!s)
        return;
    while (s->suspended.next != &s->suspended)
        server_go_on(s, s->suspended.next);
    if (s->daemon)
        MHD_run(s->daemon); /* answers what was resumed; the library must not be stopped with a suspended connection */
    loop_remove(s->loop, &s->listener);
    loop_remove(s->loop, &s->watcher);
    timer_stop(s->loop, &s->timer);
    timer_stop(s->loop, &s->retry);
    if (s->daemon)
        MHD_stop_daemon(s->daemon);
    stragglers_end(&s->stragglers);
    close(s->options.listener);
    mem_free(s);
}
