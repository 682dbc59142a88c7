/* SPDX-License-Identifier: MIT */
/* reply.c - see reply.h */
#include "reply.h"

#include "base/mem.h"
#include "request.h"
#include "sender.h"

/* What fills replies of a given size. Readable, so that a truncated one is easily seen. */
static const char filler[] = "The quick brown fox jumps over the lazy dog while the cicadas sing. ";

static void set(struct request *r, unsigned status, const char *type, const char *body, uint64_t size, uint64_t period)
{
    struct reply *reply = &r->reply;

    reply->status = status;
    reply->type = type;
    reply->body = body;
    reply->size = size;
    reply->period = period;
    reply->ready = NULL;
}

static int append(const char *bytes, size_t size, void *buffer)
{
    buffer_append(buffer, bytes, size);
    return 0;
}

struct buffer *reply_buffer(struct request *r)
{
    struct buffer *text = &r->reply.text;

    text->maximum = LIMIT_JSON_REPLY;
    buffer_clear(text);
    return text;
}

void reply_written(struct request *r, unsigned status, const char *type)
{
    const struct buffer *text = &r->reply.text;

    set(r, status, type, buffer_cstring(text), text->size, text->size);
}

void reply_json(struct request *r, unsigned status, json_t *value)
{
    struct buffer *text = reply_buffer(r);

    if (!value || json_dump_callback(value, append, text, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15)) < 0 ||
        text->overflowed) {
        buffer_clear(text);
        buffer_string(text, "{\"detail\":\"the reply could not be written as JSON\"}");
        status = 500;
    }
    json_decref(value);
    reply_written(r, status, "application/json");
}

void reply_problem(struct request *r, unsigned status, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    const char *sentence = arena_vprintf(&r->arena, format, arguments);
    va_end(arguments);
    reply_json(r, status, json_pack("{s:o}", "detail", reply_json_text(sentence)));
}

void reply_bytes(struct request *r, unsigned status, const char *type, const void *bytes, size_t size)
{
    set(r, status, type, bytes, size, size);
}

void reply_filler(struct request *r, unsigned status, uint64_t size)
{
    set(r, status, "application/octet-stream", filler, size, sizeof filler - 1);
}

void reply_field(struct request *r, const char *name, const char *value)
{
    struct reply *reply = &r->reply;

    assert(reply->field_count < COUNT(reply->fields));
    reply->fields[reply->field_count++] = (struct reply_field){name, value};
}

void reply_constant(struct request *r, struct reply_constant *c)
{
    size_t size = strlen(c->body);

    set(r, c->status, c->type, c->body, size, size);
    r->reply.ready = sender_constant(c);
}

json_t *reply_json_text_of(const char *text, size_t size)
{
    json_t *string = json_stringn(text, size);

    if (string)
        return string;

    char *ascii = mem_alloc(size);

    for (size_t i = 0; i < size; i++)
        ascii[i] = (unsigned char)text[i] < 0x80 ? text[i] : '?';
    string = json_stringn(ascii, size);
    mem_free(ascii);
    return string;
}

json_t *reply_json_text(const char *text)
{
    return text ? reply_json_text_of(text, strlen(text)) : json_null();
}
