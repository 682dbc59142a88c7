/* SPDX-License-Identifier: MIT */
/* stats/resources.h - the course of what each component used, second by second, and its summary
 *
 * A point a second. When LIMIT_RESOURCE_POINTS are reached, neighbours are merged in pairs, as in stats/series.h; a merged point
 * has the mean. Summaries are of the time since the last reset, so that a warm-up is not in them; the points stay. The largest
 * value is that of single seconds, the 95th percentile is made of the points.
 *
 * Slopes look at the seconds in which the load stood still: memory that grows because users come is no leak. Each stretch of such
 * seconds may have a level of its own (stats/slope.h), for a stage with more users needs more. What comes with new users comes a
 * little after them, with their first requests: a quarter of each stretch, 15 seconds at most, is left for that.
 *
 * The mean of the cache hit rate is weighed by the lookups, so it is the hit rate of the whole time.
 */
#ifndef CICADA_STATS_RESOURCES_H
#define CICADA_STATS_RESOURCES_H

#include "stats/resource.h"

struct resources;

/* The components are copied, their texts borrowed. */
struct resources *resources_new(const struct resource_component *components, size_t count);
void resources_free(struct resources *r); /* NULL is fine */

void resources_clear(struct resources *r); /* points as well: a new run */
void resources_reset(struct resources *r); /* summaries only */

/* The next second of one component. `steady`: the load stands still, as in the second before. */
void resources_add(struct resources *r, size_t component, const struct resource_reading *reading, bool steady);

/* One record a component, in their order; valid until the next call of resources_add or resources_view. Percentiles and slopes
 * need a look at every point, so they may be behind by a hundredth of the run unless it is to be `complete`. */
const struct snapshot_resource *resources_view(struct resources *r, bool complete, size_t *count);

#endif
