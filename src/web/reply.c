/* SPDX-License-Identifier: MIT */
/* web/reply.c - see reply.h */
#include "web/reply.h"

#include <microhttpd.h>
#include <stdarg.h>

#include "base/limits.h"
#include "base/mem.h"
#include "http/gzip.h"
#include "output/json_value.h"
#include "web/events.h"
#include "web/shared.h"

#define WORTH_COMPRESSING 1024 /* bytes: less fits into a packet as it is */

#define NOTHING_ALLOWED "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

/* ---- filling in ---- */

struct buffer *reply_body(struct web_request *r, const char *type)
{
    r->reply.status = MHD_HTTP_OK;
    r->reply.type = type;
    buffer_clear(&r->reply.body);
    return &r->reply.body;
}

static int append_bytes(const char *bytes, size_t size, void *out)
{
    buffer_append(out, bytes, size);
    return 0;
}

void reply_append_json(json_t *value, struct buffer *out)
{
    if (!value || json_dump_callback(value, append_bytes, out, JSON_COMPACT) != 0)
        mem_exhausted(out->size); /* the only reason: all texts in it are UTF-8 */
    json_decref(value);
}

void reply_json(struct web_request *r, unsigned status, json_t *value)
{
    reply_append_json(value, reply_body(r, REPLY_JSON));
    r->reply.status = status;
}

void reply_problem(struct web_request *r, unsigned status, const char *format, ...)
{
    char message[512];
    json_t *answer = json_value_object();
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    json_value_put(answer, "message", json_value_string(message)); /* which may name bytes of the request, or be cut */
    reply_json(r, status, answer);
    r->reply.download = NULL; /* a sentence is for reading */
}

void reply_text(struct web_request *r, unsigned status, const char *text)
{
    buffer_string(reply_body(r, REPLY_TEXT), text);
    r->reply.status = status;
}

void reply_redirect(struct web_request *r, const char *location)
{
    reply_body(r, NULL);
    r->reply.status = MHD_HTTP_SEE_OTHER;
    r->reply.location = location;
}

/* ---- compressing ---- */

bool reply_accepts_gzip(const struct web_request *r)
{
    const char *accepted = web_request_header(r, MHD_HTTP_HEADER_ACCEPT_ENCODING);

    return accepted && text_list_has(text_from(accepted), TEXT("gzip"));
}

struct text reply_bytes(const struct web_reply *reply)
{
    if (reply->constant.data)
        return reply->constant;
    return reply->shared ? shared_bytes(reply->shared, reply->compressed) : buffer_view(&reply->body);
}

bool reply_is_compressible(const struct web_request *r)
{
    const struct web_reply *reply = &r->reply;

    return !reply->viewer && !reply->compressed && !reply->constant.data && !reply->body.overflowed &&
           reply_bytes(reply).size >= WORTH_COMPRESSING && reply_accepts_gzip(r);
}

void reply_compress(struct web_reply *reply)
{
    struct buffer packed = gzip(buffer_view(&reply->body));

    buffer_free(&reply->body);
    reply->body = packed;
    reply->compressed = true;
}

/* ---- sending ---- */

static struct MHD_Response *must(struct MHD_Response *response)
{
    if (!response)
        mem_exhausted(sizeof(struct web_reply));
    return response;
}

static void add_field(struct MHD_Response *response, const char *name, const char *value)
{
    /* Refused only for an empty value or one with a line break, of which none of ours is made. */
    if (value && MHD_add_response_header(response, name, value) != MHD_YES)
        assert(!"a header field that cannot be sent");
}

static void add_security(struct MHD_Response *response, const struct web_reply *reply)
{
    add_field(response, "Content-Security-Policy", reply->policy ? reply->policy : NOTHING_ALLOWED);
    add_field(response, "X-Content-Type-Options", "nosniff");
    add_field(response, "X-Frame-Options", "DENY");
    add_field(response, "Referrer-Policy", "same-origin");
    add_field(response, "Cross-Origin-Opener-Policy", "same-origin");
    add_field(response, "Cross-Origin-Resource-Policy", "same-origin");
    add_field(response, MHD_HTTP_HEADER_CACHE_CONTROL, reply->cache ? reply->cache : "no-store");
}

static struct MHD_Response *response_of_body(const struct web_reply *reply)
{
    struct text bytes = reply_bytes(reply);

    if (reply->file > 0)
        return must(MHD_create_response_from_fd64(reply->file_size, reply->file));

    /* The library takes a pointer to changeable bytes and, with this mode, only reads them; they live as long as the request. */
    return must(MHD_create_response_from_buffer(bytes.size, (void *)(uintptr_t)bytes.data, MHD_RESPMEM_PERSISTENT));
}

struct MHD_Response *reply_response(struct web_request *r)
{
    const struct web_reply *reply = &r->reply;
    struct MHD_Response *response = reply->viewer ? must(events_response(reply->viewer)) : response_of_body(reply);

    add_security(response, reply);
    add_field(response, MHD_HTTP_HEADER_CONTENT_TYPE, reply->type);
    add_field(response, MHD_HTTP_HEADER_LOCATION, reply->location);
    add_field(response, MHD_HTTP_HEADER_SET_COOKIE, reply->cookie);
    add_field(response, MHD_HTTP_HEADER_ALLOW, reply->allow);
    add_field(response, MHD_HTTP_HEADER_WWW_AUTHENTICATE, reply->challenge);
    add_field(response, MHD_HTTP_HEADER_ETAG, reply->tag);
    add_field(response, MHD_HTTP_HEADER_RETRY_AFTER, reply->retry_after);
    if (reply->compressed)
        add_field(response, MHD_HTTP_HEADER_CONTENT_ENCODING, "gzip");
    if (reply->compressed || reply->varies)
        add_field(response, MHD_HTTP_HEADER_VARY, "Accept, Accept-Encoding");
    if (reply->download)
        add_field(response, MHD_HTTP_HEADER_CONTENT_DISPOSITION,
                  arena_printf(&r->arena, "attachment; filename=\"%s\"", reply->download));
    return response;
}
