/* SPDX-License-Identifier: MIT */
/* exchange_fuzz.c - a whole exchange with a hostile server, over a stream in memory
 *
 * The first byte of the input says what is asked (its bits are below), the rest is all that the server ever says. The exchange
 * runs on a fiber of a real loop; between pieces the stream makes it wait. However the bytes are cut, the outcome is the same
 * one, memory stays bounded, and the connection is given on only after a clean end.
 */
#include "fuzz.h"

#include "base/limits.h"
#include "http/exchange.h"
#include "pieces.h"

#define BODY_MAX (16 * KIB)

enum {
    ASKS_HEAD = 1,
    DISCARDS = 2,
    SENDS_BODY = 4, /* in several writes, the server's bytes coming in between */
    ENDS_BY_RESET = 8,
    WAS_USED = 16, /* the connection carried an exchange before */
};

/* The server: a stream that hands out its bytes, and is ready again one turn of the loop after it was not. */
struct script {
    struct stream base;
    struct loop_call again;
    struct random cuts;
    struct text left;
    bool in_pieces, pause, reset;
};

static void ready_again(struct loop_call *c)
{
    struct script *s = CONTAINER_OF(c, struct script, again);

    stream_notify(&s->base.watcher, LOOP_READ | LOOP_WRITE);
}

static ssize_t not_now(struct script *s, bool for_write)
{
    s->base.wants_write = for_write;
    *(for_write ? &s->base.may_write : &s->base.may_read) = false;
    loop_queue(fibers_loop(s->base.fibers), &s->again);
    return STREAM_AGAIN;
}

static ssize_t script_read(struct stream *stream, void *bytes, size_t size)
{
    struct script *s = CONTAINER_OF(stream, struct script, base);
    size_t piece;

    s->pause = !s->pause;
    if (s->in_pieces && s->pause)
        return not_now(s, false);
    if (s->left.size == 0)
        return s->reset ? -ERROR_RESET : 0;
    piece = MIN(s->in_pieces ? pieces_next(&s->cuts, s->left.size) : s->left.size, size);
    memcpy(bytes, s->left.data, piece);
    s->left = (struct text){s->left.data + piece, s->left.size - piece};
    return (ssize_t)piece;
}

static ssize_t script_write(struct stream *stream, const struct iovec *parts, int count)
{
    struct script *s = CONTAINER_OF(stream, struct script, base);

    if (s->in_pieces && !s->base.may_write)
        return not_now(s, true);
    s->base.may_write = !s->in_pieces;
    return (ssize_t)parts[0].iov_len;
}

static void script_close(struct stream *stream, bool abort)
{
}

static const struct stream_ops script_ops = {.try_read = script_read, .try_write = script_write, .close = script_close};

struct outcome {
    const uint8_t *data;
    size_t size;
    bool in_pieces;
    struct arena arena;
    struct http_response response;
    bool reusable;
};

static struct http_settings *settings;

static void check(const struct outcome *o, const struct script *s)
{
    const struct http_response *r = &o->response;

    ensure(r->error < ERROR_COUNT);
    ensure(r->error != OK || (r->status >= 200 && r->status <= 999));
    ensure(r->error != ERROR_MALFORMED_RESPONSE || (r->detail && r->detail[0]));
    ensure((r->error == ERROR_STALE_CONNECTION) <= ((o->data[0] & WAS_USED) && r->bytes_received == 0));
    ensure(!o->reusable || (r->error == OK && !r->early));
    ensure(r->bytes_received + s->left.size == o->size - 1);
    ensure(r->body.size <= BODY_MAX && r->body.size <= r->body_size && r->body_size <= r->bytes_received);
    ensure(!(o->data[0] & DISCARDS) || r->body.size == 0);
    ensure(r->body.data[r->body.size] == '\0');
    ensure(r->field_count <= LIMIT_RESPONSE_HEADERS);
    for (size_t i = 0; i < r->field_count; i++)
        ensure(r->fields[i].name.size > 0 && r->fields[i].name.size + r->fields[i].value.size <= r->bytes_received);
    ensure(r->times.end_ns >= r->times.first_byte_ns && r->times.end_ns >= r->times.first_write_ns);
    ensure(o->arena.size <= 4 * BODY_MAX + 2 * LIMIT_RESPONSE_HEAD);
}

static void meet_server(void *argument)
{
    static const struct text body = TEXT("a body of some length");
    struct outcome *o = argument;
    struct text bytes = {(const char *)o->data + 1, o->size - 1};
    struct script s = {.base = {.ops = &script_ops, .fibers = settings->fibers, .may_read = true, .may_write = true},
                       .again.call = ready_again,
                       .cuts = pieces_of(bytes),
                       .left = bytes,
                       .in_pieces = o->in_pieces,
                       .reset = o->data[0] & ENDS_BY_RESET};
    struct http_connection c = {.stream = &s.base, .exchanges = o->data[0] & WAS_USED ? 1 : 0};
    struct http_request q = {.method = o->data[0] & ASKS_HEAD ? TEXT("HEAD") : TEXT("PUT"),
                             .target = TEXT("/"),
                             .discard_body = o->data[0] & DISCARDS,
                             .has_body = o->data[0] & SENDS_BODY,
                             .body = body};

    o->response = (struct http_response){.body = TEXT("")};
    http_exchange(settings, &c, TEXT("PUT / HTTP/1.1\r\n\r\n"), &q, NEVER, &o->arena, &o->response, &o->reusable);
    check(o, &s);
    fiber_yield(); /* a call of the stream may still be queued */
    loop_stop(fibers_loop(settings->fibers));
}

static void run(struct outcome *o)
{
    fiber_start(settings->fibers, meet_server, o, "exchange");
    loop_run(fibers_loop(settings->fibers));
}

static void set_up(void)
{
    static const struct plan_http plan = {.insecure = true, .max_body = BODY_MAX};
    char problem[256];

    settings = http_settings_new(fibers_new(loop_new(), NULL), &plan, problem, sizeof problem);
    ensure(settings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct outcome whole = {.data = data, .size = size}, pieces = {.data = data, .size = size, .in_pieces = true};

    if (size == 0)
        return 0;
    if (!settings)
        set_up();
    run(&whole);
    run(&pieces);
    if (!(data[0] & SENDS_BODY)) { /* else it depends on when the answer is seen */
        const struct http_response *a = &whole.response, *b = &pieces.response;

        ensure(a->error == b->error && a->status == b->status && a->field_count == b->field_count);
        ensure(text_equal(a->body, b->body) && a->body_size == b->body_size);
        ensure(!a->detail == !b->detail && (!a->detail || strcmp(a->detail, b->detail) == 0));
    }
    arena_reset(&whole.arena);
    arena_reset(&pieces.arena);
    return 0;
}
