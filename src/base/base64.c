/* SPDX-License-Identifier: MIT */
/* base/base64.c - see base/base64.h */
#include "base/base64.h"

void base64_append(struct text bytes, struct buffer *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t at = 0; at < bytes.size; at += 3) {
        const unsigned char *byte = (const unsigned char *)bytes.data + at;
        size_t count = MIN(bytes.size - at, (size_t)3);
        uint32_t three = (uint32_t)byte[0] << 16 | (count > 1 ? (uint32_t)byte[1] << 8 : 0) | (count > 2 ? byte[2] : 0);
        char four[4] = {digits[three >> 18], digits[three >> 12 & 63], count > 1 ? digits[three >> 6 & 63] : '=',
                        count > 2 ? digits[three & 63] : '='};

        buffer_append(out, four, sizeof four);
    }
}
