/* SPDX-License-Identifier: MIT */
/* output/json_write.h - JSON written straight into a buffer, for what is written often or at length
 *
 * The live page gets a document each second from the thread that also sends the load, so no tree of values is built first. What
 * is written reads as what output/json_value.h makes: text is UTF-8 whatever it was (each byte that is no character, and each
 * NUL, is U+FFFD), numbers that are not finite are null, fifteen digits at most. Commas are set by the writer; that members have
 * keys and elements none, and that what begins ends, is the caller's part.
 *
 * Not here: values that are handed on (output/json_value.h), documents on a stream (output/json_stream.h).
 */
#ifndef CICADA_OUTPUT_JSON_WRITE_H
#define CICADA_OUTPUT_JSON_WRITE_H

#include <jansson.h>

#include "base/buffer.h"

struct json_writer {
    struct buffer *out; /* borrowed; its owner looks whether it overflowed */
    bool separate;      /* the next value stands behind another */
};

static inline struct json_writer json_writer_on(struct buffer *out)
{
    return (struct json_writer){.out = out};
}

/* In all of them `key` is NULL for an element of an array and for the document itself, else a constant that needs no escapes. */
void json_write_object(struct json_writer *w, const char *key); /* begins one */
void json_write_object_end(struct json_writer *w);
void json_write_array(struct json_writer *w, const char *key); /* begins one */
void json_write_array_end(struct json_writer *w);

void json_write_text(struct json_writer *w, const char *key, struct text t);
void json_write_string(struct json_writer *w, const char *key, const char *text); /* null for NULL */
void json_write_masked(struct json_writer *w, const char *key, const char *text); /* the same, with its secrets masked */
void json_write_count(struct json_writer *w, const char *key, uint64_t count);
void json_write_number(struct json_writer *w, const char *key, double number);        /* null when not finite */
void json_write_milliseconds(struct json_writer *w, const char *key, uint64_t nanos); /* null for DURATION_UNBOUNDED and above */
void json_write_mean(struct json_writer *w, const char *key, double nanos);           /* a mean of nanoseconds, in ms */
void json_write_time(struct json_writer *w, const char *key, uint64_t wall_ns);       /* ISO 8601 with microseconds; null for 0 */
void json_write_boolean(struct json_writer *w, const char *key, bool b);
void json_write_null(struct json_writer *w, const char *key);

/* A value made elsewhere, which is taken over. */
void json_write_value(struct json_writer *w, const char *key, json_t *value);

#endif
