/* SPDX-License-Identifier: MIT */
/* stats/interval.c - see stats/interval.h */
#include "stats/interval.h"

static void free_times(struct interval_times *t)
{
    histogram_free(t->response);
    histogram_free(t->service);
    *t = (struct interval_times){0};
}

struct interval_times *interval_running(struct interval *i)
{
    if (!i->running.response)
        i->running = (struct interval_times){histogram_new(), histogram_new()};
    return &i->running;
}

void interval_end(struct interval *i)
{
    struct interval_times spare = i->ended;

    i->ended = i->running;
    i->running = spare;
    if (!spare.response)
        return;
    if (histogram_count(spare.response) == 0) { /* at rest for a whole interval */
        free_times(&i->running);
        return;
    }
    histogram_clear(spare.response);
    histogram_clear(spare.service);
}

void interval_clear(struct interval *i)
{
    free_times(&i->running);
    free_times(&i->ended);
}
