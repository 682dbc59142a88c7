/* SPDX-License-Identifier: MIT */
/* output/markdown.c - see markdown.h */
#include "output/markdown.h"

#include <string.h>

#include "output/escape.h"

/* Every punctuation mark of ASCII may be escaped in Markdown (CommonMark section 2.4). */
#define MARKS "\\`*_{}[]()#+-.!|<>&~@$:"

static void write_with_escapes(struct text t, size_t columns, const char *escaped, struct buffer *out)
{
    struct buffer shown;

    buffer_init(&shown, 16 * t.size + 16);
    escape_cut(t, columns, &shown);
    for (size_t i = 0; i < shown.size; i++) {
        if (shown.data[i] && strchr(escaped, shown.data[i]))
            buffer_byte(out, '\\');
        buffer_byte(out, shown.data[i]);
    }
    buffer_free(&shown);
}

void markdown_text(struct text t, size_t columns, struct buffer *out)
{
    write_with_escapes(t, columns, MARKS, out);
}

/* A back quote cannot be escaped within back quotes: the fence has to be longer than any run of them (CommonMark section 6.1). */
void markdown_code(struct text t, size_t columns, struct buffer *out)
{
    size_t longest = 0, run = 0;

    for (size_t i = 0; i < t.size; i++) {
        run = t.data[i] == '`' ? run + 1 : 0;
        longest = MAX(longest, run);
    }
    for (size_t i = 0; i <= longest; i++)
        buffer_byte(out, '`');
    buffer_string(out, longest ? " " : "");
    write_with_escapes(t, columns, "|", out);
    buffer_string(out, longest ? " " : "");
    for (size_t i = 0; i <= longest; i++)
        buffer_byte(out, '`');
}
