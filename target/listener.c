/* SPDX-License-Identifier: MIT */
/* listener.c - see listener.h */
#include "listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 4096 /* connections that wait to be accepted: many users start at once */

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static socklen_t parse(const char *text, uint16_t port, union address *address)
{
    *address = (union address){0};
    if (inet_pton(AF_INET, text, &address->v4.sin_addr) == 1) {
        address->v4.sin_family = AF_INET;
        address->v4.sin_port = htons(port);
        return sizeof address->v4;
    }
    if (inet_pton(AF_INET6, text, &address->v6.sin6_addr) == 1) {
        address->v6.sin6_family = AF_INET6;
        address->v6.sin6_port = htons(port);
        return sizeof address->v6;
    }
    return 0;
}

bool listener_is_loopback(const char *text)
{
    union address address;

    if (parse(text, 0, &address) == 0)
        return false;
    if (address.any.sa_family == AF_INET)
        return ntohl(address.v4.sin_addr.s_addr) >> 24 == 127;
    return IN6_IS_ADDR_LOOPBACK(&address.v6.sin6_addr);
}

int listener_open(const char *text, uint16_t *port, char *problem, size_t room)
{
    union address address;
    socklen_t size = parse(text, *port, &address);
    int on = 1;

    if (size == 0) {
        snprintf(problem, room, "'%.60s' is no numeric IPv4 or IPv6 address", text);
        return -1;
    }

    int fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 || bind(fd, &address.any, size) < 0 ||
        listen(fd, BACKLOG) < 0 || getsockname(fd, &address.any, &size) < 0) {
        char reason[128];

        snprintf(problem, room, "cannot listen at %.60s port %u: %s", text, *port, strerror_r(errno, reason, sizeof reason));
        if (fd >= 0)
            close(fd);
        return -1;
    }
    *port = ntohs(address.any.sa_family == AF_INET ? address.v4.sin_port : address.v6.sin6_port);
    return fd;
}
