/* SPDX-License-Identifier: MIT */
/* net/counted_calls.h - the program's own recv, send, sendmsg and epoll_ctl, which count what a request costs
 *
 * Included by one file of a program: these are definitions, and the library's own give way to them.
 */
#ifndef CICADA_TESTS_NET_COUNTED_CALLS_H
#define CICADA_TESTS_NET_COUNTED_CALLS_H

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct {
    unsigned recv, send, control;
} calls;

ssize_t recv(int fd, void *bytes, size_t size, int flags)
{
    calls.recv++;
    return syscall(SYS_recvfrom, fd, bytes, size, flags, NULL, NULL);
}

ssize_t send(int fd, const void *bytes, size_t size, int flags)
{
    calls.send++;
    return syscall(SYS_sendto, fd, bytes, size, flags, NULL, 0);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    calls.send++;
    return syscall(SYS_sendmsg, fd, message, flags);
}

int epoll_ctl(int epoll_fd, int operation, int fd, struct epoll_event *event)
{
    calls.control++;
    return (int)syscall(SYS_epoll_ctl, epoll_fd, operation, fd, event);
}

#endif
