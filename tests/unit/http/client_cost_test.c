/* SPDX-License-Identifier: MIT */
/* tests/unit/http/client_cost_test.c - what a request on a kept connection costs: one write and one read
 *
 * The program defines the system calls itself, so that it can count those made on a fiber; the peer's thread has none.
 */
#include "http/meeting.h"

#include <sys/epoll.h>
#include <sys/syscall.h>

static struct {
    unsigned recv, send, control;
} calls;

ssize_t recv(int fd, void *bytes, size_t size, int flags)
{
    calls.recv += fiber_current() != NULL;
    return syscall(SYS_recvfrom, fd, bytes, size, flags, NULL, NULL);
}

ssize_t send(int fd, const void *bytes, size_t size, int flags)
{
    calls.send += fiber_current() != NULL;
    return syscall(SYS_sendto, fd, bytes, size, flags, NULL, 0);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    calls.send += fiber_current() != NULL;
    return syscall(SYS_sendmsg, fd, message, flags);
}

int epoll_ctl(int epoll_fd, int operation, int fd, struct epoll_event *event)
{
    calls.control += fiber_current() != NULL;
    return (int)syscall(SYS_epoll_ctl, epoll_fd, operation, fd, event);
}

#define REQUESTS 100

static void answers_all(struct peer *p)
{
    peer_accept(p);
    for (int i = 0; i <= REQUESTS; i++)
        peer_answers(p, PLAIN_OK);
    peer_idles(p);
}

static void check_cost(struct meeting *m, bool has_body)
{
    assert_error(ask(m), OK);
    memset(&calls, 0, sizeof(calls));
    for (int i = 0; i < REQUESTS; i++)
        assert_error(ask(m, .method = has_body ? TEXT("POST") : TEXT("GET"), .has_body = has_body,
                         .body = has_body ? TEXT("{\"a\": 1}") : TEXT("")),
                     OK);
    assert_equal_u64("reads", calls.recv, REQUESTS);
    assert_equal_u64("writes", calls.send, REQUESTS);
    assert_equal_u64("changes of what is waited for", calls.control, 0);
}

static void play_get(struct meeting *m)
{
    check_cost(m, false);
}

static void play_post(struct meeting *m)
{
    check_cost(m, true);
}

static void a_kept_connection_costs_one_write_and_one_read_a_request(void **state)
{
    meet(&(struct meeting){.peer.script = answers_all, .play = play_get});
    meet(&(struct meeting){.peer.script = answers_all, .play = play_post});
}

SCENE_MAIN(TEST(a_kept_connection_costs_one_write_and_one_read_a_request))
