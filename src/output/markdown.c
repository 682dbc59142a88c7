/* SPDX-License-Identifier: MIT */
/* output/markdown.c - see markdown.h
 *
 * Reports are read as they are as often as they are rendered, so a mark is escaped only where it would mean something: in
 * CommonMark 0.31, in GitHub's extensions of it (tables, strikethrough, links without marks) or in what GitHub makes of the
 * result (formulas, emoji, references).
 */
#include "output/markdown.h"

#include <ctype.h>
#include <string.h>

#include "output/escape.h"

#define ANYWHERE     "\\`*[]<~|$@#"
#define AT_THE_START ">+-=" /* quotation, lists, lines below headings */

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || (c & 0x80);
}

static char at_or_blank(struct text t, size_t at)
{
    return at < t.size ? t.data[at] : ' ';
}

/* Do only bytes for which `is` holds stand before `at`? */
static bool only_before(struct text t, size_t at, int (*is)(int))
{
    size_t i = 0;

    while (i < at && t.data[i] == ' ')
        i++;
    while (i < at && is((unsigned char)t.data[i]))
        i++;
    return i == at;
}

/* Underscores within a word mean nothing (CommonMark section 6.2). */
static bool is_emphasis(struct text t, size_t at)
{
    size_t begin = at, end = at;

    while (begin > 0 && t.data[begin - 1] == '_')
        begin--;
    while (end < t.size && t.data[end] == '_')
        end++;
    return begin == 0 || !is_word(t.data[begin - 1]) || !is_word(at_or_blank(t, end));
}

/* "1." and "1)" begin lists, "www." a link. */
static bool is_end_of_number_or_link(struct text t, size_t at)
{
    bool after_www = at >= 3 && strncasecmp(t.data + at - 3, "www", 3) == 0;

    return after_www ||
           (at_or_blank(t, at + 1) == ' ' && at > 0 && isdigit((unsigned char)t.data[at - 1]) && only_before(t, at, isdigit));
}

/* "://" makes a link, ":name:" an emoji; that there are ":100:" and ":1234:" is no reason to escape times of day. */
static bool is_link_or_emoji(struct text t, size_t at)
{
    size_t end = at + 1;
    bool digits = true;

    if (at_or_blank(t, end) == '/')
        return at_or_blank(t, end + 1) == '/';
    while (end < t.size && (isalnum((unsigned char)t.data[end]) || strchr("_+-", t.data[end])))
        digits &= !!isdigit((unsigned char)t.data[end++]);
    return end > at + 1 && at_or_blank(t, end) == ':' && (!digits || end > at + 3);
}

static bool means_something(struct text t, size_t at)
{
    char c = t.data[at], next = at_or_blank(t, at + 1);

    if (c == '\0' || is_word(c))
        return false;
    if (strchr(ANYWHERE, c))
        return true;
    if (strchr(AT_THE_START, c))
        return only_before(t, at, isspace);
    if (c == '_')
        return is_emphasis(t, at);
    if (c == '.' || c == ')')
        return is_end_of_number_or_link(t, at);
    if (c == '&')
        return next == '#' || is_word(next);
    return c == ':' && is_link_or_emoji(t, at);
}

void markdown_text(struct text t, size_t columns, struct buffer *out)
{
    struct buffer shown;

    buffer_init(&shown, 16 * t.size + 16);
    escape_cut(t, columns, &shown);
    for (size_t i = 0; i < shown.size; i++) {
        if (means_something((struct text){shown.data, shown.size}, i))
            buffer_byte(out, '\\');
        buffer_byte(out, shown.data[i]);
    }
    buffer_free(&shown);
}

/* A back quote cannot be escaped within back quotes: the fence has to be longer than any run of them (CommonMark section 6.1). A
 * bar ends a cell even there, and is the only mark that can be escaped (GitHub Flavored Markdown, section 4.10). */
void markdown_code(struct text t, size_t columns, struct buffer *out)
{
    struct buffer shown;
    size_t longest = 0, run = 0;

    for (size_t i = 0; i < t.size; i++) {
        run = t.data[i] == '`' ? run + 1 : 0;
        longest = MAX(longest, run);
    }
    for (size_t i = 0; i <= longest; i++)
        buffer_byte(out, '`');
    buffer_string(out, longest ? " " : "");
    buffer_init(&shown, 16 * t.size + 16);
    escape_cut(t, columns, &shown);
    for (size_t i = 0; i < shown.size; i++) {
        if (shown.data[i] == '|')
            buffer_byte(out, '\\');
        buffer_byte(out, shown.data[i]);
    }
    buffer_free(&shown);
    buffer_string(out, longest ? " " : "");
    for (size_t i = 0; i <= longest; i++)
        buffer_byte(out, '`');
}
