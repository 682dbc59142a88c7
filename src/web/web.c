/* SPDX-License-Identifier: MIT */
/* web/web.c - see web.h: opening and closing, who is let in, and what happens once a second */
#include "web/private.h"

#include <errno.h>
#include <microhttpd.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log_ring.h"
#include "base/mem.h"
#include "base/read_file.h"
#include "output/json_value.h"
#include "web/authorize.h"
#include "web/data.h"
#include "web/listener.h"
#include "web/login.h"
#include "web/news.h"
#include "web/page.h"
#include "web/shared.h"
#include "web/wishes.h"

#define LOOPBACK        "127.0.0.1"
#define KEEP_ALIVE_S    15         /* between comments on an idle stream of events */
#define COMPRESSED_HERE (16 * KIB) /* takes a fifth of a millisecond */

/* ---- requests ---- */

void web_request_wait(struct web_request *r)
{
    r->stage = WEB_WAITING;
}

static void do_work(struct work *work)
{
    struct web_request *r = CONTAINER_OF(work, struct web_request, work);

    r->worker(r);
}

static void work_done(struct work *work)
{
    struct web_request *r = CONTAINER_OF(work, struct web_request, work);

    if (r->reply.status == 0) /* it was never begun: the server ends */
        reply_problem(r, MHD_HTTP_SERVICE_UNAVAILABLE, "the server ends");
    r->stage = WEB_WORKED;
    if (r->reply.shared) { /* which others wait for */
        shared_packing_ends(r->reply.shared);
        server_ask_again(r->web->server);
    }
    server_go_on(r->web->server, r);
}

/* False when too much waits already, or the server ends. */
static bool hand_to_thread(struct web_request *r, web_handler *worker)
{
    r->work = (struct work){.run = do_work, .done = work_done};
    r->worker = worker;
    r->stage = WEB_WORKING;
    if (r->web->thread && work_thread_add(r->web->thread, &r->work))
        return true;
    r->stage = WEB_WORKED;
    return false;
}

void web_request_work(struct web_request *r, web_handler *worker)
{
    if (!hand_to_thread(r, worker))
        reply_problem(r, MHD_HTTP_SERVICE_UNAVAILABLE, "too much is asked for at the same time: try again in a moment");
}

/* The part below the base path; NULL outside. */
static const char *below_base(const struct web *w, const char *path)
{
    size_t size = strlen(w->base_path);

    return strncmp(path, w->base_path, size) == 0 ? path + size : NULL;
}

/* "/load" instead of "/load/". */
static bool lacks_slash(const struct web_request *r)
{
    size_t size = strlen(r->web->base_path);

    return strlen(r->full_path) == size - 1 && strncmp(r->full_path, r->web->base_path, size - 1) == 0;
}

static void refuse_path(struct web_request *r)
{
    if (lacks_slash(r))
        reply_redirect(r, r->web->base_path);
    else
        reply_problem(r, MHD_HTTP_NOT_FOUND, "there is nothing here");
}

static void refuse_method(struct web_request *r)
{
    const char *allowed = route_methods(r->route);

    reply_problem(r, MHD_HTTP_METHOD_NOT_ALLOWED, "this path is for %s", allowed);
    r->reply.allow = allowed;
    if (r->method == WEB_OPTIONS) /* only asked */
        r->reply.status = MHD_HTTP_OK;
}

/* Refuses what its head is enough to refuse: nobody's body is kept who may not ask. */
static void on_head(struct web_request *r)
{
    r->path = below_base(r->web, r->full_path);
    r->route = route_find(r);
    if (!authorize_host(r))
        return;
    if (!r->route)
        refuse_path(r);
    else if (!(r->route->methods & r->method))
        refuse_method(r);
    else
        (void)(authorize_user(r) && authorize_change(r)); /* they reply themselves */
}

/* What still lay in a socket when the server was closed comes too late: the run's reports are written, its parts go. */
static bool comes_too_late(const struct web_request *r)
{
    return r->web->ending && r->stage == WEB_READING;
}

static void dispatch(struct web_request *r)
{
    if (comes_too_late(r))
        reply_problem(r, MHD_HTTP_SERVICE_UNAVAILABLE, "the server ends");
    else
        r->route->answer(r);
}

static void compress(struct web_request *r)
{
    reply_compress(&r->reply);
}

static void pack(struct web_request *r)
{
    shared_pack(r->reply.shared);
}

/* Once for all who have the same bytes. */
static void compress_shared(struct web_request *r)
{
    struct shared_body *body = r->reply.shared;

    if (shared_is_being_packed(body)) {
        r->reply.status = 0; /* its route is asked again then */
        web_request_wait(r);
        return;
    }
    if (!shared_is_packed(body) && reply_bytes(&r->reply).size >= COMPRESSED_HERE) {
        shared_packing_begins(body);
        if (hand_to_thread(r, pack))
            return;
        shared_packing_ends(body);
    }
    if (!shared_is_packed(body))
        shared_pack(body);
    r->reply.compressed = true;
}

/* Small bodies are compressed at once, large ones on the other thread unless that has too much to do. */
static void on_complete(struct web_request *r)
{
    if (r->reply.status == 0)
        dispatch(r);
    if (r->stage == WEB_WORKING || r->reply.status == 0)
        return;
    if (r->reply.type && strcmp(r->reply.type, REPLY_HTML) == 0 && !r->reply.policy)
        r->reply.policy = page_policy(buffer_view(&r->reply.body), &r->arena);
    if (!reply_is_compressible(r))
        return;
    if (r->reply.shared)
        compress_shared(r);
    else if (r->reply.body.size < COMPRESSED_HERE || !hand_to_thread(r, compress))
        reply_compress(&r->reply);
}

/* ---- a few routes ---- */

void answer_health(struct web_request *r)
{
    reply_text(r, MHD_HTTP_OK, "ok");
}

void answer_events(struct web_request *r)
{
    r->reply.viewer = events_join(r->web->events, r->web->server, r);
    if (!r->reply.viewer) {
        reply_problem(r, MHD_HTTP_SERVICE_UNAVAILABLE, "there are %d viewers already", LIMIT_WEB_VIEWERS);
        return;
    }
    r->reply.status = MHD_HTTP_OK;
    r->reply.type = "text/event-stream";
}

/* ---- the state of the run ---- */

const struct snapshot *web_snapshot(struct web *w)
{
    static const struct snapshot empty = {.total = {.method = {"", 0}, .name = {"Aggregated", 10}}};
    struct run_control *control = w->driver->control(w->context);

    return control ? control->ops->snapshot(control) : &empty;
}

enum run_state web_run_state(struct web *w)
{
    return web_snapshot(w)->progress.state;
}

/* Tells viewers, and lets those who wait for the end of the run look again. */
static void tell_state(struct web *w, const struct run_progress *progress, const char *message)
{
    json_t *data = json_value_object();
    struct buffer text;

    shared_outdate(w->shared);
    w->state = progress->state;
    w->run_number = w->driver->run_number(w->context);
    json_value_put(data, "run", json_value_count(w->run_number));
    json_value_put(data, "state", json_value_string(news_state_name(progress)));
    json_value_put(data, "message", json_value_string(message));
    buffer_init(&text, LIMIT_WEB_FRAME);
    reply_append_json(data, &text);
    events_send(w->events, "state", buffer_view(&text));
    buffer_free(&text);
    server_ask_again(w->server);
}

void web_state_changed(struct web *w, const char *message)
{
    tell_state(w, &web_snapshot(w)->progress, message);
}

struct gathering {
    struct arena *arena;
    struct text *lines;
    size_t count;
    uint64_t end;
};

static void gather_line(void *context, uint64_t number, struct text line)
{
    struct gathering *g = context;

    if (number < g->end)
        g->lines[g->count++] = (struct text){arena_copy(g->arena, line), line.size};
}

struct web_lines web_log_lines(uint64_t from, uint64_t end, struct arena *arena)
{
    struct gathering g = {.arena = arena, .end = end, .lines = arena_alloc(arena, LIMIT_LOG_LINES_KEPT * sizeof *g.lines)};

    log_ring_read(from, gather_line, &g);
    return (struct web_lines){.at = g.lines, .count = g.count};
}

/* The frame of this second. The lines that nobody views are in the document of the whole run. */
static void send_frame(struct web *w, const struct snapshot *s, uint64_t log_end)
{
    struct news_state state = {.snapshot = s, .info = w->driver->info(w->context), .run = w->driver->run_number(w->context)};
    struct arena arena = {0};
    struct web_lines lines;
    struct buffer frame;

    if (events_viewers(w->events) > 0) {
        lines = web_log_lines(w->log_next, log_end, &arena);
        state.lines = lines.at;
        state.line_count = lines.count;
        buffer_init(&frame, LIMIT_WEB_FRAME);
        if (news_frame(w->news, &state, &frame) == OK)
            events_send(w->events, "second", buffer_view(&frame));
        buffer_free(&frame);
        arena_reset(&arena);
    }
    w->log_next = log_end;
    w->quiet_s = 0;
}

static void take_no_line(void *context, uint64_t number, struct text line)
{
}

void web_tick(struct web *w, const struct snapshot *s)
{
    w->ticked_ns = s->taken_ns;
    shared_outdate(w->shared);
    send_frame(w, s, log_ring_read(UINT64_MAX, take_no_line, NULL));
    if (s->progress.state != w->state || w->driver->run_number(w->context) != w->run_number)
        tell_state(w, &s->progress, "");
}

/* Between runs: what came into the log, and a sign of life now and then. */
static void on_second(struct timer *t)
{
    struct web *w = CONTAINER_OF(t, struct web, second);
    uint64_t log_end = log_ring_read(UINT64_MAX, take_no_line, NULL);

    timer_start(w->loop, t, loop_now(w->loop) + NANOS_PER_SECOND);
    if (w->ticked_ns != 0 && loop_now(w->loop) - w->ticked_ns < 2 * NANOS_PER_SECOND)
        return;
    if (log_end != w->log_next) {
        send_frame(w, web_snapshot(w), log_end);
    } else if (++w->quiet_s >= KEEP_ALIVE_S) {
        events_keep_alive(w->events);
        w->quiet_s = 0;
    }
}

/* ---- opening and closing ---- */

static const char *host_of(const struct web_options *o)
{
    return o->host ? o->host : LOOPBACK;
}

/* It stands in addresses and in cookies as it is. */
static bool base_path_is_plain(const char *path)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._~-/";

    return !path || *path == '\0' ||
           (*path == '/' && path[strspn(path, plain)] == '\0' && !strstr(path, "//") && !strstr(path, "/."));
}

enum error web_options_check(const struct web_options *o, char problem[WEB_PROBLEM])
{
    struct address address;

    if (!o->certificate_file != !o->key_file) {
        snprintf(problem, WEB_PROBLEM, "--tls-cert and --tls-key are needed both, for HTTPS");
        return ERROR_BAD_REQUEST;
    }
    if (!base_path_is_plain(o->base_path)) {
        snprintf(problem, WEB_PROBLEM,
                 "--web-base-path %.200s: begin it with a slash and use letters, digits and . _ ~ - in it, as in /load",
                 o->base_path);
        return ERROR_BAD_REQUEST;
    }
    if (o->password && *o->password == '\0') {
        snprintf(problem, WEB_PROBLEM, "the password of the web UI is empty: give one, or leave --web-login away");
        return ERROR_BAD_REQUEST;
    }
    if (!listener_find(host_of(o), o->port, &address, problem, WEB_PROBLEM))
        return ERROR_BAD_REQUEST;
    if (o->password || address_is_loopback(&address))
        return OK;
    snprintf(
        problem, WEB_PROBLEM,
        "--web-host %.200s lets others reach the web UI, and whoever reaches it can start load: give a login with --web-login, "
        "or leave --web-host away to listen on " LOOPBACK " only",
        host_of(o));
    return ERROR_BAD_REQUEST;
}

/* "http://[::1]:8089/load". */
static char *make_url(const struct web *w)
{
    const char *host = w->options.display_host ? w->options.display_host : host_of(&w->options);
    const char *scheme = w->options.certificate_file ? "https" : "http";
    bool everywhere = *host == '\0' || strcmp(host, "*") == 0, bare_v6 = strchr(host, ':') && host[0] != '[';

    return mem_printf("%s://%s%s%s:%u%.*s", scheme, bare_v6 ? "[" : "", everywhere ? "localhost" : host, bare_v6 ? "]" : "",
                      w->port, (int)strlen(w->base_path) - 1, w->base_path);
}

static char *make_base_path(const char *path)
{
    struct text t = text_from(path);

    while (text_ends_with(t, TEXT("/")))
        t.size--;
    return mem_printf("%.*s/", (int)t.size, t.data);
}

static enum error listen_at(struct web *w, struct server_options *server, char *problem)
{
    struct address address;
    char text[ADDRESS_TEXT];

    if (!listener_find(host_of(&w->options), w->options.port, &address, problem, WEB_PROBLEM))
        return ERROR_BAD_REQUEST;
    server->listener = listener_open(&address);
    if (server->listener < 0) {
        bool taken = errno == EADDRINUSE;

        snprintf(problem, WEB_PROBLEM, "the web UI cannot listen on %s: %m%s", address_write(&address, text),
                 taken ? ". Choose another port with --web-port, or 0 for any free one" : "");
        return ERROR_NETWORK;
    }
    w->port = address_port(&address);
    return OK;
}

static bool read_pem(struct web *w, const char *option, const char *path, const char **out, char *problem)
{
    struct text t;
    enum error result = file_read(path, LIMIT_WEB_PEM, &w->arena, &t);

    *out = t.data;
    if (result == ERROR_IO)
        snprintf(problem, WEB_PROBLEM, "%s %.500s: %m", option, path);
    else if (result != OK)
        snprintf(problem, WEB_PROBLEM, "%s %.500s: %s", option, path, error_text(result));
    return result == OK;
}

static enum error serve(struct web *w, char *problem)
{
    struct server_options server = {.web = w, .head = on_head, .complete = on_complete};
    const struct web_options *o = &w->options;
    enum error result;

    server.patience_ns = o->patience_ns;
    /* Who has to log in comes from anywhere; on loopback all share one address. */
    server.of_one_address = o->password ? LIMIT_WEB_OF_ONE_ADDRESS : 0;
    if (o->certificate_file && (!read_pem(w, "--tls-cert", o->certificate_file, &server.certificate, problem) ||
                                !read_pem(w, "--tls-key", o->key_file, &server.key, problem)))
        return ERROR_BAD_REQUEST;
    w->thread = work_thread_new(w->loop);
    result = listen_at(w, &server, problem);
    if (result != OK)
        return result;
    w->server = server_start(w->loop, &server);
    if (w->server)
        return OK;
    snprintf(problem, WEB_PROBLEM,
             o->certificate_file ? "--tls-cert and --tls-key cannot be used: they have to be a certificate "
                                   "and its key, without a passphrase, in PEM"
                                 : "the web UI cannot be started");
    return ERROR_BAD_REQUEST;
}

enum error web_open(struct web **out, struct loop *loop, const struct web_options *options, const struct web_driver *driver,
                    void *context, char problem[WEB_PROBLEM])
{
    struct web *w;
    enum error result = web_options_check(options, problem);

    *out = NULL;
    if (result != OK)
        return result;
    w = MEM_NEW(struct web);
    *w = (struct web){.loop = loop, .options = *options, .driver = driver, .context = context};
    w->base_path = make_base_path(options->base_path);
    w->own_hosts[0] = host_of(options);
    w->own_hosts[1] = options->display_host;
    w->events = events_new(loop);
    w->page = page_new();
    w->news = news_new();
    w->shared = shared_new();
    log_ring_open();
    w->second = (struct timer){.fire = on_second, .background = true};
    login_secret(w->token, sizeof w->token / 2);
    if (options->password)
        w->login = login_new(options->user, options->password);
    result = serve(w, problem);
    if (result != OK) {
        web_close(w);
        return result;
    }
    w->url = make_url(w);
    timer_start(loop, &w->second, loop_now(loop) + NANOS_PER_SECOND);
    *out = w;
    return OK;
}

void web_close(struct web *w)
{
    if (!w)
        return;
    w->ending = true;
    timer_stop(w->loop, &w->second);
    work_thread_free(w->thread);
    w->thread = NULL; /* what is answered below does its work itself */
    events_end(w->events);
    server_end(w->server);
    events_free(w->events);
    news_free(w->news);
    shared_free(w->shared);
    page_free(w->page);
    log_ring_close();
    login_free(w->login);
    mem_free(w->base_path);
    mem_free(w->url);
    arena_reset(&w->arena);
    mem_free(w);
}

const char *web_url(const struct web *w)
{
    return w->url;
}

uint16_t web_port(const struct web *w)
{
    return w->port;
}
