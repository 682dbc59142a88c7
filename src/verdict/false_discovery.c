/* SPDX-License-Identifier: MIT */
/* verdict/false_discovery.c - see false_discovery.h */
#include "verdict/false_discovery.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static int compare(const void *a, const void *b)
{
    double x = **(double *const *)a, y = **(double *const *)b;

    return x < y ? -1 : x > y;
}

void false_discovery_adjust(double *const *p, size_t count)
{
    double **sorted = mem_alloc(count * sizeof *sorted), least = 1;

    if (count > 0)
        memcpy(sorted, p, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare);
    for (size_t i = count; i-- > 0;) {
        least = MIN(least, *sorted[i] * (double)count / (double)(i + 1));
        *sorted[i] = least;
    }
    mem_free(sorted);
}
