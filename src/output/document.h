/* SPDX-License-Identifier: MIT */
/* output/document.h - records as JSON that is read again by this program, exactly: for what the store keeps as one text
 *
 * One list of members serves both directions, so what is written and what is read cannot differ. Numbers come back bit for bit,
 * NAN and infinity too, which JSON does not have: null, "inf" and "-inf". What is read may be damaged or of another version:
 * whatever stands there gives a valid record, and a member of the wrong type is a failure.
 *
 * Not here: reports for other programs (output/json_document.h, output/comparison_json.h), which have units and stay as they are.
 */
#ifndef CICADA_OUTPUT_DOCUMENT_H
#define CICADA_OUTPUT_DOCUMENT_H

#include <jansson.h>

#include "base/arena.h"

enum document_kind {
    DOCUMENT_REAL,   /* double */
    DOCUMENT_U64,    /* up to INT64_MAX */
    DOCUMENT_U32,    /* or unsigned */
    DOCUMENT_SIZE,   /* size_t */
    DOCUMENT_BOOL,   /* bool */
    DOCUMENT_STRING, /* const char *, or NULL */
    DOCUMENT_TEXT,   /* struct text */
    DOCUMENT_LINE,   /* char [size] */
};

struct document_member {
    const char *name;
    enum document_kind kind;
    size_t offset, size;
};

#define DOCUMENT_MEMBER(record, kind, member)                                                              \
    {                                                                                                      \
#member, DOCUMENT_##kind, offsetof(struct record, member), sizeof(((struct record *)NULL)->member) \
    }

/* A new object. */
json_t *document_object(const struct document_member *members, size_t count, const void *record);

/* False when a member is missing or of another type. Texts are copied to `arena`. */
MUST_USE bool document_read(const json_t *object, const struct document_member *members, size_t count, void *record,
                            struct arena *arena);

/* The whole as one text, in `arena`; takes the value over. */
const char *document_text(json_t *value, struct arena *arena);
/* The other way round; NULL when it is none. Released with json_decref. */
json_t *document_of_text(const char *text);

#endif
