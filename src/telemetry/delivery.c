/* SPDX-License-Identifier: MIT */
/* telemetry/delivery.c - see delivery.h */
#include "telemetry/delivery.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/random.h"
#include "http/client.h"
#include "http/cookie_date.h"
#include "output/mask.h"
#include "output/otlp_response.h"

#define FIRST_PAUSE_S  1.0 /* then twice as long each time, half of it at random */
#define LONGEST_PAUSE  5.0
#define OWN_HEADERS    2
#define MESSAGE_SHOWN  200 /* bytes of what a receiver says */
#define SHORTEST_TRY_S 0.05

struct delivery {
    struct http_settings *http;
    struct http_client client;
    const struct otlp_settings *settings;
    const struct http_origin *origin;
    struct text target;
    struct http_field *fields;
    size_t field_count;
    const char *address;
    struct arena arena, answer;
    struct random random;
    struct fiber *pausing; /* NULL: nobody */
    uint64_t hurry_ns;     /* NEVER: there is time */
};

/* ---- what an answer means ---- */

enum outcome { TAKEN, REFUSED_FOR_GOOD, TRY_AGAIN };

static bool is_temporary(int status)
{
    return status == 429 || status == 502 || status == 503 || status == 504;
}

static const struct http_field *field_of(const struct http_response *r, struct text name)
{
    for (size_t i = 0; i < r->field_count; i++)
        if (text_equal_nocase(r->fields[i].name, name))
            return &r->fields[i];
    return NULL;
}

/* Retry-After: seconds, or a date (RFC 9110 section 10.2.3). Negative: it says nothing. */
static double retry_after(const struct http_response *r)
{
    const struct http_field *field = field_of(r, TEXT("Retry-After"));
    int64_t date, now = (int64_t)(clock_wall() / NANOS_PER_SECOND);
    uint64_t seconds;

    if (!field)
        return -1;
    if (text_to_u64(text_trim(field->value), &seconds))
        return (double)seconds;
    return cookie_date_parse(field->value, &date) ? (double)MAX(date - now, (int64_t)0) : -1;
}

/* A sentence about an answer with something that the receiver says in it: any bytes, of which the log makes harmless ones. */
static void describe(struct delivery_result *out, const char *what, struct text message)
{
    int size = (int)MIN(message.size, (size_t)MESSAGE_SHOWN);

    snprintf(out->sentence, sizeof out->sentence, "%s%s%.*s%s", what, size > 0 ? ": \"" : "", size, size > 0 ? message.data : "",
             size > 0 ? "\"" : "");
}

static enum outcome take_success(const struct http_response *r, struct delivery_result *out)
{
    struct otlp_response response;
    char what[80];

    out->delivered = true;
    if (!otlp_response_read(r->body, &response))
        describe(out, "it answers something that is no OTLP; is the endpoint right?", (struct text){0});
    out->rejected = response.rejected;
    if (response.rejected > 0) {
        snprintf(what, sizeof what, "it did not take %" PRIu64 " of the data points", response.rejected);
        describe(out, what, response.message);
    } else if (response.message.size > 0) {
        describe(out, "it warns", response.message);
    }
    return TAKEN;
}

/* May the same be tried again? Not when somebody answers who speaks something else, or whom we do not trust. */
static bool is_out_of_reach(enum error e)
{
    switch (e) {
    case ERROR_REFUSED:
    case ERROR_RESET:
    case ERROR_UNREACHABLE:
    case ERROR_CLOSED_EARLY:
    case ERROR_STALE_CONNECTION:
    case ERROR_TIMEOUT_DNS:
    case ERROR_TIMEOUT_CONNECT:
    case ERROR_TIMEOUT_TLS:
    case ERROR_TIMEOUT_SEND:
    case ERROR_TIMEOUT_FIRST_BYTE:
    case ERROR_TIMEOUT_RECEIVE:
    case ERROR_DNS_NOT_FOUND:
    case ERROR_DNS_FAILED:
    case ERROR_NO_PORTS:
    case ERROR_NO_DESCRIPTORS:
    case ERROR_NO_BUFFERS:
    case ERROR_NETWORK:
        return true;
    default:
        return false;
    }
}

static enum outcome judge_answer(enum error e, const struct http_response *r, struct delivery_result *out)
{
    char what[120];

    out->sentence[0] = '\0';
    if (e != OK) {
        snprintf(out->sentence, sizeof out->sentence, "%s",
                 e == ERROR_CANCELLED ? "it did not answer before the program ended" : error_text(e));
        return is_out_of_reach(e) ? TRY_AGAIN : REFUSED_FOR_GOOD;
    }
    if (r->status >= 200 && r->status < 300)
        return take_success(r, out);
    snprintf(what, sizeof what, "it answers with status %d%s", r->status,
             r->status < 400 ? ", which is not followed: set the endpoint to where it leads" : "");
    describe(out, what, otlp_refusal_message(r->body));
    return is_temporary(r->status) ? TRY_AGAIN : REFUSED_FOR_GOOD;
}

/* ---- trying ---- */

static uint64_t deadline_of(const struct delivery *d, uint64_t began_ns)
{
    return MIN(clock_after(began_ns, d->settings->timeout_s), d->hurry_ns);
}

static enum error post(struct delivery *d, struct text body, uint64_t deadline_ns, struct http_response *r)
{
    uint64_t now = clock_now();
    double left_s = deadline_ns > now ? (double)(deadline_ns - now) / (double)NANOS_PER_SECOND : 0;
    struct http_request q = {.method = TEXT("POST"),
                             .origin = d->origin,
                             .target = d->target,
                             .fields = d->fields,
                             .field_count = d->field_count,
                             .body = body,
                             .has_body = true,
                             .no_redirect = true,
                             .timeout_s = MAX(left_s, SHORTEST_TRY_S)};

    arena_reset(&d->answer);
    return http_client_request(&d->client, &q, &d->answer, r);
}

/* Half of the pause is at random, so that many generators do not come back together. Who says "at once" is not taken at his word.
 */
static double next_pause(struct delivery *d, unsigned repeats, double asked_s)
{
    double pause_s = FIRST_PAUSE_S * (double)(1U << MIN(repeats, 8U));

    if (asked_s >= 0)
        return MAX(asked_s, FIRST_PAUSE_S);
    return MIN(pause_s, LONGEST_PAUSE) * random_uniform(&d->random, 0.5, 1);
}

/* Waits before the next try. False when there is no time for it, or nobody wants it any more. */
static bool pause_for(struct delivery *d, double pause_s, uint64_t began_ns)
{
    uint64_t until_ns = clock_after(clock_now(), pause_s);
    enum error e = OK;

    d->pausing = fiber_current();
    while (e == OK && until_ns < deadline_of(d, began_ns)) /* woken by a hurry, which may leave no time */
        e = fiber_park(until_ns);
    d->pausing = NULL;
    return e == ERROR_TIMEOUT;
}

void delivery_make(struct delivery *d, struct text body, struct delivery_result *out)
{
    uint64_t began_ns = clock_now();
    struct http_response r;
    double asked_s;

    *out = (struct delivery_result){0};
    for (;; out->repeats++) {
        enum error e = post(d, body, deadline_of(d, began_ns), &r);

        asked_s = -1;
        if (judge_answer(e, &r, out) != TRY_AGAIN)
            break;
        if (e == OK)
            asked_s = retry_after(&r);
        if (pause_for(d, next_pause(d, out->repeats, asked_s), began_ns))
            continue;
        out->not_before_ns = asked_s >= 0 ? clock_after(clock_now(), asked_s) : 0;
        break;
    }
    arena_reset(&d->answer);
}

void delivery_hurry(struct delivery *d, uint64_t deadline_ns)
{
    d->hurry_ns = deadline_ns;
    if (d->pausing)
        fiber_wake(d->pausing);
}

/* ---- beginning and end ---- */

static void set_fields(struct delivery *d)
{
    const struct otlp_settings *s = d->settings;

    d->fields = arena_zalloc(&d->arena, (s->header_count + OWN_HEADERS) * sizeof *d->fields);
    d->fields[d->field_count++] = (struct http_field){TEXT("Content-Type"), TEXT("application/x-protobuf")};
    if (s->gzip)
        d->fields[d->field_count++] = (struct http_field){TEXT("Content-Encoding"), TEXT("gzip")};
    for (size_t i = 0; i < s->header_count; i++)
        d->fields[d->field_count++] = s->headers[i];
}

static struct http_settings *client_settings(struct fibers *fibers, const struct plan_http *plan, const struct otlp_settings *s,
                                             char *problem)
{
    char reason[OTLP_PROBLEM];
    struct plan_http own = {.timeout_s = s->timeout_s,
                            .connect_timeout_s = s->timeout_s,
                            .no_redirects = true,
                            .ca_file = s->ca_file,
                            .certificate_file = s->certificate_file,
                            .key_file = s->key_file,
                            .resolve = plan->resolve,
                            .dns_servers = plan->dns_servers,
                            .ip_version = plan->ip_version,
                            .retry_stale = true,
                            .no_compression = true,
                            .user_agent = "OTel-OTLP-Exporter-Cicada/" CICADA_VERSION,
                            .max_body = LIMIT_TELEMETRY_RESPONSE};
    struct http_settings *settings = http_settings_new(fibers, &own, reason, sizeof reason);

    if (!settings)
        snprintf(problem, OTLP_PROBLEM,
                 "--otel: the files of OTEL_EXPORTER_OTLP_CERTIFICATE, _CLIENT_CERTIFICATE and _CLIENT_KEY: %.300s", reason);
    return settings;
}

/* A key may stand in its query. */
static const char *address_of(const struct url *url, struct arena *arena)
{
    struct text whole = text_from(url_write(url, arena));
    struct buffer masked;
    const char *copy;

    buffer_init(&masked, mask_size_max(whole.size));
    mask_text(whole, &masked);
    copy = arena_strdup(arena, buffer_cstring(&masked));
    buffer_free(&masked);
    return copy;
}

struct delivery *delivery_new(struct fibers *fibers, const struct plan_http *plan, const struct otlp_settings *settings,
                              char *problem)
{
    struct delivery *d = MEM_NEW(struct delivery);
    struct url url;

    d->settings = settings;
    d->hurry_ns = NEVER;
    random_init(&d->random, random_system_seed(), 0);
    d->http = client_settings(fibers, plan, settings, problem);
    http_client_init(&d->client, d->http);
    if (!d->http || url_parse(settings->endpoint, false, &d->arena, &url, NULL, NULL) != OK) {
        delivery_free(d);
        return NULL;
    }
    d->origin = http_origin_of(d->http->origins, &url);
    d->target = url.target;
    d->address = address_of(&url, &d->arena);
    set_fields(d);
    return d;
}

void delivery_free(struct delivery *d)
{
    if (!d)
        return;
    if (d->http) {
        http_client_close(&d->client);
        http_settings_free(d->http);
    }
    arena_reset(&d->arena);
    arena_reset(&d->answer);
    mem_free(d);
}

const char *delivery_address(const struct delivery *d)
{
    return d->address;
}
