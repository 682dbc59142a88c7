/* SPDX-License-Identifier: MIT */
/* utility.c - answers made to order, for the tests of clients: sizes, statuses, delays, redirects, cookies, encodings */
#include <math.h>
#include <microhttpd.h>
#include <openssl/evp.h>
#include <zlib.h>

#include "base/mem.h"
#include "endpoints.h"
#include "hex.h"

#define MOST_REDIRECTS 100
#define MOST_GZIP      (8 * MIB)

static bool count_parameter(struct request *r, uint64_t most, uint64_t *count)
{
    if (text_to_u64(r->parameter[0], count) && *count <= most)
        return true;
    reply_problem(r, 400, "the last part of the path must be a whole number up to %" PRIu64, most);
    return false;
}

void utility_bytes(struct request *r)
{
    uint64_t size;

    if (count_parameter(r, LIMIT_REPLY_BYTES, &size))
        reply_filler(r, 200, size);
}

void utility_chunked(struct request *r)
{
    utility_bytes(r);
    r->reply.size_unknown = r->reply.status == 200;
}

void utility_gzip(struct request *r)
{
    static const char words[] = "Loud and many, the cicadas keep their own time. ";
    z_stream stream = {0};
    uint64_t size;

    if (!count_parameter(r, MOST_GZIP, &size))
        return;
    /* 16 more than the window's bits asks zlib for gzip's frame */
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        mem_exhausted(sizeof stream);

    char *plain = arena_alloc(&r->arena, size + 1);
    size_t room = deflateBound(&stream, size);
    unsigned char *packed = arena_alloc(&r->arena, room);

    for (size_t i = 0; i < size; i++)
        plain[i] = words[i % (sizeof words - 1)];
    stream.next_in = (unsigned char *)plain;
    stream.avail_in = (unsigned)size;
    stream.next_out = packed;
    stream.avail_out = (unsigned)room;

    int result = deflate(&stream, Z_FINISH);

    if (result == Z_STREAM_END) {
        reply_bytes(r, 200, "text/plain; charset=utf-8", packed, stream.total_out);
        reply_field(r, "Content-Encoding", "gzip");
    } else {
        reply_problem(r, 500, "zlib failed");
    }
    (void)deflateEnd(&stream); /* only says again that the stream was not finished */
}

void utility_status(struct request *r)
{
    uint64_t code;

    if (!text_to_u64(r->parameter[0], &code) || code < 200 || code > 599)
        reply_problem(r, 400, "the status must be a number from 200 to 599");
    else if (code == 204 || code == 304) /* these have no body (RFC 9110, sections 15.3.5 and 15.4.5) */
        reply_bytes(r, (unsigned)code, NULL, "", 0);
    else
        reply_json(r, (unsigned)code, json_pack("{s:I}", "status", (json_int_t)code));
}

void utility_delay(struct request *r)
{
    double millis;

    if (!text_to_double(r->parameter[0], &millis) || millis < 0 || millis > LIMIT_DELAY_MS) {
        reply_problem(r, 400, "the delay must be a number of milliseconds up to %d", LIMIT_DELAY_MS);
        return;
    }
    reply_json(r, 200, json_pack("{s:f}", "delay_ms", millis));
    request_hold(r, (uint64_t)llround(millis * (double)NANOS_PER_MILLI));
}

void utility_redirect(struct request *r)
{
    uint64_t count;
    int64_t status;

    if (!count_parameter(r, MOST_REDIRECTS, &count) || !request_query_int(r, "status", 302, 301, 308, &status))
        return;
    if (count == 0) {
        reply_json(r, 200, json_pack("{s:s}", "redirect", "end"));
        return;
    }
    reply_bytes(r, (unsigned)status, NULL, "", 0);
    reply_field(r, "Location", arena_printf(&r->arena, "/_redirect/%" PRIu64 "?status=%" PRId64, count - 1, status));
}

static enum MHD_Result add_value(void *object, enum MHD_ValueKind kind, const char *name, const char *value)
{
    json_t *text = reply_json_text(value);
    json_t *before = json_object_get(object, name);

    if (before && json_is_array(before)) {
        json_array_append_new(before, text);
    } else if (before) {
        json_object_set_new(object, name, json_pack("[O, o]", before, text));
    } else if (json_object_set_new(object, name, text) < 0) {
        return MHD_NO; /* a name that is no UTF-8 */
    }
    return MHD_YES;
}

static json_t *values_json(struct request *r, enum MHD_ValueKind kind)
{
    json_t *object = json_object();

    MHD_get_connection_values(r->connection, kind, add_value, object);
    return object;
}

void utility_echo(struct request *r)
{
    reply_json(r, 200,
               json_pack("{s:s, s:o, s:o, s:o, s:o, s:I}", "method", r->method_name, "path", reply_json_text(r->path), "query",
                         values_json(r, MHD_GET_ARGUMENT_KIND), "headers", values_json(r, MHD_HEADER_KIND), "body",
                         reply_json_text_of(buffer_cstring(&r->body), r->body.size), "size", (json_int_t)r->body.size));
}

void utility_sink(struct request *r)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    char text[2 * EVP_MAX_MD_SIZE + 1];
    unsigned size = 0;

    if (EVP_Digest(r->body.data, r->body.size, digest, &size, EVP_sha256(), NULL) != 1) {
        reply_problem(r, 500, "the digest failed");
        return;
    }
    hex_write(digest, size, text);
    reply_json(r, 200, json_pack("{s:I, s:s}", "size", (json_int_t)r->body.size, "sha256", text));
}

void utility_cookies(struct request *r)
{
    reply_json(r, 200, json_pack("{s:o}", "cookies", values_json(r, MHD_COOKIE_KIND)));
}

/* Whether the text may stand in a Set-Cookie field as it is (RFC 6265, section 4.1.1). */
static bool fits_cookie(const char *text)
{
    for (; *text; text++) {
        if (*text <= ' ' || *text > '~' || strchr("\",;\\=", *text))
            return false;
    }
    return true;
}

static enum MHD_Result set_cookie(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct request *r = context;

    if (!value || !*name || !fits_cookie(name) || !fits_cookie(value) || r->reply.field_count + 3 > LIMIT_REPLY_HEADERS)
        return MHD_NO;
    reply_field(r, "Set-Cookie", arena_printf(&r->arena, "%s=%s; Path=/", name, value));
    return MHD_YES;
}

void utility_set_cookies(struct request *r)
{
    MHD_get_connection_values(r->connection, MHD_GET_ARGUMENT_KIND, set_cookie, r);
    reply_bytes(r, 302, NULL, "", 0);
    reply_field(r, "Location", "/_cookies");
}

void utility_basic(struct request *r)
{
    char *password = NULL;
    char *user = MHD_basic_auth_get_username_password(r->connection, &password);
    bool same = user && password && text_equal(text_from(user), r->parameter[0]) &&
                text_equal(text_from(password), r->parameter[1]);

    if (same) {
        reply_json(r, 200, json_pack("{s:b, s:o}", "authenticated", 1, "user", reply_json_text(user)));
    } else {
        reply_problem(r, 401, "wrong or missing user and password");
        reply_field(r, "WWW-Authenticate", "Basic realm=\"target\"");
    }
    MHD_free(user);
    MHD_free(password);
}

void utility_close(struct request *r)
{
    reply_json(r, 200, json_pack("{s:b}", "closes", 1));
    reply_field(r, "Connection", "close");
}
