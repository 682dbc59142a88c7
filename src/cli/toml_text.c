/* SPDX-License-Identifier: MIT */
/* cli/toml_text.c - see toml_text.h */
#include "cli/toml_text.h"

bool toml_fail(struct toml_text *t, const char *problem)
{
    if (!t->problem)
        t->problem = problem;
    return false;
}

char toml_peek(const struct toml_text *t)
{
    return t->rest.size ? t->rest.data[0] : '\0';
}

static void step(struct toml_text *t, size_t size)
{
    for (size_t i = 0; i < size; i++)
        t->line += t->rest.data[i] == '\n';
    t->rest.data += size;
    t->rest.size -= size;
}

bool toml_take(struct toml_text *t, const char *literal)
{
    if (!text_starts_with(t->rest, text_from(literal)))
        return false;
    step(t, strlen(literal));
    return true;
}

void toml_skip_blanks(struct toml_text *t)
{
    while (toml_peek(t) == ' ' || toml_peek(t) == '\t')
        step(t, 1);
}

static void skip_comment(struct toml_text *t)
{
    if (toml_peek(t) == '#')
        while (t->rest.size && toml_peek(t) != '\n')
            step(t, 1);
}

static bool take_line_end(struct toml_text *t)
{
    return toml_take(t, "\n") || toml_take(t, "\r\n");
}

void toml_skip_lines(struct toml_text *t)
{
    do {
        toml_skip_blanks(t);
        skip_comment(t);
    } while (take_line_end(t));
}

bool toml_end_line(struct toml_text *t)
{
    toml_skip_blanks(t);
    skip_comment(t);
    if (t->rest.size == 0 || take_line_end(t))
        return true;
    return toml_fail(t, "something follows where the line should end");
}

static void append_utf8(struct buffer *out, uint32_t c)
{
    if (c < 0x80) {
        buffer_byte(out, (char)c);
        return;
    }
    if (c < 0x800) {
        buffer_byte(out, (char)(0xc0 | c >> 6));
    } else {
        if (c < 0x10000) {
            buffer_byte(out, (char)(0xe0 | c >> 12));
        } else {
            buffer_byte(out, (char)(0xf0 | c >> 18));
            buffer_byte(out, (char)(0x80 | (c >> 12 & 0x3f)));
        }
        buffer_byte(out, (char)(0x80 | (c >> 6 & 0x3f)));
    }
    buffer_byte(out, (char)(0x80 | (c & 0x3f)));
}

static int digit_of(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c) : NULL;

    return at ? (int)(at - digits) : -1;
}

/* \uXXXX and \UXXXXXXXX, behind the letter. */
static bool unicode_escape(struct toml_text *t, unsigned digits, struct buffer *out)
{
    uint32_t c = 0;

    for (unsigned i = 0; i < digits; i++) {
        int digit = digit_of(toml_peek(t));

        if (digit < 0)
            return toml_fail(t, "a bad \\u escape");
        c = c << 4 | (uint32_t)digit;
        step(t, 1);
    }
    if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return toml_fail(t, "a bad \\u escape");
    append_utf8(out, c);
    return true;
}

/* Behind the backslash. One at the end of a line swallows white space up to the next text. */
static bool escape(struct toml_text *t, bool many_lines, struct buffer *out)
{
    static const char letters[] = "btnfre\"\\", meanings[] = "\b\t\n\f\r\x1b\"\\";
    char letter = toml_peek(t);
    const char *at = letter ? strchr(letters, letter) : NULL;

    if (many_lines && (letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n')) {
        while (t->rest.size && strchr(" \t\r\n", toml_peek(t)))
            step(t, 1);
        return true;
    }
    step(t, letter ? 1 : 0);
    if (letter == 'u' || letter == 'U')
        return unicode_escape(t, letter == 'u' ? 4 : 8, out);
    if (!at)
        return toml_fail(t, "an unknown escape");
    buffer_byte(out, meanings[at - letters]);
    return true;
}

static bool read_inside(struct toml_text *t, const char *quote, struct buffer *out)
{
    bool many_lines = strlen(quote) == 3, escapes = quote[0] == '"';

    if (many_lines)
        (void)take_line_end(t);
    while (t->rest.size) {
        char c = toml_peek(t);

        if (toml_take(t, quote)) {
            while (many_lines && toml_peek(t) == quote[0]) { /* up to two quotes may stand before the closing ones */
                buffer_byte(out, quote[0]);
                step(t, 1);
            }
            return out->overflowed ? toml_fail(t, "a string is too long") : true;
        }
        if (c == '\n' && !many_lines)
            break;
        step(t, 1);
        if (c == '\\' && escapes) {
            if (!escape(t, many_lines, out))
                return false;
        } else {
            buffer_byte(out, c);
        }
    }
    return toml_fail(t, "a string does not end");
}

bool toml_string(struct toml_text *t, bool may_have_lines, struct buffer *out)
{
    static const char *const quotes[] = {"\"\"\"", "'''", "\"", "'"};

    for (size_t i = may_have_lines ? 0 : 2; i < COUNT(quotes); i++)
        if (toml_take(t, quotes[i]))
            return read_inside(t, quotes[i], out);
    return toml_fail(t, "a string is missing");
}

bool toml_word(struct toml_text *t, const char *more, struct buffer *out)
{
    size_t size = 0;

    while (size < t->rest.size) {
        char c = t->rest.data[size];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr(more, c))))
            break;
        size++;
    }
    if (size == 0)
        return toml_fail(t, "a key or a value is missing");
    buffer_append(out, t->rest.data, size);
    step(t, size);
    return out->overflowed ? toml_fail(t, "a word is too long") : true;
}
