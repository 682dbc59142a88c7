/* SPDX-License-Identifier: MIT */
/* output/sparkline.c - see sparkline.h */
#include "output/sparkline.h"

static const char *const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
static const char *const marks[] = {"_", ".", ":", "-", "=", "+", "*", "#"};

void sparkline_write(const double *values, size_t count, bool unicode, struct buffer *out)
{
    double largest = 0;

    for (size_t i = 0; i < count; i++)
        if (values[i] > largest)
            largest = values[i];
    for (size_t i = 0; i < count; i++) {
        double share = values[i] / largest; /* NaN where both are nought or endless */
        size_t level = share > 0 ? (size_t)(share * (double)(COUNT(blocks) - 1) + 0.5) : 0;

        level = MIN(level, COUNT(blocks) - 1);
        buffer_string(out, unicode ? blocks[level] : marks[level]);
    }
}
