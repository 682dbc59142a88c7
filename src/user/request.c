/* SPDX-License-Identifier: MIT */
/* user/request.c - puts a request together: URL, headers, body
 *
 * The plain case (a path on the host of the run, no options) costs two short copies; the rest is only paid for when it is asked
 * for.
 */
#include "user/request.h"

#include "base/base64.h"
#include "base/limits.h"
#include "http/body.h"
#include "http/url.h"

#define OWN_FIELDS 3 /* Content-Type, Authorization, and the one of userinfo */

static bool is_absolute(const char *path)
{
    return strncmp(path, "http://", 7) == 0 || strncmp(path, "https://", 8) == 0;
}

static struct text keep(struct cic_user *u, struct buffer *b)
{
    struct text t = {arena_copy(&u->arena, buffer_view(b)), b->size};

    buffer_free(b);
    return t;
}

/* ---- where to ---- */

static enum error set_target(struct cic_user *u, const char *path, struct http_request *q, const char **problem)
{
    const struct base_url *base = u->base;
    struct url url;

    if (is_absolute(path)) {
        enum error e = url_parse(text_from(path), false, &u->arena, &url, problem, NULL);

        if (e != OK)
            return e;
        q->origin = http_origin_of(u->http.settings->origins, &url);
        q->target = url.target;
        *problem = "too many different hosts";
        return q->origin ? OK : ERROR_BAD_URL;
    }
    if (!base->origin) {
        *problem = "no host was given: use --host, or .host in the scenario, or an absolute URL";
        return ERROR_BAD_URL;
    }
    q->origin = base->origin;
    if (path[0] == '/' && base->prefix.size == 0)
        q->target = text_from(path);
    else
        q->target = text_from(
            arena_printf(&u->arena, "%.*s%s%s", (int)base->prefix.size, base->prefix.data, path[0] == '/' ? "" : "/", path));
    return OK;
}

static enum error add_query(struct cic_user *u, const cic_pair *query, struct http_request *q, const char **problem)
{
    bool first = memchr(q->target.data, '?', q->target.size) == NULL;
    struct buffer out;

    buffer_init(&out, LIMIT_URL);
    buffer_text(&out, q->target);
    for (; query->name; query++) {
        if (!query->value)
            continue;
        buffer_byte(&out, first ? '?' : '&');
        url_encode(text_from(query->name), true, &out);
        buffer_byte(&out, '=');
        url_encode(text_from(query->value), true, &out);
        first = false;
    }
    if (out.overflowed) {
        buffer_free(&out);
        *problem = "the URL is longer than 64 KiB";
        return ERROR_BAD_URL;
    }
    q->target = keep(u, &out);
    return OK;
}

/* ---- headers ---- */

static size_t count_pairs(const cic_pair *pairs)
{
    size_t count = 0;

    while (pairs && pairs[count].name)
        count++;
    return count;
}

static struct http_field *find(struct http_field *fields, size_t count, struct text name)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal_nocase(fields[i].name, name))
            return &fields[i];
    return NULL;
}

/* Sets a field, in place of one of the same name. Headers given with the call are added as they are: some may be there twice. */
static void set_field(struct http_field *fields, size_t *count, struct text name, struct text value)
{
    struct http_field *field = find(fields, *count, name);

    if (!field)
        field = &fields[(*count)++];
    *field = (struct http_field){name, value};
}

static struct text basic(struct cic_user *u, struct text user_password)
{
    struct buffer out;

    buffer_init(&out, LIMIT_REQUEST_HEAD);
    buffer_text(&out, TEXT("Basic "));
    base64_append(user_password, &out);
    return keep(u, &out);
}

static void set_fields(struct cic_user *u, const struct cic_call *call, struct text content_type, struct http_request *q)
{
    size_t given = count_pairs(call->headers), count = 0;
    struct http_field *fields;
    bool to_base = q->origin == u->base->origin;

    if (!given && !u->header_count && !content_type.size && !call->bearer && !call->basic && !u->base->basic.size)
        return;
    fields = arena_alloc(&u->arena, (given + u->header_count + OWN_FIELDS) * sizeof *fields);
    if (content_type.size)
        set_field(fields, &count, TEXT("Content-Type"), content_type);
    if (u->base->basic.size && to_base)
        set_field(fields, &count, TEXT("Authorization"), basic(u, u->base->basic));
    for (size_t i = 0; i < u->header_count; i++)
        set_field(fields, &count, u->headers[i].name, u->headers[i].value);
    if (call->bearer)
        set_field(fields, &count, TEXT("Authorization"), text_from(arena_printf(&u->arena, "Bearer %s", call->bearer)));
    if (call->basic)
        set_field(fields, &count, TEXT("Authorization"), basic(u, text_from(call->basic)));

    size_t standing = count;

    for (const cic_pair *pair = call->headers; pair && pair->name; pair++) {
        struct http_field *old = find(fields, standing, text_from(pair->name));

        if (!pair->value)
            continue;
        *(old ? old : &fields[count++]) = (struct http_field){text_from(pair->name), text_from(pair->value)};
    }
    q->fields = fields;
    q->field_count = count;
}

/* ---- body ---- */

static enum error form_body(struct cic_user *u, const cic_pair *form, struct http_request *q, const char **problem)
{
    struct buffer out;
    bool too_large;

    buffer_init(&out, LIMIT_REQUEST_BODY);
    for (; form->name; form++)
        if (form->value)
            body_form_field(&out, text_from(form->name), text_from(form->value));
    too_large = out.overflowed;
    *problem = "the form is too large";
    q->body = keep(u, &out);
    return too_large ? ERROR_BAD_REQUEST : OK;
}

static enum error multipart_part(struct buffer *out, const char *boundary, const cic_part *part)
{
    bool is_text = part->data && part->size == 0;
    struct text content = is_text ? text_from(part->data) : (struct text){part->data, part->size};
    struct text type = part->filename && !part->type ? TEXT("application/octet-stream") : text_from(part->type);

    return body_multipart_part(out, boundary, text_from(part->name), text_from(part->filename), type, content);
}

static enum error multipart_body(struct cic_user *u, const cic_part *part, struct http_request *q, struct text *type,
                                 const char **problem)
{
    char boundary[BODY_BOUNDARY];
    struct buffer out;
    enum error e = OK;

    body_multipart_boundary(&u->random, boundary);
    buffer_init(&out, LIMIT_REQUEST_BODY);
    *problem = "the type of a multipart part holds a control character";
    for (; part->name && e == OK; part++)
        e = multipart_part(&out, boundary, part);
    body_multipart_end(&out, boundary);
    if (out.overflowed) {
        *problem = "the multipart body is too large";
        e = ERROR_BAD_REQUEST;
    }
    *type = text_from(arena_printf(&u->arena, "multipart/form-data; boundary=%s", boundary));
    q->body = keep(u, &out);
    return e;
}

static enum error set_body(struct cic_user *u, const struct cic_call *call, struct http_request *q, struct text *type,
                           const char **problem)
{
    int kinds = !!call->json + !!call->form + !!call->multipart + !!call->body;

    if (kinds == 0)
        return OK;
    q->has_body = true;
    if (kinds > 1) {
        *problem = "more than one of .json, .form, .multipart and .body was given";
        return ERROR_BAD_REQUEST;
    }
    if (call->form) {
        *type = TEXT("application/x-www-form-urlencoded");
        return form_body(u, call->form, q, problem);
    }
    if (call->multipart)
        return multipart_body(u, call->multipart, q, type, problem);
    if (call->json) {
        *type = TEXT("application/json");
        q->body = text_from(call->json);
    } else {
        q->body = call->body_size ? (struct text){call->body, call->body_size} : text_from(call->body);
    }
    *problem = "the body is too large";
    return q->body.size > LIMIT_REQUEST_BODY ? ERROR_BAD_REQUEST : OK;
}

/* A method that usually carries a body announces an empty one, or some servers wait for it (RFC 9110 section 8.6). */
static bool expects_body(const char *method)
{
    return method[0] == 'P' && (strcmp(method, "POST") == 0 || strcmp(method, "PUT") == 0 || strcmp(method, "PATCH") == 0);
}

enum error request_prepare(struct cic_user *u, const char *method, const char *path, const struct cic_call *call,
                           struct http_request *q, const char **problem)
{
    struct text type = {"", 0};
    enum error e;

    *q = (struct http_request){.method = text_from(method),
                               .has_body = expects_body(method),
                               .no_redirect = call->no_redirect,
                               .discard_body = call->discard_body,
                               .timeout_s = call->timeout,
                               .connect_timeout_s = call->connect_timeout};
    e = set_target(u, path, q, problem);
    if (e == OK && call->query)
        e = add_query(u, call->query, q, problem);
    if (e == OK)
        e = set_body(u, call, q, &type, problem);
    if (e == OK)
        set_fields(u, call, type, q);
    return e;
}
