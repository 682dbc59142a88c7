/* SPDX-License-Identifier: MIT */
/* tests/unit/http/client_tls_test.c - the client's main claims once more, over TLS, and what only TLS can do wrong
 *
 * Not here: certificates and handshakes (net/tls_test.c).
 */
#include "http/stale_connection.h"
#include "net/tls_peer.h"

static struct server server; /* lends its context to the peers */

static int open_town(void **state)
{
    found_town(state);
    server_open(&server);
    return 0;
}

static int close_town(void **state)
{
    server_close(&server);
    return leave_town(state);
}

static void meet_secure(struct meeting m)
{
    m.peer.tls = server.context;
    m.plan.ca_file = town.authority_file;
    meet(&m);
}

/* ---- as without TLS ---- */

static void answers_in_all_ways(struct peer *p)
{
    struct text ok = TEXT(PLAIN_OK);

    peer_accept(p);
    peer_answers(p, PLAIN_OK);
    peer_answers(p, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
    assert_true(peer_hear(p));
    peer_say_in_pieces(p, ok, 1);
    peer_answers(p, "HTTP/1.1 200 OK\r\n\r\nok");
    peer_close(p);
}

static void play_all_ways(struct meeting *m)
{
    for (int i = 0; i < 4; i++) {
        assert_error(ask(m), OK);
        assert_answer(m, 200, "ok");
        assert_int_equal(m->response.new_connection, i == 0);
        assert_int_equal(m->response.times.tls_ns > 0, i == 0);
    }
}

static void a_secure_connection_carries_all_kinds_of_answers(void **state)
{
    meet_secure((struct meeting){.peer.script = answers_in_all_ways, .play = play_all_ways});
}

#define LARGE (20 * MIB)

static void hears_it_all(struct peer *p)
{
    peer_accept(p);
    peer_answers(p, PLAIN_OK);
    assert_equal_u64("bytes of body", p->body_heard, LARGE);
    peer_idles(p);
}

static void refuses_while_it_is_sent(struct peer *p)
{
    peer_accept(p);
    assert_true(peer_hear_head(p));
    peer_say(p, "HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno");
    peer_waits_without_reading(p);
}

static void send_large(struct meeting *m, int status, const char *body)
{
    struct text large = {mem_zalloc(LARGE), LARGE};

    (void)ask(m, .method = TEXT("POST"), .body = large, .has_body = true);
    assert_answer(m, status, body);
    assert_int_equal(m->response.early, status == 413);
    mem_free((void *)(uintptr_t)large.data);
}

static void play_upload(struct meeting *m)
{
    send_large(m, 200, "ok");
}

static void play_early_answer(struct meeting *m)
{
    send_large(m, 413, "no");
}

static void a_large_body_is_sent_whole_or_until_it_is_refused(void **state)
{
    meet_secure((struct meeting){.peer.script = hears_it_all, .play = play_upload});
    meet_secure((struct meeting){.peer.script = refuses_while_it_is_sent, .play = play_early_answer});
}

static void a_connection_closed_while_idle_costs_no_request(void **state)
{
    meet_secure((struct meeting){.peer.script = closes_after_its_answer, .play = play_closed_while_idle});
}

/* ---- endings that only TLS can tell apart ---- */

static void says_and_cuts(struct peer *p)
{
    peer_accept(p);
    peer_answers(p, p->context);
    peer_drop(p); /* no close_notify */
}

static void play_truncated(struct meeting *m)
{
    assert_error(ask(m), ERROR_TLS_TRUNCATED);
    assert_int_equal(m->client.idle_count, 0);
}

static void a_body_cut_off_without_close_notify_is_truncated(void **state)
{
    static char until_close[] = "HTTP/1.1 200 OK\r\n\r\nok";
    static char half[] = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok";

    meet_secure((struct meeting){.peer = {.script = says_and_cuts, .context = until_close}, .play = play_truncated});
    meet_secure((struct meeting){.peer = {.script = says_and_cuts, .context = half}, .play = play_truncated});
}

static void cuts_at_the_second_request(struct peer *p)
{
    peer_accept(p);
    peer_answers(p, PLAIN_OK);
    assert_true(peer_hear(p));
    peer_drop(p);
}

static void play_stale(struct meeting *m)
{
    assert_error(ask(m), OK);
    assert_error(ask(m), ERROR_STALE_CONNECTION);
}

static void a_connection_cut_off_at_the_request_is_stale(void **state)
{
    meet_secure((struct meeting){.peer.script = cuts_at_the_second_request, .play = play_stale});
}

/* ---- handshakes ---- */

static void accepts_and_says_nothing(struct peer *p)
{
    p->fd = accept_one(p->listener);
    peer_idles(p);
}

static void play_handshake_timeout(struct meeting *m)
{
    uint64_t took;

    assert_error(ask(m, .connect_timeout_s = 0.2), ERROR_TIMEOUT_TLS);
    took = m->response.times.end_ns - m->response.times.start_ns;
    assert_true(took >= 200 * NANOS_PER_MILLI && took < 10 * NANOS_PER_SECOND);
    assert_int_equal(m->response.times.first_write_ns, 0);
}

static void a_peer_that_does_not_shake_hands_ends_in_timeout_tls(void **state)
{
    meet_secure((struct meeting){.peer.script = accepts_and_says_nothing, .play = play_handshake_timeout});
}

static void play_cancelled_handshake(struct meeting *m)
{
    struct cancellation c;

    cancel_me_after(m->scene, &c, 20 * NANOS_PER_MILLI);
    assert_error(ask(m), ERROR_CANCELLED);
    assert_false(m->response.sent);
    fiber_uncancel(fiber_current());
}

static void cancelling_ends_a_handshake_at_once(void **state)
{
    meet_secure((struct meeting){.peer.script = accepts_and_says_nothing, .play = play_cancelled_handshake});
}

static void expects_no_request(struct peer *p)
{
    p->fd = accept_one(p->listener);
    p->ssl = SSL_new(p->tls);
    SSL_set_fd(p->ssl, p->fd);
    assert_int_not_equal(SSL_accept(p->ssl), 1);
    peer_drop(p);
}

static void play_wrong_name(struct meeting *m)
{
    const struct http_origin *other = origin_at(m,
                                                arena_printf(&m->arena, "https://other.localhost:%u", address_port(&m->peer.at)));

    assert_error(ask(m, .origin = other), ERROR_TLS_NAME_MISMATCH);
    assert_true(m->response.detail && m->response.detail[0]);
}

static void a_certificate_for_another_name_ends_before_the_request(void **state)
{
    meet_secure((struct meeting){.peer.script = expects_no_request, .play = play_wrong_name});
}

static void speaks_http(struct peer *p)
{
    p->fd = accept_one(p->listener);
    peer_say(p, "HTTP/1.1 400 Bad Request\r\n\r\n");
    peer_idles(p);
}

static void play_not_tls(struct meeting *m)
{
    assert_error(ask(m), ERROR_TLS_NOT_TLS);
}

static void plain_http_on_a_tls_port_is_named(void **state)
{
    meet_secure((struct meeting){.peer.script = speaks_http, .play = play_not_tls});
}

/* ---- sessions ---- */

#define CONNECTIONS (2 * LIMIT_ORIGINS_PER_USER)

static void answers_connection_by_connection(struct peer *p)
{
    for (int i = 0; i < CONNECTIONS; i++) {
        peer_accept(p);
        peer_answers(p, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        peer_idles(p);
    }
}

static void play_resumption(struct meeting *m)
{
    for (int i = 0; i < CONNECTIONS; i++) {
        assert_error(ask(m), OK);
        assert_int_equal(m->response.tls_resumed, m->plan.tls_resume && i > 0);
    }
    assert_int_equal(m->client.session_count, m->plan.tls_resume);
}

static void sessions_are_resumed_only_when_asked_for(void **state)
{
    meet_secure((struct meeting){.peer.script = answers_connection_by_connection, .play = play_resumption});
    meet_secure(
        (struct meeting){.peer.script = answers_connection_by_connection, .plan.tls_resume = true, .play = play_resumption});
}

static void play_many_origins(struct meeting *m)
{
    for (int i = 0; i < CONNECTIONS; i++) {
        const char *url = arena_printf(&m->arena, "https://h%d.localhost:%u", i, address_port(&m->peer.at));

        assert_error(ask(m, .origin = origin_at(m, url)), OK);
        assert_true(m->client.session_count <= LIMIT_ORIGINS_PER_USER + 1);
    }
}

static void a_user_keeps_a_bounded_number_of_sessions(void **state)
{
    meet_secure((struct meeting){.peer.script = answers_connection_by_connection,
                                 .plan = {.tls_resume = true, .insecure = true},
                                 .play = play_many_origins});
}

SCENE_MAIN_IN(open_town, close_town, TEST(a_secure_connection_carries_all_kinds_of_answers),
              TEST(a_large_body_is_sent_whole_or_until_it_is_refused), TEST(a_connection_closed_while_idle_costs_no_request),
              TEST(a_body_cut_off_without_close_notify_is_truncated), TEST(a_connection_cut_off_at_the_request_is_stale),
              TEST(a_peer_that_does_not_shake_hands_ends_in_timeout_tls), TEST(cancelling_ends_a_handshake_at_once),
              TEST(a_certificate_for_another_name_ends_before_the_request), TEST(plain_http_on_a_tls_port_is_named),
              TEST(sessions_are_resumed_only_when_asked_for), TEST(a_user_keeps_a_bounded_number_of_sessions))
