/* SPDX-License-Identifier: MIT */
/* runner/dispatch.c - a scan over the classes: there are few, and users start at most some thousand times a second */
#include "runner/dispatch.h"

#include <math.h>
#include <string.h>

/* What one more user of a class of weight w adds to the divergence when there are n; the smallest is the one to start. */
static double cost(double w, uint32_t n)
{
    double x = w + n;

    return w * log2(x / (x + 1));
}

static ssize_t cheapest(const struct dispatch_class *classes, size_t count, bool fixed)
{
    ssize_t best = -1;
    double best_cost = 0;

    for (size_t i = 0; i < count; i++) {
        const struct dispatch_class *c = &classes[i];
        uint32_t places = c->users + c->ended;
        double its_cost;

        if (c->left_out || (fixed ? places >= c->fixed_count : c->fixed_count > 0))
            continue;
        its_cost = cost(fixed ? c->fixed_count : c->weight, places);
        if (best < 0 || its_cost < best_cost || (its_cost == best_cost && strcmp(c->name, classes[best].name) < 0)) {
            best = (ssize_t)i;
            best_cost = its_cost;
        }
    }
    return best;
}

ssize_t dispatch_next(const struct dispatch_class *classes, size_t count)
{
    ssize_t fixed = cheapest(classes, count, true);

    return fixed >= 0 ? fixed : cheapest(classes, count, false);
}
