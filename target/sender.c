/* SPDX-License-Identifier: MIT */
/* sender.c - see sender.h
 *
 * Out of memory ends the process as everywhere (base/mem.h), also when it is libmicrohttpd that cannot have it.
 */
#include "sender.h"

#include "base/clock.h"
#include "base/mem.h"
#include "server.h"

#define PIECE (32 * KIB)

static struct MHD_Response *must(struct MHD_Response *response)
{
    if (!response)
        mem_exhausted(PIECE);
    return response;
}

static struct MHD_Response *from_buffer(const char *body, size_t size)
{
    /* the library takes a pointer to changeable bytes and, with this mode, only reads them */
    return must(MHD_create_response_from_buffer(size, (void *)(uintptr_t)body, MHD_RESPMEM_PERSISTENT));
}

static void add_field(struct MHD_Response *response, const char *name, const char *value)
{
    /* refused for a value with a line break in it, which no endpoint makes of what a client sent */
    bool added = MHD_add_response_header(response, name, value) == MHD_YES;

    assert(added);
    (void)added;
}

struct MHD_Response *sender_constant(struct reply_constant *c)
{
    if (!c->response) {
        c->response = from_buffer(c->body, strlen(c->body));
        add_field(c->response, "Content-Type", c->type);
    }
    return c->response;
}

static void copy_piece(const struct reply *reply, uint64_t at, char *to, size_t size)
{
    while (size > 0) {
        size_t offset = (size_t)(at % reply->period);
        size_t run = MIN(size, (size_t)reply->period - offset);

        memcpy(to, reply->body + offset, run);
        to += run;
        at += run;
        size -= run;
    }
}

/* libmicrohttpd asks for the bytes at `at`; 0 says that the connection was suspended. */
static ssize_t next_piece(void *context, uint64_t at, char *to, size_t room)
{
    struct request *r = context;
    const struct fault *fault = &r->fault;
    uint64_t end = r->cut ? r->reply.size / 2 : r->reply.size;

    if (at >= end)
        return r->cut ? MHD_CONTENT_READER_END_WITH_ERROR : MHD_CONTENT_READER_END_OF_STREAM;

    size_t size = (size_t)MIN((uint64_t)room, end - at);

    if (fault->slow_bytes > 0) {
        uint64_t now = clock_now();

        if (r->next_piece > now)
            return server_suspend_until(r, r->next_piece) ? 0 : MHD_CONTENT_READER_END_WITH_ERROR;
        /* the next piece is due an interval after this one was, not after it was sent: lateness does not add up */
        r->next_piece = (r->next_piece ? r->next_piece : now) + fault->slow_interval_ns;
        size = MIN(size, (size_t)fault->slow_bytes);
    }
    copy_piece(&r->reply, at, to, size);
    r->body_sent = at + size;
    return (ssize_t)size;
}

static bool must_send_in_pieces(const struct request *r)
{
    return r->cut || r->fault.slow_bytes > 0 || r->reply.size_unknown || r->reply.period < r->reply.size;
}

struct MHD_Response *sender_response(struct request *r)
{
    struct reply *reply = &r->reply;
    bool pieces = must_send_in_pieces(r);
    struct MHD_Response *response;

    if (reply->ready && !pieces && reply->field_count == 0)
        return reply->ready;
    if (pieces) {
        uint64_t size = reply->size_unknown ? MHD_SIZE_UNKNOWN : reply->size;

        response = must(MHD_create_response_from_callback(size, PIECE, next_piece, r, NULL));
    } else {
        response = from_buffer(reply->body, (size_t)reply->size);
    }
    if (reply->type)
        add_field(response, "Content-Type", reply->type);
    for (size_t i = 0; i < reply->field_count; i++)
        add_field(response, reply->fields[i].name, reply->fields[i].value);
    return response;
}

void sender_release(struct request *r, struct MHD_Response *response)
{
    if (response != r->reply.ready)
        MHD_destroy_response(response);
}
