/* SPDX-License-Identifier: MIT */
/* http/client.c - picks a connection, retries a stale one when asked to, stores cookies and walks the redirects */
#include "http/client.h"

#include "base/clock.h"
#include "base/mem.h"
#include "http/exchange.h"
#include "http/request_head.h"

struct client_session {
    struct client_session *next;
    const struct http_origin *origin;
    struct tls_session *session;
};

void http_client_init(struct http_client *c, struct http_settings *settings)
{
    *c = (struct http_client){.settings = settings};
}

/* ---- idle connections ---- */

static void unlink_idle(struct http_client *c, struct http_connection *connection)
{
    struct http_connection **link = &c->idle;

    while (*link != connection)
        link = &(*link)->next;
    *link = connection->next;
    c->idle_count--;
    if (c->settings->pool.limit)
        pool_remove_idle(&c->settings->pool, &connection->idle);
}

static void close_idle(struct http_client *c, struct http_connection *connection)
{
    unlink_idle(c, connection);
    http_connection_close(c->settings, connection, false);
}

static void evict(struct pool_idle *idle)
{
    struct http_connection *connection = CONTAINER_OF(idle, struct http_connection, idle);

    close_idle(connection->client, connection);
}

static void release(struct pool_idle *idle)
{
    struct http_connection *connection = CONTAINER_OF(idle, struct http_connection, idle);

    unlink_idle(connection->client, connection);
}

static struct http_connection *oldest_idle(const struct http_client *c)
{
    struct http_connection *last = c->idle;

    while (last->next)
        last = last->next;
    return last;
}

static void keep(struct http_client *c, struct http_connection *connection)
{
    connection->client = c;
    connection->next = c->idle;
    c->idle = connection;
    c->idle_count++;
    if (c->settings->pool.limit) {
        connection->idle.evict = evict;
        connection->idle.release = release;
        /* The tickets of a TLS connection that resumes go to where its user keeps them. */
        connection->idle.server = c->settings->tls_resume && connection->origin->secure ? NULL : connection->origin;
        pool_add_idle(&c->settings->pool, &connection->idle);
    }
    if (c->idle_count > LIMIT_ORIGINS_PER_USER)
        close_idle(c, oldest_idle(c));
}

/* An idle connection to the origin that the server has not closed meanwhile; NULL when there is none. */
static struct http_connection *take_idle(struct http_client *c, const struct http_origin *origin)
{
    struct http_connection *connection = c->idle;

    while (connection && connection->origin != origin)
        connection = connection->next;
    if (!connection)
        return NULL;
    if (stream_is_stale(connection->stream)) {
        close_idle(c, connection);
        return NULL;
    }
    unlink_idle(c, connection);
    return connection;
}

void http_client_disconnect(struct http_client *c)
{
    while (c->idle)
        close_idle(c, c->idle);
}

/* ---- TLS sessions ---- */

static void session_free(struct client_session *s)
{
    tls_session_free(s->session);
    mem_free(s);
}

static bool is_connected(const struct http_client *c, const struct http_origin *origin)
{
    for (const struct http_connection *i = c->idle; i; i = i->next)
        if (i->origin == origin)
            return true;
    return false;
}

/* Gives up the oldest session whose origin has no connection: one that is open may still be sent tickets to put there. */
static void forget_session(struct http_client *c)
{
    struct client_session **oldest = NULL, *s;

    for (struct client_session **link = &c->sessions; *link; link = &(*link)->next)
        if (!is_connected(c, (*link)->origin))
            oldest = link;
    if (!oldest)
        return;
    s = *oldest;
    *oldest = s->next;
    session_free(s);
    c->session_count--;
}

static struct tls_session **session_of(struct http_client *c, const struct http_origin *origin)
{
    struct client_session *s = c->sessions;

    if (!c->settings->tls_resume || !origin->secure)
        return NULL;
    while (s && s->origin != origin)
        s = s->next;
    if (!s) {
        if (c->session_count > LIMIT_ORIGINS_PER_USER)
            forget_session(c);
        s = MEM_NEW(struct client_session);
        s->origin = origin;
        s->next = c->sessions;
        c->sessions = s;
        c->session_count++;
    }
    return &s->session;
}

void http_client_close(struct http_client *c)
{
    http_client_disconnect(c);
    while (c->sessions) {
        struct client_session *next = c->sessions->next;

        session_free(c->sessions);
        c->sessions = next;
    }
    c->session_count = 0;
    cookie_jar_clear(&c->cookies);
}

/* ---- one exchange, on a kept or a new connection ---- */

struct call { /* what stays the same over the hops of one request */
    struct http_client *client;
    struct arena *arena;
    struct http_response *response;
    uint64_t deadline_ns;
    double connect_timeout_s;
};

static enum error exchange_once(struct call *k, const struct http_request *q, struct text head,
                                struct http_connection *connection)
{
    struct http_client *c = k->client;
    struct http_response *r = k->response;
    bool reusable = false;
    enum error e = OK;

    /* The moments are those of the last request: a hop or an attempt before it leaves nothing behind. */
    r->times.first_write_ns = r->times.sent_ns = r->times.first_byte_ns = 0;
    r->sent = r->early = false;
    if (!connection) {
        uint64_t deadline = MIN(k->deadline_ns, clock_after(clock_now(), k->connect_timeout_s));

        e = http_connection_open(c->settings, q->origin, session_of(c, q->origin), deadline, k->arena, r, &connection);
        if (e != OK)
            return e;
    }
    e = http_exchange(c->settings, connection, head, q, k->deadline_ns, k->arena, r, &reusable);
    if (reusable && c->settings->keep_alive)
        keep(c, connection);
    else
        http_connection_close(c->settings, connection, e != OK || r->early); /* what was not sent must not linger */
    return e;
}

static enum error exchange(struct call *k, const struct http_request *q)
{
    struct http_response *r = k->response;
    const char *problem;
    struct text head;
    enum error e;

    r->origin = q->origin;
    r->target = q->target;
    r->status = 0;
    r->field_count = 0;
    r->body = TEXT("");
    r->body_size = 0;
    e = request_head_write(k->client->settings, q, &k->client->cookies, k->arena, &head, &problem);
    if (e != OK) {
        r->detail = problem;
        return e;
    }
    if (fiber_cancelled(fiber_current()))
        return ERROR_CANCELLED;
    e = exchange_once(k, q, head, take_idle(k->client, q->origin));
    if (e == ERROR_STALE_CONNECTION && k->client->settings->retry_stale) {
        r->retries++;
        e = exchange_once(k, q, head, NULL);
    }
    return e;
}

static void store_cookies(struct call *k, const struct http_request *q)
{
    const struct http_response *r = k->response;
    struct text rest = q->target, path = text_cut(&rest, '?');

    for (size_t i = 0; i < r->field_count; i++) {
        if (!text_equal_nocase(r->fields[i].name, TEXT("Set-Cookie")))
            continue;
        cookie_store(&k->client->cookies, r->fields[i].value, q->origin->host, path, q->origin->secure,
                     (int64_t)(clock_wall() / NANOS_PER_SECOND));
    }
}

/* ---- redirects ---- */

static const struct http_field *find_field(const struct http_response *r, struct text name)
{
    for (size_t i = 0; i < r->field_count; i++)
        if (text_equal_nocase(r->fields[i].name, name))
            return &r->fields[i];
    return NULL;
}

static bool is_redirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static bool becomes_get(int status, struct text method)
{
    if (status == 303)
        return !text_equal(method, TEXT("HEAD"));
    return (status == 301 || status == 302) && text_equal(method, TEXT("POST"));
}

static bool describes_body(struct text name)
{
    const struct text prefix = TEXT("Content-");

    return name.size > prefix.size && text_equal_nocase((struct text){name.data, prefix.size}, prefix);
}

/* The request without the fields that must not travel: those of a body that is dropped, what is meant for one origin only. */
static void copy_fields(struct http_request *next, bool drop_body, bool other_origin, struct arena *arena)
{
    struct http_field *fields = arena_alloc(arena, (next->field_count + 1) * sizeof *fields);
    size_t count = 0;

    for (size_t i = 0; i < next->field_count; i++) {
        struct text name = next->fields[i].name;
        bool of_origin = request_head_name_is_secret(name) || text_equal_nocase(name, TEXT("Host"));

        if ((drop_body && describes_body(name)) || (other_origin && of_origin))
            continue;
        fields[count++] = next->fields[i];
    }
    next->fields = fields;
    next->field_count = count;
}

static enum error redirected(struct call *k, const struct http_request *q, struct text location, struct http_request *next)
{
    struct http_settings *s = k->client->settings;
    struct http_response *r = k->response;
    struct url base = {.secure = q->origin->secure,
                       .host = q->origin->host,
                       .port = q->origin->port,
                       .numeric_v6 = q->origin->host.size && memchr(q->origin->host.data, ':', q->origin->host.size) != NULL,
                       .target = q->target};
    bool drop_body = becomes_get(r->status, q->method);
    struct url to;

    if (r->redirects >= s->max_redirects)
        return ERROR_TOO_MANY_REDIRECTS;
    if (url_resolve(&base, location, k->arena, &to) != OK) {
        r->detail = arena_printf(k->arena, "Location: %.*s", (int)MIN(location.size, (size_t)200), location.data);
        return ERROR_BAD_REDIRECT;
    }
    *next = *q;
    next->origin = http_origin_of(s->origins, &to);
    next->target = (struct text){arena_copy(k->arena, to.target), to.target.size};
    if (!next->origin) {
        r->detail = "too many different hosts";
        return ERROR_BAD_REDIRECT;
    }
    next->without_secrets |= next->origin != q->origin;
    copy_fields(next, drop_body, next->origin != q->origin, k->arena);
    if (drop_body) {
        next->method = TEXT("GET");
        next->has_body = false;
        next->body = TEXT("");
    }
    r->redirects++;
    return OK;
}

enum error http_client_request(struct http_client *c, const struct http_request *q, struct arena *arena, struct http_response *r)
{
    struct http_settings *s = c->settings;
    struct http_request hop = *q;
    struct call k = {.client = c,
                     .arena = arena,
                     .response = r,
                     .connect_timeout_s = q->connect_timeout_s > 0 ? q->connect_timeout_s : s->connect_timeout_s};
    enum error e;

    *r = (struct http_response){.body = TEXT("")};
    r->times.start_ns = clock_now();
    k.deadline_ns = clock_after(r->times.start_ns, q->timeout_s > 0 ? q->timeout_s : s->timeout_s);

    for (;;) {
        const struct http_field *location;
        struct http_request next;

        e = exchange(&k, &hop);
        if (r->status)
            store_cookies(&k, &hop);
        if (e != OK || !is_redirect(r->status) || hop.no_redirect || s->max_redirects == 0)
            break;
        location = find_field(r, TEXT("Location"));
        if (!location)
            break; /* a redirect that names no place is an answer like any other */
        e = redirected(&k, &hop, location->value, &next);
        if (e != OK)
            break;
        hop = next;
    }
    if (e != OK)
        r->times.end_ns = clock_now();
    r->error = e;
    return e;
}
