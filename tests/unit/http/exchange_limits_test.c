/* SPDX-License-Identifier: MIT */
/* tests/unit/http/exchange_limits_test.c - what a server cannot do to the client: hold it for ever, fill its memory
 *
 * Each phase has its time-out with its class; heads and bodies without end stop at their limits.
 */
#include "http/meeting.h"

#include <sys/resource.h>

#include "base/mem.h"

#define LIMIT_S     0.2
#define LIMIT_MAX_S 10
#define FAR_OFF     (10 * NANOS_PER_SECOND) /* a wait that took so long was not ended by its limit */
#define A_LOT       (64 * MIB)

static void assert_timed_out_after(double limit_s, struct meeting *m, enum error got, enum error wanted)
{
    const struct http_times *t = &m->response.times;
    uint64_t took = t->end_ns - t->start_ns;

    assert_error(got, wanted);
    if (took < (uint64_t)(limit_s * 1e9) || took > (uint64_t)(limit_s * 1e9) + FAR_OFF)
        fail_msg("%s came after %.3f s, the limit is %.3f s", error_id(wanted), (double)took / 1e9, limit_s);
    assert_int_equal(m->client.idle_count, 0);
}

static void assert_timed_out(struct meeting *m, enum error got, enum error wanted)
{
    assert_timed_out_after(LIMIT_S, m, got, wanted);
}

/* Where a limit is to end an answer that has begun, and the machine was so busy that none had: the test goes on with a limit
 * twice as long. */
static double limit_s;
static bool too_soon;

static bool was_too_soon(enum error e)
{
    too_soon = e == ERROR_TIMEOUT_FIRST_BYTE && limit_s < LIMIT_MAX_S;
    return too_soon;
}

/* Meets with these until the limit is long enough. */
static void meet_within_limit(struct peer peer, size_t max_body, void (*play)(struct meeting *m))
{
    too_soon = true;
    for (limit_s = LIMIT_S; too_soon; limit_s *= 2)
        meet(&(struct meeting){.peer = peer, .plan.max_body = max_body, .play = play});
}

/* ---- time ---- */

static void accepts_and_idles(struct peer *p)
{
    peer_accept(p);
    peer_idles(p);
}

static void accepts_and_never_reads(struct peer *p)
{
    peer_accept(p);
    peer_waits_without_reading(p);
}

static void play_send(struct meeting *m)
{
    struct text body = {mem_zalloc(A_LOT), A_LOT};

    assert_timed_out(m, ask(m, .method = TEXT("POST"), .body = body, .has_body = true), ERROR_TIMEOUT_SEND);
    assert_false(m->response.sent);
    mem_free((void *)(uintptr_t)body.data);
}

static void a_peer_that_does_not_read_ends_in_timeout_send(void **state)
{
    meet(&(struct meeting){.peer.script = accepts_and_never_reads, .plan.timeout_s = LIMIT_S, .play = play_send});
}

static void play_first_byte(struct meeting *m)
{
    assert_timed_out(m, ask(m), ERROR_TIMEOUT_FIRST_BYTE);
    assert_true(m->response.sent);
    assert_int_equal(m->response.status, 0);
}

static void a_silent_peer_ends_in_timeout_first_byte(void **state)
{
    meet(&(struct meeting){.peer.script = accepts_and_idles, .plan.timeout_s = LIMIT_S, .play = play_first_byte});
}

static void play_own_limit(struct meeting *m)
{
    assert_timed_out(m, ask(m, .timeout_s = LIMIT_S), ERROR_TIMEOUT_FIRST_BYTE);
}

static void a_request_may_have_a_limit_of_its_own(void **state)
{
    meet(&(struct meeting){.peer.script = accepts_and_idles, .play = play_own_limit});
}

static void says_half(struct peer *p)
{
    peer_accept(p);
    if (peer_hear(p))
        peer_say(p, p->context);
    peer_idles(p);
}

static void play_receive(struct meeting *m)
{
    enum error e = ask(m, .timeout_s = limit_s);

    if (!was_too_soon(e))
        assert_timed_out_after(limit_s, m, e, ERROR_TIMEOUT_RECEIVE);
}

static void half_a_response_ends_in_timeout_receive(void **state)
{
    static const char *const halves[] = {
        "HTTP/1.1 200 OK\r\nContent",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhell",
        "HTTP/1.1 200 OK\r\n\r\nuntil close",
        "HTTP/1.1 100 Continue\r\n\r\n",
    };

    for (size_t i = 0; i < COUNT(halves); i++)
        meet_within_limit((struct peer){.script = says_half, .context = (void *)(uintptr_t)halves[i]}, 0, play_receive);
}

/* A byte now and then does not prolong the limit. */
static void trickles(struct peer *p)
{
    peer_accept(p);
    if (peer_hear(p))
        peer_say(p, p->context);
    while (peer_say_bytes(p, "a", 1))
        peer_pause(20);
}

static void a_trickle_does_not_prolong_the_limit(void **state)
{
    static const char *const beginnings[] = {"HTTP/1.1 200 OK\r\nA: ", "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
                                             "HTTP/1.1 200 OK\r\n\r\n"};

    for (size_t i = 0; i < COUNT(beginnings); i++)
        meet_within_limit((struct peer){.script = trickles, .context = (void *)(uintptr_t)beginnings[i]}, 0, play_receive);
}

/* ---- memory ---- */

static long resident_kib(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/* Sends its beginning and then one piece over and over, until the client has enough. */
struct flood {
    const char *beginning, *piece;
    size_t kept_at_most;
    size_t max_body;
    bool discard;
    enum error error;
};

static void floods(struct peer *p)
{
    const struct flood *f = p->context;
    struct buffer pieces;

    buffer_init(&pieces, 512 * KIB);
    while (pieces.size < 128 * KIB)
        buffer_string(&pieces, f->piece);
    peer_accept(p);
    if (peer_hear(p))
        peer_say(p, f->beginning);
    while (peer_say_bytes(p, pieces.data, pieces.size))
        ;
    buffer_free(&pieces);
}

static void play_flood(struct meeting *m)
{
    const struct flood *f = m->peer.context;
    long before = resident_kib();
    enum error e = ask(m, .discard_body = f->discard, .timeout_s = f->error == ERROR_TIMEOUT_RECEIVE ? limit_s : 20);

    if (was_too_soon(e))
        return;
    if (e != f->error)
        fail_msg("%s...: got %s, wanted %s", f->piece, error_id(e), error_id(f->error));
    if (m->arena.size > f->kept_at_most)
        fail_msg("%s...: %zu bytes kept, at most %zu expected", f->piece, m->arena.size, f->kept_at_most);
    if (resident_kib() - before > 64 * 1024)
        fail_msg("%s...: the process grew by %ld KiB", f->piece, resident_kib() - before);
    assert_int_equal(m->client.idle_count, 0);
}

static void answers_without_end_stop_at_their_limits(void **state)
{
    static const struct flood all[] = {
        {"HTTP/1.1 200 OK\r\n", "Name: value\r\n", 64 * KIB, .error = ERROR_HEADERS_TOO_LARGE},
        {"HTTP/1.1 200 OK\r\nName: ", "value", 64 * KIB, .error = ERROR_HEADERS_TOO_LARGE},
        {"HTTP/1.1 200 ", "reason ", 64 * KIB, .error = ERROR_HEADERS_TOO_LARGE},
        {"", "HTTP/1.1 100 Continue\r\n\r\n", 64 * KIB, .error = ERROR_MALFORMED_RESPONSE},
        {"HTTP/1.1 200 OK\r\n\r\n", "body ", 4 * MIB, MIB, .error = ERROR_BODY_TOO_LARGE},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n", 4 * MIB, MIB, .error = ERROR_BODY_TOO_LARGE},
        {"HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\n", "body ", 64 * KIB, MIB, .error = ERROR_BODY_TOO_LARGE},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", "extension", 64 * KIB, .error = ERROR_HEADERS_TOO_LARGE},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "A: b\r\n", 64 * KIB, .error = ERROR_HEADERS_TOO_LARGE},
        {"HTTP/1.1 200 OK\r\n\r\n", "body ", 64 * KIB, MIB, .discard = true, .error = ERROR_TIMEOUT_RECEIVE},
        {"HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775808\r\n\r\n", "body ", 64 * KIB, MIB, .discard = true,
         .error = ERROR_TIMEOUT_RECEIVE},
    };

    for (size_t i = 0; i < COUNT(all); i++)
        meet_within_limit((struct peer){.script = floods, .context = (void *)(uintptr_t)&all[i]}, all[i].max_body, play_flood);
}

/* ---- up to the limits everything is taken ---- */

#define BODY_SIZE (3 * MIB)

static void says_large_bodies(struct peer *p)
{
    struct buffer chunked;
    char *bytes = mem_alloc(BODY_SIZE);

    for (size_t i = 0; i < BODY_SIZE; i++)
        bytes[i] = (char)(i * 31 >> 3);
    buffer_init(&chunked, 2 * BODY_SIZE);
    for (size_t at = 0; at < BODY_SIZE; at += 4096) {
        buffer_string(&chunked, "1000\r\n");
        buffer_append(&chunked, bytes + at, 4096);
        buffer_string(&chunked, "\r\n");
    }
    buffer_string(&chunked, "0\r\n\r\n");
    peer_accept(p);
    for (int i = 0; i < 2; i++) {
        peer_answers(p, "HTTP/1.1 200 OK\r\nContent-Length: 3145728\r\n\r\n");
        peer_say_bytes(p, bytes, BODY_SIZE);
        peer_answers(p, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        peer_say_bytes(p, chunked.data, chunked.size);
    }
    peer_answers(p, "HTTP/1.1 200 OK\r\n\r\n");
    peer_say_bytes(p, bytes, BODY_SIZE);
    peer_close(p);
    buffer_free(&chunked);
    mem_free(bytes);
}

static void check_large_body(struct meeting *m, bool discard)
{
    assert_error(ask(m, .discard_body = discard), OK);
    assert_equal_u64("body_size", m->response.body_size, BODY_SIZE);
    assert_equal_u64("kept", m->response.body.size, discard ? 0 : BODY_SIZE);
    for (size_t i = 0; i < m->response.body.size; i++)
        if (m->response.body.data[i] != (char)(i * 31 >> 3))
            fail_msg("byte %zu of the body is wrong", i);
    assert_int_equal(m->response.body.data[m->response.body.size], '\0');
    if (discard)
        assert_true(m->arena.size < 64 * KIB);
    arena_reset(&m->arena);
}

static void play_large_bodies(struct meeting *m)
{
    check_large_body(m, false);
    check_large_body(m, false);
    check_large_body(m, true);
    check_large_body(m, true);
    assert_int_equal(m->client.idle_count, 1);
    check_large_body(m, false);
    assert_int_equal(m->peer.connections, 1);
}

static void bodies_of_exactly_the_limit_are_kept_whole_and_discarded_ones_not_at_all(void **state)
{
    meet(&(struct meeting){.peer.script = says_large_bodies, .plan.max_body = BODY_SIZE, .play = play_large_bodies});
}

SCENE_MAIN(TEST(a_peer_that_does_not_read_ends_in_timeout_send), TEST(a_silent_peer_ends_in_timeout_first_byte),
           TEST(a_request_may_have_a_limit_of_its_own), TEST(half_a_response_ends_in_timeout_receive),
           TEST(a_trickle_does_not_prolong_the_limit), TEST(answers_without_end_stop_at_their_limits),
           TEST(bodies_of_exactly_the_limit_are_kept_whole_and_discarded_ones_not_at_all))
