/* SPDX-License-Identifier: MIT */
/* http/url_resolve.c - what a reference means on a page (RFC 3986 section 5.2); see url.h
 *
 * The reference is split into its five parts, the missing ones come from the base, and the text of the result is parsed as any
 * other URL, so that nothing passes here that would not pass there.
 */
#include "base/limits.h"
#include "http/octet.h"
#include "http/url.h"

/* A reference split by RFC 3986 appendix B; data is NULL where a part is absent, which differs from empty. No fragment. */
struct reference {
    struct text scheme, authority, path, query;
};

static bool is_scheme(struct text t)
{
    return t.size > 0 && octet_is_alpha(t.data[0]) && octet_span(t, OCTET_SCHEME) == t.size;
}

static struct reference split(struct text t)
{
    struct reference r = {0};
    struct text rest = text_cut(&t, '#');
    struct text behind_scheme = rest;
    struct text scheme = text_cut(&behind_scheme, ':');

    if (behind_scheme.data && is_scheme(scheme)) {
        r.scheme = scheme;
        rest = behind_scheme;
    }
    r.path = text_cut(&rest, '?');
    r.query = rest;
    if (text_starts_with(r.path, TEXT("//"))) {
        struct text authority = {r.path.data + 2, r.path.size - 2};
        ssize_t slash = text_find(authority, '/');

        r.authority = slash < 0 ? authority : (struct text){authority.data, (size_t)slash};
        r.path = (struct text){authority.data + r.authority.size, authority.size - r.authority.size};
    }
    return r;
}

/* Back to the slash before the last segment that `out` holds from `start` on. */
static void drop_last_segment(struct buffer *out, size_t start)
{
    while (out->size > start && out->data[--out->size] != '/')
        continue;
}

/* Appends the path, which is absolute or empty, without "." and ".." segments (section 5.2.4). */
static void write_path(struct text path, struct buffer *out)
{
    size_t start = out->size;

    text_cut(&path, '/'); /* nothing stands before the first slash */
    while (path.data) {
        struct text segment = text_cut(&path, '/');
        bool goes_up = text_equal(segment, TEXT(".."));

        if (goes_up)
            drop_last_segment(out, start);
        if (!goes_up && !text_equal(segment, TEXT("."))) {
            buffer_byte(out, '/');
            buffer_text(out, segment);
        } else if (!path.data) {
            buffer_byte(out, '/');
        }
    }
}

/* The base's path up to its last slash, and the reference's behind it (section 5.2.3). */
static void merge(struct text base_path, struct text path, struct buffer *merged)
{
    while (base_path.size > 0 && base_path.data[base_path.size - 1] != '/')
        base_path.size--;
    if (base_path.size == 0)
        base_path = TEXT("/");
    buffer_text(merged, base_path);
    buffer_text(merged, path);
}

/* Path and query of the result, which is on the same host as the base. */
static void write_relative(const struct url *base, const struct reference *r, struct buffer *out)
{
    struct text base_query = base->target;
    struct text base_path = text_cut(&base_query, '?');
    struct text query = r->query;
    struct buffer merged;

    buffer_init(&merged, 2 * LIMIT_URL);
    if (r->path.size == 0) {
        buffer_text(out, base_path);
        if (!query.data)
            query = base_query;
    } else if (r->path.data[0] == '/') {
        write_path(r->path, out);
    } else {
        merge(base_path, r->path, &merged);
        write_path(buffer_view(&merged), out);
    }
    if (query.data) {
        buffer_byte(out, '?');
        buffer_text(out, query);
    }
    buffer_free(&merged);
}

static void write_absolute(const struct url *base, const struct reference *r, struct buffer *out)
{
    if (r->scheme.data)
        buffer_text(out, r->scheme);
    else
        buffer_string(out, base->secure ? "https" : "http");
    buffer_string(out, "://");
    buffer_text(out, r->authority);
    write_path(r->path, out);
    if (r->query.data) {
        buffer_byte(out, '?');
        buffer_text(out, r->query);
    }
}

static void write_base_origin(const struct url *base, struct buffer *out)
{
    buffer_string(out, base->secure ? "https://" : "http://");
    if (base->userinfo.size > 0) {
        buffer_text(out, base->userinfo);
        buffer_byte(out, '@');
    }
    url_write_authority(base, out);
}

/* Servers write spaces and UTF-8 into Location as they are; every client encodes those, since a request cannot carry them. */
static void write_encoded(struct text reference, struct buffer *out)
{
    for (size_t i = 0; i < reference.size; i++) {
        struct text byte = {reference.data + i, 1};

        if (*byte.data == ' ' || (unsigned char)*byte.data >= 0x80)
            url_encode(byte, false, out);
        else
            buffer_text(out, byte);
    }
}

enum error url_resolve(const struct url *base, struct text reference, struct arena *arena, struct url *out)
{
    struct buffer encoded, result;
    struct reference r;
    enum error e = ERROR_BAD_URL;

    buffer_init(&encoded, LIMIT_URL);
    buffer_init(&result, 3 * LIMIT_URL);
    write_encoded(reference, &encoded);
    r = split(buffer_view(&encoded));
    if (encoded.overflowed || (r.scheme.data && !r.authority.data)) /* "mailto:x", and "http:x", which names no host */
        goto done;
    if (r.authority.data) {
        write_absolute(base, &r, &result);
    } else {
        write_base_origin(base, &result);
        write_relative(base, &r, &result);
    }
    e = url_parse((struct text){arena_copy(arena, buffer_view(&result)), result.size}, false, arena, out, NULL, NULL);
done:
    buffer_free(&encoded);
    buffer_free(&result);
    return e;
}
