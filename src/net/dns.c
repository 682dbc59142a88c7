/* SPDX-License-Identifier: MIT */
/* net/dns.c - c-ares on the loop
 *
 * c-ares tells through a callback which of its sockets it wants watched; the readiness goes back to it by ares_process_fd. After
 * each call into it the timer is set to what it asks for. How often and how long it tries is as resolv.conf says.
 */
#include "net/dns.h"

#include <ares.h>

#include "base/clock.h"
#include "base/mem.h"
#include "net/address.h"

struct dns_socket {
    struct watcher watcher;
    struct dns *dns;
    struct dns_socket *next;
};

struct dns {
    struct loop *loop;
    ares_channel channel;
    struct timer timer;
    struct dns_socket *sockets; /* few: one a name server */
};

static void arm_timer(struct dns *d)
{
    struct timeval wait;

    if (!ares_timeout(d->channel, NULL, &wait))
        timer_stop(d->loop, &d->timer);
    else
        timer_start(d->loop, &d->timer,
                    clock_now() + (uint64_t)wait.tv_sec * NANOS_PER_SECOND + (uint64_t)wait.tv_usec * NANOS_PER_MICRO);
}

static void time_passed(struct timer *t)
{
    struct dns *d = CONTAINER_OF(t, struct dns, timer);

    ares_process_fd(d->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    arm_timer(d);
}

static void socket_ready(struct watcher *w, unsigned events)
{
    struct dns *d = CONTAINER_OF(w, struct dns_socket, watcher)->dns;
    int fd = w->fd;

    /* c-ares may close this socket, and with it goes the record of the watcher. */
    ares_process_fd(d->channel, events & (LOOP_READ | LOOP_HANGUP) ? fd : ARES_SOCKET_BAD,
                    events & LOOP_WRITE ? fd : ARES_SOCKET_BAD);
    arm_timer(d);
}

static struct dns_socket **find_socket(struct dns *d, int fd)
{
    struct dns_socket **link = &d->sockets;

    while (*link && (*link)->watcher.fd != fd)
        link = &(*link)->next;
    return link;
}

static void watch_socket(struct dns *d, int fd, unsigned interest)
{
    struct dns_socket *s = MEM_NEW(struct dns_socket);

    s->dns = d;
    s->watcher.notify = socket_ready;
    if (loop_add(d->loop, &s->watcher, fd, interest)) {
        mem_free(s); /* the question then runs into its timeout, which is what it would do without a network */
        return;
    }
    s->next = d->sockets;
    d->sockets = s;
}

static void socket_state(void *context, ares_socket_t fd, int readable, int writable)
{
    struct dns *d = context;
    struct dns_socket **link = find_socket(d, fd);
    struct dns_socket *s = *link;
    unsigned interest = (readable ? LOOP_READ : 0) | (writable ? LOOP_WRITE : 0);

    if (!s) {
        if (interest)
            watch_socket(d, fd, interest);
        return;
    }
    if (interest && loop_change(d->loop, &s->watcher, interest) == OK)
        return;
    *link = s->next;
    loop_remove(d->loop, &s->watcher);
    mem_free(s);
}

static bool open_channel(struct dns *d, const char *servers)
{
    struct ares_options options = {.sock_state_cb = socket_state, .sock_state_cb_data = d};
    int status = ares_init_options(&d->channel, &options, ARES_OPT_SOCK_STATE_CB);

    if (status == ARES_ENOMEM)
        mem_exhausted(sizeof(*d));
    if (status != ARES_SUCCESS)
        return false;
    if (servers && ares_set_servers_ports_csv(d->channel, servers) != ARES_SUCCESS) {
        ares_destroy(d->channel);
        return false;
    }
    return true;
}

/* "192.0.2.1", "192.0.2.1:53", "2001:db8::1", "[2001:db8::1]:53". */
static bool is_server(struct text one)
{
    struct text host = one, port = {0};
    struct address ignored;
    uint64_t number = 0;

    if (one.size > 0 && one.data[0] == '[') {
        port = one;
        text_cut(&port, '[');
        host = text_cut(&port, ']');
        if (!port.data || text_cut(&port, ':').size > 0)
            return false;
    } else if (text_find(one, ':') >= 0 && !address_parse(one, 0, &ignored)) {
        port = one;
        host = text_cut(&port, ':');
    }
    return address_parse(host, 0, &ignored) && (!port.data || (text_to_u64(port, &number) && number > 0 && number <= UINT16_MAX));
}

/* c-ares takes ports that are none, cut to 16 bits. */
static bool are_servers(const char *servers)
{
    struct text rest = text_from(servers);

    while (rest.data)
        if (!is_server(text_cut(&rest, ',')))
            return false;
    return true;
}

struct dns *dns_new(struct loop *l, const char *servers)
{
    struct dns *d;

    if (servers && !are_servers(servers))
        return NULL;
    d = MEM_NEW(struct dns);

    d->loop = l;
    d->timer.fire = time_passed;
    if (ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS)
        mem_exhausted(sizeof(*d));
    if (!open_channel(d, servers)) {
        ares_library_cleanup();
        mem_free(d);
        return NULL;
    }
    return d;
}

void dns_free(struct dns *d)
{
    if (!d)
        return;
    ares_destroy(d->channel); /* closes its sockets, so that socket_state frees their records */
    timer_stop(d->loop, &d->timer);
    ares_library_cleanup();
    mem_free(d);
}

static enum error class_of(int status)
{
    switch (status) {
    case ARES_SUCCESS:
        return OK;
    case ARES_ENOTFOUND:
    case ARES_ENODATA:
    case ARES_ENONAME:
    case ARES_EBADNAME:
        return ERROR_DNS_NOT_FOUND;
    case ARES_ETIMEOUT:
        return ERROR_TIMEOUT_DNS;
    case ARES_ECANCELLED:
    case ARES_EDESTRUCTION:
        return ERROR_CANCELLED;
    default:
        return ERROR_DNS_FAILED;
    }
}

static void add_address(struct address_list *list, const struct sockaddr *address, size_t size)
{
    struct address a = {0};

    if (list->count == COUNT(list->at) || size > sizeof(a.v6) ||
        (address->sa_family != AF_INET && address->sa_family != AF_INET6))
        return;
    memcpy(&a.generic, address, size);
    a.size = (socklen_t)size;
    for (size_t i = 0; i < list->count; i++)
        if (address_equal(&list->at[i], &a))
            return;
    list->at[list->count++] = a;
}

/* RFC 2181 section 8: a TTL with the top bit set counts as zero. */
static uint32_t lesser_ttl(uint32_t ttl, int other)
{
    return MIN(ttl, (uint32_t)MAX(other, 0));
}

static void take_answer(struct dns_answer *answer, const struct ares_addrinfo *found)
{
    *answer = (struct dns_answer){.ttl = UINT32_MAX};
    for (const struct ares_addrinfo_node *n = found->nodes; n; n = n->ai_next) {
        add_address(&answer->addresses, n->ai_addr, n->ai_addrlen);
        answer->ttl = lesser_ttl(answer->ttl, n->ai_ttl);
    }
    for (const struct ares_addrinfo_cname *c = found->cnames; c; c = c->next)
        answer->ttl = lesser_ttl(answer->ttl, c->ttl);
}

static void answered(void *context, int status, int timeouts, struct ares_addrinfo *found)
{
    struct dns_question *q = context;
    struct dns_answer answer;
    enum error e = class_of(status);

    if (status == ARES_ENOMEM)
        mem_exhausted(sizeof(answer));
    if (e == OK) {
        take_answer(&answer, found);
        if (answer.addresses.count == 0)
            e = ERROR_DNS_NOT_FOUND;
    }
    if (found)
        ares_freeaddrinfo(found);
    q->answered(q, e, e == OK ? &answer : NULL);
}

void dns_ask(struct dns *d, struct dns_question *q, const char *host, enum address_family family)
{
    static const int families[] = {[FAMILY_ANY] = AF_UNSPEC, [FAMILY_V4] = AF_INET, [FAMILY_V6] = AF_INET6};
    struct ares_addrinfo_hints hints = {.ai_family = families[family], .ai_socktype = SOCK_STREAM};

    ares_getaddrinfo(d->channel, host, NULL, &hints, answered, q);
    arm_timer(d);
}
