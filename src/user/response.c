/* SPDX-License-Identifier: MIT */
/* user/response.c - what a scenario reads from a response: body, headers, URL
 *
 * Not here: values out of JSON (user/json_read.c).
 */
#include "user/response.h"

#include "http/decode.h"

const char *cic_header_at(cic_response *r, const char *name, size_t n)
{
    struct user_response *x = user_response_of(r);
    struct text wanted = text_from(name);

    for (size_t i = 0; i < x->http.field_count; i++) {
        const struct http_field *field = &x->http.fields[i];

        if (text_equal_nocase(field->name, wanted) && n-- == 0)
            return arena_copy(&x->user->arena, field->value);
    }
    return NULL;
}

const char *cic_header(cic_response *r, const char *name)
{
    return cic_header_at(r, name, 0);
}

const char *cic_url(cic_response *r)
{
    struct user_response *x = user_response_of(r);
    const struct http_origin *o = x->http.origin;

    if (!o)
        return "";
    return arena_printf(&x->user->arena, "%s://%.*s%.*s", o->secure ? "https" : "http", (int)o->authority.size, o->authority.data,
                        (int)x->http.target.size, x->http.target.data);
}

/* All Content-Encoding fields as one list (RFC 9110 section 5.3). */
static struct text encodings(struct user_response *x)
{
    struct text all = {"", 0};

    for (size_t i = 0; i < x->http.field_count; i++) {
        const struct http_field *field = &x->http.fields[i];

        if (!text_equal_nocase(field->name, TEXT("Content-Encoding")))
            continue;
        all = all.size ? text_from(arena_printf(&x->user->arena, "%.*s, %.*s", (int)all.size, all.data, (int)field->value.size,
                                                field->value.data))
                       : field->value;
    }
    return all;
}

const char *cic_body(cic_response *r, size_t *size)
{
    struct user_response *x = user_response_of(r);

    if (!x->decoded) {
        enum error e = decode_body(encodings(x), x->http.body, x->user->world->http->max_body, &x->user->arena, &x->body);

        x->decoded = true;
        if (e != OK) {
            x->body = TEXT("");
            if (!x->settled && x->http.error == OK && x->http.status < 400) { /* such a status says more */
                x->http.error = e;
                r->error = error_id(e);
                r->error_text = error_text(e);
            }
        }
    }
    if (size)
        *size = x->body.size;
    return x->body.data;
}
