/* SPDX-License-Identifier: MIT */
/* cli/host_check.c - the first two phases of a connection to each host, and advice by the class of what failed */
#include "cli/host_check.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"

#define LOGGER  "cicada.main"
#define CHECK_S 3.0

static const char *advice(enum error e)
{
    switch (e) {
    case ERROR_REFUSED:
        return "Is the service running, and is the port right?";
    case ERROR_DNS_NOT_FOUND:
        return "Is the name spelled right?";
    case ERROR_DNS_FAILED:
    case ERROR_TIMEOUT_DNS:
    case ERROR_TIMEOUT_CONNECT:
    case ERROR_UNREACHABLE:
        return "Is the host right, and is it reachable from this machine (network, firewall)?";
    case ERROR_NO_DESCRIPTORS:
        return "Raise the limit with \"ulimit -n\".";
    default:
        return "Is the host right?";
    }
}

struct check {
    struct http_settings *http;
    const struct http_origin *origin;
    struct fiber *fiber, *waiting; /* its own, and the one that waits for all */
    size_t *left;                  /* checks that have not ended */
    bool ended;
    enum error result;
};

static enum error reach(struct http_settings *http, const struct http_origin *o)
{
    uint64_t deadline = clock_after(clock_now(), CHECK_S);
    struct address_list addresses;
    struct stream *stream;
    enum error e = resolver_lookup(http->resolver, o->host, o->port, deadline, &addresses, NULL);

    if (e == OK)
        e = tcp_connect(http->fibers, &addresses, &http->tcp, deadline, &stream, NULL);
    if (e == OK)
        stream_close(stream, false);
    return e;
}

static void run_check(void *argument)
{
    struct check *c = argument;

    c->result = reach(c->http, c->origin);
    c->ended = true;
    (*c->left)--;
    fiber_wake(c->waiting);
}

/* The hosts that differ, in `checks`; how many there are. */
static size_t list_checks(struct http_settings *http, const struct http_origin *const *origins, size_t count,
                          struct check *checks)
{
    size_t used = 0;

    for (size_t i = 0; i < count; i++) {
        bool seen = !origins[i];

        for (size_t k = 0; k < used; k++)
            seen |= checks[k].origin == origins[i];
        if (!seen)
            checks[used++] = (struct check){.http = http, .origin = origins[i]};
    }
    return used;
}

/* All at the same time. */
static void run_checks(struct check *checks, size_t count)
{
    size_t left = count;
    bool cancelled = false;

    for (size_t i = 0; i < count; i++) {
        checks[i].left = &left;
        checks[i].waiting = fiber_current();
        checks[i].fiber = fiber_start(checks[i].http->fibers, run_check, &checks[i], "host check");
    }
    while (left > 0) {
        if (cancelled) {
            fiber_yield(); /* their calls fail now */
        } else if (fiber_park(NEVER) == ERROR_CANCELLED) {
            cancelled = true;
            for (size_t i = 0; i < count; i++)
                if (!checks[i].ended)
                    fiber_cancel(checks[i].fiber, 0);
        }
    }
}

bool host_check(struct http_settings *http, const struct http_origin *const *origins, size_t count)
{
    struct check *checks = mem_zalloc((count + 1) * sizeof *checks);
    bool fine = true;

    count = list_checks(http, origins, count, checks);
    run_checks(checks, count);
    for (size_t i = 0; i < count; i++) {
        struct text name = checks[i].origin->authority;
        enum error e = checks[i].result;

        if (e == OK || e == ERROR_CANCELLED)
            continue;
        fine = false;
        log_warning(LOGGER, "Host %.*s cannot be reached: %s. %s", (int)name.size, name.data,
                    e == ERROR_TIMEOUT ? "no answer within 3 s" : error_text(e), advice(e));
    }
    mem_free(checks);
    return fine;
}
