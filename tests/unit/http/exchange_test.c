/* SPDX-License-Identifier: MIT */
/* tests/unit/http/exchange_test.c - one request and what a server of any manners makes of it
 *
 * Most claims are rows of a table: what the peer says and how it goes on, what comes of it, and whether the connection is kept.
 */
#include "http/meeting.h"

#include "base/random.h"

enum ending { STAYS, CLOSES, RESETS };

struct answer {
    const char *name;
    struct text bytes;
    enum ending ending;
    const char *method; /* NULL: GET */
    enum error error;
    int status;
    const char *body;   /* NULL: none */
    const char *detail; /* NULL: whatever */
    bool kept;
    size_t segment; /* 0: all bytes at once */
};

static void give_answer(struct peer *p)
{
    const struct answer *a = p->context;

    peer_accept(p);
    assert_true(peer_hear(p));
    peer_say_in_pieces(p, a->bytes, a->segment);
    if (a->ending == CLOSES)
        peer_close(p);
    else if (a->ending == RESETS)
        peer_reset(p);
    else
        peer_idles(p);
}

static void check_answer(struct meeting *m)
{
    const struct answer *a = m->peer.context;
    struct http_response *r = &m->response;
    enum error e = ask(m, .method = text_from(a->method ? a->method : "GET"), .timeout_s = 20);

    if (e != a->error || r->error != a->error)
        fail_msg("%s: got %s (%s), wanted %s", a->name, error_id(e), r->detail ? r->detail : "no detail", error_id(a->error));
    assert_int_equal(r->status, a->status);
    if (e == OK) {
        assert_text(a->name, r->body, a->body ? a->body : "");
        assert_equal_u64(a->name, r->body_size, r->body.size);
        assert_equal_u64(a->name, r->bytes_received, a->bytes.size);
        assert_true(r->times.start_ns <= r->times.first_write_ns && r->times.first_write_ns <= r->times.sent_ns);
        assert_true(r->times.sent_ns <= r->times.first_byte_ns && r->times.first_byte_ns <= r->times.end_ns);
    }
    if (a->detail)
        assert_equal_string(a->name, r->detail ? r->detail : "", a->detail);
    if (m->client.idle_count != a->kept)
        fail_msg("%s: the connection was%s kept", a->name, a->kept ? " not" : "");
}

static void check_answers(const struct answer *answers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct answer bytewise = answers[i];

        meet(&(struct meeting){.peer = {.script = give_answer, .context = (void *)(uintptr_t)&answers[i]}, .play = check_answer});
        /* A reset may overtake bytes that were not read yet: then the moment of the fault is not determined. */
        if (answers[i].bytes.size > 1000 || answers[i].ending == RESETS)
            continue;
        bytewise.segment = 1;
        meet(&(struct meeting){.peer = {.script = give_answer, .context = &bytewise}, .play = check_answer});
    }
}

/* ---- framing ---- */

static void bodies_end_where_their_framing_says(void **state)
{
    static const struct answer answers[] = {
        {"length", TEXT("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"), .status = 200, .body = "hello", .kept = true},
        {"length 0", TEXT("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"), .status = 201, .kept = true},
        {"error status", TEXT("HTTP/1.1 503 No\r\nContent-Length: 4\r\n\r\nbusy"), .status = 503, .body = "busy", .kept = true},
        {"chunked", TEXT("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: 1\r\n\r\n"),
         .status = 200, .body = "abcde", .kept = true},
        {"until close", TEXT("HTTP/1.1 200 OK\r\n\r\nall of it"), CLOSES, .status = 200, .body = "all of it"},
        {"until close, empty", TEXT("HTTP/1.1 200 OK\r\n\r\n"), CLOSES, .status = 200},
        {"HEAD", TEXT("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"), .method = "HEAD", .status = 200, .kept = true},
        {"HEAD, chunked", TEXT("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), .method = "HEAD", .status = 200,
         .kept = true},
        {"204", TEXT("HTTP/1.1 204 No Content\r\n\r\n"), .status = 204, .kept = true},
        {"304", TEXT("HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n"), .status = 304, .kept = true},
        {"no reason", TEXT("HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx"), .status = 200, .body = "x", .kept = true},
    };

    check_answers(answers, COUNT(answers));
}

static void a_connection_is_kept_only_where_the_server_keeps_it(void **state)
{
    static const struct answer answers[] = {
        {"close", TEXT("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx"), .status = 200, .body = "x"},
        {"close among others", TEXT("HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 1\r\n\r\nx"), .status = 200,
         .body = "x"},
        {"1.0", TEXT("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx"), .status = 200, .body = "x"},
        {"1.0 keep-alive", TEXT("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx"), .status = 200,
         .body = "x", .kept = true},
        {"1.0 until close", TEXT("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\nx"), CLOSES, .status = 200, .body = "x"},
    };

    check_answers(answers, COUNT(answers));
}

static void check_extra_bytes(struct meeting *m)
{
    static const struct text whole = TEXT(
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 500 Two\r\nContent-Length: 0\r\n\r\n");

    assert_error(ask(m), OK);
    assert_answer(m, 200, "x");
    assert_int_equal(m->client.idle_count, 0);
    assert_true(m->response.bytes_received <= whole.size);
}

static void says_two_answers_at_once(struct peer *p)
{
    peer_accept(p);
    peer_answers(p, p->context);
    peer_idles(p);
}

static void bytes_after_the_answer_end_the_connection(void **state)
{
    static const char *const answers[] = {
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 500 Two\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n\r\n",
    };

    for (size_t i = 0; i < COUNT(answers); i++)
        meet(&(struct meeting){.peer = {.script = says_two_answers_at_once, .context = (void *)(uintptr_t)answers[i]},
                               .play = check_extra_bytes});
}

/* ---- interim responses ---- */

struct interim {
    unsigned count;
    size_t segment;
};

static void says_interim_responses(struct peer *p)
{
    const struct interim *how = p->context;
    struct buffer all;

    buffer_init(&all, MIB);
    for (unsigned i = 0; i < how->count; i++)
        buffer_string(&all, i % 2 ? "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" : "HTTP/1.1 100 Continue\r\n\r\n");
    buffer_string(&all, PLAIN_OK);
    peer_accept(p);
    assert_true(peer_hear(p));
    peer_say_in_pieces(p, buffer_view(&all), how->segment);
    peer_idles(p);
    buffer_free(&all);
}

static void play_interim(struct meeting *m)
{
    const struct interim *how = m->peer.context;

    (void)ask(m);
    if (how->count > LIMIT_INTERIM_RESPONSES) {
        assert_error(m->response.error, ERROR_MALFORMED_RESPONSE);
        assert_non_null(strstr(m->response.detail, "too many interim responses"));
        return;
    }
    assert_answer(m, 200, "ok");
    assert_int_equal(m->response.field_count, 1);
    assert_int_equal(m->client.idle_count, 1);
}

static void up_to_64_interim_responses_come_before_the_final_one(void **state)
{
    static const unsigned counts[] = {0, 1, 2, 64, 65};
    static const size_t segments[] = {0, 1, 7, 40};

    for (size_t i = 0; i < COUNT(counts); i++)
        for (size_t k = 0; k < COUNT(segments); k++) {
            struct interim how = {counts[i], segments[k]};

            meet(&(struct meeting){.peer = {.script = says_interim_responses, .context = &how}, .play = play_interim});
        }
}

/* ---- closed in the middle ---- */

static void a_connection_that_ends_too_soon_is_named(void **state)
{
    static const struct answer answers[] = {
        {"before the head", TEXT(""), CLOSES, .error = ERROR_CLOSED_EARLY},
        {"in the head", TEXT("HTTP/1.1 200 OK\r\nConten"), CLOSES, .error = ERROR_CLOSED_EARLY},
        {"after an interim response", TEXT("HTTP/1.1 100 Continue\r\n\r\n"), CLOSES, .error = ERROR_CLOSED_EARLY},
        {"in a body of known length", TEXT("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell"), CLOSES,
         .error = ERROR_CLOSED_EARLY, .status = 200},
        {"in a chunk", TEXT("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhell"), CLOSES,
         .error = ERROR_CLOSED_EARLY, .status = 200},
        {"before the last chunk", TEXT("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nh\r\n"), CLOSES,
         .error = ERROR_CLOSED_EARLY, .status = 200},
        {"in the trailers", TEXT("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n"), CLOSES,
         .error = ERROR_CLOSED_EARLY, .status = 200},
        {"reset before the head", TEXT(""), RESETS, .error = ERROR_RESET},
    };

    check_answers(answers, COUNT(answers));
}

/* A reset that arrives when what was sent before it has been read. */
static void resets_in_the_middle(struct peer *p)
{
    peer_accept(p);
    peer_answers(p, p->context);
    peer_pause(100);
    peer_reset(p);
}

static void play_reset_in_the_middle(struct meeting *m)
{
    assert_error(ask(m), ERROR_RESET);
    assert_int_equal(m->client.idle_count, 0);
}

static void a_reset_is_a_reset_wherever_it_strikes(void **state)
{
    static const char *const beginnings[] = {
        "HTTP/1.1 200 OK\r\nConten",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhell",
        "HTTP/1.1 200 OK\r\n\r\nuntil close",
    };

    for (size_t i = 0; i < COUNT(beginnings); i++)
        meet(&(struct meeting){.peer = {.script = resets_in_the_middle, .context = (void *)(uintptr_t)beginnings[i]},
                               .play = play_reset_in_the_middle});
}

/* ---- no HTTP at all ---- */

static void what_is_not_http_is_malformed_at_a_byte(void **state)
{
    static const struct answer answers[] = {
        {"SSH", TEXT("SSH-2.0-OpenSSH_9.2\r\n"), .error = ERROR_MALFORMED_RESPONSE},
        {"a TLS alert", TEXT("\x15\x03\x01\x00\x02\x02\x46"), .error = ERROR_MALFORMED_RESPONSE},
        {"NULs", TEXT("\0\0\0\0\0\0\0\0"), .error = ERROR_MALFORMED_RESPONSE},
        {"HTTP/2", TEXT("\0\0\x12\x04\0\0\0\0\0"), .error = ERROR_MALFORMED_RESPONSE},
        {"SMTP", TEXT("220 mail.test ESMTP\r\n"), .error = ERROR_MALFORMED_RESPONSE},
        {"a NUL in a header", TEXT("HTTP/1.1 200 OK\r\nA: b\0c\r\n\r\n"), .error = ERROR_MALFORMED_RESPONSE},
        {"two lengths", TEXT("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx"),
         .error = ERROR_MALFORMED_RESPONSE},
        {"length and chunked", TEXT("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
         .error = ERROR_MALFORMED_RESPONSE},
        {"switching protocols", TEXT("HTTP/1.1 101 Switching Protocols\r\n\r\n"), .error = ERROR_MALFORMED_RESPONSE,
         .detail = "byte 0: 101 Switching Protocols was not asked for"},
        {"a fault behind an interim response", TEXT("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nA : b\r\n\r\n"),
         .error = ERROR_MALFORMED_RESPONSE, .detail = "byte 43: space before the colon of a header"},
        {"a bad chunk", TEXT("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"), .error = ERROR_MALFORMED_RESPONSE,
         .status = 200},
        {"a length beyond 64 bits", TEXT("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551616\r\n\r\n"),
         .error = ERROR_MALFORMED_RESPONSE},
        {"a length of 2^63", TEXT("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775808\r\n\r\nx"),
         .error = ERROR_BODY_TOO_LARGE, .status = 200},
    };

    check_answers(answers, COUNT(answers));
}

static void play_noise(struct meeting *m)
{
    enum error e = ask(m, .timeout_s = 20);

    if (e != ERROR_MALFORMED_RESPONSE && e != ERROR_HEADERS_TOO_LARGE && e != ERROR_CLOSED_EARLY)
        fail_msg("noise gives %s", error_id(e));
}

static void random_bytes_end_in_an_error(void **state)
{
    for (uint64_t seed = 0; seed < 20; seed++) {
        char bytes[2048];
        struct random r;

        random_init(&r, seed, 0);
        for (size_t i = 0; i < sizeof(bytes); i++)
            bytes[i] = (char)random_u64(&r);

        struct answer noise = {.bytes = {bytes, sizeof(bytes)}, .ending = CLOSES};

        meet(&(struct meeting){.peer = {.script = give_answer, .context = &noise}, .play = play_noise});
    }
}

SCENE_MAIN(TEST(bodies_end_where_their_framing_says), TEST(a_connection_is_kept_only_where_the_server_keeps_it),
           TEST(bytes_after_the_answer_end_the_connection), TEST(up_to_64_interim_responses_come_before_the_final_one),
           TEST(a_connection_that_ends_too_soon_is_named), TEST(a_reset_is_a_reset_wherever_it_strikes),
           TEST(what_is_not_http_is_malformed_at_a_byte), TEST(random_bytes_end_in_an_error))
