/* SPDX-License-Identifier: MIT */
/* stats/tally.c - see stats/tally.h */
#include "stats/tally.h"

void tally_init(struct tally *t)
{
    *t = (struct tally){.counts = COUNTS_EMPTY, .response = histogram_new(), .service = histogram_new()};
}

void tally_free(struct tally *t)
{
    counts_free(&t->counts);
    histogram_free(t->response);
    histogram_free(t->service);
    t->response = t->service = NULL;
}

void tally_merge(struct tally *to, const struct tally *from)
{
    counts_merge(&to->counts, &from->counts);
    histogram_merge(to->response, from->response);
    histogram_merge(to->service, from->service);
}

void tally_clear(struct tally *t)
{
    counts_clear(&t->counts);
    histogram_clear(t->response);
    histogram_clear(t->service);
}
