/* SPDX-License-Identifier: MIT */
/* output/json_stream.c - see json_stream.h */
#include "output/json_stream.h"

#include "base/limits.h"

/* Fifteen digits hold each nanosecond of an hour in milliseconds, and read "0.1" where seventeen would read
 * "0.10000000000000001". */
#define DUMP_FLAGS (JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15))

static void separate(struct json_stream *s)
{
    fputs(s->any ? ",\n" : "\n", s->out);
    s->any = true;
}

static void dump(struct json_stream *s, json_t *value)
{
    json_dumpf(value, s->out, DUMP_FLAGS);
    json_decref(value);
}

static void begin(struct json_stream *s, FILE *out, char bracket)
{
    *s = (struct json_stream){.out = out};
    buffer_init(&s->value, LIMIT_REPORT_TEXT);
    fputc(bracket, out);
}

void json_stream_object_begin(struct json_stream *s, FILE *out)
{
    begin(s, out, '{');
}

void json_stream_object_end(struct json_stream *s)
{
    fputs("\n}\n", s->out);
    buffer_free(&s->value);
}

void json_stream_list_begin(struct json_stream *s, FILE *out)
{
    begin(s, out, '[');
}

void json_stream_list_end(struct json_stream *s)
{
    fputs("\n]\n", s->out);
    buffer_free(&s->value);
}

static void write_name(struct json_stream *s, const char *name)
{
    separate(s);
    fprintf(s->out, "\"%s\": ", name);
}

void json_stream_member(struct json_stream *s, const char *name, json_t *value)
{
    write_name(s, name);
    dump(s, value);
}

void json_stream_array_begin(struct json_stream *s, const char *name)
{
    write_name(s, name);
    fputc('[', s->out);
    s->any = false;
}

void json_stream_element(struct json_stream *s, json_t *value)
{
    separate(s);
    dump(s, value);
}

void json_stream_array_end(struct json_stream *s)
{
    fputs("\n]", s->out);
    s->any = true;
}

struct json_writer *json_stream_begin_value(struct json_stream *s, const char *name)
{
    if (name)
        write_name(s, name);
    else
        separate(s);
    buffer_clear(&s->value);
    s->writer = json_writer_on(&s->value);
    return &s->writer;
}

/* What is too large would be cut in its middle. */
void json_stream_end_value(struct json_stream *s)
{
    if (s->value.overflowed)
        fputs("null", s->out);
    else
        fwrite(buffer_cstring(&s->value), 1, s->value.size, s->out);
}
