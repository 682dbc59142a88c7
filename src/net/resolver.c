/* SPDX-License-Identifier: MIT */
/* net/resolver.c - which answer a name gets: pinned, numeric, localhost, remembered, or asked for
 *
 * Each name that was asked for is one record in a map, with its answer or failure until that expires, and with the fibers that
 * wait for it. The waiting fibers' list entries lie on their own stacks, so one that times out just takes itself off; the
 * question goes on and fills the record.
 *
 * Not here: how a question is asked (net/dns.h), pins (net/pins.h).
 */
#include "net/resolver.h"

#include "base/clock.h"
#include "base/map.h"
#include "base/mem.h"
#include "net/dns.h"
#include "net/pins.h"

#define HOST_MAX  253 /* RFC 1035 section 2.3.4, as text without the final dot */
#define LABEL_MAX 63

#define TTL_MIN_DEFAULT     1.0
#define TTL_MAX_DEFAULT     300.0
#define FAILURE_TTL_DEFAULT 1.0

struct waiter {
    struct fiber *fiber;
    struct waiter *next;
    struct waiter **link; /* what points here */
};

struct name {
    struct dns_question question;
    struct resolver *resolver;
    struct waiter *waiters;
    bool asking;
    enum error failure; /* OK: there are addresses */
    struct address *at; /* owned */
    size_t count;
    uint64_t expires_ns; /* 0: nothing known */
    size_t turn;         /* how often it was handed out */
};

struct resolver {
    struct dns *dns;
    struct pins *pins;
    struct map *names; /* struct name, owned; at most LIMIT_DNS_NAMES */
    enum address_family family;
    double ttl_min, ttl_max, failure_ttl;
};

struct resolver *resolver_new(struct loop *l, const struct resolver_options *options)
{
    static const struct resolver_options defaults;
    const struct resolver_options *o = options ? options : &defaults;
    struct dns *dns = dns_new(l, o->servers);
    struct resolver *r;

    if (!dns)
        return NULL;
    r = MEM_NEW(struct resolver);
    r->dns = dns;
    r->pins = pins_new();
    r->names = map_new();
    r->family = o->family;
    r->ttl_min = o->ttl_min > 0 ? o->ttl_min : TTL_MIN_DEFAULT;
    r->ttl_max = o->ttl_max > 0 ? o->ttl_max : TTL_MAX_DEFAULT;
    r->failure_ttl = o->failure_ttl > 0 ? o->failure_ttl : FAILURE_TTL_DEFAULT;
    return r;
}

static void name_free(struct name *n)
{
    mem_free(n->at);
    mem_free(n);
}

void resolver_free(struct resolver *r)
{
    void *value;

    if (!r)
        return;
    dns_free(r->dns); /* first: it still answers into the names */
    for (size_t at = 0; map_next(r->names, &at, NULL, &value);)
        name_free(value);
    map_free(r->names);
    pins_free(r->pins);
    mem_free(r);
}

bool resolver_pin(struct resolver *r, struct text value, const char **problem)
{
    return pins_add(r->pins, value, problem);
}

/* ---- answers ---- */

static void name_answered(struct dns_question *q, enum error e, const struct dns_answer *answer)
{
    struct name *n = CONTAINER_OF(q, struct name, question);
    const struct resolver *r = n->resolver;
    double ttl = r->failure_ttl;

    n->asking = false;
    n->failure = e;
    n->count = 0;
    if (e == OK) {
        n->count = answer->addresses.count;
        n->at = mem_resize(n->at, n->count, sizeof(*n->at));
        memcpy(n->at, answer->addresses.at, n->count * sizeof(*n->at));
        ttl = MIN(MAX((double)answer->ttl, r->ttl_min), r->ttl_max);
    }
    n->expires_ns = clock_after(clock_now(), ttl);
    for (struct waiter *w = n->waiters; w; w = w->next)
        fiber_wake(w->fiber);
}

static enum error wait_for_answer(struct name *n, uint64_t deadline_ns)
{
    struct waiter w = {.fiber = fiber_current(), .next = n->waiters, .link = &n->waiters};
    enum error e = OK;

    if (w.next)
        w.next->link = &w.next;
    n->waiters = &w;
    while (e == OK && n->asking)
        e = fiber_park(deadline_ns);
    *w.link = w.next;
    if (w.next)
        w.next->link = w.link;
    return e == ERROR_TIMEOUT ? ERROR_TIMEOUT_DNS : e;
}

/* Makes room for one more name: the oldest one goes that nobody waits for. */
static bool forget_one(struct resolver *r)
{
    struct text host;
    void *value;

    for (size_t at = 0; map_next(r->names, &at, &host, &value);) {
        const struct name *n = value;

        if (n->asking || n->waiters)
            continue;
        name_free(map_remove(r->names, host));
        return true;
    }
    return false;
}

static struct name *find_name(struct resolver *r, struct text host)
{
    struct name *n = map_get(r->names, host);

    if (n || (map_size(r->names) >= LIMIT_DNS_NAMES && !forget_one(r)))
        return n;
    n = MEM_NEW(struct name);
    n->resolver = r;
    n->question.answered = name_answered;
    map_put(r->names, host, n);
    return n;
}

/* Hands the addresses out: families alternate, beginning with that of the first one, and each family begins one further than the
 * last time. */
static void take_turns(struct name *n, struct address_list *out)
{
    const struct address *family[2][LIMIT_DNS_ADDRESSES];
    size_t count[2] = {0};
    size_t turn = n->turn++;

    for (size_t i = 0; i < n->count; i++) {
        bool other = n->at[i].generic.sa_family != n->at[0].generic.sa_family;

        family[other][count[other]++] = &n->at[i];
    }
    out->count = 0;
    for (size_t i = 0; out->count < n->count; i++)
        for (size_t f = 0; f < COUNT(family); f++)
            if (i < count[f])
                out->at[out->count++] = *family[f][(turn + i) % count[f]];
}

static enum error lookup_name(struct resolver *r, const char *host, uint64_t deadline_ns, struct address_list *out, bool *cached)
{
    struct name *n = find_name(r, text_from(host));

    if (!n)
        return ERROR_DNS_FAILED; /* as many names as there may be are being asked for at this moment */
    *cached = !n->asking && clock_now() < n->expires_ns;
    if (!*cached) {
        enum error e;

        if (!n->asking) {
            n->asking = true;
            dns_ask(r->dns, &n->question, host, r->family);
        }
        e = wait_for_answer(n, deadline_ns);
        if (e)
            return e;
    }
    if (n->failure)
        return n->failure;
    take_turns(n, out);
    return OK;
}

/* ---- names ---- */

/* The host in lower case and as a C string. False when no host can have that name: better told so than sent to a name server. */
static bool normalise(struct text host, char out[HOST_MAX + 2])
{
    size_t label = 0;

    if (host.size == 0 || host.size > HOST_MAX + 1)
        return false;
    for (size_t i = 0; i < host.size; i++) {
        char c = host.data[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (c == '.' ? label == 0 : !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'))
            return false;
        label = c == '.' ? 0 : label + 1;
        if (label > LABEL_MAX)
            return false;
        out[i] = c;
    }
    out[host.size] = '\0';
    return host.size <= HOST_MAX || label == 0;
}

static struct text without_final_dot(const char *host)
{
    struct text t = text_from(host);

    if (t.size > 0 && t.data[t.size - 1] == '.')
        t.size--;
    return t;
}

static bool is_localhost(struct text host)
{
    return text_equal(host, TEXT("localhost")) || text_ends_with(host, TEXT(".localhost"));
}

static void give_localhost(enum address_family family, struct address_list *out)
{
    out->count = 0;
    if (family != FAMILY_V6)
        out->at[out->count++] = (struct address){.v4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)},
                                                 .size = sizeof(struct sockaddr_in)};
    if (family != FAMILY_V4)
        out->at[out->count++] = (struct address){.v6 = {.sin6_family = AF_INET6, .sin6_addr = in6addr_loopback},
                                                 .size = sizeof(struct sockaddr_in6)};
}

enum error resolver_lookup(struct resolver *r, struct text host, uint16_t port, uint64_t deadline_ns, struct address_list *out,
                           bool *cached)
{
    char name[HOST_MAX + 2];
    bool is_cached = true;
    bool is_name = normalise(host, name);
    enum error e = OK;

    if (is_name && pins_find(r->pins, without_final_dot(name), port, out)) {
        e = OK;
    } else if (address_parse(host, port, &out->at[0])) {
        out->count = 1;
    } else if (!is_name) {
        e = ERROR_DNS_NOT_FOUND;
    } else if (is_localhost(without_final_dot(name))) {
        give_localhost(r->family, out);
    } else {
        e = lookup_name(r, name, deadline_ns, out, &is_cached);
    }
    for (size_t i = 0; e == OK && i < out->count; i++)
        address_set_port(&out->at[i], port);
    if (cached)
        *cached = is_cached;
    return e;
}
