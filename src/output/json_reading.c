/* SPDX-License-Identifier: MIT */
/* output/json_reading.c - see json_reading.h */
#include "output/json_reading.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <time.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "output/output.h"

#define COUNT_MOST   (1ULL << 53) /* beyond it not every reader of JSON is exact */
#define VALUE_MOST   1e18
#define NOT_A_NUMBER "is not a number that can be"
#define SOURCE_SHOWN 300

static void write_place(const struct json_place *p, struct buffer *out)
{
    if (!p)
        return;
    write_place(p->in, out);
    buffer_printf(out, "\"%s\"", p->key);
    if (p->index != JSON_NO_ELEMENT)
        buffer_printf(out, "[%zu]", p->index);
    buffer_byte(out, ' ');
}

bool json_reading_fail(struct json_reading *r, const struct json_place *p, const char *key, const char *what)
{
    struct buffer message;

    if (*r->problem)
        return false;
    buffer_init(&message, OUTPUT_PROBLEM);
    buffer_printf(&message, "%.*s: ", SOURCE_SHOWN, r->source);
    write_place(p, &message);
    if (key)
        buffer_printf(&message, "\"%s\" ", key);
    buffer_string(&message, what);
    snprintf(r->problem, OUTPUT_PROBLEM, "%s", buffer_cstring(&message));
    buffer_free(&message);
    return false;
}

/* ---- values ---- */

static bool read_count(const json_t *value, uint64_t most, uint64_t *out)
{
    if (!json_is_integer(value) || json_integer_value(value) < 0 || (uint64_t)json_integer_value(value) > most)
        return false;
    *out = (uint64_t)json_integer_value(value);
    return true;
}

/* Numbers of a kind: what they are multiplied by, between which bounds they then lie, and what null is. */
struct range {
    double factor, least, most, absent;
};

static bool read_real(const json_t *value, const struct range *range, double *out)
{
    double number = json_number_value(value) * range->factor;

    if (json_is_null(value)) {
        *out = range->absent;
        return true;
    }
    if (!json_is_number(value) || !(number >= range->least && number <= range->most))
        return false;
    *out = number;
    return true;
}

static const struct range *range_of(enum json_member_kind kind)
{
    static const struct range seconds = {1, 0, LIMIT_DURATION_SECONDS, 0}, rate = {1, 0, VALUE_MOST, 0},
                              signed_value = {1, -VALUE_MOST, VALUE_MOST, NAN}, any = {1, -INFINITY, INFINITY, NAN},
                              mean = {1e6, 0, LIMIT_DURATION_SECONDS * 1e9, 0},
                              nanos = {1e6, 0, LIMIT_DURATION_SECONDS * 1e9, NAN},
                              signed_mean = {1e6, -LIMIT_DURATION_SECONDS * 1e9, LIMIT_DURATION_SECONDS * 1e9, NAN};

    switch (kind) {
    case MEMBER_SECONDS:
        return &seconds;
    case MEMBER_RATE:
        return &rate;
    case MEMBER_ANY:
        return &any;
    case MEMBER_MEAN:
        return &mean;
    case MEMBER_NANOS:
        return &nanos;
    case MEMBER_SIGNED_MEAN:
        return &signed_mean;
    default:
        return &signed_value;
    }
}

/* "2026-08-22T10:00:00.123456Z" */
static bool read_time(const json_t *value, uint64_t *out)
{
    const char *text = json_string_value(value);
    struct tm utc = {0};
    char *rest = text ? strptime(text, "%Y-%m-%dT%H:%M:%S", &utc) : NULL;
    uint64_t fraction = 0, unit = NANOS_PER_SECOND;

    if (!rest || utc.tm_year < 70 || utc.tm_year > 400)
        return false;
    if (*rest == '.')
        for (rest++; *rest >= '0' && *rest <= '9' && unit > 1; rest++) {
            unit /= 10;
            fraction += (uint64_t)(*rest - '0') * unit;
        }
    *out = (uint64_t)timegm(&utc) * NANOS_PER_SECOND + fraction;
    return strcmp(rest, "Z") == 0;
}

static struct text copy_text(struct json_reading *r, const json_t *value)
{
    struct text t = {json_string_value(value), json_string_length(value)};

    return (struct text){arena_copy(r->arena, t), t.size};
}

/* ---- members ---- */

static const char *read_number(const json_t *value, const struct json_member *m, void *out)
{
    uint64_t count = 0;
    double real = 0;
    bool fine;

    if (m->kind == MEMBER_COUNT || m->kind == MEMBER_COUNT_32 || m->kind == MEMBER_INT)
        fine = read_count(value, m->kind == MEMBER_COUNT ? COUNT_MOST : m->kind == MEMBER_INT ? INT_MAX : UINT32_MAX, &count);
    else
        fine = read_real(value, range_of(m->kind), &real);
    if (!fine)
        return NOT_A_NUMBER;
    if (m->kind == MEMBER_COUNT)
        *(uint64_t *)out = count;
    else if (m->kind == MEMBER_COUNT_32)
        *(uint32_t *)out = (uint32_t)count;
    else if (m->kind == MEMBER_INT)
        *(int *)out = (int)count;
    else if (m->kind == MEMBER_NANOS)
        *(uint64_t *)out = isnan(real) ? UINT64_MAX : (uint64_t)llround(real);
    else if (m->kind == MEMBER_FLOAT)
        *(float *)out = (float)real;
    else
        *(double *)out = real;
    return NULL;
}

/* What is wrong with it; NULL when all is well. */
static const char *read_member(struct json_reading *r, const json_t *value, const struct json_member *m, void *out)
{
    bool absent = json_is_null(value);

    switch (m->kind) {
    case MEMBER_TRUTH:
        *(bool *)out = json_is_true(value);
        return json_is_boolean(value) ? NULL : "is neither true nor false";
    case MEMBER_TEXT:
        if (!json_is_string(value))
            return "is not a text";
        *(struct text *)out = copy_text(r, value);
        return NULL;
    case MEMBER_STRING:
        *(const char **)out = json_is_string(value) ? copy_text(r, value).data : NULL;
        return absent || json_is_string(value) ? NULL : "is not a text";
    case MEMBER_LINE:
        snprintf(out, m->size, "%s", json_is_string(value) ? json_string_value(value) : "");
        return absent || json_is_string(value) ? NULL : "is not a text";
    case MEMBER_TIME:
        *(uint64_t *)out = 0;
        return absent || read_time(value, out) ? NULL : "is not a time as 2026-08-22T10:00:00Z";
    default:
        return read_number(value, m, out);
    }
}

bool json_reading_members(struct json_reading *r, const json_t *object, const struct json_place *p,
                          const struct json_member *members, size_t count, void *record)
{
    if (!json_is_object(object))
        return json_reading_fail(r, p, NULL, "is not an object");
    for (size_t i = 0; i < count; i++) {
        const struct json_member *m = &members[i];
        const json_t *value = json_object_get(object, m->key);
        const char *problem = value ? read_member(r, value, m, (char *)record + m->offset) : m->needed ? "is missing" : NULL;

        if (problem)
            return json_reading_fail(r, p, m->key, problem);
    }
    return true;
}

bool json_reading_object(struct json_reading *r, const json_t *object, const struct json_place *p, const char *key, bool needed,
                         json_t **out)
{
    *out = json_object_get(object, key);
    if (!*out)
        return !needed || json_reading_fail(r, p, key, "is missing");
    return json_is_object(*out) || json_reading_fail(r, p, key, "is not an object");
}

bool json_reading_list(struct json_reading *r, const json_t *object, const struct json_place *p, const char *key, bool needed,
                       size_t most, json_t **out)
{
    *out = json_object_get(object, key);
    if (!*out)
        return !needed || json_reading_fail(r, p, key, "is missing");
    if (!json_is_array(*out))
        return json_reading_fail(r, p, key, "is not a list");
    return json_array_size(*out) <= most || json_reading_fail(r, p, key, "has more elements than a run can have");
}

bool json_reading_word(struct json_reading *r, const json_t *object, const struct json_place *p, const char *key,
                       const char *const *words, size_t count, const char *what, size_t *out)
{
    const char *word = json_string_value(json_object_get(object, key));

    for (*out = 0; word && *out < count; (*out)++)
        if (words[*out] && strcmp(words[*out], word) == 0)
            return true;
    return json_reading_fail(r, p, key, what);
}

bool json_reading_count(struct json_reading *r, const json_t *object, const struct json_place *p, const char *key, uint64_t most,
                        uint64_t *out)
{
    const json_t *value = json_object_get(object, key);

    return read_count(value, most, out) || json_reading_fail(r, p, key, value ? NOT_A_NUMBER : "is missing");
}
