/* SPDX-License-Identifier: MIT */
/* http/url.c - URLs taken apart and put together; see url.h
 *
 * A cursor runs over the text once, from scheme to target; each part says what it does not accept and where.
 */
#include "http/url.h"

#include <arpa/inet.h>

#include "base/limits.h"
#include "http/octet.h"

#define PORT_HTTP  80
#define PORT_HTTPS 443
#define MAX_PORT   65535

/* The cursor of the parser, and what it stumbled over. */
struct reader {
    const char *at, *end;
    const char *problem;
    const char *where;
};

static bool wrong(struct reader *r, const char *where, const char *problem)
{
    r->where = where;
    r->problem = problem;
    return false;
}

static bool may_be_sent(char byte)
{
    return (unsigned char)byte > ' ' && (unsigned char)byte < 0x7f;
}

static bool read_scheme(struct reader *r, bool default_scheme_http, struct url *out)
{
    struct text all = {r->at, (size_t)(r->end - r->at)};
    struct text scheme = {r->at, octet_span(all, OCTET_SCHEME)};

    if (!text_starts_with((struct text){all.data + scheme.size, all.size - scheme.size}, TEXT("://")))
        return default_scheme_http || wrong(r, r->at, "no http:// or https:// in front");
    out->secure = text_equal_nocase(scheme, TEXT("https"));
    if (!out->secure && !text_equal_nocase(scheme, TEXT("http")))
        return wrong(r, r->at, "scheme is neither http nor https");
    r->at += scheme.size + 3;
    return true;
}

/* The user information ends at an @ before the path. A second one would leave open which host is meant. */
static bool read_userinfo(struct reader *r, struct text authority, struct url *out)
{
    ssize_t at = text_find(authority, '@');

    if (at < 0)
        return true;
    out->userinfo = (struct text){authority.data, (size_t)at};
    r->at += at + 1;
    at = text_find((struct text){r->at, authority.size - (size_t)at - 1}, '@');
    if (at >= 0)
        return wrong(r, r->at + at, "second @ in the authority");
    for (size_t i = 0; i < out->userinfo.size; i++) {
        if (!may_be_sent(out->userinfo.data[i]) || out->userinfo.data[i] == '\\') /* browsers take \ for /, and another host */
            return wrong(r, out->userinfo.data + i, "byte not allowed in the user name or password");
    }
    return true;
}

static bool read_bracketed_host(struct reader *r, const char *end, struct url *out)
{
    const char *close = memchr(r->at, ']', (size_t)(end - r->at));
    char copy[INET6_ADDRSTRLEN];
    struct in6_addr parsed;

    if (!close)
        return wrong(r, r->at, "[ without ]");
    out->host = (struct text){r->at + 1, (size_t)(close - r->at - 1)};
    if (out->host.size >= sizeof copy)
        return wrong(r, out->host.data, "no IPv6 address between the brackets");
    memcpy(copy, out->host.data, out->host.size);
    copy[out->host.size] = '\0';
    if (strlen(copy) != out->host.size || inet_pton(AF_INET6, copy, &parsed) != 1)
        return wrong(r, out->host.data, "no IPv6 address between the brackets");
    out->numeric_v6 = true;
    r->at = close + 1;
    if (r->at < end && *r->at != ':')
        return wrong(r, r->at, "neither port nor path behind the address");
    return true;
}

static bool read_named_host(struct reader *r, const char *end, struct url *out)
{
    out->host = (struct text){r->at, octet_span((struct text){r->at, (size_t)(end - r->at)}, OCTET_UNRESERVED)};
    r->at += out->host.size;
    if (r->at < end && *r->at != ':')
        return wrong(r, r->at,
                     (unsigned char)*r->at >= 0x80 ? "byte outside ASCII in the host name: write it as xn--..."
                                                   : "character not allowed in a host name");
    if (out->host.size == 0)
        return wrong(r, r->at, "no host");
    return true;
}

/* The digits behind the colon; none mean the scheme's port (RFC 3986 section 3.2.3). */
static bool read_port(struct reader *r, const char *end, struct url *out)
{
    struct text digits = {r->at + 1, 0};
    uint64_t port;

    if (r->at == end)
        return true;
    r->at++;
    digits.size = (size_t)(end - r->at);
    for (; r->at < end; r->at++) {
        if (!octet_is_digit(*r->at))
            return wrong(r, r->at, "port is not a number");
    }
    if (digits.size == 0)
        return true;
    if (!text_to_u64(digits, &port) || port == 0 || port > MAX_PORT)
        return wrong(r, digits.data, "port is not between 1 and 65535");
    out->port = (uint16_t)port;
    return true;
}

static bool read_authority(struct reader *r, struct url *out)
{
    const char *end = r->at;

    while (end < r->end && *end != '/' && *end != '?' && *end != '#')
        end++;
    out->port = out->secure ? PORT_HTTPS : PORT_HTTP;
    if (!read_userinfo(r, (struct text){r->at, (size_t)(end - r->at)}, out))
        return false;
    return (r->at < end && *r->at == '[' ? read_bracketed_host(r, end, out) : read_named_host(r, end, out)) &&
           read_port(r, end, out);
}

static bool read_target(struct reader *r, struct arena *arena, struct url *out)
{
    struct text target = {r->at, (size_t)(r->end - r->at)};
    ssize_t fragment = text_find(target, '#');

    for (; r->at < r->end; r->at++) {
        if (!may_be_sent(*r->at))
            return wrong(r, r->at, "space, control character or byte outside ASCII: percent-encode it");
    }
    if (fragment >= 0)
        target.size = (size_t)fragment;
    if (target.size == 0) {
        out->target = TEXT("/");
    } else if (target.data[0] == '/') {
        out->target = target;
    } else if (arena) {
        out->target = text_from(arena_printf(arena, "/%.*s", (int)target.size, target.data));
    } else {
        return wrong(r, target.data, "no / before the query");
    }
    return true;
}

enum error url_parse(struct text t, bool default_scheme_http, struct arena *arena, struct url *out, const char **problem,
                     size_t *at)
{
    struct reader r = {.at = t.data, .end = t.data + t.size};
    bool is_good = t.size <= LIMIT_URL || wrong(&r, t.data + LIMIT_URL, "longer than the limit");

    *out = (struct url){0};
    if (is_good && read_scheme(&r, default_scheme_http, out) && read_authority(&r, out) && read_target(&r, arena, out))
        return OK;
    if (problem)
        *problem = r.problem;
    if (at)
        *at = (size_t)(r.where - t.data);
    return ERROR_BAD_URL;
}

bool url_same_origin(const struct url *a, const struct url *b)
{
    return a->secure == b->secure && a->port == b->port && text_equal_nocase(a->host, b->host);
}

void url_write_authority(const struct url *u, struct buffer *out)
{
    buffer_printf(out, u->numeric_v6 ? "[%.*s]" : "%.*s", (int)u->host.size, u->host.data);
    if (u->port != (u->secure ? PORT_HTTPS : PORT_HTTP))
        buffer_printf(out, ":%u", (unsigned)u->port);
}

char *url_write(const struct url *u, struct arena *arena)
{
    struct buffer out;
    char *text;

    buffer_init(&out, 2 * LIMIT_URL);
    buffer_string(&out, u->secure ? "https://" : "http://");
    url_write_authority(u, &out);
    buffer_text(&out, u->target);
    text = arena_copy(arena, buffer_view(&out));
    buffer_free(&out);
    return text;
}
