/* SPDX-License-Identifier: MIT */
/* stats/series.h - the run second by second
 *
 * One point a second, idle seconds included. When LIMIT_SERIES_POINTS are reached, neighbours are merged in pairs and a point
 * stands for twice as many seconds from then on, so a run of weeks keeps its whole course. Merging points adds counts and weighs
 * means; of percentiles it keeps the worse of the two, since percentiles cannot be averaged.
 *
 * Failures are kept by class of error. A point has room for SERIES_ERRORS_NAMED classes and all others together; the first
 * classes of the run get a place, and a later one takes over the place of the smallest once it has at least twice as many
 * failures: what the smallest had goes to the others, where the former failures of the later one stay.
 *
 * Not here: what a second held (struct tally), the last ten seconds (stats/window.h).
 */
#ifndef CICADA_STATS_SERIES_H
#define CICADA_STATS_SERIES_H

#include "stats/snapshot.h"
#include "stats/tally.h"

struct series;

struct series *series_new(void);
void series_free(struct series *s);
void series_clear(struct series *s); /* a shown view stays valid */

/* Appends the second after the last one. `errors`: its failures by class, ERROR_COUNT of them; their sum is that of the tally. */
void series_add(struct series *s, const struct tally *second, const uint64_t *errors, bool warmup, bool paused);

/* What else is known of the seconds added since the last call. */
void series_label(struct series *s, uint32_t users, uint64_t lag_max_ns, double cpu);

/* The points so far, oldest first; valid until the next series_view, whatever is added or cleared meanwhile. */
const struct series_point *series_view(struct series *s, size_t *count);
/* The class of each place in the errors of the points, SERIES_ERRORS_NAMED of them; OK: not in use. As of now. */
const enum error *series_error_classes(const struct series *s);

/* The place of the class with that identifier in the errors of points whose classes these are. One that has none takes the next
 * free place; what there is no room for, or what this version does not know, is among the others. */
size_t series_error_place(enum error classes[SERIES_ERRORS_NAMED], const char *id);

/* Adds the seconds that follow those of `to`: counts are their sum, means weighed, everything else the worst. */
void series_point_merge(struct series_point *to, const struct series_point *from);

#endif
