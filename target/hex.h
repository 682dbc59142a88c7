/* SPDX-License-Identifier: MIT */
/* hex.h - bytes as hexadecimal text in lower case, and back */
#ifndef TARGET_HEX_H
#define TARGET_HEX_H

#include "base/text.h"

/* `out` holds 2 * size + 1 bytes. */
static inline void hex_write(const unsigned char *bytes, size_t size, char *out)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < size; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * size] = 0;
}

static inline int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* False unless the text is exactly `size` bytes in hexadecimal. */
MUST_USE static inline bool hex_read(struct text text, unsigned char *bytes, size_t size)
{
    if (text.size != 2 * size)
        return false;
    for (size_t i = 0; i < size; i++) {
        int high = hex_digit(text.data[2 * i]), low = hex_digit(text.data[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        bytes[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

#endif
