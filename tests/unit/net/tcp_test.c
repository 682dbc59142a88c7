/* SPDX-License-Identifier: MIT */
/* tests/unit/net/tcp_test.c - how a connection comes to be, and each way it does not */
#include "net_support.h"

#include <fcntl.h>
#include <net/if.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

static enum error connect_to(struct scene *scene, struct address at, uint64_t deadline_ns, struct stream **out)
{
    struct address_list list = list_of(&at, 1);

    return tcp_connect(scene->fibers, &list, NULL, deadline_ns, out, NULL);
}

static int refusing[8];
static size_t refusing_count;

/* The address of a port where nobody listens until open_ports. */
static struct address closed_port(const char *host)
{
    struct address at;

    assert_true(refusing_count < COUNT(refusing));
    refusing[refusing_count++] = bind_without_listening(host, &at);
    return at;
}

static void open_ports(void)
{
    while (refusing_count > 0)
        close(refusing[--refusing_count]);
}

/* A listener that answers no one any more: its queue is full, so the kernel drops what asks for a connection. `*filler` holds the
 * queue. */
static int deaf_listener(const char *host, struct address *at, int *filler)
{
    int fd = listen_at(host, 0, 0, at);

    *filler = socket(at->generic.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(*filler >= 0);
    assert_int_equal(connect(*filler, &at->generic, at->size), 0);
    return fd;
}

/* ---- success ---- */

static void exchange_greetings(struct stream *s, int listener)
{
    struct iovec part = part_of("ping");
    int peer = accept_one(listener);
    char bytes[16];

    assert_error(stream_write(s, &part, 1, SOON_NS), OK);
    assert_int_equal(recv(peer, bytes, 4, MSG_WAITALL), 4);
    assert_int_equal(send(peer, "pong", 4, 0), 4);
    assert_int_equal(stream_read(s, bytes, sizeof(bytes), SOON_NS), 4);
    assert_memory_equal(bytes, "pong", 4);
    close(peer);
}

static void play_connect(struct scene *scene)
{
    const char *host = scene->context;
    struct address at, peer;
    int listener = listen_at(host, 0, 8, &at);
    struct address_list list = list_of(&at, 1);
    struct stream *s;
    int on = 0;
    socklen_t size = sizeof(on);

    assert_error(tcp_connect(scene->fibers, &list, NULL, SOON_NS, &s, &peer), OK);
    assert_true(address_equal(&peer, &at));
    assert_int_equal(getsockopt(s->watcher.fd, IPPROTO_TCP, TCP_NODELAY, &on, &size), 0);
    assert_true(on);
    exchange_greetings(s, listener);
    stream_close(s, false);
    close(listener);
}

static void connects_over_either_family_without_delay(void **state)
{
    static const char *const hosts[] = {"127.0.0.1", "::1"};

    for (size_t i = 0; i < COUNT(hosts); i++)
        play_on_fiber(play_connect, (void *)(uintptr_t)hosts[i]);
}

static void play_closed_at_once(struct scene *scene)
{
    struct address at;
    int listener = listen_at("127.0.0.1", 0, 8, &at);
    struct stream *s;
    char bytes[16];

    assert_error(connect_to(scene, at, SOON_NS, &s), OK);
    int peer = accept_one(listener);
    assert_int_equal(send(peer, "bye", 3, 0), 3);
    close(peer);
    assert_int_equal(stream_read(s, bytes, sizeof(bytes), SOON_NS), 3);
    assert_int_equal(stream_read(s, bytes, sizeof(bytes), SOON_NS), 0);
    stream_close(s, false);
    close(listener);
}

static void a_server_that_answers_and_closes_at_once_is_read_to_the_end(void **state)
{
    play_on_fiber(play_closed_at_once, NULL);
}

static void play_reset(struct scene *scene)
{
    static const struct linger at_once = {.l_onoff = 1};
    struct address at;
    int listener = listen_at("127.0.0.1", 0, 8, &at);
    struct stream *s;
    char byte;

    assert_error(connect_to(scene, at, SOON_NS, &s), OK);
    int peer = accept_one(listener);
    assert_int_equal(setsockopt(peer, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once)), 0);
    close(peer);
    assert_error(stream_error(stream_read(s, &byte, 1, SOON_NS)), ERROR_RESET);
    stream_close(s, false);
    close(listener);
}

static void a_reset_by_the_peer_is_an_error_of_its_own(void **state)
{
    play_on_fiber(play_reset, NULL);
}

static void play_abort(struct scene *scene)
{
    struct address at;
    int listener = listen_at("127.0.0.1", 0, 8, &at);
    struct stream *s;
    char byte;

    for (int abort = 0; abort < 2; abort++) {
        assert_error(connect_to(scene, at, SOON_NS, &s), OK);
        int peer = accept_one(listener);
        stream_close(s, abort);
        errno = 0;
        assert_int_equal(recv(peer, &byte, 1, 0), abort ? -1 : 0);
        assert_int_equal(errno, abort ? ECONNRESET : 0);
        close(peer);
    }
    close(listener);
}

static void closing_is_orderly_and_aborting_is_a_reset(void **state)
{
    play_on_fiber(play_abort, NULL);
}

/* ---- failure ---- */

static void play_refused(struct scene *scene)
{
    struct address at = closed_port(scene->context);
    size_t before = open_descriptors();
    struct stream *s = NULL;

    assert_error(connect_to(scene, at, SOON_NS, &s), ERROR_REFUSED);
    assert_null(s);
    assert_equal_u64("descriptors", open_descriptors(), before);
    open_ports();
}

static void a_closed_port_refuses(void **state)
{
    static const char *const hosts[] = {"127.0.0.1", "::1"};

    for (size_t i = 0; i < COUNT(hosts); i++)
        play_on_fiber(play_refused, (void *)(uintptr_t)hosts[i]);
}

static void play_silence(struct scene *scene)
{
    struct address at;
    int filler, listener = deaf_listener("127.0.0.1", &at, &filler);
    size_t before = open_descriptors();
    struct cancellation c;
    struct stream *s;
    uint64_t deadline = clock_now() + 30 * NANOS_PER_MILLI;

    assert_error(connect_to(scene, at, deadline, &s), ERROR_TIMEOUT_CONNECT);
    assert_true(clock_now() >= deadline);
    cancel_me_after(scene, &c, 5 * NANOS_PER_MILLI);
    assert_error(connect_to(scene, at, NEVER, &s), ERROR_CANCELLED);
    assert_equal_u64("descriptors", open_descriptors(), before);
    close(filler);
    close(listener);
}

static void silence_ends_by_the_deadline_or_by_cancellation(void **state)
{
    play_on_fiber(play_silence, NULL);
}

static void play_no_descriptors(struct scene *scene)
{
    struct rlimit old, none;
    struct address at;
    int listener = listen_at("127.0.0.1", 0, 8, &at);
    struct stream *s;

    assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
    none = (struct rlimit){.rlim_cur = 3, .rlim_max = old.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    assert_error(connect_to(scene, at, SOON_NS, &s), ERROR_NO_DESCRIPTORS);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
    close(listener);
}

static void running_out_of_descriptors_is_an_error_of_its_own(void **state)
{
    play_on_fiber(play_no_descriptors, NULL);
}

static void play_itself(struct scene *scene)
{
    struct address at = closed_port("127.0.0.77"); /* no other program asks for a port of this address */
    struct address_list list = list_of(&at, 1);
    struct tcp_options options = {.source = &at};
    struct stream *s;

    open_ports();
    assert_error(tcp_connect(scene->fibers, &list, &options, SOON_NS, &s, NULL), ERROR_REFUSED);
    close(listen_at("127.0.0.77", address_port(&at), 1, &at)); /* and the port is free again */
}

static void a_socket_that_meets_itself_is_not_a_connection(void **state)
{
    play_on_fiber(play_itself, NULL);
}

/* ---- a network of its own, with two local ports ---- */

static bool enter_small_network(void)
{
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP};
    int fd, range;

    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
        return false;
    fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    range = open("/proc/sys/net/ipv4/ip_local_port_range", O_WRONLY | O_CLOEXEC);
    return fd >= 0 && range >= 0 && ioctl(fd, SIOCSIFFLAGS, &request) == 0 && write(range, "40000 40001", 11) == 11;
}

static void play_no_ports(struct scene *scene)
{
    struct address at = {0}, unroutable = numeric("192.0.2.1", 80);
    int listener = listen_at("127.0.0.1", 8080, 16, &at);
    struct stream *open[8];
    size_t count = 0;
    enum error e = OK;

    while (count < COUNT(open) && (e = connect_to(scene, at, SOON_NS, &open[count])) == OK)
        count++;
    assert_error(e, ERROR_NO_PORTS);
    assert_true(count > 0);
    while (count > 0)
        stream_close(open[--count], true);
    assert_error(connect_to(scene, unroutable, SOON_NS, &open[0]), ERROR_UNREACHABLE);
    close(listener);
}

static void running_out_of_ports_is_told_from_a_network_without_a_way(void **state)
{
    pid_t child = fork();
    int status;

    assert_true(child >= 0);
    if (child == 0) {
        scene_begins();
        if (!enter_small_network())
            _exit(77);
        play_on_fiber(play_no_ports, NULL);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
        skip();
    assert_int_equal(status, 0);
}

/* ---- source address ---- */

static void play_source(struct scene *scene)
{
    struct address at, source = numeric("127.0.0.5", 0), foreign = numeric("192.0.2.1", 0), seen = {.size = sizeof(seen.v6)};
    int listener = listen_at("127.0.0.1", 0, 8, &at);
    struct address_list list = list_of((struct address[]){numeric("::1", address_port(&at)), at}, 2);
    struct tcp_options options = {.source = &source};
    struct stream *s;

    assert_error(tcp_connect(scene->fibers, &list, &options, SOON_NS, &s, NULL), OK);
    int peer = accept(listener, &seen.generic, &seen.size);
    address_set_port(&seen, 0);
    assert_true(address_equal(&seen, &source));
    stream_close(s, false);
    close(peer);

    options.source = &foreign;
    assert_error(tcp_connect(scene->fibers, &list, &options, SOON_NS, &s, NULL), ERROR_UNREACHABLE);
    close(listener);
}

static void the_source_address_is_bound_and_chooses_the_family(void **state)
{
    play_on_fiber(play_source, NULL);
}

/* ---- several addresses ---- */

static void play_second_address(struct scene *scene)
{
    struct address at, peer;
    int listener = listen_at("127.0.0.1", 0, 8, &at);
    struct address_list list = list_of((struct address[]){closed_port("::1"), closed_port("127.0.0.2"), at}, 3);
    size_t before = open_descriptors();
    struct stream *s;

    assert_error(tcp_connect(scene->fibers, &list, NULL, SOON_NS, &s, &peer), OK);
    assert_true(address_equal(&peer, &at));
    assert_equal_u64("descriptors", open_descriptors(), before + 1);
    stream_close(s, false);
    close(listener);
    open_ports();
}

static void a_refused_address_makes_way_for_the_next(void **state)
{
    play_on_fiber(play_second_address, NULL);
}

static void play_all_refuse(struct scene *scene)
{
    struct address_list list = list_of((struct address[]){closed_port("127.0.0.1"), closed_port("127.0.0.2")}, 2);
    struct stream *s;

    assert_error(tcp_connect(scene->fibers, &list, NULL, SOON_NS, &s, NULL), ERROR_REFUSED);
    list.count = 0;
    assert_error(tcp_connect(scene->fibers, &list, NULL, SOON_NS, &s, NULL), ERROR_UNREACHABLE);
    open_ports();
}

static void the_connection_fails_when_all_addresses_have(void **state)
{
    play_on_fiber(play_all_refuse, NULL);
}

static void play_race(struct scene *scene)
{
    struct address deaf, at, peer;
    int filler, silent = deaf_listener("127.0.0.2", &deaf, &filler);
    int listener = listen_at("127.0.0.1", 0, 8, &at);
    struct address_list list = list_of((struct address[]){deaf, at}, 2);
    size_t before = open_descriptors();
    uint64_t start = clock_now();
    struct stream *s;

    assert_error(tcp_connect(scene->fibers, &list, NULL, SOON_NS, &s, &peer), OK);
    assert_true(address_equal(&peer, &at));
    assert_true(clock_now() - start >= 250 * NANOS_PER_MILLI);
    assert_equal_u64("descriptors", open_descriptors(), before + 1);
    exchange_greetings(s, listener);
    stream_close(s, false);
    close(listener);
    close(filler);
    close(silent);
}

static void a_silent_address_is_joined_by_the_next_after_a_quarter_second(void **state)
{
    play_on_fiber(play_race, NULL);
}

static void play_race_in_vain(struct scene *scene)
{
    struct address deaf, also_deaf;
    int filler[2];
    int silent[] = {deaf_listener("127.0.0.2", &deaf, &filler[0]), deaf_listener("127.0.0.3", &also_deaf, &filler[1])};
    struct address_list list = list_of((struct address[]){deaf, also_deaf, closed_port("127.0.0.1")}, 3);
    size_t before = open_descriptors();
    struct stream *s;

    assert_error(tcp_connect(scene->fibers, &list, NULL, clock_now() + 600 * NANOS_PER_MILLI, &s, NULL), ERROR_TIMEOUT_CONNECT);
    assert_equal_u64("descriptors", open_descriptors(), before);
    for (size_t i = 0; i < COUNT(silent); i++) {
        close(filler[i]);
        close(silent[i]);
    }
    open_ports();
}

static void all_attempts_are_closed_when_none_succeeds_in_time(void **state)
{
    play_on_fiber(play_race_in_vain, NULL);
}

SCENE_MAIN(TEST(connects_over_either_family_without_delay), TEST(a_server_that_answers_and_closes_at_once_is_read_to_the_end),
           TEST(a_reset_by_the_peer_is_an_error_of_its_own), TEST(closing_is_orderly_and_aborting_is_a_reset),
           TEST(a_closed_port_refuses), TEST(silence_ends_by_the_deadline_or_by_cancellation),
           TEST(running_out_of_descriptors_is_an_error_of_its_own), TEST(a_socket_that_meets_itself_is_not_a_connection),
           TEST(running_out_of_ports_is_told_from_a_network_without_a_way),
           TEST(the_source_address_is_bound_and_chooses_the_family), TEST(a_refused_address_makes_way_for_the_next),
           TEST(the_connection_fails_when_all_addresses_have),
           TEST(a_silent_address_is_joined_by_the_next_after_a_quarter_second),
           TEST(all_attempts_are_closed_when_none_succeeds_in_time))
