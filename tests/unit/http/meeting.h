/* SPDX-License-Identifier: MIT */
/* meeting.h - a client on a fiber meets a scripted peer
 *
 * A test fills a struct meeting with the peer's script, the options of the client and what it does, and calls `meet`, which also
 * sees to it that nothing is left: no connection counted, no descriptor open.
 */
#ifndef CICADA_TESTS_HTTP_MEETING_H
#define CICADA_TESTS_HTTP_MEETING_H

#include "http/peer.h"

#include "base/arena.h"
#include "http/client.h"

struct meeting {
    struct peer peer;
    struct plan_http plan;
    void (*play)(struct meeting *m);   /* the client's side, on a fiber */
    void (*before)(struct meeting *m); /* when the peer listens; NULL */
    bool no_peer;                      /* nobody listens at peer.at; the test sets it */

    struct scene *scene;
    struct http_settings *settings;
    struct http_client client;
    const struct http_origin *origin; /* of the peer */
    struct arena arena;
    struct http_response response; /* to the last request */
};

static inline const struct http_origin *origin_at(struct meeting *m, const char *url)
{
    struct url parsed;
    const struct http_origin *o;

    assert_error(url_parse(text_from(url), false, &m->arena, &parsed, NULL, NULL), OK);
    o = http_origin_of(m->settings->origins, &parsed);
    assert_non_null(o);
    return o;
}

static inline void meeting_main(struct scene *scene)
{
    struct meeting *m = scene->context;
    char problem[512] = "";

    m->scene = scene;
    m->plan.insecure |= !m->peer.tls; /* spares plain tests the reading of all the system's authorities */
    if (m->plan.max_redirects == 0)
        m->plan.max_redirects = LIMIT_REDIRECTS; /* as the command line does */
    m->settings = http_settings_new(scene->fibers, &m->plan, problem, sizeof(problem));
    if (!m->settings)
        fail_msg("%s", problem);
    m->origin = origin_at(m, arena_printf(&m->arena, "%s://127.0.0.1:%u", m->peer.tls ? "https" : "http",
                                          m->peer.at.size ? address_port(&m->peer.at) : 9));
    http_client_init(&m->client, m->settings);
    m->play(m);
    http_client_close(&m->client);
    assert_int_equal(m->settings->pool.open, 0);
    http_settings_free(m->settings);
    arena_reset(&m->arena);
}

static inline void meet(struct meeting *m)
{
    size_t descriptors = open_descriptors();

    if (!m->no_peer)
        peer_start(&m->peer);
    if (m->before)
        m->before(m);
    play_on_fiber(meeting_main, m);
    if (!m->no_peer)
        peer_join(&m->peer);
    peer_free(&m->peer);
    assert_int_equal(open_descriptors(), descriptors);
}

/* A request to the peer, GET / unless said otherwise: ask(m, .target = TEXT("/x")). The answer is in m->response. */
#define ask(m, ...) ask_with((m), &(m)->client, (struct http_request){__VA_ARGS__})

static inline enum error ask_with(struct meeting *m, struct http_client *client, struct http_request q)
{
    if (!q.origin)
        q.origin = m->origin;
    if (!q.method.data)
        q.method = TEXT("GET");
    if (!q.target.data)
        q.target = TEXT("/");
    return http_client_request(client, &q, &m->arena, &m->response);
}

static inline void assert_text(const char *name, struct text got, const char *wanted)
{
    if (!text_equal(got, text_from(wanted)))
        fail_msg("%s: got \"%.*s\", wanted \"%s\"", name, (int)MIN(got.size, (size_t)200), got.data, wanted);
}

/* The last answer came without fault and with this status and body. */
static inline void assert_answer(const struct meeting *m, int status, const char *body)
{
    if (m->response.error != OK)
        fail_msg("error %s (%s)", error_id(m->response.error), m->response.detail ? m->response.detail : "no detail");
    assert_int_equal(m->response.status, status);
    assert_text("body", m->response.body, body);
}

/* Waits until the loop has learned that the peer closed the kept connection, or said something on it. It may have been so fast
 * that the connection was not kept at all. */
static inline void await_hang_up(struct meeting *m)
{
    uint64_t until = SOON_NS;

    while (m->client.idle && !m->client.idle->stream->may_read && clock_now() < until)
        assert_error(fiber_sleep_until(clock_now() + NANOS_PER_MILLI), OK);
}

#endif
