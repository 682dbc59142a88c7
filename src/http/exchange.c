/* SPDX-License-Identifier: MIT */
/* http/exchange.c - the state of an exchange, receiving the head, and sending; bodies are in http/receive_body.c
 *
 * Bytes are read into the process's scratch memory and used before the fiber waits again, so an idle connection owns no buffer.
 * Only a head that arrives in pieces is gathered in memory of its own.
 */
#include "http/exchange.h"

#include "base/clock.h"
#include "http/receive.h"

static ssize_t read_more(struct receive *x, void *to, size_t size)
{
    ssize_t got = stream_read(x->connection->stream, to, size, x->deadline_ns);

    if (got > 0)
        x->received += (uint64_t)got;
    return got;
}

ssize_t receive_bytes(struct receive *x, struct text *out)
{
    ssize_t got = read_more(x, x->settings->scratch, HTTP_SCRATCH_SIZE);

    *out = (struct text){x->settings->scratch, got > 0 ? (size_t)got : 0};
    return got;
}

ssize_t receive_into(struct receive *x, char *to, size_t size)
{
    return read_more(x, to, size);
}

/* ---- the head of the response ---- */

static enum error malformed(struct receive *x, const struct http_head_problem *problem, enum error e)
{
    x->response->detail = arena_printf(x->arena, "byte %zu: %s", problem->at + x->skipped, problem->sentence);
    return e;
}

/* Copies what the scenario may ask for out of the scratch memory. */
static void keep_head(struct receive *x, const struct http_head *head, struct text bytes)
{
    struct http_response *r = x->response;
    char *copy = arena_copy(x->arena, bytes);
    ptrdiff_t shift = (ptrdiff_t)((uintptr_t)copy - (uintptr_t)bytes.data);
    struct http_field *fields = arena_alloc(x->arena, (head->field_count + 1) * sizeof *fields);

    for (size_t i = 0; i < head->field_count; i++) {
        fields[i] = head->fields[i];
        fields[i].name.data += shift;
        fields[i].value.data += shift;
    }
    r->fields = fields;
    r->field_count = head->field_count;
    r->reason = (struct text){copy + (head->reason.data - bytes.data), head->reason.size};
}

/* Takes interim responses off the front of `*bytes` and looks for the final head behind them. > 0: its size; 0: more is needed;
 * -error. */
static ssize_t skip_interim(struct receive *x, struct text *bytes, struct http_head *head)
{
    struct http_head_problem problem = {0};

    for (;;) {
        ssize_t used = http_head_parse(*bytes, x->to_head_request, x->settings->fields, LIMIT_RESPONSE_HEADERS, &x->searched,
                                       head, &problem);

        if (used < 0)
            return -(ssize_t)malformed(x, &problem, (enum error) - used);
        if (used == 0 || head->status >= 200)
            return used;
        problem.sentence = head->status == 101 ? "101 Switching Protocols was not asked for" : "too many interim responses";
        problem.at = 0;
        if (head->status == 101 || ++x->interim > LIMIT_INTERIM_RESPONSES)
            return -(ssize_t)malformed(x, &problem, ERROR_MALFORMED_RESPONSE);
        *bytes = (struct text){bytes->data + used, bytes->size - (size_t)used};
        x->skipped += (size_t)used;
        x->searched = 0;
        if (bytes->size == 0)
            return 0;
    }
}

/* As skip_interim, but the final head is used up too: `*bytes` is what follows it. */
static ssize_t take_head(struct receive *x, struct text *bytes, struct http_head *head)
{
    ssize_t used = skip_interim(x, bytes, head);

    if (used > 0) {
        keep_head(x, head, (struct text){bytes->data, (size_t)used});
        *bytes = (struct text){bytes->data + used, bytes->size - (size_t)used};
    }
    return used;
}

/* The connection ended or failed before the head was complete. */
static enum error no_head(struct receive *x, ssize_t got)
{
    bool nothing = x->received == 0;
    enum error e = got == 0 ? ERROR_CLOSED_EARLY : (enum error) - got;

    if (e == ERROR_TIMEOUT)
        return nothing ? ERROR_TIMEOUT_FIRST_BYTE : ERROR_TIMEOUT_RECEIVE;
    if (e == ERROR_CANCELLED)
        return e;
    if (nothing && x->connection->exchanges > 0 && (e == ERROR_CLOSED_EARLY || e == ERROR_RESET || e == ERROR_TLS_TRUNCATED))
        return ERROR_STALE_CONNECTION;
    return e;
}

/* The next bytes in which a head is looked for: those that just came, after what was gathered before. */
static enum error read_for_head(struct receive *x, struct text *bytes)
{
    ssize_t got = receive_bytes(x, bytes);

    if (got <= 0)
        return no_head(x, got);
    x->last_read_ns = clock_now();
    if (x->held.size) {
        buffer_text(&x->held, *bytes);
        *bytes = buffer_view(&x->held);
    }
    return x->held.overflowed ? ERROR_HEADERS_TOO_LARGE : OK;
}

/* Keeps the part of a head that is there, and when it began. */
static void gather(struct receive *x, struct text bytes, bool interim_taken)
{
    if (bytes.size == 0)
        x->head_began_ns = 0; /* only interim responses so far */
    else if (interim_taken || !x->head_began_ns)
        x->head_began_ns = x->last_read_ns;
    if (x->held.size)
        buffer_drop(&x->held, x->held.size - bytes.size);
    else
        buffer_text(&x->held, bytes);
}

/* Reads until the final head is complete; `*rest` is what came after it. */
static enum error receive_head(struct receive *x, struct http_head *head, struct text *rest)
{
    bool held_unseen = x->held.size > 0; /* it came while the request was being sent */

    *rest = buffer_view(&x->held);
    for (;;) {
        enum error e = held_unseen ? OK : read_for_head(x, rest);
        size_t offered = rest->size;
        ssize_t used;

        if (e != OK)
            return e;
        held_unseen = false;
        used = take_head(x, rest, head);
        if (used < 0)
            return (enum error) - used;
        if (used > 0) {
            x->response->times.first_byte_ns = x->head_began_ns ? x->head_began_ns : x->last_read_ns;
            return OK;
        }
        gather(x, *rest, rest->size < offered);
    }
}

/* ---- sending ---- */

enum send_result { SENT, ANSWERED_EARLY, SEND_FAILED };

/* The server says something while the request is being sent. An interim response, or the beginning of a head, is no reason to
 * stop; what is not used up stays in x->held. */
static enum send_result look_for_answer(struct receive *x, enum error *e)
{
    struct stream *stream = x->connection->stream;
    ssize_t got = stream->ops->try_read(stream, x->settings->scratch, HTTP_SCRATCH_SIZE), used;
    struct http_head head;
    struct text bytes;

    if (got == STREAM_AGAIN)
        return SENT;
    if (got <= 0) {
        *e = got == 0 ? ERROR_CLOSED_EARLY : stream_error(got);
        return SEND_FAILED;
    }
    x->received += (uint64_t)got;
    x->last_read_ns = clock_now();
    buffer_text(&x->held, (struct text){x->settings->scratch, (size_t)got});
    bytes = buffer_view(&x->held);
    used = skip_interim(x, &bytes, &head);
    gather(x, bytes, bytes.size < x->held.size);
    return used == 0 ? SENT : ANSWERED_EARLY;
}

/* Between two writes: waits where nothing can be written now, and lets others run where everything can. */
static enum send_result go_on(struct receive *x, bool must_wait, enum error *e)
{
    struct stream *stream = x->connection->stream;

    *e = must_wait ? stream_wait(stream, stream->wants_write, x->deadline_ns) : stream_take_turns(stream, x->deadline_ns);
    if (*e != OK)
        return SEND_FAILED;
    return stream->may_read ? look_for_answer(x, e) : SENT;
}

static enum send_result send_parts(struct receive *x, struct iovec *parts, int count, enum error *e)
{
    struct stream *stream = x->connection->stream;
    enum send_result result = SENT;

    while (count > 0 && result == SENT) {
        ssize_t written = stream->ops->try_write(stream, parts, count);

        if (written >= 0) {
            x->response->bytes_sent += (uint64_t)written;
            count = stream_advance(&parts, count, (size_t)written);
            if (count > 0)
                result = go_on(x, false, e);
        } else if (written == STREAM_AGAIN) {
            result = go_on(x, true, e);
        } else {
            *e = stream_error(written);
            result = SEND_FAILED;
        }
    }
    return result;
}

/* ---- the whole ---- */

static enum error send_and_receive(struct receive *x, struct text head_bytes, const struct http_request *q, bool *reusable)
{
    struct http_response *r = x->response;
    struct iovec parts[2] = {{(void *)(uintptr_t)head_bytes.data, head_bytes.size},
                             {(void *)(uintptr_t)q->body.data, q->body.size}};
    struct http_head head;
    struct text rest;
    enum error e = OK, send_error = OK;
    enum send_result sent;

    r->times.first_write_ns = x->last_read_ns = clock_now();
    sent = send_parts(x, parts, q->has_body && q->body.size ? 2 : 1, &send_error);
    r->times.sent_ns = clock_now();
    r->sent = sent == SENT;
    r->early = sent == ANSWERED_EARLY;
    if (sent == SEND_FAILED && send_error == ERROR_TIMEOUT)
        return ERROR_TIMEOUT_SEND;
    if (sent == SEND_FAILED && send_error == ERROR_CANCELLED)
        return send_error;

    /* A server that refuses a body answers and closes: the answer may be there although writing failed. */
    e = receive_head(x, &head, &rest);
    if (e != OK)
        return sent == SEND_FAILED && e != ERROR_STALE_CONNECTION && x->received == 0 ? send_error : e;
    r->early |= sent == SEND_FAILED;
    r->status = head.status;
    e = receive_body(x, &head, rest, reusable);
    *reusable = *reusable && e == OK && head.keep_alive && !r->early;
    return e;
}

enum error http_exchange(struct http_settings *s, struct http_connection *c, struct text head, const struct http_request *q,
                         uint64_t deadline_ns, struct arena *arena, struct http_response *r, bool *reusable)
{
    struct receive x = {.settings = s,
                        .connection = c,
                        .response = r,
                        .arena = arena,
                        .deadline_ns = deadline_ns,
                        .to_head_request = text_equal(q->method, TEXT("HEAD")),
                        .discard = q->discard_body};

    buffer_init(&x.held, LIMIT_RESPONSE_HEAD + HTTP_SCRATCH_SIZE);
    *reusable = false;
    fiber_finishing(true);
    r->error = send_and_receive(&x, head, q, reusable);
    fiber_finishing(false);
    r->times.end_ns = r->error == OK ? x.last_read_ns : clock_now();
    r->bytes_received += x.received;
    buffer_free(&x.held);
    c->exchanges++;
    return r->error;
}
