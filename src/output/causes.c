/* SPDX-License-Identifier: MIT */
/* output/causes.c - two tables (kinds of error, status codes) and a few measures of the generator; see causes.h */
#include "output/causes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "output/number.h"

#define BUSY_CPU          0.9f
#define LATE_TIMERS_NS    (10 * NANOS_PER_MILLI)
#define MISSING_NAMED_MAX 5 /* endpoints that answer 404, named one by one */
#define SHOWN_NAME_MAX    100
#define WHERE_TEXT        (SHOWN_NAME_MAX + 80)

struct error_advice {
    enum error error;
    bool names_host;
    const char *what, *advice;
};

static const struct error_advice error_advices[] = {
    {ERROR_REFUSED, true, "were refused a connection", "is the service up, and are host and port right?"},
    {ERROR_UNREACHABLE, true, "found the host or network unreachable",
     "is the host right, and is there a route or a firewall in between?"},
    {ERROR_RESET, false, "had their connection reset",
     "the service crashed, restarted, or closes connections when it is overloaded; see its log and its limits of connections"},
    {ERROR_CLOSED_EARLY, false, "got only a part of their response",
     "the service or a proxy closed the connection in the middle; see its log and its time-outs"},
    {ERROR_STALE_CONNECTION, false, "met a kept-alive connection that the server had closed",
     "its keep-alive time-out is shorter than the users' waits; --retry-stale repeats such requests once, as browsers do"},
    {ERROR_TIMEOUT_DNS, true, "timed out while resolving the host name",
     "is the name server reachable? --dns-servers and --resolve avoid it"},
    {ERROR_TIMEOUT_CONNECT, true, "timed out while connecting",
     "packets are dropped (a firewall, a wrong host) or the service's queue of connections is full"},
    {ERROR_TIMEOUT_TLS, false, "timed out in the TLS handshake",
     "the service cannot keep up with new connections, or the port does not speak TLS"},
    {ERROR_TIMEOUT_SEND, false, "timed out while sending",
     "the service stopped reading; it is overloaded or the body is too large for it"},
    {ERROR_TIMEOUT_FIRST_BYTE, false, "timed out waiting for the response",
     "the service is overloaded or stuck; --timeout sets how long to wait"},
    {ERROR_TIMEOUT_RECEIVE, false, "timed out while receiving the response",
     "the response is large or comes slowly; --timeout sets how long to wait"},
    {ERROR_TIMEOUT_CONNECTION_SLOT, false, "waited in vain for one of the allowed connections",
     "--max-connections is too low for so many users"},
    {ERROR_DNS_NOT_FOUND, true, "did not find the host name", "is it spelled right, and known to this machine's name server?"},
    {ERROR_DNS_FAILED, true, "could not have the host name resolved",
     "the name server failed; --dns-servers chooses another, --resolve avoids it"},
    {ERROR_TLS_EXPIRED, false, "met an expired certificate", "renew the service's certificate; --insecure accepts it for a test"},
    {ERROR_TLS_NOT_YET_VALID, false, "met a certificate that is not yet valid", "is the clock of this machine right?"},
    {ERROR_TLS_NAME_MISMATCH, true, "met a certificate for another host name",
     "use the name that the certificate is for, with --resolve where it points elsewhere"},
    {ERROR_TLS_UNKNOWN_CA, false, "met a certificate of an unknown authority",
     "--ca-file FILE adds the authority; --insecure accepts any certificate"},
    {ERROR_TLS_SELF_SIGNED, false, "met a self-signed certificate",
     "--ca-file FILE makes it trusted; --insecure accepts any certificate"},
    {ERROR_TLS_REVOKED, false, "met a revoked certificate", "the service needs a new one"},
    {ERROR_TLS_BAD_CERTIFICATE, false, "met an unacceptable certificate",
     "see the error text; --insecure accepts any certificate"},
    {ERROR_TLS_PROTOCOL, false, "found no TLS version or cipher in common",
     "the service is older than TLS 1.2, or --ciphers leaves it none"},
    {ERROR_TLS_CLIENT_CERTIFICATE, false, "were asked for a client certificate, or ours was rejected",
     "--cert and --key give one"},
    {ERROR_TLS_HANDSHAKE, false, "failed in the TLS handshake", "see the service's log"},
    {ERROR_TLS_NOT_TLS, true, "found no TLS on this port", "is it http:// instead of https://, or another port?"},
    {ERROR_TLS_TRUNCATED, false, "had their TLS connection cut without a close_notify",
     "the service or a proxy was stopped, or does not end TLS properly"},
    {ERROR_TLS_BROKEN, false, "had their TLS connection broken", "the service or something in between damages the stream"},
    {ERROR_MALFORMED_RESPONSE, true, "got a malformed response",
     "what answers there may not be HTTP/1.1 (an https port under http://?), or it is broken"},
    {ERROR_HEADERS_TOO_LARGE, false, "got more headers than the limit",
     "the service sends very large headers, perhaps cookies that grow"},
    {ERROR_BODY_TOO_LARGE, false, "got a body larger than the limit", "--max-body raises it"},
    {ERROR_BAD_ENCODING, false, "got a body that does not decode",
     "its Content-Encoding is wrong; --no-compression does not ask for one"},
    {ERROR_TOO_MANY_REDIRECTS, false, "were redirected too often", "the service redirects in a circle, often to a login page"},
    {ERROR_BAD_REDIRECT, false, "were redirected to an unusable address", "see the Location header of the service"},
    {ERROR_NETWORK, false, "failed in the network", "see the error texts"},
};

static const struct error_advice generator_advices[] = {
    {ERROR_NO_PORTS, false, "found no local port left on this machine",
     "keep connections alive, widen net.ipv4.ip_local_port_range, or use more source addresses or machines"},
    {ERROR_NO_DESCRIPTORS, false, "found no file descriptor left", "raise the limit (ulimit -n) or lower --max-connections"},
    {ERROR_NO_BUFFERS, false, "found the kernel out of socket memory",
     "raise net.ipv4.tcp_mem, or use fewer users or more machines"},
    {ERROR_INTERNAL, false, "failed in Cicada itself", "this is a fault of Cicada; please report it with the error text"},
};

struct status_advice {
    int status;
    const char *advice;
};

static const struct status_advice status_advices[] = {
    {400, "the service does not accept what was sent; check bodies and parameters"},
    {401, "is the login or token missing, wrong or expired?"},
    {403, "is the API key or login missing, or not allowed to do this?"},
    {405, "the service does not know this method there; check method and path"},
    {408, "the service got the request too slowly, or is overloaded"},
    {409, "the data is there already; seed or clean up the test data, or let the scenario accept it"},
    {413, "the body is larger than the service or a proxy allows"},
    {415, "the Content-Type is not the one the service wants"},
    {422, "the service does not accept what was sent; check bodies and parameters"},
    {429, "the service limits the rate; send less, use more accounts, or raise its limit for the test"},
    {500, "the service failed; see its log for the reason"},
    {502, "a proxy got no valid answer from the service behind it; is that up?"},
    {503, "the service or a proxy says that it is overloaded or down"},
    {504, "a proxy waited in vain for the service behind it; that is overloaded or stuck"},
};

static void add(struct causes *out, const char *id, bool generator, uint64_t count, const char *format, ...) PRINTF_LIKE(5, 6);

static void add(struct causes *out, const char *id, bool generator, uint64_t count, const char *format, ...)
{
    struct cause *cause = &out->at[out->count];
    va_list arguments;

    if (out->count == CAUSES_MAX)
        return;
    out->count++;
    *cause = (struct cause){.generator = generator, .count = count};
    snprintf(cause->id, sizeof cause->id, "%s", id);
    va_start(arguments, format);
    vsnprintf(cause->text, sizeof cause->text, format, arguments);
    va_end(arguments);
}

/* How often something happened, and to which request mostly. Requests come grouped, so one running sum is enough. */
struct tally {
    uint64_t count, running, most;
    struct text method, name, most_method, most_name;
};

static void tally_add(struct tally *t, struct text method, struct text name, uint64_t count)
{
    if (!text_equal(t->method, method) || !text_equal(t->name, name))
        t->running = 0;
    t->method = method;
    t->name = name;
    t->count += count;
    t->running += count;
    if (t->running > t->most) {
        t->most = t->running;
        t->most_method = method;
        t->most_name = name;
    }
}

/* "GET /items", cut between characters when long. */
static char *write_request(struct text method, struct text name, char out[WHERE_TEXT])
{
    size_t size = MIN(name.size, (size_t)SHOWN_NAME_MAX);

    while (size < name.size && size > 0 && ((unsigned char)name.data[size] & 0xC0) == 0x80)
        size--;
    snprintf(out, WHERE_TEXT, "%.*s %.*s%s", (int)MIN(method.size, (size_t)20), method.data, (int)size, name.data,
             size < name.size ? "..." : "");
    return out;
}

/* "(all of them GET /items)" or "(GET /items most: 12)" */
static char *write_where(const struct tally *t, char out[WHERE_TEXT + 40])
{
    char request[WHERE_TEXT], number[NUMBER_TEXT];

    write_request(t->most_method, t->most_name, request);
    if (t->most == t->count)
        snprintf(out, WHERE_TEXT + 40, "(all of them %s)", request);
    else
        snprintf(out, WHERE_TEXT + 40, "(%s most: %s)", request, number_grouped(t->most, number));
    return out;
}

static void find_error(const struct snapshot *s, const struct run_info *info, const struct error_advice *advice, bool generator,
                       struct causes *out)
{
    char count[NUMBER_TEXT], all[NUMBER_TEXT], where[WHERE_TEXT + 40];
    bool names_host = advice->names_host && info->host && *info->host;
    struct tally tally = {0};

    for (size_t i = 0; i < s->error_count; i++)
        if (s->errors[i].error == advice->error)
            tally_add(&tally, s->errors[i].method, s->errors[i].name, s->errors[i].occurrences);
    if (tally.count == 0)
        return;
    add(out, error_id(advice->error), generator, tally.count, "%s of %s requests %s %s: %s%s%.150s",
        number_grouped(tally.count, count), number_grouped(s->total.requests, all), advice->what, write_where(&tally, where),
        advice->advice, names_host ? " The host is " : "", names_host ? info->host : "");
}

static uint64_t count_of_status(const struct snapshot_row *row, int status)
{
    for (size_t i = 0; i < row->status_count; i++)
        if (row->statuses[i].status == status)
            return row->statuses[i].count;
    return 0;
}

/* A status is trouble only where it made requests fail: a scenario may want its 409. Rows count statuses and failures apart, so
 * the errors are asked. */
static struct tally tally_status(const struct snapshot *s, int status)
{
    struct tally tally = {0};

    for (size_t i = 0; i < s->error_count; i++)
        if (s->errors[i].status == status)
            tally_add(&tally, s->errors[i].method, s->errors[i].name, s->errors[i].occurrences);
    return tally;
}

static void add_status(const struct snapshot *s, int status, const struct tally *tally, const char *advice, struct causes *out)
{
    char id[CAUSE_ID], count[NUMBER_TEXT], all[NUMBER_TEXT], where[WHERE_TEXT + 40];

    if (tally->count == 0)
        return;
    snprintf(id, sizeof id, "status_%d", status);
    add(out, id, false, tally->count, "%s of %s requests answered %d %s: %s", number_grouped(tally->count, count),
        number_grouped(s->total.requests, all), status, write_where(tally, where), advice);
}

/* An endpoint that answers mostly 404 is not there; a few 404 elsewhere are ids that do not exist. */
static void find_missing_endpoints(const struct snapshot *s, struct causes *out)
{
    char count[NUMBER_TEXT], all[NUMBER_TEXT], request[WHERE_TEXT];
    struct tally others = {0}, more = {0};
    size_t named = 0, unnamed = 0;

    for (size_t i = 0; i < s->error_count; i++) {
        if (s->errors[i].status != 404)
            continue;
        tally_add(&others, s->errors[i].method, s->errors[i].name, s->errors[i].occurrences);
    }
    for (size_t i = 0; i < s->row_count && others.count > 0; i++) {
        const struct snapshot_row *row = &s->rows[i];
        uint64_t missing = count_of_status(row, 404);

        if (missing == 0 || missing * 2 < row->requests || row->failed == 0)
            continue;
        if (named++ < MISSING_NAMED_MAX) {
            add(out, "status_404", false, missing,
                "%s of %s requests to %s answered 404: not implemented there, or the path is wrong",
                number_grouped(missing, count), number_grouped(row->requests, all),
                write_request(row->method, row->name, request));
        } else {
            tally_add(&more, row->method, row->name, missing);
            unnamed++;
        }
    }
    if (unnamed > 0)
        add(out, "status_404", false, more.count,
            "%s requests to %zu more endpoints answered 404: not implemented there, or the path is wrong",
            number_grouped(more.count, count), unnamed);
    if (named == 0)
        add_status(s, 404, &others, "what they asked for does not exist; is the test data seeded?", out);
}

static void find_busy_generator(const struct snapshot *s, struct causes *out)
{
    uint64_t busy = 0, seconds = 0;
    double starved = output_starved_share(s);
    char lag[NUMBER_TEXT];

    for (size_t i = 0; i < s->series_count; i++) {
        if (s->series[i].warmup)
            continue;
        seconds += s->series[i].seconds;
        busy += s->series[i].cpu > BUSY_CPU ? s->series[i].seconds : 0;
    }
    if (busy > 0)
        add(out, "generator_cpu", true, 0,
            "Cicada used more than 90 %% of a core in %" PRIu64 " of %" PRIu64
            " seconds, so its own delays may be in the response times: use more machines or fewer users",
            busy, seconds);
    if (s->progress.lag_99_ns > LATE_TIMERS_NS && starved > 0)
        add(out, "generator_lag", true, 0,
            "Cicada's timers were up to %s late (99 %% of them), and for %.0f %% of the time it waited for a processor: "
            "something "
            "else uses this machine; response times include such delays",
            number_duration(s->progress.lag_99_ns, 1, lag), 100 * starved);
    else if (s->progress.lag_99_ns > LATE_TIMERS_NS)
        add(out, "generator_lag", true, 0,
            "Cicada's timers were up to %s late (99 %% of them): a task blocks, or this machine stood still; response times "
            "include such delays",
            number_duration(s->progress.lag_99_ns, 1, lag));
    if (s->negative_durations > 0)
        add(out, "generator_clock", true, s->negative_durations,
            "%" PRIu64 " durations were negative: the monotonic clock of this machine is broken", s->negative_durations);
}

static void find_lost_counts(const struct snapshot *s, struct causes *out)
{
    char count[NUMBER_TEXT], all[NUMBER_TEXT];

    if (s->total.requests == 0 && s->progress.start_ns != 0)
        add(out, "no_requests", false, 0,
            "no request was finished: the run may have been shorter than the users' wait or the service's answer");
    if (s->total.dropped > 0)
        add(out, "dropped", true, s->total.dropped,
            "%s of %s planned requests were never sent, for no user was free: allow more users, or the service is too slow for "
            "this rate",
            number_grouped(s->total.dropped, count), number_grouped(s->total.started + s->total.dropped, all));
    if (s->names_beyond_limit > 0)
        add(out, "names", true, s->names_beyond_limit,
            "%s requests are counted under \"(other)\", for there are too many names: give requests with ids in their path one "
            "name",
            number_grouped(s->names_beyond_limit, count));
}

static int by_importance(const void *left, const void *right)
{
    const struct cause *a = left, *b = right;

    if (a->generator != b->generator)
        return a->generator ? -1 : 1;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return strcmp(a->text, b->text);
}

void causes_find(const struct snapshot *s, const struct run_info *info, struct causes *out)
{
    out->count = 0;
    find_busy_generator(s, out);
    find_lost_counts(s, out);
    for (size_t i = 0; i < COUNT(generator_advices); i++)
        find_error(s, info, &generator_advices[i], true, out);
    find_missing_endpoints(s, out);
    for (size_t i = 0; i < COUNT(status_advices); i++) {
        struct tally tally = tally_status(s, status_advices[i].status);

        add_status(s, status_advices[i].status, &tally, status_advices[i].advice, out);
    }
    for (size_t i = 0; i < COUNT(error_advices); i++)
        find_error(s, info, &error_advices[i], false, out);
    qsort(out->at, out->count, sizeof out->at[0], by_importance);
}
