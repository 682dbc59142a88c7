/* SPDX-License-Identifier: MIT */
/* base/text.c - comparing, cutting and reading pieces of text; see text.h */
#include "base/text.h"

#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"

#define NUMBER_SIZE        512 /* longest text that is read as a floating-point number */
#define DISTANCE_WORD_SIZE 64  /* longest word whose edit distance is computed */
#define DISTANCE_CAP       99

static unsigned char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c - 'A' + 'a') : (unsigned char)c;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool text_equal_nocase(struct text a, struct text b)
{
    if (a.size != b.size)
        return false;
    for (size_t i = 0; i < a.size; i++) {
        if (lower(a.data[i]) != lower(b.data[i]))
            return false;
    }
    return true;
}

bool text_starts_with(struct text t, struct text prefix)
{
    return t.size >= prefix.size && text_equal((struct text){t.data, prefix.size}, prefix);
}

bool text_ends_with(struct text t, struct text suffix)
{
    return t.size >= suffix.size && (suffix.size == 0 || memcmp(t.data + t.size - suffix.size, suffix.data, suffix.size) == 0);
}

struct text text_trim(struct text t)
{
    while (t.size > 0 && is_space(t.data[0])) {
        t.data++;
        t.size--;
    }
    while (t.size > 0 && is_space(t.data[t.size - 1]))
        t.size--;
    return t;
}

ssize_t text_find(struct text t, char byte)
{
    const char *found = t.size > 0 ? memchr(t.data, byte, t.size) : NULL;

    return found ? found - t.data : -1;
}

struct text text_cut(struct text *rest, char byte)
{
    struct text part = *rest;
    ssize_t at = text_find(part, byte);

    if (at < 0) {
        *rest = (struct text){NULL, 0};
        return part;
    }
    part.size = (size_t)at;
    rest->data += at + 1;
    rest->size -= (size_t)at + 1;
    return part;
}

bool text_list_has(struct text list, struct text word)
{
    while (list.data) {
        if (text_equal_nocase(text_trim(text_cut(&list, ',')), word))
            return true;
    }
    return false;
}

/* Multiplies to 128 bits and folds the halves: each bit of the result depends on all bits of `a`. */
static uint64_t fold(uint64_t a)
{
    unsigned __int128 product = (unsigned __int128)(a ^ 0x2545f4914f6cdd1dULL) * 0x9e3779b97f4a7c15ULL;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t text_hash(struct text t)
{
    uint64_t hash = t.size;
    uint64_t word = 0;

    if (t.size < sizeof word) {
        if (t.size > 0)
            memcpy(&word, t.data, t.size);
        return fold(hash ^ word);
    }
    for (size_t at = 0; at + sizeof word < t.size; at += sizeof word) {
        memcpy(&word, t.data + at, sizeof word);
        hash = fold(hash ^ word);
    }
    memcpy(&word, t.data + t.size - sizeof word, sizeof word); /* may overlap the one before: quicker than a part of a word */
    return fold(hash ^ word);
}

bool text_to_u64(struct text t, uint64_t *value)
{
    uint64_t number = 0;

    if (t.size == 0)
        return false;
    for (size_t i = 0; i < t.size; i++) {
        if (t.data[i] < '0' || t.data[i] > '9')
            return false;
        if (__builtin_mul_overflow(number, 10, &number) || __builtin_add_overflow(number, (uint64_t)(t.data[i] - '0'), &number))
            return false;
    }
    *value = number;
    return true;
}

/* A scenario may call setlocale, and then strtod would want a comma. Made once: helper threads read numbers too. */
static locale_t c_locale;

static void make_c_locale(void)
{
    c_locale = newlocale(LC_ALL_MASK, "C", NULL);
    if (!c_locale)
        mem_exhausted(sizeof c_locale); /* it has no other reason to fail */
}

bool text_to_double(struct text t, double *value)
{
    static pthread_once_t made = PTHREAD_ONCE_INIT;
    char copy[NUMBER_SIZE];
    char *end;
    double number;

    if (t.size == 0 || t.size >= sizeof copy || is_space(t.data[0]))
        return false;
    pthread_once(&made, make_c_locale);
    memcpy(copy, t.data, t.size);
    copy[t.size] = '\0';
    number = strtod_l(copy, &end, c_locale);
    if (end != copy + t.size || !isfinite(number))
        return false;
    *value = number;
    return true;
}

size_t text_utf8_size(struct text t)
{
    /* Unicode 15, table 3-7: lead bytes, their length and the range of the second byte. */
    static const struct {
        unsigned char first, last, size, second_low, second_high;
    } lead[] = {
        {0x00, 0x7f, 1, 0, 0},       {0xc2, 0xdf, 2, 0x80, 0xbf}, {0xe0, 0xe0, 3, 0xa0, 0xbf},
        {0xe1, 0xec, 3, 0x80, 0xbf}, {0xed, 0xed, 3, 0x80, 0x9f}, {0xee, 0xef, 3, 0x80, 0xbf},
        {0xf0, 0xf0, 4, 0x90, 0xbf}, {0xf1, 0xf3, 4, 0x80, 0xbf}, {0xf4, 0xf4, 4, 0x80, 0x8f},
    };
    const unsigned char *byte = (const unsigned char *)t.data;

    for (size_t i = 0; t.size > 0 && i < COUNT(lead); i++) {
        if (byte[0] < lead[i].first || byte[0] > lead[i].last)
            continue;
        if (lead[i].size > t.size || (lead[i].size > 1 && (byte[1] < lead[i].second_low || byte[1] > lead[i].second_high)))
            return 0;
        for (size_t at = 2; at < lead[i].size; at++) {
            if ((byte[at] & 0xc0) != 0x80)
                return 0;
        }
        return lead[i].size;
    }
    return 0;
}

unsigned text_distance(struct text a, struct text b)
{
    /* row[(i) % 3] is the line of the matrix for the first i letters of a; swaps look two lines back. */
    unsigned row[3][DISTANCE_WORD_SIZE + 1];

    if (a.size > DISTANCE_WORD_SIZE || b.size > DISTANCE_WORD_SIZE)
        return text_equal(a, b) ? 0 : DISTANCE_CAP;
    for (size_t j = 0; j <= b.size; j++)
        row[0][j] = (unsigned)j;
    for (size_t i = 1; i <= a.size; i++) {
        unsigned *now = row[i % 3];
        const unsigned *before = row[(i - 1) % 3];

        now[0] = (unsigned)i;
        for (size_t j = 1; j <= b.size; j++) {
            unsigned replaced = before[j - 1] + (a.data[i - 1] != b.data[j - 1]);

            now[j] = MIN(replaced, MIN(before[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] && a.data[i - 2] == b.data[j - 1])
                now[j] = MIN(now[j], row[(i - 2) % 3][j - 2] + 1);
        }
    }
    return row[a.size % 3][b.size];
}
