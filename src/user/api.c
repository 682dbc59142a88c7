/* SPDX-License-Identifier: MIT */
/* user/api.c - the small functions of cicada.h: the user's record, headers and cookies, waiting, logging, metrics, groups, text,
 * random numbers
 *
 * Each is documented in cicada.h. Not here: requests (call.c), responses (response.c, json_read.c), JSON (json_write.c), made-up
 * data (fake*.c), CSV (feed*.c).
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "http/request_head.h"
#include "user/user.h"

#define LOGGER "cicada.scenario"

/* ---- the user ---- */

void *cic_data(cic_user *u)
{
    return u->data;
}

uint64_t cic_number(const cic_user *u)
{
    return u->number;
}

const char *cic_class_name(const cic_user *u)
{
    return u->class ? u->class->name : "";
}

const char *cic_task_name(const cic_user *u)
{
    return u->task_name;
}

const char *cic_host(const cic_user *u)
{
    return u->base->text;
}

bool cic_stopping(const cic_user *u)
{
    return u->asked_to_stop || fiber_cancelled(u->fiber);
}

static void drop_header(struct cic_user *u, size_t at)
{
    mem_free((void *)(uintptr_t)u->headers[at].name.data);
    mem_free((void *)(uintptr_t)u->headers[at].value.data);
    u->headers[at] = u->headers[--u->header_count];
}

void cic_set_header(cic_user *u, const char *name, const char *value)
{
    struct text n = text_from(name), v = text_from(value);

    for (size_t i = 0; i < u->header_count; i++)
        if (text_equal_nocase(u->headers[i].name, n)) {
            drop_header(u, i);
            break;
        }
    if (!value)
        return;
    if (!request_head_name_is_valid(n) || !request_head_value_is_valid(v) || u->header_count >= LIMIT_STICKY_HEADERS) {
        user_mistake(u, "cic_set_header: \"%s\" cannot be sent as a header, or there are too many", name);
        return;
    }
    u->headers = mem_resize(u->headers, u->header_count + 1, sizeof *u->headers);
    u->headers[u->header_count++] = (struct http_field){{mem_strdup(name), n.size}, {mem_strdup(value), v.size}};
}

void cic_set_bearer(cic_user *u, const char *token)
{
    char *value = token ? mem_printf("Bearer %s", token) : NULL;

    cic_set_header(u, "Authorization", value);
    mem_free(value);
}

const char *cic_cookie(cic_user *u, const char *name)
{
    struct text value = {0};

    if (u->base->origin)
        value = cookie_find(&u->http.cookies, u->base->origin->host, text_from(name));
    return value.data ? arena_copy(&u->arena, value) : NULL;
}

void cic_set_cookie(cic_user *u, const char *name, const char *value)
{
    struct arena_mark mark = arena_mark(&u->arena);
    const char *cookie = arena_printf(&u->arena, "%s=%s; Path=/%s", name, value ? value : "", value ? "" : "; Max-Age=0");
    const struct http_origin *o = u->base->origin;
    bool apart = strpbrk(name, ";=") || (value && strchr(value, ';')); /* it would be read as something else */

    if (!o || apart ||
        !cookie_store(&u->http.cookies, text_from(cookie), o->host, TEXT("/"), o->secure,
                      (int64_t)(clock_wall() / NANOS_PER_SECOND)))
        user_mistake(u, "cic_set_cookie: \"%s\" cannot be stored as a cookie", name);
    arena_release(&u->arena, mark);
}

void cic_clear_cookies(cic_user *u)
{
    cookie_jar_clear(&u->http.cookies);
}

void cic_disconnect(cic_user *u)
{
    http_client_disconnect(&u->http);
}

/* ---- time ---- */

int cic_sleep(cic_user *u, double seconds)
{
    user_settle(u);
    return user_sleep_until(u, clock_after(clock_now(), seconds));
}

void cic_blocking(cic_user *u, void (*fn)(void *argument), void *argument)
{
    u->gave_way = true;
    fiber_blocking(fn, argument);
}

double cic_now(void)
{
    return (double)clock_now() / 1e9;
}

/* ---- logging ---- */

static void log_for(cic_user *u, enum log_level level, const char *format, va_list arguments)
{
    char *text = NULL;

    if (vasprintf(&text, format, arguments) < 0)
        mem_exhausted(LIMIT_ERROR_TEXT);
    log_write(level, u->class ? u->class->name : LOGGER, "%s", text);
    free(text); /* memory of a library */
}

void cic_log(cic_user *u, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    log_for(u, LOG_INFO, format, arguments);
    va_end(arguments);
}

void cic_warn(cic_user *u, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    log_for(u, LOG_WARNING, format, arguments);
    va_end(arguments);
}

/* ---- metrics and groups ---- */

void cic_metric(cic_user *u, const char *name, double value)
{
    stats_metric(u->world->stats, text_from(name), value);
}

void cic_group_begin(cic_user *u, const char *group)
{
    user_settle(u);
    if (u->group_depth >= USER_GROUP_DEPTH) {
        user_mistake(u, "cic_group_begin(\"%s\"): more than %d groups are open; this one is left out", group, USER_GROUP_DEPTH);
        u->group_depth++; /* its cic_group_end must not end another one */
        return;
    }
    if (!u->groups)
        u->groups = mem_resize(NULL, USER_GROUP_DEPTH, sizeof *u->groups);
    u->groups[u->group_depth++] = (struct user_group){arena_strdup(&u->arena, group), clock_now()};
}

void cic_group_end(cic_user *u)
{
    const struct user_group *group;

    user_settle(u);
    if (u->group_depth == 0) {
        user_mistake(u, "cic_group_end: no group is open");
        return;
    }
    if (--u->group_depth >= USER_GROUP_DEPTH)
        return;
    group = &u->groups[u->group_depth];
    if (!fiber_cancelled(u->fiber))
        cic_metric(u, arena_printf(&u->arena, "%s (s)", group->name), (double)(clock_now() - group->began_ns) / 1e9);
}

/* ---- text ---- */

const char *cic_fmt(cic_user *u, const char *format, ...)
{
    va_list arguments;
    const char *text;

    va_start(arguments, format);
    text = arena_vprintf(&u->arena, format, arguments);
    va_end(arguments);
    return text;
}

void *cic_alloc(cic_user *u, size_t size)
{
    return arena_zalloc(&u->arena, size);
}

int cic_copy(char *to, size_t size, const char *from)
{
    size_t length = strlen(from);

    if (length >= size) {
        if (size)
            to[0] = '\0';
        return -1;
    }
    memcpy(to, from, length + 1);
    return 0;
}

const char *cic_url_encode(cic_user *u, const char *text)
{
    struct buffer out;
    const char *copy;

    buffer_init(&out, strlen(text) * 3 + 1);
    url_encode(text_from(text), false, &out);
    copy = arena_copy(&u->arena, buffer_view(&out));
    buffer_free(&out);
    return copy;
}

void cic_release(cic_user *u)
{
    user_settle(u);
    if (u->group_depth) {
        user_mistake(u, "cic_release: not inside a group");
        return;
    }
    user_forget(u);
}

/* ---- random numbers ---- */

uint64_t cic_random(cic_user *u)
{
    return random_u64(&u->random);
}

int64_t cic_between(cic_user *u, int64_t low, int64_t high)
{
    return random_between(&u->random, low, high);
}

double cic_uniform(cic_user *u, double low, double high)
{
    return random_uniform(&u->random, low, high);
}

double cic_normal(cic_user *u, double mean, double deviation)
{
    return random_normal(&u->random, mean, deviation);
}

double cic_exponential(cic_user *u, double mean)
{
    return random_exponential(&u->random, mean);
}

double cic_lognormal(cic_user *u, double median, double sigma)
{
    return random_lognormal(&u->random, median, sigma);
}

double cic_pareto(cic_user *u, double minimum, double alpha)
{
    return random_pareto(&u->random, minimum, alpha);
}

uint64_t cic_zipf(cic_user *u, uint64_t n, double exponent)
{
    return random_zipf(&u->random, n, exponent);
}

bool cic_chance(cic_user *u, double probability)
{
    return random_unit(&u->random) < probability;
}

const char *cic_env(const char *name, const char *otherwise)
{
    const char *value = getenv(name);

    return value && value[0] ? value : otherwise;
}
