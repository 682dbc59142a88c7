/* SPDX-License-Identifier: MIT */
/* output/json_resources.h - what the components used and what that cost, as values of the JSON report (docs/json.md) */
#ifndef CICADA_OUTPUT_JSON_RESOURCES_H
#define CICADA_OUTPUT_JSON_RESOURCES_H

#include "output/json_value.h"
#include "output/output.h"

/* A component: its summaries by measure, and its seconds. Measures that were never known are left out. */
json_t *json_resource(const struct snapshot_resource *r);

/* NULL when there are no prices. */
json_t *json_cost(const struct snapshot *s, const struct run_info *info);

#endif
