/* SPDX-License-Identifier: MIT */
/* output/json_resources.h - what the components used and what that cost, as values of the JSON report (docs/json.md) */
#ifndef CICADA_OUTPUT_JSON_RESOURCES_H
#define CICADA_OUTPUT_JSON_RESOURCES_H

#include "output/json_value.h"
#include "output/json_write.h"
#include "output/output.h"

/* A component: its summaries by measure, and its seconds, neighbours joined to at most `points_max` (0: all). Measures that were
 * never known are left out. */
void json_resource(struct json_writer *w, const struct snapshot_resource *r, size_t points_max);

/* Its name, and the measures of the last second. */
void json_resource_latest(struct json_writer *w, const struct snapshot_resource *r);

/* How many points have to become one so that there are at most so many; 0: as many as there are. */
static inline size_t json_points_joined(size_t count, size_t points_max)
{
    return points_max > 0 ? MAX((count + points_max - 1) / points_max, (size_t)1) : 1;
}

/* NULL when there are no prices. */
json_t *json_cost(const struct snapshot *s, const struct run_info *info);

#endif
