/* SPDX-License-Identifier: MIT */
/* cli/host_check.c - the first two phases of a connection, and advice by the class of what failed */
#include "cli/host_check.h"

#include "base/clock.h"
#include "base/log.h"

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

static enum error reach(struct http_settings *http, const struct http_origin *o)
{
    uint64_t deadline = clock_after(clock_now(), CHECK_S);
    struct address_list addresses;
    struct stream *stream;
    enum error e;

    if (o->secure)
        tls_settings_prepare(http->tls);
    e = resolver_lookup(http->resolver, o->host, o->port, deadline, &addresses, NULL);

    if (e == OK)
        e = tcp_connect(http->fibers, &addresses, &http->tcp, deadline, &stream, NULL);
    if (e == OK)
        stream_close(stream, false);
    return e;
}

bool host_check(struct http_settings *http, const struct http_origin *const *origins, size_t count)
{
    bool fine = true;

    for (size_t i = 0; i < count; i++) {
        bool seen = !origins[i];
        enum error e;

        for (size_t k = 0; k < i && !seen; k++)
            seen = origins[k] == origins[i];
        e = seen ? OK : reach(http, origins[i]);
        if (e == OK || e == ERROR_CANCELLED)
            continue;
        fine = false;
        log_warning(LOGGER, "Host %.*s cannot be reached: %s. %s", (int)origins[i]->authority.size, origins[i]->authority.data,
                    e == ERROR_TIMEOUT_CONNECT ? "no answer within 3 s" : error_text(e), advice(e));
    }
    return fine;
}
