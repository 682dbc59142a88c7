/* SPDX-License-Identifier: MIT */
/* stats/slide.h - the last steps of a histogram that only grows
 *
 * Is shown the same histogram again and again; what was added since the last look is a step. Steps can be forgotten, the oldest
 * first, and what is left is the distribution of a moving window. A step keeps only the cells that changed, so the memory
 * follows the variety of values, not the length of the window.
 *
 * Not here: the ten seconds that each name keeps while requests arrive (stats/window.h).
 */
#ifndef CICADA_STATS_SLIDE_H
#define CICADA_STATS_SLIDE_H

#include "stats/histogram.h"

struct slide;

struct slide *slide_new(void);
void slide_free(struct slide *s); /* NULL is fine */

/* Adds what `so_far` holds beyond the last look, at first all of it. A histogram that was emptied meanwhile has to be told of by
 * slide_clear. */
void slide_step(struct slide *s, const struct histogram *so_far);
/* Forgets the oldest step; there has to be one. */
void slide_forget(struct slide *s);
size_t slide_steps(const struct slide *s);
/* Begins anew, as if the histogram had been empty at the last look. */
void slide_clear(struct slide *s);

/* Of the steps that are left. All are 0 when they hold nothing; the quantile, of which 0 is the minimum and 1 the maximum, is the
 * upper edge of its cell, or UINT64_MAX among values that are too long. The mean leaves these out. */
uint64_t slide_count(const struct slide *s);
double slide_mean(const struct slide *s);
uint64_t slide_quantile(const struct slide *s, double q);

#endif
