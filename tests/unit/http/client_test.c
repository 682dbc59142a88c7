/* SPDX-License-Identifier: MIT */
/* tests/unit/http/client_test.c - which connection a request takes, what becomes of one that was closed, and how waiting ends
 *
 * Not here: what is said on a connection (exchange_test.c), redirects (client_redirect_test.c), TLS (client_tls_test.c).
 */
#include "http/stale_connection.h"

#include <stdatomic.h>

/* ---- connections that are kept ---- */

static void answers_three(struct peer *p)
{
    peer_accept(p);
    for (int i = 0; i < 3; i++)
        peer_answers(p, PLAIN_OK);
    peer_idles(p);
}

static void play_three(struct meeting *m)
{
    for (int i = 0; i < 3; i++) {
        assert_error(ask(m), OK);
        assert_answer(m, 200, "ok");
        assert_int_equal(m->response.new_connection, i == 0);
        assert_int_equal(m->response.times.connect_ns > 0, i == 0);
    }
    assert_equal_u64("opened", m->settings->pool.opened, 1);
}

static void a_connection_carries_one_request_after_the_other(void **state)
{
    meet(&(struct meeting){.peer.script = answers_three, .play = play_three});
}

static void answers_two_connections(struct peer *p)
{
    for (int i = 0; i < 2; i++) {
        peer_accept(p);
        peer_answers(p, PLAIN_OK);
        assert_true(!p->context || peer_heard(p, p->context));
        peer_idles(p);
    }
}

static void play_two_on_their_own(struct meeting *m)
{
    for (int i = 0; i < 2; i++) {
        assert_error(ask(m), OK);
        assert_true(m->response.new_connection);
        assert_int_equal(m->client.idle_count, 0);
    }
}

static void without_keep_alive_each_request_has_its_own(void **state)
{
    static char header[] = "\r\nConnection: close\r\n";

    meet(&(struct meeting){.peer = {.script = answers_two_connections, .context = header},
                           .plan.no_keepalive = true,
                           .play = play_two_on_their_own});
}

static void play_disconnect(struct meeting *m)
{
    assert_error(ask(m), OK);
    assert_int_equal(m->client.idle_count, 1);
    http_client_disconnect(&m->client);
    assert_int_equal(m->client.idle_count, 0);
    assert_error(ask(m), OK);
    assert_true(m->response.new_connection);
    http_client_disconnect(&m->client);
}

static void after_a_disconnect_the_next_request_opens_a_new_one(void **state)
{
    meet(&(struct meeting){.peer.script = answers_two_connections, .play = play_disconnect});
}

#define ORIGINS (LIMIT_ORIGINS_PER_USER + 1)

/* One connection for each origin; all stay open. The oldest is closed by the client. */
static void answers_many_origins(struct peer *p)
{
    int fds[ORIGINS];
    char byte;

    for (size_t i = 0; i < ORIGINS; i++) {
        peer_accept(p);
        peer_answers(p, PLAIN_OK);
        fds[i] = p->fd;
    }
    assert_int_equal(recv(fds[0], &byte, 1, 0), 0);
    peer_answers(p, PLAIN_OK); /* on the last one */
    for (size_t i = 0; i < ORIGINS; i++)
        close(fds[i]);
    p->fd = -1;
}

static void play_many_origins(struct meeting *m)
{
    const struct http_origin *last = NULL;

    for (size_t i = 0; i < ORIGINS; i++) {
        last = origin_at(m, arena_printf(&m->arena, "http://h%zu.localhost:%u", i, address_port(&m->peer.at)));
        assert_error(ask(m, .origin = last), OK);
    }
    assert_int_equal(m->client.idle_count, LIMIT_ORIGINS_PER_USER);
    assert_int_equal(m->settings->pool.open, LIMIT_ORIGINS_PER_USER);
    assert_error(ask(m, .origin = last), OK);
    assert_false(m->response.new_connection);
}

static void each_origin_has_its_own_and_the_oldest_gives_way(void **state)
{
    meet(&(struct meeting){.peer.script = answers_many_origins, .play = play_many_origins});
}

/* ---- connections that went stale ---- */

static void a_connection_closed_while_idle_costs_no_request(void **state)
{
    meet(&(struct meeting){.peer.script = closes_after_its_answer, .play = play_closed_while_idle});
}

static void says_goodbye_and_stays(struct peer *p)
{
    peer_accept(p);
    peer_answers(p, PLAIN_OK);
    peer_pause(20);
    peer_say(p, "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n");
    peer_idles(p);
    peer_accept(p);
    peer_answers(p, PLAIN_OK);
    peer_idles(p);
}

static void an_answer_to_no_request_is_not_taken_for_the_next_one(void **state)
{
    meet(&(struct meeting){.peer.script = says_goodbye_and_stays, .play = play_closed_while_idle});
}

/* The first connection ends when its second request has come; the context tells how. `answers` connections more are good. */
struct stale {
    bool reset;
    int good;
};

static void ends_at_the_second_request(struct peer *p)
{
    const struct stale *how = p->context;

    peer_accept(p);
    peer_answers(p, PLAIN_OK);
    assert_true(peer_hear(p));
    if (how->reset)
        peer_reset(p);
    else
        peer_close(p);
    if (how->good < 0) { /* the next one is closed at its first request */
        peer_accept(p);
        assert_true(peer_hear(p));
        peer_close(p);
    }
    for (int i = 0; i < how->good; i++) {
        peer_accept(p);
        peer_answers(p, PLAIN_OK);
        peer_idles(p);
    }
}

static void play_stale(struct meeting *m)
{
    assert_error(ask(m), OK);
    assert_error(ask(m), ERROR_STALE_CONNECTION);
    assert_int_equal(m->response.retries, 0);
    assert_int_equal(m->response.status, 0);
    assert_false(m->response.new_connection);
    assert_int_equal(m->client.idle_count, 0);
}

static void a_connection_closed_at_the_request_is_stale_and_nothing_is_sent_twice(void **state)
{
    struct stale closed = {.good = 0}, reset = {.reset = true};

    meet(&(struct meeting){.peer = {.script = ends_at_the_second_request, .context = &closed}, .play = play_stale});
    meet(&(struct meeting){.peer = {.script = ends_at_the_second_request, .context = &reset}, .play = play_stale});
}

static void play_retried(struct meeting *m)
{
    assert_error(ask(m), OK);
    assert_error(ask(m), OK);
    assert_answer(m, 200, "ok");
    assert_int_equal(m->response.retries, 1);
    assert_true(m->response.new_connection && m->response.sent);
}

static void with_retry_stale_it_is_sent_once_more(void **state)
{
    struct stale closed = {.good = 1}, reset = {.reset = true, .good = 1};

    meet(&(struct meeting){
        .peer = {.script = ends_at_the_second_request, .context = &closed}, .plan.retry_stale = true, .play = play_retried});
    meet(&(struct meeting){
        .peer = {.script = ends_at_the_second_request, .context = &reset}, .plan.retry_stale = true, .play = play_retried});
}

static void play_retried_in_vain(struct meeting *m)
{
    assert_error(ask(m), OK);
    assert_error(ask(m), ERROR_CLOSED_EARLY);
    assert_int_equal(m->response.retries, 1);
}

static void but_only_once(void **state)
{
    struct stale closed = {.good = -1};

    meet(&(struct meeting){.peer = {.script = ends_at_the_second_request, .context = &closed},
                           .plan.retry_stale = true,
                           .play = play_retried_in_vain});
}

static void closes_without_an_answer(struct peer *p)
{
    peer_accept(p);
    assert_true(peer_hear(p));
    peer_close(p);
}

static void play_new_connection_closed(struct meeting *m)
{
    assert_error(ask(m), ERROR_CLOSED_EARLY);
    assert_int_equal(m->response.retries, 0);
}

static void a_new_connection_is_never_stale(void **state)
{
    meet(
        &(struct meeting){.peer.script = closes_without_an_answer, .plan.retry_stale = true, .play = play_new_connection_closed});
}

/* ---- no connection ---- */

static void play_refused(struct meeting *m)
{
    assert_error(ask(m), ERROR_REFUSED);
    assert_false(m->response.new_connection);
    assert_int_equal(m->response.status, 0);
    assert_int_equal(m->response.times.first_write_ns, 0);
    assert_true(m->response.times.end_ns >= m->response.times.start_ns && m->response.times.start_ns > 0);
    assert_int_equal(m->settings->pool.open, 0);
    close(*(int *)m->peer.context);
}

static void nobody_listens(struct meeting *m)
{
    *(int *)m->peer.context = bind_without_listening("127.0.0.1", &m->peer.at);
}

static void a_port_where_nobody_listens_refuses(void **state)
{
    int fd;

    meet(&(struct meeting){.no_peer = true, .peer.context = &fd, .before = nobody_listens, .play = play_refused});
}

static void play_unknown_name(struct meeting *m)
{
    assert_error(ask(m, .origin = origin_at(m, "http://no..such..name/")), ERROR_DNS_NOT_FOUND);
}

static void a_name_that_cannot_be_is_not_found(void **state)
{
    meet(&(struct meeting){.no_peer = true, .play = play_unknown_name});
}

/* A socket whose backlog is full: the kernel drops further attempts. */
struct crowd {
    int listener, fds[8];
};

static void crowd_gathers(struct meeting *m)
{
    struct crowd *c = m->peer.context;

    c->listener = listen_at("127.0.0.1", 0, 0, &m->peer.at);
    for (size_t i = 0; i < COUNT(c->fds); i++) {
        c->fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        assert_true(connect(c->fds[i], &m->peer.at.generic, m->peer.at.size) == 0 || errno == EINPROGRESS);
    }
    peer_pause(20);
}

static void crowd_leaves(const struct crowd *c)
{
    for (size_t i = 0; i < COUNT(c->fds); i++)
        close(c->fds[i]);
    close(c->listener);
}

static void play_connect_timeout(struct meeting *m)
{
    uint64_t took;

    assert_error(ask(m, .connect_timeout_s = 0.2), ERROR_TIMEOUT_CONNECT);
    took = m->response.times.end_ns - m->response.times.start_ns;
    assert_true(took >= 200 * NANOS_PER_MILLI && took < 10 * NANOS_PER_SECOND);
    assert_error(ask(m, .timeout_s = 0.1), ERROR_TIMEOUT_CONNECT);
    crowd_leaves(m->peer.context);
}

static void a_full_backlog_ends_in_timeout_connect(void **state)
{
    struct crowd c;

    meet(&(struct meeting){.no_peer = true, .peer.context = &c, .before = crowd_gathers, .play = play_connect_timeout});
}

static void a_name_server_is_mute(struct meeting *m)
{
    struct address a = numeric("127.0.0.1", 0);
    int *fd = m->peer.context;
    static char text[ADDRESS_TEXT];

    *fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(*fd, &a.generic, a.size), 0);
    assert_int_equal(getsockname(*fd, &a.generic, &a.size), 0);
    m->plan.dns_servers = address_write(&a, text);
}

static void play_dns_timeout(struct meeting *m)
{
    const int *fd = m->peer.context;

    assert_error(ask(m, .origin = origin_at(m, "http://host.test/"), .connect_timeout_s = 0.2), ERROR_TIMEOUT_DNS);
    assert_true(m->response.times.dns_ns >= 200 * NANOS_PER_MILLI);
    close(*fd);
}

static void a_mute_name_server_ends_in_timeout_dns(void **state)
{
    int fd;

    meet(&(struct meeting){.no_peer = true, .peer.context = &fd, .before = a_name_server_is_mute, .play = play_dns_timeout});
}

/* ---- the end of the run ---- */

static void play_cancel_connecting(struct meeting *m)
{
    struct cancellation c;
    uint64_t took;

    cancel_me_after(m->scene, &c, 20 * NANOS_PER_MILLI);
    assert_error(ask(m), ERROR_CANCELLED);
    took = m->response.times.end_ns - m->response.times.start_ns;
    assert_true(took < 5 * NANOS_PER_SECOND); /* the limit for connecting is 10 s */
    assert_false(m->response.sent);
    assert_error(ask(m), ERROR_CANCELLED);
    fiber_uncancel(fiber_current());
    crowd_leaves(m->peer.context);
}

static void cancelling_ends_connecting_at_once(void **state)
{
    struct crowd crowd;

    meet(&(struct meeting){.no_peer = true, .peer.context = &crowd, .before = crowd_gathers, .play = play_cancel_connecting});
}

/* Cancels a fiber with grace, once the peer has heard its request. */
struct stop {
    struct loop *loop;
    struct timer timer;
    struct fiber *fiber;
    uint64_t grace_ns;
    atomic_bool heard, cancelled;
};

static void stop_fire(struct timer *t)
{
    struct stop *s = CONTAINER_OF(t, struct stop, timer);

    if (!s->heard) {
        timer_start(s->loop, t, clock_now() + NANOS_PER_MILLI);
        return;
    }
    fiber_cancel(s->fiber, clock_now() + s->grace_ns);
    s->cancelled = true;
}

static void stop_me_when_heard(struct meeting *m, uint64_t grace_ns)
{
    struct stop *s = m->peer.context;

    s->loop = m->scene->loop;
    s->timer.fire = stop_fire;
    s->fiber = fiber_current();
    s->grace_ns = grace_ns;
    timer_start(s->loop, &s->timer, clock_now());
}

static void hears_and_is_left(struct peer *p)
{
    struct stop *s = p->context;

    peer_accept(p);
    assert_true(peer_hear(p));
    s->heard = true;
    while (!s->cancelled)
        peer_pause(1);
}

static void answers_late(struct peer *p)
{
    hears_and_is_left(p);
    peer_say(p, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
    peer_pause(50);
    peer_say(p, "ok");
    peer_idles(p);
}

static void play_grace(struct meeting *m)
{
    stop_me_when_heard(m, 20 * NANOS_PER_SECOND);
    assert_error(ask(m), OK);
    assert_answer(m, 200, "ok");
    assert_true(m->response.sent);
    assert_error(ask(m), ERROR_CANCELLED);
    assert_false(m->response.sent);
    fiber_uncancel(fiber_current());
}

static void an_answer_on_its_way_is_received_within_the_grace(void **state)
{
    struct stop s = {0};

    meet(&(struct meeting){.peer = {.script = answers_late, .context = &s}, .play = play_grace});
}

static void hears_and_idles(struct peer *p)
{
    hears_and_is_left(p);
    peer_idles(p);
}

static void play_grace_over(struct meeting *m)
{
    uint64_t took;

    stop_me_when_heard(m, 100 * NANOS_PER_MILLI);
    assert_error(ask(m), ERROR_CANCELLED);
    took = m->response.times.end_ns - m->response.times.start_ns;
    assert_true(took >= 100 * NANOS_PER_MILLI && took < 10 * NANOS_PER_SECOND);
    assert_true(m->response.sent);
    assert_int_equal(m->client.idle_count, 0);
    fiber_uncancel(fiber_current());
}

static void the_grace_has_an_end(void **state)
{
    struct stop s = {0};

    meet(&(struct meeting){.peer = {.script = hears_and_idles, .context = &s}, .play = play_grace_over});
}

SCENE_MAIN(TEST(a_connection_carries_one_request_after_the_other), TEST(without_keep_alive_each_request_has_its_own),
           TEST(after_a_disconnect_the_next_request_opens_a_new_one), TEST(each_origin_has_its_own_and_the_oldest_gives_way),
           TEST(a_connection_closed_while_idle_costs_no_request), TEST(an_answer_to_no_request_is_not_taken_for_the_next_one),
           TEST(a_connection_closed_at_the_request_is_stale_and_nothing_is_sent_twice),
           TEST(with_retry_stale_it_is_sent_once_more), TEST(but_only_once), TEST(a_new_connection_is_never_stale),
           TEST(a_port_where_nobody_listens_refuses), TEST(a_name_that_cannot_be_is_not_found),
           TEST(a_full_backlog_ends_in_timeout_connect), TEST(a_mute_name_server_ends_in_timeout_dns),
           TEST(cancelling_ends_connecting_at_once), TEST(an_answer_on_its_way_is_received_within_the_grace),
           TEST(the_grace_has_an_end))
