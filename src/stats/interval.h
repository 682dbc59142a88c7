/* SPDX-License-Identifier: MIT */
/* stats/interval.h - the times of one name between two ticks, for logs that are written tick by tick
 *
 * What is added goes to the running interval; a tick ends it, and its times can then be read until the next tick. Nothing is lost
 * when a tick comes late: its interval is longer. Kept only when an output asks for it (struct stats_options); a name that rests
 * owns no memory for it.
 *
 * Not here: whole seconds, which end by the time of the samples (stats/window.h, stats/series.h).
 */
#ifndef CICADA_STATS_INTERVAL_H
#define CICADA_STATS_INTERVAL_H

#include "stats/histogram_layout.h"

struct interval_times {
    struct histogram *response, *service; /* both or none */
};

struct interval { /* zeroes: empty; the owner releases it with interval_clear */
    struct interval_times running, ended;
};

/* The histograms of the running interval, made when there are none. */
struct interval_times *interval_running(struct interval *i);

/* The running interval becomes the ended one, which is forgotten. */
void interval_end(struct interval *i);

/* The ended interval has times. */
static inline bool interval_has_times(const struct interval *i)
{
    return i->ended.response && histogram_count(i->ended.response) > 0;
}

void interval_clear(struct interval *i);

#endif
