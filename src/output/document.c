/* SPDX-License-Identifier: MIT */
/* output/document.c - see document.h */
#include "output/document.h"

#include <math.h>
#include <stdio.h>

#include "base/mem.h"
#include "output/json_value.h"

#define EXACT_DIGITS 17

static json_t *value_of(const struct document_member *m, const void *member)
{
    double real;

    switch (m->kind) {
    case DOCUMENT_REAL:
        real = *(const double *)member;
        return isinf(real) ? json_value_string(real > 0 ? "inf" : "-inf") : json_value_number(real);
    case DOCUMENT_U64:
        return json_value_count(*(const uint64_t *)member);
    case DOCUMENT_U32:
        return json_value_count(*(const uint32_t *)member);
    case DOCUMENT_SIZE:
        return json_value_count(*(const size_t *)member);
    case DOCUMENT_BOOL:
        return json_value_boolean(*(const bool *)member);
    case DOCUMENT_STRING:
        return json_value_string(*(const char *const *)member);
    case DOCUMENT_TEXT:
        return json_value_text(*(const struct text *)member);
    case DOCUMENT_LINE:
        return json_value_string(member);
    }
    return json_value_string(NULL);
}

json_t *document_object(const struct document_member *members, size_t count, const void *record)
{
    json_t *object = json_value_object();

    for (size_t i = 0; i < count; i++)
        json_value_put(object, members[i].name, value_of(&members[i], (const char *)record + members[i].offset));
    return object;
}

static bool read_real(const json_t *value, double *out)
{
    const char *word = json_string_value(value);

    if (json_is_null(value))
        *out = NAN;
    else if (json_is_number(value))
        *out = json_number_value(value);
    else if (word && strcmp(word, "inf") == 0)
        *out = INFINITY;
    else if (word && strcmp(word, "-inf") == 0)
        *out = -INFINITY;
    else
        return false;
    return true;
}

static bool read_count(const json_t *value, uint64_t maximum, uint64_t *out)
{
    if (!json_is_integer(value) || json_integer_value(value) < 0 || (uint64_t)json_integer_value(value) > maximum)
        return false;
    *out = (uint64_t)json_integer_value(value);
    return true;
}

static bool read_member(const json_t *value, const struct document_member *m, void *member, struct arena *arena)
{
    struct text text = {json_string_value(value), json_string_length(value)};
    uint64_t count = 0;
    bool fine = true;

    switch (m->kind) {
    case DOCUMENT_REAL:
        return read_real(value, member);
    case DOCUMENT_U64:
        return read_count(value, INT64_MAX, member);
    case DOCUMENT_U32:
        fine = read_count(value, UINT32_MAX, &count);
        *(uint32_t *)member = (uint32_t)count;
        return fine;
    case DOCUMENT_SIZE:
        fine = read_count(value, SIZE_MAX, &count);
        *(size_t *)member = (size_t)count;
        return fine;
    case DOCUMENT_BOOL:
        *(bool *)member = json_is_true(value);
        return json_is_boolean(value);
    case DOCUMENT_STRING:
        *(const char **)member = json_is_null(value) ? NULL : arena_copy(arena, text);
        return json_is_null(value) || json_is_string(value);
    case DOCUMENT_TEXT:
        *(struct text *)member = (struct text){arena_copy(arena, text), text.size};
        return json_is_string(value);
    case DOCUMENT_LINE:
        snprintf(member, m->size, "%s", text.data ? text.data : "");
        return json_is_string(value);
    }
    return false;
}

bool document_read(const json_t *object, const struct document_member *members, size_t count, void *record, struct arena *arena)
{
    for (size_t i = 0; i < count; i++)
        if (!read_member(json_object_get(object, members[i].name), &members[i], (char *)record + members[i].offset, arena))
            return false;
    return true;
}

const char *document_text(json_t *value, struct arena *arena)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(EXACT_DIGITS)); /* memory of a library */
    const char *copy;

    if (!text)
        mem_exhausted(0);
    copy = arena_strdup(arena, text);
    free(text); /* memory of a library */
    json_decref(value);
    return copy;
}

json_t *document_of_text(const char *text)
{
    return text ? json_loads(text, JSON_ALLOW_NUL, NULL) : NULL;
}
