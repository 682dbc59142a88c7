/* SPDX-License-Identifier: MIT */
/* web/guesses.c - see guesses.h */
#include "web/guesses.h"

#include <openssl/sha.h>

#include "base/limits.h"
#include "base/mem.h"

#define MINUTE_NS (60 * NANOS_PER_SECOND)

struct counter {
    uint64_t since_ns; /* the first of them */
    uint64_t wrong;
};

struct guesses {
    char key[GUESSES_KEY];
    struct counter all, loopback;
    struct counter networks[LIMIT_WEB_GUESSERS], areas[LIMIT_WEB_GUESSERS];
};

struct guesses *guesses_new(const char key[GUESSES_KEY])
{
    struct guesses *g = MEM_NEW(struct guesses);

    memcpy(g->key, key, sizeof g->key);
    return g;
}

void guesses_free(struct guesses *g)
{
    mem_free(g);
}

/* ---- where it comes from ---- */

/* An address, and how much of it is its network and its area. */
struct origin {
    unsigned char family; /* 4, 6, or 0 for what has no address */
    unsigned char bytes[16];
    size_t network, area; /* leading bytes */
    bool loopback;
};

static struct origin of_v4(const void *bytes)
{
    struct origin o = {.family = 4, .network = 4, .area = 3};

    memcpy(o.bytes, bytes, 4);
    o.loopback = o.bytes[0] == IN_LOOPBACKNET;
    return o;
}

static struct origin of_v6(const struct in6_addr *address)
{
    struct origin o = {.family = 6, .network = 8, .area = 6, .loopback = IN6_IS_ADDR_LOOPBACK(address)};

    if (IN6_IS_ADDR_V4MAPPED(address)) /* a socket for both families sees all of IPv4 in one /64 */
        return of_v4(address->s6_addr + 12);
    memcpy(o.bytes, address->s6_addr, sizeof o.bytes);
    return o;
}

static struct origin origin_of(const struct address *from)
{
    struct origin o = {0};

    if (from->generic.sa_family == AF_INET)
        o = of_v4(&from->v4.sin_addr);
    else if (from->generic.sa_family == AF_INET6)
        o = of_v6(&from->v6.sin6_addr);
    return o;
}

/* The place of its leading bytes. */
static size_t place_of(const struct guesses *g, const struct origin *o, size_t bytes)
{
    unsigned char digest[SHA256_DIGEST_LENGTH], text[sizeof g->key + 1 + sizeof o->bytes] = {0};
    uint32_t number;

    memcpy(text, g->key, sizeof g->key);
    text[sizeof g->key] = o->family;
    memcpy(text + sizeof g->key + 1, o->bytes, bytes);
    SHA256(text, sizeof text, digest);
    memcpy(&number, digest, sizeof number);
    return number % LIMIT_WEB_GUESSERS;
}

/* ---- counting ---- */

static uint64_t wrong_lately(const struct counter *c, uint64_t now_ns)
{
    return now_ns - c->since_ns < MINUTE_NS ? c->wrong : 0;
}

static void count(struct counter *c, uint64_t now_ns)
{
    if (wrong_lately(c, now_ns) == 0)
        *c = (struct counter){.since_ns = now_ns};
    c->wrong++;
}

bool guesses_may_try(const struct guesses *g, const struct address *from, uint64_t now_ns)
{
    struct origin o = origin_of(from);
    uint64_t of_area_at_most = wrong_lately(&g->all, now_ns) < GUESSES_OF_ALL ? GUESSES_OF_AREA : 1;

    if (o.loopback)
        return wrong_lately(&g->loopback, now_ns) < GUESSES_OF_NETWORK;
    return wrong_lately(&g->networks[place_of(g, &o, o.network)], now_ns) < GUESSES_OF_NETWORK &&
           wrong_lately(&g->areas[place_of(g, &o, o.area)], now_ns) < of_area_at_most;
}

void guesses_note_wrong(struct guesses *g, const struct address *from, uint64_t now_ns)
{
    struct origin o = origin_of(from);

    if (o.loopback) {
        count(&g->loopback, now_ns);
        return;
    }
    count(&g->networks[place_of(g, &o, o.network)], now_ns);
    count(&g->areas[place_of(g, &o, o.area)], now_ns);
    count(&g->all, now_ns);
}
