/* SPDX-License-Identifier: MIT */
/* monitor/rates.h - from two looks at a component to what it used between them
 *
 * A pure function. Counters that went back, and another identity, mean that it was started again: then levels are known and rates
 * are not.
 */
#ifndef CICADA_MONITOR_RATES_H
#define CICADA_MONITOR_RATES_H

#include "monitor/source.h"
#include "stats/resource.h"

/* `before` is NULL for the first look. */
struct resource_reading rates_reading(const struct usage *before, const struct usage *now);

#endif
