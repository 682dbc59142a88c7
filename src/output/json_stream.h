/* SPDX-License-Identifier: MIT */
/* output/json_stream.h - a large JSON document written member by member, so that it never stands in memory as a whole
 *
 * Two levels: a document that is an object with members, some of which are arrays; or one that is an array. An element or a
 * member stands on a line of its own, which grep and diff like.
 *
 * Write errors are kept by the stream (ferror), whose owner looks at the end.
 */
#ifndef CICADA_OUTPUT_JSON_STREAM_H
#define CICADA_OUTPUT_JSON_STREAM_H

#include <stdio.h>

#include <jansson.h>

#include "output/json_write.h"

struct json_stream {
    FILE *out;                 /* borrowed */
    bool any;                  /* a member or element was written on this level */
    struct buffer value;       /* the one that is being written */
    struct json_writer writer; /* into it */
};

/* The end of the document frees what the stream holds. */
void json_stream_object_begin(struct json_stream *s, FILE *out);
void json_stream_object_end(struct json_stream *s);

/* A document that is an array of elements instead. */
void json_stream_list_begin(struct json_stream *s, FILE *out);
void json_stream_list_end(struct json_stream *s);

/* A member of the object; takes over `value`. */
void json_stream_member(struct json_stream *s, const char *name, json_t *value);

/* A member that is an array: begin, its elements, end. */
void json_stream_array_begin(struct json_stream *s, const char *name);
void json_stream_element(struct json_stream *s, json_t *value); /* takes over `value` */
void json_stream_array_end(struct json_stream *s);

/* A member, or with NULL an element, that is written directly: exactly one value without a key goes into the writer before
 * json_stream_end_value. */
struct json_writer *json_stream_begin_value(struct json_stream *s, const char *name);
void json_stream_end_value(struct json_stream *s);

#endif
