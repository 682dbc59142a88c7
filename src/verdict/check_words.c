/* SPDX-License-Identifier: MIT */
/* verdict/check_words.c - see check_words.h */
#include "verdict/check_words.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/units.h"

#define CLOSE 2 /* edits between a word and its correction, at most */

bool check_wrong(struct check_cursor *c, size_t at, size_t size, const char *sentence, const char *hint)
{
    c->problem->at = MIN(at, c->all.size);
    c->problem->size = MAX(MIN(size, c->all.size - c->problem->at), (size_t)1);
    snprintf(c->problem->sentence, sizeof c->problem->sentence, "%s", sentence);
    snprintf(c->problem->hint, sizeof c->problem->hint, "%s", hint);
    return false;
}

void check_skip_blanks(struct check_cursor *c)
{
    while (c->at < c->all.size && strchr(" \t\r\n", c->all.data[c->at]) && c->all.data[c->at])
        c->at++;
}

bool check_at_end(const struct check_cursor *c)
{
    return c->at == c->all.size;
}

char check_next_byte(const struct check_cursor *c)
{
    return check_at_end(c) ? '\0' : c->all.data[c->at];
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_of_word(char c, const char *more)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || (c && strchr(more, c));
}

struct text check_peek_word(const struct check_cursor *c, const char *more)
{
    struct text word = {c->all.data + c->at, 0};

    while (c->at + word.size < c->all.size && is_of_word(word.data[word.size], more))
        word.size++;
    return word;
}

struct text check_take_word(struct check_cursor *c, const char *more)
{
    struct text word = check_peek_word(c, more);

    c->at += word.size;
    return word;
}

bool check_take_byte(struct check_cursor *c, char byte)
{
    if (check_at_end(c) || c->all.data[c->at] != byte)
        return false;
    c->at++;
    return true;
}

bool check_take_quoted(struct check_cursor *c, struct text *out)
{
    size_t opened = c->at;
    char quote = check_next_byte(c);
    struct text rest = {c->all.data + c->at + 1, c->all.size - c->at - 1};
    ssize_t size = text_find(rest, quote);

    if (size < 0)
        return check_wrong(c, opened, 1, "the quotation does not end", "close it with the same quotation mark");
    if (size == 0 || size > LIMIT_NAME_SIZE)
        return check_wrong(c, opened, (size_t)size + 2, size == 0 ? "an empty name" : "the name is too long",
                           "names have 1 to 1024 bytes");
    *out = (struct text){rest.data, (size_t)size};
    c->at += (size_t)size + 2;
    return true;
}

bool check_take_number(struct check_cursor *c, double *value)
{
    size_t begin = c->at;
    bool digits = false;

    if (check_next_byte(c) == '-' || check_next_byte(c) == '+')
        c->at++;
    while (is_digit(check_next_byte(c)) || (digits && check_next_byte(c) == '.')) {
        digits = true;
        c->at++;
    }
    if (!digits)
        return check_wrong(c, begin, check_peek_word(c, "_").size, "a number is missing", "the limit: 200ms, 1%, 50/s, 10");
    if (!text_to_double((struct text){c->all.data + begin, c->at - begin}, value))
        return check_wrong(c, begin, c->at - begin, "not a number", "write 200, 0.5 or -3");
    return true;
}

bool check_take_time(struct check_cursor *c, double *seconds)
{
    struct text word = check_take_word(c, ".");
    const char *problem = NULL;

    if (word.size == 0)
        return check_wrong(c, c->at, 1, "a time is missing", "write 30s, 500ms or 1m30s");
    if (!is_digit(word.data[word.size - 1]) && units_read_duration(word, seconds, &problem))
        return true;
    return check_wrong(c, check_place(c, word), word.size, "not a time", "write 30s, 500ms or 1m30s");
}

const char *check_closest(struct text word, const char *const *words, size_t count)
{
    unsigned best = CLOSE + 1;
    const char *closest = NULL;

    for (size_t i = 0; i < count; i++) {
        unsigned distance = text_distance(word, text_from(words[i]));

        if (distance < best && distance < word.size) {
            best = distance;
            closest = words[i];
        }
    }
    return closest;
}
