/* SPDX-License-Identifier: MIT */
/* http/receive_body.c - the body of a response: a known length, chunks, or all until the server closes (RFC 9112 section 6.3)
 *
 * A kept body goes into the arena, at most max_body bytes of it; more is an error, never a silent cut. A discarded one is counted
 * and may be of any size. Memory grows with what arrives, not with what the server announces.
 */
#include "base/clock.h"
#include "http/chunked.h"
#include "http/receive.h"

#define FIRST_PIECE (16 * KIB) /* allocated on a mere announcement */

struct kept_body {
    char *data;
    size_t size, capacity;
};

/* Room for `more` bytes; false beyond the limit. */
static bool make_room(struct receive *x, struct kept_body *k, size_t more, size_t expected)
{
    size_t wanted = k->size + more;

    if (wanted > x->settings->max_body)
        return false;
    if (wanted <= k->capacity)
        return true;
    wanted = MAX(wanted, MIN(k->capacity * 2, expected ? expected : SIZE_MAX));
    wanted = MIN(wanted, x->settings->max_body);
    k->data = arena_grow(x->arena, k->data, k->data ? k->capacity + 1 : 0, wanted + 1);
    k->capacity = wanted;
    return true;
}

static enum error add(struct receive *x, struct kept_body *k, struct text bytes)
{
    x->response->body_size += bytes.size;
    if (x->discard || bytes.size == 0)
        return OK;
    if (!make_room(x, k, bytes.size, 0))
        return ERROR_BODY_TOO_LARGE;
    memcpy(k->data + k->size, bytes.data, bytes.size);
    k->size += bytes.size;
    return OK;
}

static enum error ended(ssize_t got)
{
    enum error e = got == 0 ? ERROR_CLOSED_EARLY : (enum error) - got;

    return e == ERROR_TIMEOUT ? ERROR_TIMEOUT_RECEIVE : e;
}

static enum error receive_length(struct receive *x, struct kept_body *k, uint64_t length, struct text rest, bool *clean)
{
    struct http_response *r = x->response;
    struct text first = {rest.data, MIN((uint64_t)rest.size, length)};
    enum error e;

    if (!x->discard && length > x->settings->max_body)
        return ERROR_BODY_TOO_LARGE;
    if (!x->discard && length && !make_room(x, k, MAX(first.size, MIN(length, FIRST_PIECE)), 0))
        return ERROR_BODY_TOO_LARGE;
    e = add(x, k, first);
    while (e == OK && r->body_size < length) {
        uint64_t left = length - r->body_size;
        ssize_t got;

        if (x->discard) {
            struct text bytes;

            got = receive_bytes(x, &bytes);
        } else {
            if (k->size == k->capacity && !make_room(x, k, 1, (size_t)length))
                return ERROR_BODY_TOO_LARGE;
            got = receive_into(x, k->data + k->size, MIN((uint64_t)(k->capacity - k->size), left));
        }
        if (got <= 0)
            return ended(got);
        x->last_read_ns = clock_now();
        if ((uint64_t)got > left) { /* bytes nobody asked for, after the body */
            r->body_size = length;
            return OK;
        }
        r->body_size += (uint64_t)got;
        k->size += x->discard ? 0 : (size_t)got;
    }
    *clean = rest.size <= length;
    return e;
}

static enum error receive_chunks(struct receive *x, struct kept_body *k, struct text rest, bool *clean)
{
    struct chunked c = {0};

    for (;;) {
        while (rest.size && !c.done) {
            struct text body = {0};
            enum error e = chunked_decode(&c, &rest, &body);

            if (e != OK) {
                x->response->detail = arena_printf(x->arena, "byte %" PRIu64 " of the chunked body: %s", c.consumed, c.problem);
                return e;
            }
            e = add(x, k, body);
            if (e != OK)
                return e;
        }
        if (c.done) {
            *clean = rest.size == 0;
            return OK;
        }

        ssize_t got = receive_bytes(x, &rest);

        if (got <= 0)
            return ended(got);
        x->last_read_ns = clock_now();
    }
}

static enum error receive_until_close(struct receive *x, struct kept_body *k, struct text rest)
{
    enum error e = add(x, k, rest);

    while (e == OK) {
        struct text bytes;
        ssize_t got = receive_bytes(x, &bytes);

        if (got == 0) {
            x->last_read_ns = clock_now();
            return OK;
        }
        if (got < 0)
            return ended(got);
        e = add(x, k, bytes);
    }
    return e;
}

enum error receive_body(struct receive *x, const struct http_head *head, struct text rest, bool *clean)
{
    struct http_response *r = x->response;
    struct kept_body k = {0};
    enum error e = OK;

    *clean = false;
    switch (head->framing) {
    case HTTP_NO_BODY:
        *clean = rest.size == 0;
        break;
    case HTTP_LENGTH:
        e = receive_length(x, &k, head->content_length, rest, clean);
        break;
    case HTTP_CHUNKED:
        e = receive_chunks(x, &k, rest, clean);
        break;
    case HTTP_UNTIL_CLOSE:
        e = receive_until_close(x, &k, rest);
        break;
    }
    if (k.data)
        k.data[k.size] = '\0';
    r->body = (struct text){k.data ? k.data : "", k.size};
    return e;
}
