/* SPDX-License-Identifier: MIT */
/* base/base64.c - see base/base64.h */
#include "base/base64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_append(struct text bytes, struct buffer *out)
{
    for (size_t at = 0; at < bytes.size; at += 3) {
        const unsigned char *byte = (const unsigned char *)bytes.data + at;
        size_t count = MIN(bytes.size - at, (size_t)3);
        uint32_t three = (uint32_t)byte[0] << 16 | (count > 1 ? (uint32_t)byte[1] << 8 : 0) | (count > 2 ? byte[2] : 0);
        char four[4] = {digits[three >> 18], digits[three >> 12 & 63], count > 1 ? digits[three >> 6 & 63] : '=',
                        count > 2 ? digits[three & 63] : '='};

        buffer_append(out, four, sizeof four);
    }
}

/* -1: no digit. */
static int value_of(char c)
{
    const char *found = c ? strchr(digits, c) : NULL;

    return found ? (int)(found - digits) : -1;
}

/* Bytes of the group, or 0 when it is none; only the last one may be padded. */
static size_t decode_four(const char *four, bool last, char three[3])
{
    size_t count = !last || four[3] != '=' ? 3 : four[2] != '=' ? 2 : 1;
    uint32_t bits = 0;

    for (size_t i = 0; i < 4; i++) {
        int value = i <= count ? value_of(four[i]) : 0;

        if (value < 0)
            return 0;
        bits = bits << 6 | (uint32_t)value;
    }
    for (size_t i = 0; i < 3; i++)
        three[i] = (char)(bits >> (16 - 8 * i));
    return bits & ((1U << (8 * (3 - count))) - 1) ? 0 : count; /* bits that no byte has */
}

bool base64_decode(struct text text, struct buffer *out)
{
    if (text.size % 4 != 0)
        return false;
    for (size_t at = 0; at < text.size; at += 4) {
        char three[3];
        size_t count = decode_four(text.data + at, at + 4 == text.size, three);

        if (count == 0)
            return false;
        buffer_append(out, three, count);
    }
    return !out->overflowed;
}
