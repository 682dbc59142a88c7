/* SPDX-License-Identifier: MIT */
/* monitor/scrape.c - see scrape.h */
#include "monitor/scrape.h"

#include "base/base64.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "http/client.h"
#include "monitor/metrics_text.h"

#define PATIENCE_S 2          /* for one page, connecting included */
#define LARGE_PAGE (64 * KIB) /* is read beside the loop */

struct scrape {
    struct source source;
    struct http_client client;
    struct arena arena, page; /* of the URL, and of one answer */
    const struct http_origin *origin;
    struct text target;
    struct http_field authorization; /* without a name: none */
};

struct http_settings *scrape_settings(struct fibers *fibers, const struct plan_http *plan, char *problem, size_t problem_size)
{
    struct plan_http own = {.timeout_s = PATIENCE_S,
                            .connect_timeout_s = PATIENCE_S,
                            .max_redirects = 3,
                            .insecure = plan->insecure,
                            .ca_file = plan->ca_file,
                            .certificate_file = plan->certificate_file,
                            .key_file = plan->key_file,
                            .resolve = plan->resolve,
                            .dns_servers = plan->dns_servers,
                            .ip_version = plan->ip_version,
                            .retry_stale = true,
                            .no_compression = true,
                            .max_body = LIMIT_METRICS_BODY};

    return http_settings_new(fibers, &own, problem, problem_size);
}

struct reading {
    struct text page;
    struct usage *out;
    bool any;
};

static void read_page(void *argument)
{
    struct reading *r = argument;

    r->any = metrics_text_read(r->page, r->out);
}

/* A large page takes milliseconds, which the loop does not have. */
static bool read_metrics(struct text page, struct usage *out)
{
    struct reading r = {.page = page, .out = out};

    if (page.size > LARGE_PAGE)
        fiber_blocking(read_page, &r);
    else
        read_page(&r);
    return r.any;
}

static enum error scrape_look(struct source *source, struct usage *out)
{
    struct scrape *s = CONTAINER_OF(source, struct scrape, source);
    struct http_request q = {.method = TEXT("GET"),
                             .origin = s->origin,
                             .target = s->target,
                             .fields = &s->authorization,
                             .field_count = s->authorization.name.size > 0};
    struct http_response r;
    enum error e = http_client_request(&s->client, &q, &s->page, &r);

    out->taken_ns = clock_now();
    if (e != OK)
        source_fail(source, e, "%s", error_text(e));
    else if (r.status != 200)
        e = source_fail(source, ERROR_HTTP_STATUS, "the page answers with status %d", r.status);
    else if (!read_metrics(r.body, out))
        e = source_fail(source, ERROR_SYNTAX,
                        "the page has none of the metrics process_cpu_seconds_total, process_resident_memory_bytes, ...");
    arena_reset(&s->page);
    return e;
}

static void scrape_free(struct source *source)
{
    struct scrape *s = CONTAINER_OF(source, struct scrape, source);

    http_client_close(&s->client);
    arena_reset(&s->arena);
    arena_reset(&s->page);
    mem_free(s);
}

static const struct source_ops ops = {.look = scrape_look, .free = scrape_free};

static struct http_field basic(struct text userinfo, struct arena *arena)
{
    struct buffer decoded, value;
    struct http_field field = {0};

    buffer_init(&decoded, LIMIT_URL);
    buffer_init(&value, 2 * LIMIT_URL);
    buffer_string(&value, "Basic ");
    if (url_decode(userinfo, false, &decoded)) {
        base64_append(buffer_view(&decoded), &value);
        field = (struct http_field){TEXT("Authorization"), {arena_copy(arena, buffer_view(&value)), value.size}};
    }
    buffer_free(&decoded);
    buffer_free(&value);
    return field;
}

struct source *scrape_of_url(struct http_settings *settings, struct text url, const char **problem)
{
    struct scrape *s = MEM_NEW(struct scrape);
    struct url parsed;

    s->source.ops = &ops;
    http_client_init(&s->client, settings);
    url = (struct text){arena_copy(&s->arena, url), url.size};
    if (url_parse(url, false, &s->arena, &parsed, problem, NULL) != OK) {
        scrape_free(&s->source);
        return NULL;
    }
    s->origin = http_origin_of(settings->origins, &parsed);
    s->target = text_equal(parsed.target, TEXT("/")) ? TEXT("/metrics") : parsed.target;
    if (parsed.userinfo.size > 0)
        s->authorization = basic(parsed.userinfo, &s->arena);
    return &s->source;
}
