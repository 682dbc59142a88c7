/* SPDX-License-Identifier: MIT */
/* verdict/distribution_distance.c - see distribution_distance.h */
#include "verdict/distribution_distance.h"

#include <math.h>

/* Where a walk over the cells of one histogram stands. */
struct side {
    const struct histogram *h;
    size_t at;
    uint64_t high, count; /* of the next cell that was not passed yet */
    bool more;
    uint64_t passed; /* values */
};

static void step(struct side *s)
{
    uint64_t low;

    s->passed += s->count;
    s->count = 0;
    s->more = histogram_next(s->h, &s->at, &low, &s->high, &s->count);
}

static double share(const struct side *s)
{
    return (double)s->passed / (double)histogram_count(s->h);
}

double distribution_distance(const struct histogram *a, const struct histogram *b)
{
    struct side x = {.h = a}, y = {.h = b};
    double distance = 0;

    if (histogram_count(a) == 0 || histogram_count(b) == 0)
        return NAN;
    step(&x);
    step(&y);
    while (x.more || y.more) {
        bool first = x.more && (!y.more || x.high <= y.high), second = y.more && (!x.more || y.high <= x.high);

        if (first)
            step(&x);
        if (second)
            step(&y);
        distance = fmax(distance, fabs(share(&x) - share(&y)));
    }
    return distance;
}
