/* SPDX-License-Identifier: MIT */
/* http/connection.c - the phases before the first request, each timed and each with its own errors */
#include "http/connection.h"

#include "base/clock.h"
#include "base/mem.h"

#define DETAIL_SIZE 256

/* A deadline or a stop that struck in a phase is named after the phase. */
static enum error in_phase(enum error e, enum error timeout_class)
{
    return e == ERROR_TIMEOUT ? timeout_class : e;
}

static enum error open_tls(struct http_settings *s, const struct http_origin *origin, struct tls_session **session,
                           uint64_t deadline_ns, struct arena *arena, struct http_response *r, struct stream **stream)
{
    struct tls_info info = {0};
    uint64_t from = clock_now();
    char *detail = arena_alloc(arena, DETAIL_SIZE);
    enum error e;

    detail[0] = '\0';
    e = in_phase(tls_connect(s->tls, *stream, origin->host, session, deadline_ns, stream, &info, detail), ERROR_TIMEOUT_TLS);
    r->times.tls_ns += clock_now() - from;
    r->tls_resumed = info.resumed;
    if (e != OK && detail[0])
        r->detail = detail;
    return e;
}

static enum error open_stream(struct http_settings *s, const struct http_origin *origin, uint64_t deadline_ns,
                              struct http_response *r, struct stream **stream)
{
    struct address_list addresses;
    uint64_t from = clock_now(), resolved;
    enum error e = resolver_lookup(s->resolver, origin->host, origin->port, deadline_ns, &addresses, NULL);

    resolved = clock_now();
    r->times.dns_ns += resolved - from;
    if (e != OK)
        return in_phase(e, ERROR_TIMEOUT_DNS);
    e = tcp_connect(s->fibers, &addresses, &s->tcp, deadline_ns, stream, NULL);
    r->times.connect_ns += clock_now() - resolved;
    return in_phase(e, ERROR_TIMEOUT_CONNECT);
}

/* False when the server has closed it meanwhile: then its place is left for a new one. */
static bool take_over(struct http_settings *s, struct http_connection *c, struct http_connection **out)
{
    if (!stream_is_stale(c->stream)) {
        *out = c;
        return true;
    }
    stream_close(c->stream, false);
    mem_free(c);
    s->pool.opened++;
    return false;
}

enum error http_connection_open(struct http_settings *s, const struct http_origin *origin, struct tls_session **session,
                                uint64_t deadline_ns, struct arena *arena, struct http_response *r, struct http_connection **out)
{
    struct stream *stream = NULL;
    struct pool_idle *shared;
    struct http_connection *c;
    enum error e = in_phase(pool_take(&s->pool, origin, deadline_ns, &shared), ERROR_TIMEOUT_CONNECTION_SLOT);

    if (e != OK)
        return e;
    if (shared && take_over(s, CONTAINER_OF(shared, struct http_connection, idle), out))
        return OK;
    e = open_stream(s, origin, deadline_ns, r, &stream);
    r->new_connection |= e == OK; /* also when TLS fails on it: the server has seen it */
    if (e == OK && origin->secure)
        e = open_tls(s, origin, session, deadline_ns, arena, r, &stream);
    if (e != OK) {
        pool_give(&s->pool);
        return e;
    }
    c = MEM_NEW(struct http_connection);
    c->origin = origin;
    c->stream = stream;
    *out = c;
    return OK;
}

void http_connection_close(struct http_settings *s, struct http_connection *c, bool abort)
{
    stream_close(c->stream, abort);
    mem_free(c);
    pool_give(&s->pool);
}
