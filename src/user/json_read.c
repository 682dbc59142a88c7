/* SPDX-License-Identifier: MIT */
/* user/json_read.c - values out of a JSON body, by JSON pointer (RFC 6901)
 *
 * The body is parsed when it is first asked for, by jansson, and the document is kept with the response until the user's arena is
 * emptied. A body that is no JSON has no values: what the caller asked for is absent, and no error of its own.
 *
 * jansson parses and frees by recursion, on the user's small stack. So the depth of a document is counted before it is parsed,
 * and one deeper than LIMIT_JSON_DEPTH counts as no JSON.
 */
#include <jansson.h>
#include <math.h>

#include "base/limits.h"
#include "base/mem.h"
#include "user/response.h"

#define EXACT_LIMIT 9007199254740992.0 /* 2^53: whole numbers up to here are exact as double */

/* ---- the document ---- */

static bool too_deep(struct text body)
{
    size_t depth = 0;
    bool in_string = false;

    for (size_t i = 0; i < body.size; i++) {
        char c = body.data[i];

        if (in_string) {
            i += c == '\\';
            in_string = c != '"';
        } else if (c == '"') {
            in_string = true;
        } else if (c == '[' || c == '{') {
            if (++depth > LIMIT_JSON_DEPTH)
                return true;
        } else if ((c == ']' || c == '}') && depth > 0) {
            depth--;
        }
    }
    return false;
}

static json_t *parse(struct text body, size_t flags, enum json_error_code *code)
{
    json_error_t error;
    json_t *document = json_loadb(body.data, body.size, JSON_DECODE_ANY | JSON_ALLOW_NUL | flags, &error);

    *code = document ? json_error_unknown : json_error_code(&error);
    if (*code == json_error_out_of_memory)
        mem_exhausted(body.size);
    return document;
}

static void release_document(void *document)
{
    json_decref(document);
}

static json_t *document_of(struct user_response *x)
{
    struct text body = {0};
    enum json_error_code code = json_error_unknown;
    json_t *document = NULL;

    if (x->document || x->document_broken)
        return x->document;
    body.data = cic_body(&x->public, &body.size);
    if (text_starts_with(body, TEXT("\xEF\xBB\xBF"))) /* RFC 8259 section 8.1 allows to ignore it */
        body = (struct text){body.data + 3, body.size - 3};
    if (!too_deep(body))
        document = parse(body, 0, &code);
    /* One integer beyond 64 bits must not hide the rest of the document: then all of them come as reals. */
    if (!document && code == json_error_numeric_overflow)
        document = parse(body, JSON_DECODE_INT_AS_REAL, &code);
    x->document = document;
    x->document_broken = !document;
    if (document)
        user_add_cleanup(x->user, release_document, document);
    return document;
}

/* ---- the pointer ---- */

/* Undoes ~0 and ~1 into `out`, which has room for all of `token`; false on any other use of "~". */
static bool unescape(struct text token, char *out, size_t *size)
{
    *size = 0;
    for (size_t i = 0; i < token.size; i++) {
        char c = token.data[i];

        if (c == '~') {
            if (++i == token.size || (token.data[i] != '0' && token.data[i] != '1'))
                return false;
            c = token.data[i] == '0' ? '~' : '/';
        }
        out[(*size)++] = c;
    }
    return true;
}

static json_t *member(struct arena *arena, json_t *object, struct text token)
{
    struct arena_mark mark = arena_mark(arena);
    json_t *value = NULL;
    size_t size;
    char *key;

    if (text_find(token, '~') < 0)
        return json_object_getn(object, token.data, token.size);
    key = arena_alloc(arena, token.size);
    if (unescape(token, key, &size))
        value = json_object_getn(object, key, size);
    arena_release(arena, mark);
    return value;
}

/* Digits without a leading zero (RFC 6901 section 4); "-", the place after the last element, has no value. */
static json_t *element(json_t *array, struct text token)
{
    uint64_t at;

    if ((token.size > 1 && token.data[0] == '0') || !text_to_u64(token, &at) || at >= json_array_size(array))
        return NULL;
    return json_array_get(array, (size_t)at);
}

static void complain(const struct user_response *x, const char *pointer)
{
    user_mistake(x->user, "the JSON pointer \"%s\" has to begin with \"/\", as in \"/%s\"", pointer, pointer);
}

static json_t *find(cic_response *r, const char *pointer)
{
    struct user_response *x = user_response_of(r);
    struct text rest = text_from(pointer);
    json_t *value;

    if (rest.size && rest.data[0] != '/') {
        complain(x, pointer);
        return NULL;
    }
    value = document_of(x);
    if (rest.size == 0)
        return value;
    text_cut(&rest, '/');
    while (rest.data && value) {
        struct text token = text_cut(&rest, '/');

        if (json_is_object(value))
            value = member(&x->user->arena, value, token);
        else
            value = json_is_array(value) ? element(value, token) : NULL;
    }
    return value;
}

/* ---- the values ---- */

/* The text is the document's own: it lives as long as what is in the arena. */
const char *cic_json_str(cic_response *r, const char *pointer)
{
    return json_string_value(find(r, pointer));
}

long long cic_json_int(cic_response *r, const char *pointer, long long otherwise)
{
    const json_t *value = find(r, pointer);
    double real = json_is_real(value) ? json_real_value(value) : NAN;

    if (json_is_integer(value))
        return json_integer_value(value);
    return fabs(real) <= EXACT_LIMIT && real == trunc(real) ? (long long)real : otherwise;
}

double cic_json_num(cic_response *r, const char *pointer, double otherwise)
{
    const json_t *value = find(r, pointer);

    return json_is_number(value) ? json_number_value(value) : otherwise;
}

bool cic_json_bool(cic_response *r, const char *pointer, bool otherwise)
{
    const json_t *value = find(r, pointer);

    return json_is_boolean(value) ? json_is_true(value) : otherwise;
}

bool cic_json_has(cic_response *r, const char *pointer)
{
    return find(r, pointer) != NULL;
}

size_t cic_json_count(cic_response *r, const char *pointer)
{
    const json_t *value = find(r, pointer);

    return json_is_array(value) ? json_array_size(value) : json_object_size(value);
}

static int append(const char *bytes, size_t size, void *buffer)
{
    buffer_append(buffer, bytes, size);
    return 0;
}

const char *cic_json_text(cic_response *r, const char *pointer)
{
    struct user_response *x = user_response_of(r);
    const json_t *value = find(r, pointer);
    const char *text = NULL;
    struct buffer out;

    if (!value)
        return NULL;
    buffer_init(&out, LIMIT_BODY_DECODED);
    if (json_dump_callback(value, append, &out, JSON_ENCODE_ANY | JSON_COMPACT) == 0 && !out.overflowed)
        text = arena_copy(&x->user->arena, buffer_view(&out));
    buffer_free(&out);
    return text;
}
