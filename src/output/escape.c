/* SPDX-License-Identifier: MIT */
/* output/escape.c - one walk over the characters, which each kind of escape shares */
#include "output/escape.h"

#include <stdio.h>

#include "base/utf8.h"

#define ESCAPED_CHARACTER 16 /* bytes of the longest escape of one character, "\u{10ffff}", with room */

static bool is_invisible(uint32_t code)
{
    return (code >= 0x200B && code <= 0x200F)    /* zero-width and direction marks */
           || (code >= 0x2028 && code <= 0x202E) /* line separators, embeddings and overrides */
           || (code >= 0x2060 && code <= 0x206F) /* word joiner, isolates */
           || code == 0xFEFF || (code >= 0xFFF9 && code <= 0xFFFB) || (code >= 0xE0000 && code <= 0xE007F);
}

/* Writes what a terminal may see of the character at the front of `t` and returns how many bytes of `t` that was. */
static size_t show_character(struct text t, char shown[ESCAPED_CHARACTER], unsigned *columns)
{
    uint32_t code = 0;
    size_t size = utf8_decode(t, &code);
    int length;

    if (size == 0)
        length = snprintf(shown, ESCAPED_CHARACTER, "\\x%02x", (unsigned char)t.data[0]);
    else if (code == '\n' || code == '\r' || code == '\t')
        length = snprintf(shown, ESCAPED_CHARACTER, "\\%c", code == '\n' ? 'n' : code == '\r' ? 'r' : 't');
    else if (code < 0x20 || code == 0x7F)
        length = snprintf(shown, ESCAPED_CHARACTER, "\\x%02x", code);
    else if ((code >= 0x80 && code < 0xA0) || is_invisible(code))
        length = snprintf(shown, ESCAPED_CHARACTER, "\\u%04x", code);
    else {
        memcpy(shown, t.data, size);
        shown[size] = '\0';
        *columns = utf8_columns(code);
        return size;
    }
    *columns = (unsigned)length;
    return MAX(size, (size_t)1);
}

/* Appends the front of `t` as long as it takes at most `columns`; returns the columns, and in `*left` what did not fit. */
static size_t show(struct text t, size_t columns, struct buffer *out, struct text *left)
{
    char shown[ESCAPED_CHARACTER];
    size_t used = 0;

    while (t.size > 0) {
        unsigned width;
        size_t size = show_character(t, shown, &width);

        if (used + width > columns)
            break;
        if (out)
            buffer_string(out, shown);
        used += width;
        t.data += size;
        t.size -= size;
    }
    *left = t;
    return used;
}

void escape_terminal(struct text t, struct buffer *out)
{
    struct text left;

    show(t, SIZE_MAX, out, &left);
}

size_t escape_cut(struct text t, size_t columns, struct buffer *out)
{
    struct text left;
    size_t used = show(t, columns, NULL, &left);

    if (columns == 0)
        return 0;
    if (left.size > 0) {
        used = show(t, columns - 1, out, &left) + 1;
        buffer_byte(out, '~');
    } else {
        show(t, columns, out, &left);
    }
    return used;
}

void escape_padded(struct text t, size_t columns, struct buffer *out)
{
    struct text left;

    for (size_t used = show(t, SIZE_MAX, out, &left); used < columns; used++)
        buffer_byte(out, ' ');
}

void escape_csv(struct text t, struct buffer *out)
{
    struct buffer cell;
    bool quoted = false;

    buffer_init(&cell, 3 * t.size + 1); /* each byte may become U+FFFD */
    if (t.size > 0 && memchr("=+-@\t\r", t.data[0], 6))
        buffer_byte(&cell, '\'');
    utf8_repair(t, &cell);
    for (size_t i = 0; i < cell.size && !quoted; i++)
        quoted = memchr(",\"\r\n", cell.data[i], 4) != NULL;
    if (quoted)
        buffer_byte(out, '"');
    for (size_t i = 0; i < cell.size; i++) {
        if (cell.data[i] == '"')
            buffer_byte(out, '"');
        buffer_byte(out, cell.data[i]);
    }
    if (quoted)
        buffer_byte(out, '"');
    buffer_free(&cell);
}
