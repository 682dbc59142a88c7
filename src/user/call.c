/* SPDX-License-Identifier: MIT */
/* user/call.c - cic_request_with: a request, its verdict, its sample
 *
 * The sample is not counted when the answer arrives but when the user goes on (next request, wait, return), so that cic_pass and
 * cic_fail act on the right one. Its times are those of the answer all the same.
 */
#include <stdarg.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/limits.h"
#include "user/request.h"
#include "user/response.h"

/* ---- the name ---- */

static struct text counted_name(struct cic_user *u, const char *name)
{
    const char *groups = "";

    if (u->group_depth == 0)
        return text_from(name);
    for (unsigned i = 0; i < user_groups_kept(u); i++)
        groups = arena_printf(&u->arena, "%s%s: ", groups, u->groups[i].name);
    return text_from(arena_printf(&u->arena, "%s%s", groups, name));
}

/* ---- the verdict ---- */

bool cic_failed(const cic_response *r)
{
    const struct user_response *x = user_response_of(r);

    if (x->verdict != VERDICT_BY_STATUS)
        return x->verdict == VERDICT_FAILED;
    return x->http.error != OK || r->status == 0 || r->status >= 400;
}

/* Too late is told: the numbers are not what the scenario's author thinks. */
static bool still_open(struct user_response *x, const char *function)
{
    if (!x->settled)
        return true;
    if (x->http.error != ERROR_CANCELLED)
        user_mistake(x->user, "%s on a response that was counted already: call it before the next request, wait or return",
                     function);
    return false;
}

void cic_pass(cic_response *r)
{
    struct user_response *x = user_response_of(r);

    if (still_open(x, "cic_pass"))
        x->verdict = VERDICT_PASSED;
}

int cic_fail(cic_response *r, const char *format, ...)
{
    struct user_response *x = user_response_of(r);
    va_list arguments;

    if (!still_open(x, "cic_fail"))
        return CIC_OK;
    va_start(arguments, format);
    x->failure = arena_vprintf(&x->user->arena, format, arguments);
    va_end(arguments);
    x->verdict = VERDICT_FAILED;
    return CIC_OK;
}

void cic_rename(cic_response *r, const char *name)
{
    struct user_response *x = user_response_of(r);
    struct cic_user *u = x->user;
    struct stats_entry *entry;

    if (!still_open(x, "cic_rename"))
        return;
    r->name = arena_strdup(&u->arena, name);
    entry = stats_entry(u->world->stats, text_from(r->method), counted_name(u, r->name));
    stats_move(u->world->stats, x->entry, entry);
    x->entry = entry;
}

/* ---- the sample ---- */

static void set_error(struct user_response *x, struct sample *s)
{
    struct arena *arena = &x->user->arena;

    if (x->verdict == VERDICT_FAILED && x->failure) {
        s->error = x->http.error != OK ? x->http.error : ERROR_FAILED_BY_SCENARIO;
        s->error_text = text_from(x->failure);
    } else if (x->http.error != OK) {
        s->error = x->http.error;
        s->error_text = text_from(x->public.error_text);
    } else {
        s->error = ERROR_HTTP_STATUS;
        s->error_text = text_from(
            arena_printf(arena, "HTTP %d %.*s", x->http.status, (int)MIN(x->http.reason.size, (size_t)100), x->http.reason.data));
    }
}

static void count(struct cic_user *u, struct stats_entry *entry, const struct sample *sample)
{
    const struct user_world *world = u->world;

    stats_end(world->stats, entry, sample);
    if (UNLIKELY(world->sample_seen))
        world->sample_seen(world->context, u, entry, sample);
}

static uint32_t class_of(const struct cic_user *u)
{
    return u->class ? (uint32_t)u->class->place + 1 : 0;
}

void user_settle(struct cic_user *u)
{
    struct user_response *x = u->held;
    const struct http_times *t;
    struct sample s;

    if (!x)
        return;
    u->held = NULL;
    x->settled = true;
    t = &x->http.times;
    s = (struct sample){.due_ns = x->due_ns,
                        .start_ns = t->start_ns,
                        .first_write_ns = t->first_write_ns,
                        .sent_ns = t->sent_ns,
                        .first_byte_ns = t->first_byte_ns,
                        .end_ns = t->end_ns,
                        .dns_ns = t->dns_ns,
                        .connect_ns = t->connect_ns,
                        .tls_ns = t->tls_ns,
                        .bytes_sent = x->http.bytes_sent,
                        .bytes_received = x->http.bytes_received,
                        .body_size = x->http.body_size,
                        .status = x->http.status,
                        .groups = u->stats_groups,
                        .class = class_of(u),
                        .new_connection = x->http.new_connection};
    if (cic_failed(&x->public))
        set_error(x, &s);
    count(u, x->entry, &s);
    if (u->world->request_hook)
        u->world->request_hook(u, &x->public);
}

/* ---- the call ---- */

static const char *error_words(struct user_response *x)
{
    struct arena *arena = &x->user->arena;
    const char *text = error_text(x->http.error);

    return x->http.detail ? arena_printf(arena, "%s: %s", text, x->http.detail) : text;
}

static void publish(struct user_response *x)
{
    cic_response *r = &x->public;
    const struct http_times *t = &x->http.times;
    uint64_t from = x->due_ns ? x->due_ns : t->start_ns;

    r->status = x->http.status;
    r->body_size = x->http.body_size;
    r->redirects = x->http.redirects;
    r->response_time = (double)(t->end_ns - from) / 1e9;
    r->service_time = t->first_write_ns ? (double)(t->end_ns - t->first_write_ns) / 1e9 : 0;
    r->error_text = "";
    if (x->http.error != OK) {
        r->error = error_id(x->http.error);
        r->error_text = error_words(x);
    } else if (r->status >= 400) {
        r->error = error_id(ERROR_HTTP_STATUS);
        r->error_text = error_text(ERROR_HTTP_STATUS);
    }
}

/* What a killed user's calls return: nothing was started, nothing is counted. */
static void refuse(struct user_response *x)
{
    x->settled = true;
    x->http = (struct http_response){.error = ERROR_CANCELLED, .body = TEXT("")};
    publish(x);
}

static void carry_out(struct user_response *x, const char *path, const struct cic_call *call)
{
    struct cic_user *u = x->user;
    struct stats *stats = u->world->stats;
    struct http_request q;
    const char *problem = NULL;
    enum error e;

    x->entry = stats_entry(stats, text_from(x->public.method), counted_name(u, x->public.name));
    x->due_ns = u->due_ns;
    u->due_ns = 0;
    stats_begin(stats, x->entry);
    e = request_prepare(u, x->public.method, path, call, &q, &problem);
    if (e == OK) {
        e = http_client_request(&u->http, &q, &u->arena, &x->http);
    } else {
        uint64_t now = clock_now();

        x->http = (struct http_response){
            .error = e, .detail = problem, .body = TEXT(""), .times = {.start_ns = now, .end_ns = now}};
    }
    if (e == ERROR_CANCELLED) {
        stats_cancel(stats, x->entry, x->http.sent);
        u->cut_short = true;
        x->settled = true;
    } else {
        u->held = x;
    }
    publish(x);
    /* What failed before it was on the wire may not have waited for anything: without descriptors, or with a bad URL. */
    if (!x->http.times.first_write_ns)
        fiber_yield();
}

cic_response *cic_request_with(cic_user *u, const char *method, const char *path, const struct cic_call *call)
{
    struct user_response *x;

    user_settle(u);
    u->gave_way = true;
    x = arena_zalloc(&u->arena, sizeof *x);
    x->user = u;
    x->public.method = method;
    x->public.name = call->name ? call->name : path;
    if (user_call_refused(u))
        refuse(x);
    else
        carry_out(x, path, call);
    return &x->public;
}

void cic_record(cic_user *u, const char *type, const char *name, double seconds, size_t bytes, const char *error)
{
    struct stats *stats = u->world->stats;
    struct stats_entry *entry;
    uint64_t now = clock_now(), took = clock_after(0, seconds);
    struct sample s = {.start_ns = now - MIN(took, now),
                       .end_ns = now,
                       .bytes_received = bytes,
                       .body_size = bytes,
                       .groups = u->stats_groups,
                       .class = class_of(u)};

    user_settle(u);
    if (error) {
        s.error = ERROR_FAILED_BY_SCENARIO;
        s.error_text = text_from(error);
    }
    entry = stats_entry(stats, text_from(type), counted_name(u, name));
    stats_begin(stats, entry);
    count(u, entry, &s);
}
