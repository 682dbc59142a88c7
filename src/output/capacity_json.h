/* SPDX-License-Identifier: MIT */
/* output/capacity_json.h - a search for the capacity as the member "capacity" of the JSON report; docs/json.md describes it */
#ifndef CICADA_OUTPUT_CAPACITY_JSON_H
#define CICADA_OUTPUT_CAPACITY_JSON_H

#include "output/json_value.h"
#include "verdict/capacity_report.h"

/* A new value. */
json_t *capacity_json(const struct capacity_report *r);

#endif
