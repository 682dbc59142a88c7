/* SPDX-License-Identifier: MIT */
/* tests/unit/net/stream_test.c - waiting, readiness and its cost, on socket pairs
 */
#include "counted_calls.h"
#include "net_support.h"

#include <fcntl.h>

/* A stream, and the blocking socket at its other end. */
static struct stream *open_pair(struct scene *scene, int *peer)
{
    struct timeval timeout = PEER_TIMEOUT;
    struct stream *s;
    int fds[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds), 0);
    assert_int_equal(fcntl(fds[1], F_SETFL, 0), 0);
    assert_int_equal(setsockopt(fds[1], SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)), 0);
    assert_error(tcp_adopt(scene->fibers, fds[0], &s), OK);
    *peer = fds[1];
    return s;
}

static void say(int fd, const char *text)
{
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
}

/* Another fiber that does something to the other end after a while. */
struct later {
    int fd;
    const char *text; /* NULL: closes */
    uint64_t wait_ns;
};

static void do_later(void *argument)
{
    const struct later *l = argument;

    assert_error(fiber_sleep_until(clock_now() + l->wait_ns), OK);
    if (l->text)
        say(l->fd, l->text);
    else
        close(l->fd);
}

static void expect_text(struct stream *s, const char *wanted)
{
    char bytes[64];
    ssize_t n = stream_read(s, bytes, sizeof(bytes) - 1, SOON_NS);

    if (n < 0)
        fail_msg("read gives %s", error_id(stream_error(n)));
    bytes[MAX(n, 0)] = '\0';
    assert_equal_string("bytes", bytes, wanted);
}

static void play_wait_for_bytes(struct scene *scene)
{
    struct later l = {.text = "hello", .wait_ns = 5 * NANOS_PER_MILLI};
    struct stream *s = open_pair(scene, &l.fd);

    fiber_start(scene->fibers, do_later, &l, "peer");
    expect_text(s, "hello");
    stream_close(s, false);
    close(l.fd);
}

static void a_read_waits_for_bytes(void **state)
{
    play_on_fiber(play_wait_for_bytes, NULL);
}

static void play_deadline(struct scene *scene)
{
    int peer;
    struct stream *s = open_pair(scene, &peer);
    uint64_t deadline = clock_now() + 10 * NANOS_PER_MILLI;
    char byte;

    assert_error(stream_error(stream_read(s, &byte, 1, deadline)), ERROR_TIMEOUT);
    assert_true(clock_now() >= deadline);
    assert_error(stream_error(stream_read(s, &byte, 1, deadline)), ERROR_TIMEOUT);
    assert_error(stream_wait(s, false, deadline), ERROR_TIMEOUT);
    say(peer, "x");
    expect_text(s, "x");
    stream_close(s, false);
    close(peer);
}

static void a_passed_deadline_ends_a_read_and_leaves_the_stream_usable(void **state)
{
    play_on_fiber(play_deadline, NULL);
}

static void play_cancel(struct scene *scene)
{
    struct cancellation c;
    int peer;
    struct stream *s = open_pair(scene, &peer);
    char byte;

    cancel_me_after(scene, &c, 5 * NANOS_PER_MILLI);
    assert_error(stream_error(stream_read(s, &byte, 1, NEVER)), ERROR_CANCELLED);
    assert_error(stream_wait(s, false, NEVER), ERROR_CANCELLED);
    say(peer, "late"); /* the event for a fiber that has gone on must find nobody */
    fiber_yield();
    stream_close(s, false);
    close(peer);
}

static void cancelling_the_fiber_ends_a_read(void **state)
{
    play_on_fiber(play_cancel, NULL);
}

static void play_end(struct scene *scene)
{
    int peer;
    struct stream *s = open_pair(scene, &peer);
    char byte;

    say(peer, "last words");
    close(peer);
    expect_text(s, "last words");
    assert_int_equal(stream_read(s, &byte, 1, SOON_NS), 0);
    assert_int_equal(stream_read(s, &byte, 1, SOON_NS), 0);
    stream_close(s, false);
}

static void bytes_sent_before_the_end_are_read_before_it(void **state)
{
    play_on_fiber(play_end, NULL);
}

static void play_end_later(struct scene *scene)
{
    struct later l = {.wait_ns = 5 * NANOS_PER_MILLI};
    struct stream *s = open_pair(scene, &l.fd);
    char byte;

    say(l.fd, "first");
    expect_text(s, "first");
    fiber_start(scene->fibers, do_later, &l, "peer");
    assert_int_equal(stream_read(s, &byte, 1, SOON_NS), 0);
    stream_close(s, false);
}

static void an_end_that_comes_after_a_short_read_is_seen(void **state)
{
    play_on_fiber(play_end_later, NULL);
}

/* ---- cost ---- */

#define REQUESTS 100

static void echo(void *argument)
{
    struct stream *s = argument;
    char bytes[64];

    for (;;) {
        ssize_t n = stream_read(s, bytes, sizeof(bytes), SOON_NS);
        struct iovec part = {.iov_base = bytes, .iov_len = (size_t)n};

        if (n <= 0 || stream_write(s, &part, 1, SOON_NS))
            break;
    }
    stream_close(s, false);
}

static void play_requests(struct scene *scene)
{
    struct stream *client, *server;
    int fds[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds), 0);
    assert_error(tcp_adopt(scene->fibers, fds[0], &client), OK);
    assert_error(tcp_adopt(scene->fibers, fds[1], &server), OK);
    fiber_start(scene->fibers, echo, server, "server");
    for (int i = -1; i < REQUESTS; i++) {
        struct iovec parts[] = {part_of("GET / HTTP/1.1\r\n"), part_of(""), part_of("\r\n")};

        if (i == 0) /* the first one finds out that nothing is there to be read */
            memset(&calls, 0, sizeof(calls));
        assert_error(stream_write(client, parts, COUNT(parts), SOON_NS), OK);
        expect_text(client, "GET / HTTP/1.1\r\n\r\n");
        assert_false(stream_is_stale(client));
    }
    assert_equal_u64("recv, both ends", calls.recv, 2 * REQUESTS);
    assert_equal_u64("send, both ends", calls.send, 2 * REQUESTS);
    assert_equal_u64("epoll_ctl", calls.control, 0);
    stream_close(client, false);
    while (fibers_running(scene->fibers) > 1)
        fiber_yield();
}

static void a_request_on_a_kept_connection_costs_one_send_and_one_recv(void **state)
{
    play_on_fiber(play_requests, NULL);
}

/* ---- writing ---- */

#define LARGE (4 * MIB)

static void *read_all(void *argument)
{
    int fd = *(int *)argument;
    char *bytes = mem_alloc(LARGE);
    size_t have = 0;
    ssize_t n;

    while (have < LARGE && (n = read(fd, bytes + have, LARGE - have)) > 0)
        have += (size_t)n;
    assert_equal_u64("bytes received", have, LARGE);
    return bytes;
}

static void play_large_write(struct scene *scene)
{
    int peer;
    struct stream *s = open_pair(scene, &peer);
    char *sent = mem_alloc(LARGE);
    struct iovec parts[] = {{sent, 1}, {sent + 1, 0}, {sent + 1, LARGE / 2}, {sent + 1 + LARGE / 2, LARGE / 2 - 1}};
    pthread_t reader;
    void *received;

    for (size_t i = 0; i < LARGE; i++)
        sent[i] = (char)(i * 2654435761U >> 24);
    assert_int_equal(pthread_create(&reader, NULL, read_all, &peer), 0);
    assert_error(stream_write(s, parts, COUNT(parts), SOON_NS), OK);
    pthread_join(reader, &received);
    assert_memory_equal(received, sent, LARGE);
    mem_free(received);
    mem_free(sent);
    stream_close(s, false);
    close(peer);
}

static void a_write_larger_than_the_socket_buffer_arrives_whole_and_in_order(void **state)
{
    play_on_fiber(play_large_write, NULL);
}

static void play_blocked_write(struct scene *scene)
{
    int peer;
    struct stream *s = open_pair(scene, &peer);
    char *sent = mem_zalloc(LARGE);
    struct iovec part = {sent, LARGE};
    struct later l;

    assert_error(stream_write(s, &part, 1, clock_now() + 10 * NANOS_PER_MILLI), ERROR_TIMEOUT);
    assert_true(part.iov_len > 0 && part.iov_len < LARGE);
    l = (struct later){.fd = peer, .text = "413", .wait_ns = 5 * NANOS_PER_MILLI};
    fiber_start(scene->fibers, do_later, &l, "peer");
    assert_error(stream_wait(s, true, SOON_NS), OK);
    assert_true(s->may_read);
    assert_false(s->may_write);
    expect_text(s, "413");
    mem_free(sent);
    stream_close(s, false);
    close(peer);
}

static void an_early_answer_wakes_a_blocked_writer(void **state)
{
    play_on_fiber(play_blocked_write, NULL);
}

static void play_write_to_closed(struct scene *scene)
{
    int peer;
    struct stream *s = open_pair(scene, &peer);
    struct iovec part = part_of("x");

    close(peer);
    assert_error(stream_write(s, &part, 1, SOON_NS), ERROR_RESET);
    stream_close(s, false);
}

static void a_write_to_a_closed_peer_is_a_reset_and_no_signal(void **state)
{
    play_on_fiber(play_write_to_closed, NULL);
}

/* ---- stale connections ---- */

static void play_stale(struct scene *scene)
{
    int peer;
    struct stream *s = open_pair(scene, &peer);

    say(peer, "answer");
    expect_text(s, "answer");
    calls.recv = 0;
    assert_false(stream_is_stale(s));
    assert_equal_u64("recv", calls.recv, 0);
    say(peer, "unasked");
    assert_error(stream_wait(s, false, SOON_NS), OK);
    assert_true(stream_is_stale(s));
    stream_close(s, false);
    close(peer);
}

static void unasked_bytes_make_an_idle_stream_stale(void **state)
{
    play_on_fiber(play_stale, NULL);
}

static void play_closed_idle(struct scene *scene)
{
    int peer;
    struct stream *s = open_pair(scene, &peer);

    say(peer, "answer");
    expect_text(s, "answer");
    close(peer);
    assert_error(stream_wait(s, false, SOON_NS), OK);
    assert_true(stream_is_stale(s));
    stream_close(s, false);
}

static void a_closed_peer_makes_an_idle_stream_stale(void **state)
{
    play_on_fiber(play_closed_idle, NULL);
}

/* ---- fairness ---- */

static volatile bool flood_over;

static void *flood(void *argument)
{
    static const char bytes[65536];
    int fd = *(int *)argument;

    while (!flood_over && syscall(SYS_sendto, fd, bytes, sizeof(bytes), MSG_NOSIGNAL, NULL, 0) > 0)
        continue;
    return NULL;
}

static void count_turns(void *argument)
{
    unsigned *turns = argument;

    while (!flood_over) {
        (*turns)++;
        fiber_yield();
    }
}

static void play_flood(struct scene *scene)
{
    int peer;
    struct stream *s = open_pair(scene, &peer);
    unsigned turns = 0;
    ssize_t n = 1;
    pthread_t sender;
    char byte;

    fiber_start(scene->fibers, count_turns, &turns, "other");
    assert_int_equal(pthread_create(&sender, NULL, flood, &peer), 0);
    for (uint64_t deadline = SOON_NS; n > 0 && turns < 2;)
        n = stream_read(s, &byte, 1, deadline); /* by single bytes: the sender is always ahead */
    assert_true(turns >= 2);
    for (uint64_t deadline = clock_now() + 50 * NANOS_PER_MILLI; n > 0;)
        n = stream_read(s, &byte, 1, deadline);
    assert_error(stream_error(n), ERROR_TIMEOUT);
    flood_over = true;
    stream_close(s, false);
    pthread_join(sender, NULL);
    close(peer);
    while (fibers_running(scene->fibers) > 1)
        fiber_yield();
}

static void a_peer_that_never_pauses_holds_up_neither_the_deadline_nor_other_fibers(void **state)
{
    play_on_fiber(play_flood, NULL);
}

SCENE_MAIN(TEST(a_read_waits_for_bytes), TEST(a_passed_deadline_ends_a_read_and_leaves_the_stream_usable),
           TEST(cancelling_the_fiber_ends_a_read), TEST(bytes_sent_before_the_end_are_read_before_it),
           TEST(an_end_that_comes_after_a_short_read_is_seen), TEST(a_request_on_a_kept_connection_costs_one_send_and_one_recv),
           TEST(a_write_larger_than_the_socket_buffer_arrives_whole_and_in_order), TEST(an_early_answer_wakes_a_blocked_writer),
           TEST(a_write_to_a_closed_peer_is_a_reset_and_no_signal), TEST(unasked_bytes_make_an_idle_stream_stale),
           TEST(a_closed_peer_makes_an_idle_stream_stale),
           TEST(a_peer_that_never_pauses_holds_up_neither_the_deadline_nor_other_fibers))
