/* SPDX-License-Identifier: MIT */
/* Responses as text cases: head and body together, as a client reads them, cut into pieces in different ways. */
#include "cases.h"

#include "base/random.h"
#include "http/chunked.h"
#include "http/head.h"

#define RANDOM_ROUNDS 12
#define LONG_BODY     80 /* longer bodies are shown by their size */

enum place { IN_HEAD, IN_BODY, AT_END, AT_ERROR };

/* A client without a socket. */
struct reception {
    enum place place;
    bool request_is_head;
    struct buffer bytes; /* received and not yet taken */
    uint64_t taken;      /* bytes before those */
    size_t searched;
    struct http_field fields[LIMIT_RESPONSE_HEADERS];
    struct http_head head;
    struct chunked chunked;
    struct buffer body;
    unsigned interim;
    const struct test_case *wanted; /* for the fields it asks for */
    size_t marked;                  /* where the case expects the error */
    struct buffer *out;
};

static void write_error(struct reception *r, enum error e, uint64_t at, const char *sentence)
{
    if (at == r->marked)
        buffer_printf(r->out, "%s at ^: %s\n", error_id(e), sentence);
    else
        buffer_printf(r->out, "%s at %" PRIu64 ": %s\n", error_id(e), at, sentence);
    r->place = AT_ERROR;
}

static void write_head(struct reception *r)
{
    static const char *const framings[] = {"no body", "length", "chunked", "until close"};
    const struct http_head *h = &r->head;

    if (r->interim > 0)
        buffer_printf(r->out, "interim %u\n", r->interim);
    buffer_printf(r->out, "status %d, %s", h->status, framings[h->framing]);
    if (h->framing == HTTP_LENGTH)
        buffer_printf(r->out, " %" PRIu64, h->content_length);
    buffer_printf(r->out, ", %s%s\n", h->keep_alive ? "keep-alive" : "close", h->has_encoding ? ", encoded" : "");
    for (size_t i = 0; i < r->wanted->line_count; i++) {
        struct text rest = r->wanted->lines[i].text;
        const struct http_field *field;

        if (r->wanted->lines[i].mark != '<' || !text_equal(text_cut(&rest, ' '), TEXT("field")))
            continue;
        field = http_head_find(h, text_cut(&rest, ':'));
        if (field)
            buffer_printf(r->out, "field %.*s: ", (int)field->name.size, field->name.data);
        case_escape(r->out, field ? field->value : TEXT("no such field"));
        buffer_byte(r->out, '\n');
    }
}

/* False when more bytes are needed. */
static bool take_head(struct reception *r)
{
    struct http_head_problem problem;
    ssize_t size = http_head_parse(buffer_view(&r->bytes), r->request_is_head, r->fields, COUNT(r->fields), &r->searched,
                                   &r->head, &problem);

    if (size < 0)
        write_error(r, (enum error) - size, r->taken + problem.at, problem.sentence);
    if (size <= 0)
        return false;
    if (r->head.status < 200 && r->head.status != 101) {
        r->interim++;
    } else {
        write_head(r);
        r->place = r->head.framing == HTTP_NO_BODY ? AT_END : IN_BODY;
    }
    buffer_drop(&r->bytes, (size_t)size);
    r->taken += (uint64_t)size;
    r->searched = 0;
    return true;
}

static void take_chunked(struct reception *r)
{
    struct text in = buffer_view(&r->bytes);
    enum error e = OK;

    while (in.size > 0 && !r->chunked.done && !e) {
        struct text span;

        e = chunked_decode(&r->chunked, &in, &span);
        buffer_text(&r->body, span);
    }
    buffer_drop(&r->bytes, r->bytes.size - in.size);
    if (e)
        write_error(r, e, r->taken + r->chunked.consumed, r->chunked.problem);
    else if (r->chunked.done)
        r->place = AT_END;
}

static void take_plain(struct reception *r, uint64_t left)
{
    size_t size = (size_t)MIN(left, (uint64_t)r->bytes.size);

    buffer_append(&r->body, r->bytes.data, size);
    buffer_drop(&r->bytes, size);
    if (size == left)
        r->place = AT_END;
}

static void receive(struct reception *r, struct text piece)
{
    buffer_text(&r->bytes, piece);
    while (r->place == IN_HEAD && take_head(r))
        continue;
    if (r->place != IN_BODY)
        return;
    if (r->head.framing == HTTP_CHUNKED)
        take_chunked(r);
    else
        take_plain(r, r->head.framing == HTTP_LENGTH ? r->head.content_length - r->body.size : UINT64_MAX);
}

static void write_bytes(struct buffer *out, const char *what, const struct buffer *bytes)
{
    if (bytes->size > LONG_BODY) {
        buffer_printf(out, "%s of %zu bytes\n", what, bytes->size);
        return;
    }
    buffer_printf(out, "%s ", what);
    case_escape(out, buffer_view(bytes));
    buffer_byte(out, '\n');
}

/* The server closes the connection. */
static void receive_end(struct reception *r)
{
    if (r->place == IN_HEAD)
        buffer_string(r->out, "head cut short\n");
    if (r->body.size > 0)
        write_bytes(r->out, "body", &r->body);
    if (r->place == IN_BODY && r->head.framing != HTTP_UNTIL_CLOSE)
        buffer_string(r->out, "body cut short\n");
    if (r->place == AT_END && r->bytes.size > 0)
        write_bytes(r->out, "rest", &r->bytes);
}

/* How a response is cut: the size of the next piece of what is left. */
typedef size_t piece_function(struct random *r, size_t left);

static size_t whole(struct random *r, size_t left)
{
    return left;
}

static size_t one_byte(struct random *r, size_t left)
{
    return 1;
}

static size_t random_piece(struct random *r, size_t left)
{
    return (size_t)random_between(r, 1, (int64_t)MIN(left, (size_t)1 << random_below(r, 12)));
}

struct delivery {
    piece_function *piece;
    struct random random;
};

static void deliver(const struct test_case *c, void *context, struct buffer *out)
{
    struct delivery *d = context;
    static struct reception r;
    struct buffer given;
    struct text left;

    r = (struct reception){.wanted = c, .marked = NO_MARK, .out = out};
    buffer_init(&given, CASE_FILE_MAXIMUM);
    buffer_init(&r.bytes, CASE_FILE_MAXIMUM);
    buffer_init(&r.body, CASE_FILE_MAXIMUM);
    for (size_t i = 0; i < c->line_count; i++) {
        if (c->lines[i].mark == '>' && c->lines[i].marked != NO_MARK)
            r.marked = given.size + c->lines[i].marked;
        if (c->lines[i].mark == '>')
            buffer_text(&given, c->lines[i].text);
        else if (c->lines[i].mark == '?')
            r.request_is_head = text_equal(c->lines[i].text, TEXT("HEAD"));
    }
    left = buffer_view(&given);
    while (left.size > 0 && r.place != AT_ERROR) {
        size_t size = d->piece(&d->random, left.size);

        receive(&r, (struct text){left.data, size});
        left.data += size;
        left.size -= size;
    }
    receive_end(&r);
    buffer_free(&given);
    buffer_free(&r.bytes);
    buffer_free(&r.body);
}

static void each_response_ends_as_wanted_when_it_arrives_whole(void **state)
{
    struct delivery d = {.piece = whole};

    assert_true(cases_run("response", deliver, &d) >= 120);
}

static void each_response_ends_as_wanted_when_it_arrives_byte_by_byte(void **state)
{
    struct delivery d = {.piece = one_byte};

    cases_run("response", deliver, &d);
}

static void each_response_ends_as_wanted_when_it_arrives_in_random_pieces(void **state)
{
    struct delivery d = {.piece = random_piece};

    for (uint64_t seed = 0; seed < RANDOM_ROUNDS; seed++) {
        random_init(&d.random, seed, 0);
        cases_run("response", deliver, &d);
    }
}

TEST_MAIN(TEST(each_response_ends_as_wanted_when_it_arrives_whole),
          TEST(each_response_ends_as_wanted_when_it_arrives_byte_by_byte),
          TEST(each_response_ends_as_wanted_when_it_arrives_in_random_pieces))
