/* SPDX-License-Identifier: MIT */
/* verdict/check_resource.h - checks of what components use: "cpu(api) < 80%", "rss_slope(api) < 1MB/min"; private to verdict/
 *
 *   value = [avg | max | last | p95] MEASURE(COMPONENT)
 *
 * Without a word before it CPU, rates and hit rates are worth their mean, levels (memory, descriptors, ...) their maximum. A
 * slope is broken only when it is sure: an upper limit is held against the lower end of its confidence interval, a lower limit
 * against the upper end.
 */
#ifndef CICADA_VERDICT_CHECK_RESOURCE_H
#define CICADA_VERDICT_CHECK_RESOURCE_H

#include "verdict/check_value.h"
#include "verdict/check_words.h"

/* Does a value of this kind stand at the cursor? Takes nothing. */
bool check_resource_is_ahead(const struct check_cursor *c);

/* Reads it. False with the problem. */
MUST_USE bool check_resource_read(struct check_cursor *c, struct check *out);

/* The factor of a unit of bytes ("MB", "KiB") or of bytes in a time ("MB/min"); 0 for what is none. */
double check_resource_unit(struct text word, enum check_unit unit);

/* Over the run so far. */
struct check_value check_resource_value(const struct check *c, const struct snapshot *s);

/* Over its last `seconds`; false when that many have not been measured yet. */
bool check_resource_window(const struct check *c, const struct snapshot *s, double seconds, struct check_value *out);

static inline bool check_is_slope(const struct check *c)
{
    return c->metric == CHECK_RESOURCE && c->resource.aggregate == CHECK_RESOURCE_SLOPE;
}

#endif
