/* SPDX-License-Identifier: MIT */
/* output/mask.c - a scanner for NAME, then ":" or "=", then the value that belongs to it */
#include "output/mask.h"

#define MASK "***"

static const char *const secret_words[] = {
    "authorization", "cookie", "password",   "passwd",     "passphrase",  "secret",    "token",
    "api-key",       "apikey", "access-key", "credential", "private-key", "signature",
};
static const char *const secret_names[] = {"auth", "pass", "pwd", "sig", "key", "bearer", "basic", "web-auth"};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

/* Equal in either case; "_" and "." count as "-". */
static bool same_letters(const char *a, const char *word, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        char c = a[i] == '_' || a[i] == '.' ? '-' : a[i];

        if ((c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) != word[i])
            return false;
    }
    return true;
}

bool mask_is_secret(struct text name)
{
    while (name.size > 0 && name.data[0] == '-') {
        name.data++;
        name.size--;
    }
    for (size_t i = 0; i < COUNT(secret_names); i++)
        if (name.size == strlen(secret_names[i]) && same_letters(name.data, secret_names[i], name.size))
            return true;
    for (size_t i = 0; i < COUNT(secret_words); i++)
        for (size_t at = 0, size = strlen(secret_words[i]); at + size <= name.size; at++)
            if (same_letters(name.data + at, secret_words[i], size))
                return true;
    return false;
}

static size_t skip_blanks(struct text t, size_t at)
{
    while (at < t.size && (t.data[at] == ' ' || t.data[at] == '\t'))
        at++;
    return at;
}

/* Where the value that starts at `at` ends. In quotes: at the closing one, unless it is escaped. After ":" without quotes round
 * the name, it is a header: the line. Else at a delimiter. */
static size_t end_of_value(struct text t, size_t at, bool header)
{
    char quote = at < t.size && (t.data[at] == '"' || t.data[at] == '\'') ? t.data[at] : '\0';

    if (quote) {
        for (at++; at < t.size && t.data[at] != quote; at++)
            at += t.data[at] == '\\' && at + 1 < t.size;
        return MIN(at + 1, t.size);
    }
    while (at < t.size && t.data[at] != '\n' && t.data[at] != '\r' && (header || !memchr("&;,}]) \t\"'", t.data[at], 10)))
        at++;
    return at;
}

/* The end of the secret value that follows the name ending at `at`, and in `*start` where it starts; 0 when none follows. */
static size_t find_value(struct text t, size_t at, size_t *start)
{
    bool quoted_name = at < t.size && (t.data[at] == '"' || t.data[at] == '\'');

    at = skip_blanks(t, at + quoted_name);
    if (at >= t.size || (t.data[at] != ':' && t.data[at] != '='))
        return 0;
    *start = skip_blanks(t, at + 1);
    return end_of_value(t, *start, t.data[at] == ':' && !quoted_name);
}

/* The end of "user:password" when `at` follows "://" and an "@" comes before the path; else `at`. */
static size_t end_of_userinfo(struct text t, size_t at)
{
    size_t end = at, found = at;

    if (at < 3 || memcmp(t.data + at - 3, "://", 3) != 0)
        return at;
    for (; end < t.size && !memchr("/?# \t\r\n\"'", t.data[end], 9); end++)
        if (t.data[end] == '@')
            found = end;
    return found;
}

void mask_text(struct text t, struct buffer *out)
{
    size_t at = 0;

    while (at < t.size) {
        size_t start = at, value = 0, end = end_of_userinfo(t, at);

        if (end > at) {
            buffer_string(out, MASK);
            at = end;
            continue;
        }
        while (at < t.size && is_letter(t.data[at]))
            at++;
        if (at == start) {
            buffer_byte(out, t.data[at++]);
            continue;
        }
        end = mask_is_secret((struct text){t.data + start, at - start}) ? find_value(t, at, &value) : 0;
        if (end > value) {
            buffer_append(out, t.data + start, value - start);
            buffer_string(out, MASK);
            at = end;
        } else {
            buffer_append(out, t.data + start, at - start);
        }
    }
}

size_t mask_size_max(size_t size)
{
    return size + size / 2 * sizeof MASK + sizeof MASK; /* a secret takes two bytes at least: its name and the sign after it */
}

static void append_quoted(struct text word, struct buffer *out)
{
    bool plain = word.size > 0;

    for (size_t i = 0; i < word.size && plain; i++)
        plain = is_letter(word.data[i]) || memchr("/:=@%+,", word.data[i], 7);
    if (plain) {
        buffer_text(out, word);
        return;
    }
    buffer_byte(out, '\'');
    for (size_t i = 0; i < word.size; i++) {
        if (word.data[i] == '\'')
            buffer_string(out, "'\\''");
        else
            buffer_byte(out, word.data[i]);
    }
    buffer_byte(out, '\'');
}

/* NAME=VALUE of a scenario's option: which of them are secrets only the scenario knows. */
static void mask_setting(struct text word, struct buffer *out)
{
    bool with_option = text_starts_with(word, TEXT("--set="));
    struct text rest = with_option ? (struct text){word.data + 6, word.size - 6} : word;
    ssize_t equals = text_find(rest, '=');

    buffer_string(out, with_option ? "--set=" : "");
    buffer_append(out, rest.data, (size_t)(equals + 1));
    buffer_string(out, MASK);
}

void mask_command(int count, const char *const words[], struct buffer *out)
{
    bool secret_follows = false, setting_follows = false;

    for (int i = 0; i < count; i++) {
        struct text word = text_from(words[i]);
        struct buffer masked;

        if (i > 0)
            buffer_byte(out, ' ');
        buffer_init(&masked, mask_size_max(word.size));
        if (secret_follows)
            buffer_string(&masked, MASK);
        else if (setting_follows || text_starts_with(word, TEXT("--set=")))
            mask_setting(word, &masked);
        else
            mask_text(word, &masked);
        append_quoted(buffer_view(&masked), out);
        buffer_free(&masked);
        setting_follows = !setting_follows && text_equal(word, TEXT("--set"));
        secret_follows = !secret_follows && text_starts_with(word, TEXT("--")) && text_find(word, '=') < 0 &&
                         mask_is_secret(word);
    }
}
