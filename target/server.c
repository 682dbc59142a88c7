/* SPDX-License-Identifier: MIT */
/* server.c - see server.h
 *
 * libmicrohttpd calls on_request several times for one request: when the head is there, for each part of the body, when all is
 * there, and again after each resume. `stage` in the request says where it stands, advance() takes it on from there.
 *
 * An answer must not be queued at the first call, though the library allows it: the connection would be closed after it.
 */
#include "server.h"

#include <errno.h>
#include <microhttpd.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "ledger.h"
#include "listener.h"
#include "metrics.h"
#include "router.h"
#include "sender.h"

struct server {
    struct service *service;
    struct MHD_Daemon *daemon;
    struct watch watch;
    uint16_t port;
    bool ending;
    struct request suspended; /* head of the ring of suspended requests */
    struct request *unused;   /* records to be used again */
};

/* -- suspending -------------------------------------------------------------------------------------------------------- */

static void suspend(struct request *r)
{
    struct request *head = &r->server->suspended;

    MHD_suspend_connection(r->connection);
    r->suspended = true;
    r->previous = head;
    r->next = head->next;
    head->next->previous = r;
    head->next = r;
}

void request_resume(struct request *r)
{
    if (!r->suspended)
        return;
    loop_timer_clear(r->service->loop, &r->timer);
    r->previous->next = r->next;
    r->next->previous = r->previous;
    r->suspended = false;
    MHD_resume_connection(r->connection);
}

static void resume_when_due(struct timer *timer)
{
    request_resume(CONTAINER_OF(timer, struct request, timer));
}

bool server_suspend_until(struct request *r, uint64_t when)
{
    if (r->server->ending)
        return false;
    suspend(r);
    loop_timer_set(r->service->loop, &r->timer, when);
    return true;
}

void request_hold(struct request *r, uint64_t nanos)
{
    r->hold = nanos;
    r->delay_asked = true;
}

void request_wait(struct request *r)
{
    r->wait = true;
}

/* -- the life of a request --------------------------------------------------------------------------------------------- */

static struct request *begin(struct server *s, struct MHD_Connection *connection, const char *path, const char *method)
{
    struct request *r = s->unused;

    if (r)
        s->unused = r->next;
    else
        r = mem_alloc(sizeof *r);
    *r = (struct request){.service = s->service, .server = s, .connection = connection, .path = path, .method_name = method};
    r->method = router_method(method);
    r->arrived = clock_now();
    r->timer.fire = resume_when_due;
    buffer_init(&r->body, LIMIT_REQUEST_BYTES);

    r->pattern = router_match(s->service->router, r);
    if (!r->route || !(r->route->needs & NOT_COUNTED)) {
        ledger_arrived(s->service->ledger, r);
        r->fault = faults_decide(s->service->faults, r);
    }
    return r;
}

static void release(struct server *s, struct request *r)
{
    json_decref(r->json);
    buffer_free(&r->body);
    buffer_free(&r->reply.text);
    arena_reset(&r->arena);
    r->next = s->unused;
    s->unused = r;
}

/* The kernel sends RST for a connected socket that is disconnected in this way. SO_LINGER would not do: libmicrohttpd shuts the
 * socket down before it closes it, and the peer would see an orderly end first. */
static enum MHD_Result reset_connection(struct request *r)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(r->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct sockaddr nowhere = {.sa_family = AF_UNSPEC};

    r->reset = true;
    if (!info || connect(info->connect_fd, &nowhere, sizeof nowhere) < 0)
        log_warning("target", "the connection could not be reset: %s", error_text(error_from_errno(errno)));
    return MHD_NO;
}

static enum MHD_Result answer(struct request *r)
{
    r->stage = STAGE_ANSWERING;
    if (r->reply.status == 0)
        reply_problem(r, 500, "the endpoint gave no answer");
    if (r->fault.resizes && r->reply.status != 204 && r->reply.status != 304) /* those have no body */
        reply_filler(r, r->reply.status, r->fault.size);
    if (r->delay_asked)
        reply_field(r, "X-Served-Delay-Ns", arena_printf(&r->arena, "%" PRIu64, r->delay_served));
    r->cut = r->fault.end == FAULT_CLOSE_EARLY;
    if (r->cut && r->reply.size == 0)
        return MHD_NO; /* nothing to cut: closed without an answer */

    struct MHD_Response *response = sender_response(r);
    enum MHD_Result queued = MHD_queue_response(r->connection, r->reply.status, response);

    sender_release(r, response);
    return queued;
}

static bool hold(struct request *r, enum stage stage, uint64_t nanos)
{
    r->held_since = clock_now();
    r->stage = stage;
    return server_suspend_until(r, r->held_since + nanos);
}

static void held(struct request *r)
{
    if (r->held_since > 0)
        r->delay_served += clock_now() - r->held_since;
    r->held_since = 0;
}

static void run_endpoint(struct request *r)
{
    const struct fault *f = &r->fault;

    if (f->cpu_ns > 0 || f->leak_bytes > 0)
        ledger_spent(r->service->ledger, r, f->cpu_ns, faults_spend(r->service->faults, f));
    if (r->body.overflowed)
        reply_problem(r, 413, "the body is larger than %zu MiB", LIMIT_REQUEST_BYTES / MIB);
    else if (f->end == FAULT_ERROR)
        reply_problem(r, f->status, "injected fault");
    else
        router_dispatch(r->service->router, r);
}

static enum MHD_Result advance(struct request *r)
{
    held(r);
    if (r->stage == STAGE_READING && r->fault.delays) {
        r->delay_asked = true;
        if (hold(r, STAGE_DELAYED, r->fault.delay))
            return MHD_YES;
    }
    if (r->stage != STAGE_WAITING) {
        if (r->fault.end == FAULT_RESET)
            return reset_connection(r);
        run_endpoint(r);
        if (r->hold > 0 && hold(r, STAGE_WAITING, r->hold))
            return MHD_YES;
        if (r->wait && !r->server->ending) {
            r->stage = STAGE_WAITING;
            suspend(r);
            return MHD_YES;
        }
    }
    return answer(r);
}

/* A body that is announced as too large is refused before it is sent. */
static bool announces_too_much(const struct request *r)
{
    const char *length = request_header(r, "Content-Length");
    uint64_t size;

    return length && (!text_to_u64(text_from(length), &size) || size > LIMIT_REQUEST_BYTES);
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *path, const char *method,
                                  const char *version, const char *part, size_t *part_size, void **state)
{
    struct request *r = *state;

    if (!r) {
        *state = r = begin(context, connection, path, method);
        if (!announces_too_much(r))
            return MHD_YES;
        reply_problem(r, 413, "the body is larger than %zu MiB", LIMIT_REQUEST_BYTES / MIB);
        return answer(r);
    }
    if (*part_size > 0) {
        buffer_append(&r->body, part, *part_size);
        r->body_received += *part_size;
        *part_size = 0;
        return MHD_YES;
    }
    return advance(r);
}

static uint64_t body_bytes_sent(const struct request *r, enum ledger_end end)
{
    if (end == LEDGER_CLOSED_EARLY || r->reply.size_unknown)
        return r->body_sent;
    return end == LEDGER_ANSWERED && r->method != METHOD_HEAD ? r->reply.size : 0;
}

static void on_completed(void *context, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode how)
{
    struct server *s = context;
    struct request *r = *state;
    enum ledger_end end = LEDGER_ABANDONED;

    if (!r)
        return;
    if (how == MHD_REQUEST_TERMINATED_COMPLETED_OK)
        end = LEDGER_ANSWERED;
    else if (r->reset)
        end = LEDGER_RESET;
    else if (r->cut)
        end = LEDGER_CLOSED_EARLY;
    if (r->entry) {
        ledger_ended(s->service->ledger, r, end, body_bytes_sent(r, end));
        metrics_ended(s->service->metrics, r, end);
    }
    release(s, r);
    *state = NULL;
}

static void on_connection(void *context, struct MHD_Connection *connection, void **state,
                          enum MHD_ConnectionNotificationCode what)
{
    struct service *service = ((struct server *)context)->service;

    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        service->open_connections++;
        ledger_connection_opened(service->ledger);
    } else {
        service->open_connections--;
        ledger_connection_closed(service->ledger);
    }
}

/* -- the server -------------------------------------------------------------------------------------------------------- */

static struct MHD_Daemon *start_daemon(struct server *s, int listener)
{
    unsigned flags = MHD_USE_EPOLL | MHD_USE_TURBO | MHD_ALLOW_SUSPEND_RESUME;

    return MHD_start_daemon(flags, 0, NULL, NULL, on_request, s, MHD_OPTION_LISTEN_SOCKET, listener, MHD_OPTION_NOTIFY_COMPLETED,
                            on_completed, s, MHD_OPTION_NOTIFY_CONNECTION, on_connection, s, MHD_OPTION_CONNECTION_LIMIT,
                            (unsigned)LIMIT_CONNECTIONS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, LIMIT_CONNECTION_MEMORY,
                            MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)LIMIT_IDLE_SECONDS, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
                            MHD_OPTION_END);
}

struct server *server_start(struct service *service, const char *address, uint16_t port, char *problem, size_t room)
{
    struct server *s = MEM_NEW(struct server);
    int listener = listener_open(address, &port, problem, room);

    if (listener < 0)
        goto failed;
    s->service = service;
    s->port = port;
    s->suspended.next = s->suspended.previous = &s->suspended;
    s->daemon = start_daemon(s, listener);
    if (!s->daemon) {
        snprintf(problem, room, "libmicrohttpd did not start");
        close(listener);
        goto failed;
    }
    s->watch.fd = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    if (loop_watch(service->loop, &s->watch, EPOLLIN) != OK) {
        snprintf(problem, room, "the listening socket cannot be polled");
        MHD_stop_daemon(s->daemon);
        goto failed;
    }
    return s;

failed:
    mem_free(s);
    return NULL;
}

uint16_t server_port(const struct server *s)
{
    return s->port;
}

void server_run(struct server *s, const bool *stop)
{
    while (!*stop) {
        unsigned long long millis;
        bool timed = MHD_get_timeout(s->daemon, &millis) == MHD_YES;

        loop_turn(s->service->loop, timed ? clock_now() + millis * NANOS_PER_MILLI : NEVER);
        MHD_run(s->daemon);
    }
}

void server_end(struct server *s)
{
    if (!s)
        return;
    s->ending = true;
    while (s->suspended.next != &s->suspended)
        request_resume(s->suspended.next);
    MHD_run(s->daemon); /* answers what was resumed; the library must not be stopped with a suspended connection */
    loop_unwatch(s->service->loop, &s->watch);
    MHD_stop_daemon(s->daemon);
    while (s->unused) {
        struct request *r = s->unused;

        s->unused = r->next;
        mem_free(r);
    }
    mem_free(s);
}
