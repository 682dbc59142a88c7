/* SPDX-License-Identifier: MIT */
/* http/settings.c - from the options of the plan to resolver, TLS settings and default headers */
#include "http/settings.h"

#include <stdio.h>

#include "base/mem.h"
#include "http/decode.h"
#include "http/request_head.h"

#define DEFAULT_TIMEOUT_S         60
#define DEFAULT_CONNECT_TIMEOUT_S 10

static void add_default(struct http_settings *s, struct text name, struct text value)
{
    struct http_field field = {{mem_strndup(name.data, name.size), name.size}, {mem_strndup(value.data, value.size), value.size}};

    s->defaults = mem_resize(s->defaults, s->default_count + 1, sizeof *s->defaults);
    s->defaults[s->default_count++] = field;
}

static bool has_default(const struct http_settings *s, struct text name)
{
    for (size_t i = 0; i < s->default_count; i++)
        if (text_equal_nocase(s->defaults[i].name, name))
            return true;
    return false;
}

static bool add_given_headers(struct http_settings *s, const struct plan_http *plan, char *problem, size_t problem_size)
{
    for (size_t i = 0; i < plan->headers.count; i++) {
        struct text value = text_from(plan->headers.at[i]);
        struct text name = text_trim(text_cut(&value, ':'));

        if (!value.data || !request_head_name_is_valid(name) || !request_head_value_is_valid(text_trim(value))) {
            snprintf(problem, problem_size, "--header \"%s\": write it as \"Name: value\"", plan->headers.at[i]);
            return false;
        }
        add_default(s, name, text_trim(value));
    }
    return true;
}

static bool set_headers(struct http_settings *s, const struct plan_http *plan, char *problem, size_t problem_size)
{
    struct text user_agent = text_from(plan->user_agent ? plan->user_agent : "cicada/" CICADA_VERSION);

    if (!add_given_headers(s, plan, problem, problem_size))
        return false;
    if (!request_head_value_is_valid(user_agent)) {
        snprintf(problem, problem_size, "--user-agent: it holds a control character");
        return false;
    }
    if (!has_default(s, TEXT("User-Agent")))
        add_default(s, TEXT("User-Agent"), user_agent);
    if (!has_default(s, TEXT("Accept")))
        add_default(s, TEXT("Accept"), TEXT("*/*"));
    if (!plan->no_compression && !has_default(s, TEXT("Accept-Encoding")))
        add_default(s, TEXT("Accept-Encoding"), TEXT(DECODE_ACCEPT));
    if (!s->keep_alive && !has_default(s, TEXT("Connection")))
        add_default(s, TEXT("Connection"), TEXT("close"));
    for (size_t i = 0; i < s->default_count; i++)
        request_head_field(&s->default_block, s->defaults[i].name, s->defaults[i].value);
    if (s->default_block.overflowed) {
        snprintf(problem, problem_size, "--header: the headers are larger than %zu KiB together", LIMIT_REQUEST_HEAD / KIB);
        return false;
    }
    return true;
}

static bool set_resolver(struct http_settings *s, const struct plan_http *plan, char *problem, size_t problem_size)
{
    struct resolver_options options = {.family = plan->ip_version == 4   ? FAMILY_V4
                                                 : plan->ip_version == 6 ? FAMILY_V6
                                                                         : FAMILY_ANY,
                                       .servers = plan->dns_servers};
    const char *sentence;

    s->resolver = resolver_new(fibers_loop(s->fibers), &options);
    if (!s->resolver) {
        snprintf(problem, problem_size, "--dns-servers \"%s\": not a list of addresses, as in \"192.0.2.1,[2001:db8::1]:5353\"",
                 plan->dns_servers);
        return false;
    }
    for (size_t i = 0; i < plan->resolve.count; i++) {
        if (!resolver_pin(s->resolver, text_from(plan->resolve.at[i]), &sentence)) {
            snprintf(problem, problem_size, "--resolve \"%s\": %s", plan->resolve.at[i], sentence);
            return false;
        }
    }
    if (plan->source_address) {
        if (!address_parse(text_from(plan->source_address), 0, &s->source)) {
            snprintf(problem, problem_size, "--source-address \"%s\": not an IP address", plan->source_address);
            return false;
        }
        s->tcp.source = &s->source;
    }
    return true;
}

struct http_settings *http_settings_new(struct fibers *fibers, const struct plan_http *plan, char *problem, size_t problem_size)
{
    struct http_settings *s = MEM_NEW(struct http_settings);
    struct tls_options tls = {.insecure = plan->insecure,
                              .ca_file = plan->ca_file,
                              .certificate_file = plan->certificate_file,
                              .key_file = plan->key_file,
                              .ciphers = plan->ciphers,
                              .resume = plan->tls_resume,
                              .keylog_file = plan->keylog_file};

    s->fibers = fibers;
    s->pool.limit = plan->max_connections;
    s->origins = http_origins_new();
    s->timeout_s = plan->timeout_s > 0 ? plan->timeout_s : DEFAULT_TIMEOUT_S;
    s->connect_timeout_s = plan->connect_timeout_s > 0 ? plan->connect_timeout_s : DEFAULT_CONNECT_TIMEOUT_S;
    s->max_redirects = plan->no_redirects ? 0 : plan->max_redirects;
    s->keep_alive = !plan->no_keepalive;
    s->retry_stale = plan->retry_stale;
    s->tls_resume = plan->tls_resume;
    s->max_body = plan->max_body ? plan->max_body : LIMIT_BODY_KEPT;
    s->scratch = mem_alloc(HTTP_SCRATCH_SIZE);
    s->fields = mem_resize(NULL, LIMIT_RESPONSE_HEADERS, sizeof *s->fields);
    buffer_init(&s->default_block, LIMIT_REQUEST_HEAD);

    if (!set_resolver(s, plan, problem, problem_size) || !set_headers(s, plan, problem, problem_size))
        goto failed;
    s->tls = tls_settings_new(&tls, problem, problem_size);
    if (!s->tls)
        goto failed;
    return s;

failed:
    http_settings_free(s);
    return NULL;
}

void http_settings_free(struct http_settings *s)
{
    if (!s)
        return;
    if (s->resolver)
        resolver_free(s->resolver);
    if (s->tls)
        tls_settings_free(s->tls);
    http_origins_free(s->origins);
    for (size_t i = 0; i < s->default_count; i++) {
        mem_free((void *)(uintptr_t)s->defaults[i].name.data);
        mem_free((void *)(uintptr_t)s->defaults[i].value.data);
    }
    mem_free(s->defaults);
    buffer_free(&s->default_block);
    mem_free(s->scratch);
    mem_free(s->fields);
    mem_free(s);
}
