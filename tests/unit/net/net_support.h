/* SPDX-License-Identifier: MIT */
/* net_support.h - what the tests of the net floor share: a loop with a fiber for the test, sockets of the other side
 *
 * The other side is blocking code, on a thread where it has to be active by itself. Every wait is bounded by the socket's
 * timeouts and by the alarm that ends a test program which hangs.
 */
#ifndef CICADA_TESTS_NET_SUPPORT_H
#define CICADA_TESTS_NET_SUPPORT_H

#include "support.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/mem.h"
#include "net/stream.h"
#include "net/tcp.h"

#define SCENE_SECONDS 60 /* one scene at most, and what comes between two */
#define PEER_TIMEOUT \
    {                \
        .tv_sec = 20 \
    }
#define SOON_NS (clock_now() + 20 * NANOS_PER_SECOND) /* a deadline that only a fault reaches */

#define assert_error(got, wanted) assert_equal_string(#got, error_id(got), error_id(wanted))

/* ---- a loop with a fiber ---- */

struct scene {
    struct loop *loop;
    struct fibers *fibers;
    void (*play)(struct scene *scene);
    void *context;
};

/* However many scenes a program has, it is ended when one of them hangs. */
static inline void scene_begins(void)
{
    alarm(SCENE_SECONDS);
}

static inline void scene_main(void *argument)
{
    struct scene *scene = argument;

    scene->play(scene);
    loop_stop(scene->loop);
}

/* Runs `play` on a fiber of a new loop, which goes on until the fiber ends. A failed assertion leaves the program: it must not
 * jump off the fiber's stack, so cmocka is told to abort (see SCENE_MAIN). */
static inline void play_with(void (*play)(struct scene *scene), void *context, const struct fibers_options *options)
{
    struct scene scene = {.loop = loop_new(), .play = play, .context = context};

    scene_begins();
    scene.fibers = fibers_new(scene.loop, options);
    fiber_start(scene.fibers, scene_main, &scene, "test");
    loop_run(scene.loop);
    fibers_free(scene.fibers);
    loop_free(scene.loop);
}

static inline void play_on_fiber(void (*play)(struct scene *scene), void *context)
{
    play_with(play, context, NULL);
}

/* As TEST_MAIN; a failure on a fiber aborts the program after its message, and a program that hangs is ended. */
#define SCENE_MAIN(...) SCENE_MAIN_IN(NULL, NULL, __VA_ARGS__)

/* With something to be set up before all tests and cleaned up after them. */
#define SCENE_MAIN_IN(set_up, clean_up, ...)                    \
    int main(int argc, char **argv)                             \
    {                                                           \
        const struct CMUnitTest tests[] = {__VA_ARGS__};        \
                                                                \
        scene_begins();                                         \
        setenv("CMOCKA_TEST_ABORT", "1", 1);                    \
        if (argc > 1)                                           \
            cmocka_set_test_filter(argv[1]);                    \
        return cmocka_run_group_tests(tests, set_up, clean_up); \
    }

/* Cancels a fiber after a while, from a timer. */
struct cancellation {
    struct timer timer;
    struct fiber *fiber;
};

static inline void cancellation_fire(struct timer *t)
{
    struct cancellation *c = CONTAINER_OF(t, struct cancellation, timer);

    fiber_cancel(c->fiber, 0);
}

static inline void cancel_me_after(struct scene *scene, struct cancellation *c, uint64_t wait_ns)
{
    *c = (struct cancellation){.timer.fire = cancellation_fire, .fiber = fiber_current()};
    timer_start(scene->loop, &c->timer, clock_now() + wait_ns);
}

/* ---- descriptors ---- */

static inline size_t open_descriptors(void)
{
    DIR *directory = opendir("/proc/self/fd");
    size_t count = 0;

    assert_non_null(directory);
    while (readdir(directory))
        count++;
    closedir(directory);
    return count;
}

/* ---- sockets of the other side ---- */

static inline struct address numeric(const char *host, uint16_t port)
{
    struct address a;

    assert_true(address_parse(text_from(host), port, &a));
    return a;
}

/* A listening socket on `host` at a free port, or at `port` when it is not 0; its address goes to `*at`. */
static inline int listen_at(const char *host, uint16_t port, int backlog, struct address *at)
{
    static const int on = 1;
    struct address a = numeric(host, port);
    int fd = socket(a.generic.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)), 0);
    assert_int_equal(bind(fd, &a.generic, a.size), 0);
    assert_int_equal(listen(fd, backlog), 0);
    assert_int_equal(getsockname(fd, &a.generic, &a.size), 0);
    *at = a;
    return fd;
}

/* A port that refuses: it is taken, so that no other program comes to listen there, and nobody listens. To be closed. */
static inline int bind_without_listening(const char *host, struct address *at)
{
    struct address a = numeric(host, 0);
    int fd = socket(a.generic.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0);
    assert_int_equal(bind(fd, &a.generic, a.size), 0);
    assert_int_equal(getsockname(fd, &a.generic, &a.size), 0);
    *at = a;
    return fd;
}

static inline int accept_one(int listener)
{
    struct timeval timeout = PEER_TIMEOUT;
    int fd = accept(listener, NULL, NULL);

    assert_true(fd >= 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)), 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout)), 0);
    return fd;
}

static inline struct address_list list_of(const struct address *at, size_t count)
{
    struct address_list list = {.count = count};

    memcpy(list.at, at, count * sizeof(*at));
    return list;
}

static inline struct iovec part_of(const char *text)
{
    return (struct iovec){.iov_base = (char *)(uintptr_t)text, .iov_len = strlen(text)};
}

#endif
