/* SPDX-License-Identifier: MIT */
/* web/listener.c - see listener.h */
#include "web/listener.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 128

static struct address everywhere(uint16_t port)
{
    struct address a = {.v6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_ANY_INIT}, .size = sizeof(struct sockaddr_in6)};
    int probe = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (probe < 0) /* a kernel without IPv6 */
        a = (struct address){.v4 = {.sin_family = AF_INET}, .size = sizeof(struct sockaddr_in)};
    else
        close(probe);
    address_set_port(&a, port);
    return a;
}

bool listener_find(const char *host, uint16_t port, struct address *out, char *problem, size_t room)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *found = NULL;
    int result;

    if (*host == '\0' || strcmp(host, "*") == 0) {
        *out = everywhere(port);
        return true;
    }
    if (address_parse(text_from(host), port, out))
        return true;
    result = getaddrinfo(host, NULL, &hints, &found);
    if (result != 0) {
        snprintf(problem, room, "--web-host %.200s: %s", host, gai_strerror(result));
        return false;
    }
    *out = (struct address){.size = found->ai_addrlen};
    memcpy(&out->generic, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    address_set_port(out, port);
    return true;
}

int listener_open(struct address *address)
{
    int on = 1, off = 0, reason;
    int fd = socket(address->generic.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -1;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
        (address->generic.sa_family != AF_INET6 || setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off) == 0) &&
        bind(fd, &address->generic, address->size) == 0 && listen(fd, BACKLOG) == 0 &&
        getsockname(fd, &address->generic, &address->size) == 0)
        return fd;
    reason = errno;
    close(fd);
    errno = reason;
    return -1;
}
