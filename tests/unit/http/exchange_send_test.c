/* SPDX-License-Identifier: MIT */
/* tests/unit/http/exchange_send_test.c - large requests: sent whole, answered before their end, to peers that are fast or do not
 * read
 */
#include "http/meeting.h"

#include "base/mem.h"
#include "http/exchange.h"

#define LARGE (100 * MIB)

static struct text large_body(void)
{
    return (struct text){mem_zalloc(LARGE), LARGE};
}

static void free_body(struct text body)
{
    mem_free((void *)(uintptr_t)body.data);
}

#define put_large(m, body_text) ask(m, .method = TEXT("PUT"), .body = (body_text), .has_body = true, .timeout_s = 50)

/* ---- sent whole ---- */

static void hears_it_all(struct peer *p)
{
    peer_accept(p);
    peer_answers(p, PLAIN_OK);
    assert_equal_u64("bytes of body", p->body_heard, LARGE);
    peer_answers(p, PLAIN_OK);
    peer_idles(p);
}

static void play_upload(struct meeting *m)
{
    struct text body = large_body();

    assert_error(put_large(m, body), OK);
    assert_answer(m, 200, "ok");
    assert_true(m->response.sent && !m->response.early);
    assert_true(m->response.bytes_sent > LARGE && m->response.bytes_sent < LARGE + 1000);
    assert_error(ask(m), OK);
    assert_false(m->response.new_connection);
    free_body(body);
}

static void a_body_of_100_mb_arrives_whole(void **state)
{
    meet(&(struct meeting){.peer.script = hears_it_all, .play = play_upload});
}

static void hears_it_all_after_saying_continue(struct peer *p)
{
    peer_accept(p);
    assert_true(peer_hear_head(p));
    peer_say(p, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTT");
    while (p->body_heard < LARGE) {
        char bytes[64 * KIB];
        size_t got = peer_read(p, bytes, sizeof(bytes));

        assert_true(got > 0);
        p->body_heard += got;
    }
    peer_say(p, "P/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    peer_idles(p);
}

static void play_upload_with_interim_answers(struct meeting *m)
{
    struct text body = large_body();

    assert_error(put_large(m, body), OK);
    assert_answer(m, 200, "ok");
    assert_true(m->response.sent && !m->response.early);
    assert_int_equal(m->client.idle_count, 1);
    free_body(body);
}

static void interim_responses_and_half_a_head_do_not_end_the_sending(void **state)
{
    meet(&(struct meeting){.peer.script = hears_it_all_after_saying_continue, .play = play_upload_with_interim_answers});
}

/* ---- answered early ---- */

#define TOO_LARGE "HTTP/1.1 413 Content Too Large\r\nContent-Length: 8\r\nConnection: close\r\n\r\ntoo much"

static void refuses_and_waits(struct peer *p)
{
    peer_accept(p);
    assert_true(peer_hear_head(p));
    peer_say(p, TOO_LARGE);
    peer_waits_without_reading(p);
}

static void refuses_and_closes(struct peer *p)
{
    peer_accept(p);
    assert_true(peer_hear_head(p));
    peer_say(p, TOO_LARGE);
    peer_close(p); /* with bytes unread: the kernel sends a reset after the answer */
}

static void play_early_answer(struct meeting *m)
{
    struct text body = large_body();

    assert_error(put_large(m, body), OK);
    assert_answer(m, 413, "too much");
    assert_true(m->response.early && !m->response.sent);
    assert_true(m->response.bytes_sent < LARGE);
    assert_true(m->response.times.first_byte_ns <= m->response.times.end_ns);
    assert_int_equal(m->client.idle_count, 0);
    free_body(body);
}

static void an_early_answer_ends_the_sending(void **state)
{
    meet(&(struct meeting){.peer.script = refuses_and_waits, .play = play_early_answer});
}

static void an_early_answer_is_read_also_when_a_reset_follows_it(void **state)
{
    meet(&(struct meeting){.peer.script = refuses_and_closes, .play = play_early_answer});
}

static void resets_while_it_is_sent(struct peer *p)
{
    peer_accept(p);
    assert_true(peer_hear_head(p));
    peer_reset(p);
}

static void play_reset(struct meeting *m)
{
    struct text body = large_body();

    assert_error(put_large(m, body), ERROR_RESET);
    assert_int_equal(m->response.status, 0);
    assert_false(m->response.sent);
    free_body(body);
}

static void a_reset_without_an_answer_is_a_reset(void **state)
{
    meet(&(struct meeting){.peer.script = resets_while_it_is_sent, .play = play_reset});
}

/* ---- a peer that takes everything at once, in memory ---- */

/* A stream whose peer accepts a little with each write, and never makes the writer wait. */
struct eager {
    struct stream base;
    uint64_t taken, wanted; /* it answers when it has so many bytes */
};

static ssize_t eager_read(struct stream *s, void *bytes, size_t size)
{
    struct eager *e = CONTAINER_OF(s, struct eager, base);

    s->may_read = s->wants_write = false;
    if (e->taken < e->wanted)
        return STREAM_AGAIN;
    memcpy(bytes, PLAIN_OK, strlen(PLAIN_OK));
    return (ssize_t)strlen(PLAIN_OK);
}

static ssize_t eager_write(struct stream *s, const struct iovec *parts, int count)
{
    struct eager *e = CONTAINER_OF(s, struct eager, base);
    size_t taken = MIN(parts->iov_len, (size_t)4096);

    e->taken += taken;
    s->may_read = e->taken >= e->wanted;
    return (ssize_t)taken;
}

static void eager_close(struct stream *s, bool abort)
{
}

static const struct stream_ops eager_ops = {.try_read = eager_read, .try_write = eager_write, .close = eager_close};

static struct eager eager_stream(struct meeting *m, uint64_t wanted)
{
    return (struct eager){
        .wanted = wanted,
        .base = {.ops = &eager_ops, .watcher.fd = -1, .fibers = m->scene->fibers, .may_read = true, .may_write = true}};
}

#define HEAD "PUT / HTTP/1.1\r\n\r\n"

static enum error exchange_with(struct meeting *m, struct eager *e, struct text body, uint64_t deadline_ns)
{
    struct http_connection c = {.origin = m->origin, .stream = &e->base};
    struct http_request q = {.method = TEXT("PUT"), .target = TEXT("/"), .body = body, .has_body = true};
    bool reusable = false;

    m->response = (struct http_response){.body = TEXT("")};
    return http_exchange(m->settings, &c, TEXT(HEAD), &q, deadline_ns, &m->arena, &m->response, &reusable);
}

struct neighbour {
    bool leave;
    unsigned turns;
};

static void live_beside(void *argument)
{
    struct neighbour *n = argument;

    while (!n->leave) {
        n->turns++;
        fiber_yield();
    }
    n->leave = false;
}

static void play_fairness(struct meeting *m)
{
    struct neighbour n = {0};
    struct text body = large_body();
    struct eager e = eager_stream(m, strlen(HEAD) + LARGE);

    fiber_start(m->scene->fibers, live_beside, &n, "neighbour");
    assert_error(exchange_with(m, &e, body, SOON_NS), OK);
    assert_true(n.turns >= 10);
    n.leave = true;
    while (n.leave)
        fiber_yield();
    free_body(body);
}

static void a_fast_reader_does_not_keep_the_loop(void **state)
{
    meet(&(struct meeting){.no_peer = true, .play = play_fairness});
}

static void play_deadline(struct meeting *m)
{
    struct text body = large_body();
    struct eager e = eager_stream(m, UINT64_MAX);

    assert_error(exchange_with(m, &e, body, clock_now()), ERROR_TIMEOUT_SEND);
    assert_true(e.taken < LARGE);
    free_body(body);
}

static void a_fast_reader_does_not_outlast_the_deadline(void **state)
{
    meet(&(struct meeting){.no_peer = true, .play = play_deadline});
}

SCENE_MAIN(TEST(a_body_of_100_mb_arrives_whole), TEST(interim_responses_and_half_a_head_do_not_end_the_sending),
           TEST(an_early_answer_ends_the_sending), TEST(an_early_answer_is_read_also_when_a_reset_follows_it),
           TEST(a_reset_without_an_answer_is_a_reset), TEST(a_fast_reader_does_not_keep_the_loop),
           TEST(a_fast_reader_does_not_outlast_the_deadline))
