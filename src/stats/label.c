/* SPDX-License-Identifier: MIT */
/* stats/label.c - see stats/label.h */
#include "stats/label.h"

#define VOLATILE_DIGITS 6

_Static_assert(LABEL_SLACK >= VOLATILE_DIGITS - 1, "the longest piece that is copied at once fits behind the limit");

struct text label_cut(struct text t, size_t limit)
{
    size_t size = limit;

    if (t.size <= limit)
        return t;
    while (size > 0 && limit - size < 3 && ((unsigned char)t.data[size] & 0xc0) == 0x80)
        size--;
    return (struct text){t.data, size};
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex_digit(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static size_t run_length(struct text t, size_t from, bool (*is_part)(char))
{
    size_t to = from;

    while (to < t.size && is_part(t.data[to]))
        to++;
    return to - from;
}

/* The length of the volatile number that begins at `at`, or 0; `*stable` is the length of what may be copied unseen. */
static size_t volatile_length(struct text t, size_t at, size_t *stable)
{
    size_t digits = run_length(t, at, is_digit);
    bool hex = digits == 1 && t.data[at] == '0' && at + 1 < t.size && t.data[at + 1] == 'x';
    size_t hex_digits = hex ? run_length(t, at + 2, is_hex_digit) : 0;

    *stable = MAX(digits, (size_t)1);
    if (hex_digits >= VOLATILE_DIGITS)
        return 2 + hex_digits;
    return digits >= VOLATILE_DIGITS ? digits : 0;
}

struct text label_stable(struct text t, char *out, size_t limit)
{
    static const struct text placeholder = {"<n>", 3};
    size_t written = 0;

    for (size_t at = 0; at < t.size && written <= limit;) {
        size_t stable, length = volatile_length(t, at, &stable);
        struct text part = length > 0 ? placeholder : (struct text){t.data + at, stable};

        memcpy(out + written, part.data, part.size);
        written += part.size;
        at += length > 0 ? length : stable;
    }
    return label_cut((struct text){out, written}, limit);
}

int label_compare(struct text a, struct text b)
{
    size_t common = MIN(a.size, b.size);
    int order = common > 0 ? memcmp(a.data, b.data, common) : 0;

    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}
