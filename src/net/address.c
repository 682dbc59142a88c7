/* SPDX-License-Identifier: MIT */
/* net/address.c - reading and writing numeric addresses
 *
 * inet_pton decides what is numeric: four decimal parts for IPv4, RFC 4291 text for IPv6. Shorthands such as "127.1" are names
 * here.
 */
#include "net/address.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>

/* "eth0" or "3"; 0 when there is no such interface. */
static uint32_t read_scope(struct text scope)
{
    char name[IF_NAMESIZE];
    uint64_t number;

    if (text_to_u64(scope, &number))
        return number <= UINT32_MAX ? (uint32_t)number : 0;
    if (scope.size == 0 || scope.size >= sizeof(name))
        return 0;
    memcpy(name, scope.data, scope.size);
    name[scope.size] = '\0';
    return if_nametoindex(name);
}

static bool parse_v6(struct text host, uint16_t port, struct address *out)
{
    char digits[INET6_ADDRSTRLEN];
    struct text scope = host;
    struct text number = text_cut(&scope, '%');
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};

    if (number.size >= sizeof(digits))
        return false;
    memcpy(digits, number.data, number.size);
    digits[number.size] = '\0';
    if (inet_pton(AF_INET6, digits, &v6.sin6_addr) != 1)
        return false;
    if (scope.data) {
        v6.sin6_scope_id = read_scope(scope);
        if (v6.sin6_scope_id == 0)
            return false;
    }
    *out = (struct address){.v6 = v6, .size = sizeof(v6)};
    return true;
}

static bool parse_v4(struct text host, uint16_t port, struct address *out)
{
    char digits[INET_ADDRSTRLEN];
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};

    if (host.size >= sizeof(digits))
        return false;
    memcpy(digits, host.data, host.size);
    digits[host.size] = '\0';
    if (inet_pton(AF_INET, digits, &v4.sin_addr) != 1)
        return false;
    *out = (struct address){.v4 = v4, .size = sizeof(v4)};
    return true;
}

bool address_parse(struct text host, uint16_t port, struct address *out)
{
    /* inet_pton reads up to a zero byte and would take "127.0.0.1\0.example.com" for the address. */
    if (host.size == 0 || text_find(host, '\0') >= 0)
        return false;
    if (host.data[0] == '[') {
        if (host.size < 2 || host.data[host.size - 1] != ']')
            return false;
        return parse_v6((struct text){host.data + 1, host.size - 2}, port, out);
    }
    return parse_v4(host, port, out) || parse_v6(host, port, out);
}

char *address_write(const struct address *a, char out[ADDRESS_TEXT])
{
    char digits[INET6_ADDRSTRLEN] = "";
    char scope[16] = "";

    if (a->generic.sa_family == AF_INET6) {
        inet_ntop(AF_INET6, &a->v6.sin6_addr, digits, sizeof(digits));
        if (a->v6.sin6_scope_id)
            snprintf(scope, sizeof(scope), "%%%" PRIu32, (uint32_t)a->v6.sin6_scope_id);
        snprintf(out, ADDRESS_TEXT, "[%s%s]:%u", digits, scope, address_port(a));
    } else {
        inet_ntop(AF_INET, &a->v4.sin_addr, digits, sizeof(digits));
        snprintf(out, ADDRESS_TEXT, "%s:%u", digits, address_port(a));
    }
    return out;
}

uint16_t address_port(const struct address *a)
{
    return ntohs(a->generic.sa_family == AF_INET6 ? a->v6.sin6_port : a->v4.sin_port);
}

void address_set_port(struct address *a, uint16_t port)
{
    if (a->generic.sa_family == AF_INET6)
        a->v6.sin6_port = htons(port);
    else
        a->v4.sin_port = htons(port);
}

bool address_equal(const struct address *a, const struct address *b)
{
    if (a->generic.sa_family != b->generic.sa_family)
        return false;
    if (a->generic.sa_family == AF_INET6)
        return a->v6.sin6_port == b->v6.sin6_port && a->v6.sin6_scope_id == b->v6.sin6_scope_id &&
               IN6_ARE_ADDR_EQUAL(&a->v6.sin6_addr, &b->v6.sin6_addr);
    return a->v4.sin_port == b->v4.sin_port && a->v4.sin_addr.s_addr == b->v4.sin_addr.s_addr;
}

bool address_is_loopback(const struct address *a)
{
    if (a->generic.sa_family == AF_INET)
        return ntohl(a->v4.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
    if (IN6_IS_ADDR_V4MAPPED(&a->v6.sin6_addr))
        return a->v6.sin6_addr.s6_addr[12] == IN_LOOPBACKNET;
    return IN6_IS_ADDR_LOOPBACK(&a->v6.sin6_addr);
}
