/* SPDX-License-Identifier: MIT */
/* output/top_errors.c - insertion into a short sorted list */
#include "output/top_errors.h"

size_t top_errors(const struct snapshot *s, const struct snapshot_error *top[], size_t wanted)
{
    size_t count = 0;

    for (size_t i = 0; i < s->error_count && wanted > 0; i++) {
        const struct snapshot_error *error = &s->errors[i];
        size_t at = count;

        while (at > 0 && top[at - 1]->occurrences < error->occurrences)
            at--;
        if (at == wanted)
            continue;
        count += count < wanted;
        memmove(&top[at + 1], &top[at], (count - at - 1) * sizeof top[0]);
        top[at] = error;
    }
    return count;
}
