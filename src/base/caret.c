/* SPDX-License-Identifier: MIT */
/* base/caret.c - see caret.h */
#include "base/caret.h"

#define INDENT "    "

/* Appends the text with one column for each character, so that carets stand where they should. */
static void show(struct text t, struct buffer *out)
{
    for (size_t i = 0; i < t.size; i++) {
        unsigned char byte = (unsigned char)t.data[i];

        buffer_byte(out, byte < ' ' || byte == 0x7F ? ' ' : (char)byte);
    }
}

static size_t columns_of(struct text t)
{
    size_t columns = 0;

    for (size_t i = 0; i < t.size; i++)
        columns += ((unsigned char)t.data[i] & 0xC0) != 0x80;
    return columns;
}

void caret_write(struct text line, size_t at, size_t size, const char *hint, struct buffer *out)
{
    struct text before = {line.data, MIN(at, line.size)};
    struct text wrong = {line.data + before.size, MIN(size, line.size - before.size)};

    buffer_string(out, INDENT);
    show(line, out);
    buffer_string(out, "\n" INDENT);
    for (size_t i = columns_of(before); i > 0; i--)
        buffer_byte(out, ' ');
    for (size_t i = MAX(columns_of(wrong), (size_t)1); i > 0; i--)
        buffer_byte(out, '^');
    buffer_printf(out, " %s", hint);
}

/* The columns of blanks before the first caret of such a line; SIZE_MAX: it is another line. */
static size_t column_of_carets(struct text line)
{
    size_t column = 0;

    while (column < line.size && line.data[column] == ' ')
        column++;
    return column >= strlen(INDENT) && column < line.size && line.data[column] == '^' ? column : SIZE_MAX;
}

bool caret_find(struct text message, struct text *line, size_t *at)
{
    struct text above = TEXT("");

    while (message.data) {
        struct text below = text_cut(&message, '\n');
        size_t column = column_of_carets(below), byte = 0;

        if (column == SIZE_MAX || !text_starts_with(above, TEXT(INDENT))) {
            above = below;
            continue;
        }
        for (; byte < above.size && column > 0; column--)
            for (byte++; byte < above.size && ((unsigned char)above.data[byte] & 0xC0) == 0x80;)
                byte++;
        *line = (struct text){above.data + strlen(INDENT), above.size - strlen(INDENT)};
        *at = byte - strlen(INDENT);
        return true;
    }
    return false;
}
