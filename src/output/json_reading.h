/* SPDX-License-Identifier: MIT */
/* output/json_reading.h - members of a JSON report back into records, whoever wrote the report
 *
 * A table says which member is which part of a record, what kind it is and whether it has to be there; one function reads them
 * all. Members that may be absent, because a version did not write them yet, leave the record as it is. What is there has to fit:
 * the first thing that does not is told with its place, as in  run.json: "requests"[3] "failures" is not a number that can be.
 *
 * Numbers are bounded by their kind, so that what is computed of them later cannot overflow.
 *
 * Not here: which members there are (output/json_run_*.c, as docs/json.md has them).
 */
#ifndef CICADA_OUTPUT_JSON_READING_H
#define CICADA_OUTPUT_JSON_READING_H

#include <jansson.h>

#include "base/arena.h"

#define JSON_NO_ELEMENT SIZE_MAX

struct json_reading {
    const char *source;  /* name of the file, for messages */
    char *problem;       /* OUTPUT_PROBLEM bytes; empty as long as all is well */
    struct arena *arena; /* where texts are copied to */
};

/* A value in the document. NULL stands for the document itself. */
struct json_place {
    const struct json_place *in;
    const char *key;
    size_t index; /* of an element of the list `key`; JSON_NO_ELEMENT: `key` itself */
};

enum json_member_kind {
    MEMBER_COUNT,       /* uint64_t, up to 2^53 */
    MEMBER_COUNT_32,    /* uint32_t */
    MEMBER_INT,         /* int, from 0 */
    MEMBER_SECONDS,     /* double, up to LIMIT_DURATION_SECONDS */
    MEMBER_RATE,        /* double from 0, also for shares; null is 0 */
    MEMBER_SIGNED,      /* double; null is NAN */
    MEMBER_ANY,         /* double of any size; null is NAN */
    MEMBER_MEAN,        /* double of nanoseconds, from milliseconds; null is 0 */
    MEMBER_SIGNED_MEAN, /* the same, also below 0; null is NAN */
    MEMBER_FLOAT,       /* float; null is NAN */
    MEMBER_NANOS,       /* uint64_t, from milliseconds; null is UINT64_MAX, as what is longer than an hour */
    MEMBER_TRUTH,       /* bool */
    MEMBER_TEXT,        /* struct text */
    MEMBER_STRING,      /* const char *; null is NULL */
    MEMBER_LINE,        /* char [size]; null is "" */
    MEMBER_TIME,        /* uint64_t of nanoseconds since 1970; null is 0 */
};

struct json_member {
    const char *key;
    enum json_member_kind kind;
    bool needed; /* else it may be absent */
    size_t offset, size;
};

#define JSON_MEMBER_OF(record, kind, key, needed, member)                                        \
    {                                                                                            \
        key, kind, needed, offsetof(struct record, member), sizeof(((struct record *)0)->member) \
    }
#define JSON_MAY(record, kind, key, member)  JSON_MEMBER_OF(record, MEMBER_##kind, key, false, member)
#define JSON_MUST(record, kind, key, member) JSON_MEMBER_OF(record, MEMBER_##kind, key, true, member)

/* Keeps the first problem: the value `key` at that place (NULL: the place itself) is what is wrong. Returns false, for the
 * caller to return. */
bool json_reading_fail(struct json_reading *r, const struct json_place *p, const char *key, const char *what);

MUST_USE bool json_reading_members(struct json_reading *r, const json_t *object, const struct json_place *p,
                                   const struct json_member *members, size_t count, void *record);

/* A member that is an object or a list. `*out` is NULL where one that may be absent is; a list has at most `most` elements. */
MUST_USE bool json_reading_object(struct json_reading *r, const json_t *object, const struct json_place *p, const char *key,
                                  bool needed, json_t **out);
MUST_USE bool json_reading_list(struct json_reading *r, const json_t *object, const struct json_place *p, const char *key,
                                bool needed, size_t most, json_t **out);

/* A member that is one of some words: its place among them; those of the list that are NULL are none. False also when it is
 * absent or another word, with `what` as the problem. */
MUST_USE bool json_reading_word(struct json_reading *r, const json_t *object, const struct json_place *p, const char *key,
                                const char *const *words, size_t count, const char *what, size_t *out);

/* A whole number up to `most`; the member has to be there. */
MUST_USE bool json_reading_count(struct json_reading *r, const json_t *object, const struct json_place *p, const char *key,
                                 uint64_t most, uint64_t *out);

#endif
