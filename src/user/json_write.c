/* SPDX-License-Identifier: MIT */
/* user/json_write.c - cic_json: JSON by a printf format
 *
 * The format is walked once. What stands between the conversions is copied, and read just far enough to know whether the place is
 * inside of a JSON string: there %s and %c write escaped characters only, elsewhere a whole string with its quotes. Numbers are
 * written by printf itself, one conversion at a time, so that all its lengths and precisions work.
 *
 * Not here: reading JSON (user/json_read.c), the JSON of reports (output/json*.c).
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"
#include "user/user.h"

#define REPLACEMENT     "\xEF\xBF\xBD" /* U+FFFD */
#define CONVERSION_SIZE 64

/* One conversion: "%-08.3lld". Width and precision that were given as "*" are written out in `text`. */
struct conversion {
    char text[CONVERSION_SIZE]; /* as printf takes it, without length and letter */
    size_t size;
    char length[3]; /* "", "hh", "h", "l", "ll", "j", "z", "t", "L" */
    char letter;
    int precision; /* -1: none */
};

struct writer {
    struct buffer out;
    bool in_string, escaped; /* where the format stands: inside of quotes; behind a backslash */
};

/* ---- strings ---- */

static void escape_byte(struct buffer *out, unsigned char c)
{
    static const char letters[] = "btnvfr"; /* of 8 to 13; JSON has no \v */

    if (c == '"' || c == '\\')
        buffer_printf(out, "\\%c", c);
    else if (c >= '\b' && c <= '\r' && c != '\v')
        buffer_printf(out, "\\%c", letters[c - '\b']);
    else if (c < ' ')
        buffer_printf(out, "\\u%04x", c);
    else
        buffer_byte(out, (char)c);
}

/* The bytes at the front that can be copied as they are. */
static size_t plain_size(struct text t)
{
    size_t size = 0;

    while (size < t.size && (unsigned char)t.data[size] >= ' ' && (unsigned char)t.data[size] < 0x80 && t.data[size] != '"' &&
           t.data[size] != '\\')
        size++;
    return size;
}

static void write_characters(struct buffer *out, struct text t)
{
    while (t.size) {
        size_t size = plain_size(t);

        if (size == 0 && (unsigned char)t.data[0] >= 0x80)
            size = text_utf8_size(t);
        if (size) {
            buffer_append(out, t.data, size);
        } else {
            if ((unsigned char)t.data[0] >= 0x80)
                buffer_string(out, REPLACEMENT);
            else
                escape_byte(out, (unsigned char)t.data[0]);
            size = 1;
        }
        t = (struct text){t.data + size, t.size - size};
    }
}

static void write_string(struct writer *w, struct text t)
{
    if (!w->in_string)
        buffer_byte(&w->out, '"');
    write_characters(&w->out, t);
    if (!w->in_string)
        buffer_byte(&w->out, '"');
}

/* ---- conversions ---- */

static void add(struct conversion *c, const char *format, int value)
{
    int size = snprintf(c->text + c->size, sizeof c->text - c->size, format, value);

    c->size = MIN(c->size + (size_t)MAX(size, 0), sizeof c->text - 1);
}

/* Digits or "*" at `at`; returns the position behind them. A number of more than 9 digits is no number that printf would take. */
static const char *read_number(const char *at, int *number, va_list *arguments)
{
    size_t digits = strspn(at, "0123456789");

    *number = 0;
    if (*at == '*') {
        *number = va_arg(*arguments, int);
        return at + 1;
    }
    if (digits > 9)
        return NULL;
    for (size_t i = 0; i < digits; i++)
        *number = *number * 10 + (at[i] - '0');
    return at + digits;
}

/* Reads one conversion from behind its "%"; NULL when it is none that printf has. */
static const char *read_conversion(const char *at, struct conversion *c, va_list *arguments)
{
    size_t size;
    int width;

    *c = (struct conversion){.text = "%", .size = 1, .precision = -1};
    for (; *at && strchr("-+ #0", *at); at++)
        if (!memchr(c->text, *at, c->size))
            add(c, "%c", *at);
    if (*at == '*' || (*at >= '1' && *at <= '9')) {
        at = read_number(at, &width, arguments);
        if (!at)
            return NULL;
        add(c, "%d", width);
    }
    if (*at == '.') {
        at = read_number(at + 1, &c->precision, arguments);
        if (!at)
            return NULL;
        c->precision = MAX(c->precision, -1); /* a negative one that came as "*" is as if there were none */
        if (c->precision >= 0)
            add(c, ".%d", c->precision);
    }
    size = strspn(at, "hljztL");
    if (size > 2)
        return NULL;
    memcpy(c->length, at, size);
    c->letter = at[size];
    return at + size + (c->letter != '\0');
}

/* The bytes of an integer argument of that length, as it is handed to a variadic function; 0 when there is no such length. */
static size_t integer_size(const char *length)
{
    static const struct {
        const char *length;
        size_t size;
    } all[] = {{"", sizeof(int)},         {"h", sizeof(int)},      {"hh", sizeof(int)},   {"l", sizeof(long)},
               {"ll", sizeof(long long)}, {"j", sizeof(intmax_t)}, {"z", sizeof(size_t)}, {"t", sizeof(ptrdiff_t)}};

    for (size_t i = 0; i < COUNT(all); i++)
        if (strcmp(all[i].length, length) == 0)
            return all[i].size;
    return 0;
}

static bool write_integer(struct writer *w, const struct conversion *c, va_list *arguments)
{
    size_t size = integer_size(c->length);
    char whole[CONVERSION_SIZE + 4];

    static_assert(sizeof(long long) == sizeof(intmax_t), "every integer is an int or a long long to va_arg");
    if (size == 0)
        return false;
    snprintf(whole, sizeof whole, "%s%s%c", c->text, size == sizeof(int) ? c->length : "ll", c->letter);
    if (size == sizeof(int)) /* NOLINT(bugprone-branch-clone): the types of the arguments differ */
        buffer_printf(&w->out, whole, va_arg(*arguments, int));
    else
        buffer_printf(&w->out, whole, va_arg(*arguments, long long));
    return true;
}

static bool write_real(struct writer *w, const struct conversion *c, va_list *arguments)
{
    char whole[CONVERSION_SIZE + 4];
    bool is_long = strcmp(c->length, "L") == 0;
    long double value;

    if (!is_long && c->length[0] && strcmp(c->length, "l") != 0)
        return false;
    value = is_long ? va_arg(*arguments, long double) : (long double)va_arg(*arguments, double);
    snprintf(whole, sizeof whole, "%sL%c", c->text, c->letter);
    if (isfinite(value))
        buffer_printf(&w->out, whole, value);
    else
        buffer_string(&w->out, "null");
    return true;
}

/* The width of a text is not a thing of JSON: only its precision, the most bytes that are read, counts. */
static void write_text(struct writer *w, const struct conversion *c, va_list *arguments)
{
    const char *text = va_arg(*arguments, const char *);

    if (!text)
        buffer_string(&w->out, "null");
    else
        write_string(w, (struct text){text, c->precision >= 0 ? strnlen(text, (size_t)c->precision) : strlen(text)});
}

static bool write_conversion(struct writer *w, const struct conversion *c, va_list *arguments)
{
    char byte;

    if (strchr("diuoxX", c->letter) && c->letter)
        return write_integer(w, c, arguments);
    if (strchr("fFeEgG", c->letter) && c->letter)
        return write_real(w, c, arguments);
    if (c->length[0])
        return false;
    switch (c->letter) {
    case 's':
        write_text(w, c, arguments);
        return true;
    case 'c':
        byte = (char)va_arg(*arguments, int);
        write_string(w, (struct text){&byte, 1});
        return true;
    case '%':
        buffer_byte(&w->out, '%');
        return true;
    default:
        return false;
    }
}

/* ---- the format ---- */

static void write_literal(struct writer *w, struct text t)
{
    for (size_t i = 0; i < t.size; i++) {
        if (w->escaped)
            w->escaped = false;
        else if (t.data[i] == '\\')
            w->escaped = true;
        else if (t.data[i] == '"')
            w->in_string = !w->in_string;
    }
    buffer_text(&w->out, t);
}

/* NULL, or the conversion that is not supported: the rest cannot be written, since its arguments cannot be found. */
static const char *write_all(struct writer *w, const char *format, va_list *arguments)
{
    struct conversion c;

    while (*format) {
        size_t size = strcspn(format, "%");
        const char *behind;

        write_literal(w, (struct text){format, size});
        format += size;
        if (!*format)
            break;
        behind = read_conversion(format + 1, &c, arguments);
        if (!behind || !write_conversion(w, &c, arguments))
            return format;
        format = behind;
    }
    return NULL;
}

const char *cic_json(cic_user *u, const char *format, ...)
{
    const char *unknown, *text = "null";
    struct writer w = {0};
    va_list arguments;

    buffer_init(&w.out, LIMIT_REQUEST_BODY);
    va_start(arguments, format);
    unknown = write_all(&w, format, &arguments);
    va_end(arguments);
    if (unknown)
        user_mistake(u, "cic_json does not know the conversion at \"%.20s\"; null is written instead", unknown);
    else if (w.out.overflowed)
        user_mistake(u, "cic_json: the text is too large; null is written instead");
    else
        text = arena_copy(&u->arena, buffer_view(&w.out));
    buffer_free(&w.out);
    return text;
}
