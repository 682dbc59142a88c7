/* SPDX-License-Identifier: MIT */
/* output/json_write.c - see json_write.h; runs of harmless bytes are copied whole */
#include "output/json_write.h"

#include <math.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/mem.h"
#include "output/json_value.h"
#include "output/mask.h"
#include "output/number.h"

#define REPLACEMENT    "\xef\xbf\xbd" /* U+FFFD */
#define WHOLE_MAX      1e15           /* whole numbers below are exact in a double */
#define FIXED_MIN      1e-4           /* others are written without an exponent from here on, */
#define FIXED_MAX      1e14           /* up to here */
#define DIGITS         15             /* of a real: as in output/json_stream.c */
#define REAL_TEXT      32
#define ESCAPE_SIZE    6 /* "\u001f" */
#define VALUE_FLAGS    (JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(DIGITS))
#define IS_HARMLESS(c) ((c) >= 0x20 && (c) < 0x80 && (c) != '"' && (c) != '\\')

static const double powers_of_ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8, 1e9,
                                       1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18};

/* ---- text ---- */

static void write_escape(struct buffer *out, unsigned char c)
{
    static const char digits[] = "0123456789abcdef";
    char escape[ESCAPE_SIZE] = {'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]};

    switch (c) {
    case '"':
        buffer_append(out, "\\\"", 2);
        break;
    case '\\':
        buffer_append(out, "\\\\", 2);
        break;
    case '\n':
        buffer_append(out, "\\n", 2);
        break;
    case '\r':
        buffer_append(out, "\\r", 2);
        break;
    case '\t':
        buffer_append(out, "\\t", 2);
        break;
    default:
        buffer_append(out, escape, sizeof escape);
    }
}

static size_t harmless_size(struct text t)
{
    size_t size = 0;

    while (size < t.size && IS_HARMLESS((unsigned char)t.data[size]))
        size++;
    return size;
}

static void write_quoted(struct buffer *out, struct text t)
{
    buffer_byte(out, '"');
    while (t.size > 0) {
        unsigned char first = (unsigned char)t.data[0];
        size_t size = harmless_size(t);

        if (size == 0 && first >= 0x80)
            size = text_utf8_size(t);
        if (size > 0) {
            buffer_append(out, t.data, size);
        } else {
            if (first >= 0x80 || first == 0)
                buffer_append(out, REPLACEMENT, sizeof REPLACEMENT - 1);
            else
                write_escape(out, first);
            size = 1;
        }
        t.data += size;
        t.size -= size;
    }
    buffer_byte(out, '"');
}

/* ---- structure ---- */

/* The comma and the key before a value, in one piece: keys are half of what is written. */
static void begin(struct json_writer *w, const char *key)
{
    size_t size = key ? strlen(key) : 0;
    char *at = buffer_reserve(w->out, size + 4);
    char *start = at;

    if (!at)
        return;
    if (w->separate)
        *at++ = ',';
    w->separate = true;
    if (key) {
        *at++ = '"';
        memcpy(at, key, size);
        at += size;
        *at++ = '"';
        *at++ = ':';
    }
    buffer_commit(w->out, (size_t)(at - start));
}

static void open_level(struct json_writer *w, char bracket)
{
    buffer_byte(w->out, bracket);
    w->separate = false;
}

static void close_level(struct json_writer *w, char bracket)
{
    buffer_byte(w->out, bracket);
    w->separate = true;
}

void json_write_object(struct json_writer *w, const char *key)
{
    begin(w, key);
    open_level(w, '{');
}

void json_write_object_end(struct json_writer *w)
{
    close_level(w, '}');
}

void json_write_array(struct json_writer *w, const char *key)
{
    begin(w, key);
    open_level(w, '[');
}

void json_write_array_end(struct json_writer *w)
{
    close_level(w, ']');
}

/* ---- values ---- */

void json_write_text(struct json_writer *w, const char *key, struct text t)
{
    begin(w, key);
    write_quoted(w->out, t);
}

void json_write_null(struct json_writer *w, const char *key)
{
    begin(w, key);
    buffer_append(w->out, "null", 4);
}

void json_write_string(struct json_writer *w, const char *key, const char *text)
{
    if (text)
        json_write_text(w, key, text_from(text));
    else
        json_write_null(w, key);
}

void json_write_masked(struct json_writer *w, const char *key, const char *text)
{
    struct buffer masked;

    if (!text) {
        json_write_null(w, key);
        return;
    }
    buffer_init(&masked, mask_size_max(strlen(text)));
    mask_text(text_from(text), &masked);
    json_write_text(w, key, buffer_view(&masked));
    buffer_free(&masked);
}

/* The digits of a number before `end`; returns where they begin. */
static char *digits_before(char *end, uint64_t number)
{
    do {
        *--end = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    return end;
}

static void write_count(struct buffer *out, uint64_t count)
{
    char digits[REAL_TEXT], *end = digits + sizeof digits, *at = digits_before(end, count);

    buffer_append(out, at, (size_t)(end - at));
}

void json_write_count(struct json_writer *w, const char *key, uint64_t count)
{
    begin(w, key);
    write_count(w->out, MIN(count, (uint64_t)INT64_MAX));
}

/* Fifteen digits of a number from FIXED_MIN up to FIXED_MAX, several times faster than printf. The product is below 2^53 and off
 * by less than a quarter, so a decimal of at most fifteen digits is written as it was. */
static void write_fixed(struct buffer *out, double size)
{
    char text[2 * REAL_TEXT], *end = text + sizeof text, *at = end;
    int places = COUNT(powers_of_ten) - 1; /* behind the point */
    uint64_t digits, fraction;

    while (size * powers_of_ten[places] >= WHOLE_MAX)
        places--;
    digits = (uint64_t)llround(size * powers_of_ten[places]);
    fraction = digits % (uint64_t)powers_of_ten[places];
    for (int i = 0; i < places; i++, fraction /= 10)
        *--at = (char)('0' + fraction % 10);
    while (end > at + 1 && end[-1] == '0')
        end--;
    *--at = '.';
    at = digits_before(at, digits / (uint64_t)powers_of_ten[places]);
    buffer_append(out, at, (size_t)(end - at));
}

static void write_real(struct buffer *out, double number)
{
    double size = fabs(number);
    char text[REAL_TEXT];

    if (size == floor(size) && size < WHOLE_MAX) {
        if (signbit(number))
            buffer_byte(out, '-');
        write_count(out, (uint64_t)size);
        buffer_append(out, ".0", 2);
    } else if (size >= FIXED_MIN && size < FIXED_MAX) {
        if (signbit(number))
            buffer_byte(out, '-');
        write_fixed(out, size);
    } else {
        snprintf(text, sizeof text, "%.*g", DIGITS, number);
        buffer_string(out, text);
    }
}

void json_write_number(struct json_writer *w, const char *key, double number)
{
    if (!isfinite(number)) {
        json_write_null(w, key);
        return;
    }
    begin(w, key);
    write_real(w->out, number);
}

/* The digits of nanoseconds are those of milliseconds, with a point six places before the end. */
void json_write_milliseconds(struct json_writer *w, const char *key, uint64_t nanos)
{
    char text[REAL_TEXT], *end = text + sizeof text, *at = end - 6;
    uint64_t rest = nanos % NANOS_PER_MILLI;

    if (nanos >= DURATION_UNBOUNDED) {
        json_write_null(w, key);
        return;
    }
    begin(w, key);
    for (char *digit = end - 1; digit >= at; digit--, rest /= 10)
        *digit = (char)('0' + rest % 10);
    *--at = '.';
    while (end > at + 2 && end[-1] == '0')
        end--;
    at = digits_before(at, nanos / NANOS_PER_MILLI);
    buffer_append(w->out, at, (size_t)(end - at));
}

void json_write_mean(struct json_writer *w, const char *key, double nanos)
{
    json_write_number(w, key, nanos / (double)NANOS_PER_MILLI);
}

void json_write_time(struct json_writer *w, const char *key, uint64_t wall_ns)
{
    char text[CLOCK_TEXT];

    json_write_string(w, key, wall_ns > 0 ? clock_iso_micros(wall_ns, text) : NULL);
}

void json_write_boolean(struct json_writer *w, const char *key, bool b)
{
    begin(w, key);
    buffer_string(w->out, b ? "true" : "false");
}

static int append_dumped(const char *bytes, size_t size, void *out)
{
    buffer_append(out, bytes, size);
    return 0;
}

void json_write_value(struct json_writer *w, const char *key, json_t *value)
{
    begin(w, key);
    if (json_dump_callback(value, append_dumped, w->out, VALUE_FLAGS) < 0)
        mem_exhausted(REAL_TEXT); /* it has no other reason to fail */
    json_decref(value);
}
