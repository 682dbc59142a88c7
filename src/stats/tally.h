/* SPDX-License-Identifier: MIT */
/* stats/tally.h - all that finished requests add up to: the counts and the distributions of response and service time
 *
 * Not here: rates (stats/window.h), errors (stats/errors.h).
 */
#ifndef CICADA_STATS_TALLY_H
#define CICADA_STATS_TALLY_H

#include "stats/counts.h"
#include "stats/histogram.h"

struct tally {
    struct counts counts;
    struct histogram *response, *service;
};

void tally_init(struct tally *t); /* the owner releases it with tally_free */
void tally_free(struct tally *t);
void tally_merge(struct tally *to, const struct tally *from);
void tally_clear(struct tally *t); /* keeps its memory */

#endif
