/* SPDX-License-Identifier: MIT */
/* base/utf8.c - code points from the pieces that base/text.h found well-formed, and two tables of ranges for the width */
#include "base/utf8.h"

#define REPLACEMENT "\xEF\xBF\xBD"

struct range {
    uint32_t first, last;
};

static const struct range zero_width[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A}, {0x064B, 0x065F}, {0x1AB0, 0x1AFF},
    {0x1DC0, 0x1DFF}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xE0100, 0xE01EF},
};

static const struct range wide[] = {
    {0x1100, 0x115F}, {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},
    {0xA000, 0xA4CF}, {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
};

static bool is_within(const struct range *ranges, size_t count, uint32_t code)
{
    for (size_t i = 0; i < count && code >= ranges[i].first; i++)
        if (code <= ranges[i].last)
            return true;
    return false;
}

unsigned utf8_columns(uint32_t code)
{
    if (code < 0x300)
        return 1;
    if (is_within(zero_width, COUNT(zero_width), code))
        return 0;
    return is_within(wide, COUNT(wide), code) ? 2 : 1;
}

size_t utf8_decode(struct text t, uint32_t *code)
{
    static const uint8_t payload_of_first[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    size_t size = t.size > 0 ? text_utf8_size(t) : 0;

    if (size == 0)
        return 0;
    *code = (uint8_t)t.data[0] & payload_of_first[size];
    for (size_t i = 1; i < size; i++)
        *code = *code << 6 | ((uint8_t)t.data[i] & 0x3F);
    return size;
}

size_t utf8_width(struct text t)
{
    size_t width = 0;

    while (t.size > 0) {
        uint32_t code = 0;
        size_t size = utf8_decode(t, &code);

        width += size > 0 ? utf8_columns(code) : 1;
        size = MAX(size, (size_t)1);
        t.data += size;
        t.size -= size;
    }
    return width;
}

void utf8_repair(struct text t, struct buffer *out)
{
    while (t.size > 0) {
        uint32_t code = 0;
        size_t size = utf8_decode(t, &code);

        if (size > 0 && code != 0)
            buffer_append(out, t.data, size);
        else
            buffer_string(out, REPLACEMENT);
        size = MAX(size, (size_t)1);
        t.data += size;
        t.size -= size;
    }
}
