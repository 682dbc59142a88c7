/* SPDX-License-Identifier: MIT */
/* http/request_head.c - lays out the head in one piece of the arena
 *
 * The size is added up first and the pieces are then copied: no growing, no formatting. The default headers are one ready block
 * unless the request replaces one of them.
 */
#include "http/request_head.h"

#include "base/clock.h"
#include "http/octet.h"

bool request_head_name_is_valid(struct text name)
{
    for (size_t i = 0; i < name.size; i++)
        if (!octet_is(name.data[i], OCTET_TOKEN))
            return false;
    return name.size > 0;
}

bool request_head_value_is_valid(struct text value)
{
    for (size_t i = 0; i < value.size; i++) {
        unsigned char c = (unsigned char)value.data[i];

        if ((c < ' ' && c != '\t') || c == 127)
            return false;
    }
    return true;
}

bool request_head_name_is_secret(struct text name)
{
    return text_equal_nocase(name, TEXT("Authorization")) || text_equal_nocase(name, TEXT("Cookie")) ||
           text_equal_nocase(name, TEXT("Proxy-Authorization"));
}

static bool target_is_valid(struct text target)
{
    for (size_t i = 0; i < target.size; i++) {
        unsigned char c = (unsigned char)target.data[i];

        if (c <= ' ' || c == 127)
            return false;
    }
    return target.size > 0;
}

void request_head_field(struct buffer *out, struct text name, struct text value)
{
    buffer_text(out, name);
    buffer_text(out, TEXT(": "));
    buffer_text(out, value);
    buffer_text(out, TEXT("\r\n"));
}

static char *put(char *to, struct text t)
{
    memcpy(to, t.data, t.size);
    return to + t.size;
}

static char *put_field(char *to, struct text name, struct text value)
{
    return put(put(put(put(to, name), TEXT(": ")), value), TEXT("\r\n"));
}

static bool replaced(const struct http_request *q, struct text name)
{
    for (size_t i = 0; i < q->field_count; i++)
        if (text_equal_nocase(q->fields[i].name, name))
            return true;
    return false;
}

static const char *find_problem(const struct http_request *q)
{
    if (!request_head_name_is_valid(q->method))
        return "the method is not a word";
    if (!target_is_valid(q->target))
        return "the path holds a space or control character; encode it";
    for (size_t i = 0; i < q->field_count; i++) {
        if (!request_head_name_is_valid(q->fields[i].name))
            return "a header name holds a character that is not allowed";
        if (!request_head_value_is_valid(q->fields[i].value))
            return "a header value holds a control character";
    }
    return NULL;
}

static bool left_out(const struct http_request *q, struct text name)
{
    return replaced(q, name) || (q->without_secrets && request_head_name_is_secret(name));
}

/* The defaults that the request does not replace, or the ready block when it takes all. */
static struct text defaults_for(const struct http_settings *s, const struct http_request *q, struct arena *arena)
{
    bool may_differ = q->field_count || q->without_secrets, any = false;
    char *start, *to;

    for (size_t i = 0; i < s->default_count && may_differ && !any; i++)
        any = left_out(q, s->defaults[i].name);
    if (!any)
        return buffer_view(&s->default_block);

    start = to = arena_alloc(arena, s->default_block.size + 1);
    for (size_t i = 0; i < s->default_count; i++)
        if (!left_out(q, s->defaults[i].name))
            to = put_field(to, s->defaults[i].name, s->defaults[i].value);
    return (struct text){start, (size_t)(to - start)};
}

static struct text content_length(const struct http_request *q, char out[24])
{
    char *at = out + 24;
    size_t left = q->body.size;

    do {
        *--at = (char)('0' + left % 10);
        left /= 10;
    } while (left);
    return (struct text){at, (size_t)(out + 24 - at)};
}

enum error request_head_write(const struct http_settings *s, const struct http_request *q, struct cookie_jar *jar,
                              struct arena *arena, struct text *out, const char **problem)
{
    struct text defaults, length = {"", 0}, cookies = {"", 0};
    struct buffer cookie_line;
    char digits[24], *start, *to;
    size_t size;
    bool host_given;

    *problem = find_problem(q);
    if (*problem)
        return ERROR_BAD_REQUEST;

    buffer_init(&cookie_line, LIMIT_REQUEST_HEAD);
    if (jar->count && !replaced(q, TEXT("Cookie"))) {
        struct text rest = q->target, path = text_cut(&rest, '?');

        cookie_write(jar, q->origin->host, path, q->origin->secure, (int64_t)(clock_wall() / NANOS_PER_SECOND), &cookie_line);
        cookies = buffer_view(&cookie_line);
    }
    defaults = defaults_for(s, q, arena);
    if (q->has_body)
        length = content_length(q, digits);

    host_given = q->field_count && replaced(q, TEXT("Host"));
    size = q->method.size + q->target.size + q->origin->authority.size + defaults.size + cookies.size + length.size + 64;
    for (size_t i = 0; i < q->field_count; i++)
        size += q->fields[i].name.size + q->fields[i].value.size + 4;
    if (size > LIMIT_REQUEST_HEAD || cookie_line.overflowed) {
        *problem = "the head of the request is larger than 256 KiB";
        buffer_free(&cookie_line);
        return ERROR_BAD_REQUEST;
    }

    start = to = arena_alloc(arena, size);
    to = put(put(put(put(to, q->method), TEXT(" ")), q->target), TEXT(" HTTP/1.1\r\n"));
    if (!host_given)
        to = put_field(to, TEXT("Host"), q->origin->authority);
    to = put(to, defaults);
    for (size_t i = 0; i < q->field_count; i++)
        to = put_field(to, q->fields[i].name, q->fields[i].value);
    if (cookies.size)
        to = put_field(to, TEXT("Cookie"), cookies);
    if (q->has_body && !replaced(q, TEXT("Content-Length")))
        to = put_field(to, TEXT("Content-Length"), length);
    to = put(to, TEXT("\r\n"));
    buffer_free(&cookie_line);
    *out = (struct text){start, (size_t)(to - start)};
    return OK;
}
