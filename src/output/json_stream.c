/* SPDX-License-Identifier: MIT */
/* output/json_stream.c - see json_stream.h */
#include "output/json_stream.h"

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

void json_stream_object_begin(struct json_stream *s, FILE *out)
{
    *s = (struct json_stream){.out = out};
    fputc('{', out);
}

void json_stream_object_end(struct json_stream *s)
{
    fputs("\n}\n", s->out);
}

void json_stream_list_begin(struct json_stream *s, FILE *out)
{
    *s = (struct json_stream){.out = out};
    fputc('[', out);
}

void json_stream_list_end(struct json_stream *s)
{
    fputs("\n]\n", s->out);
}

void json_stream_member(struct json_stream *s, const char *name, json_t *value)
{
    separate(s);
    fprintf(s->out, "\"%s\": ", name);
    dump(s, value);
}

void json_stream_array_begin(struct json_stream *s, const char *name)
{
    separate(s);
    fprintf(s->out, "\"%s\": [", name);
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
