/* SPDX-License-Identifier: MIT */
/* stats/metrics.h - values that scenarios feed besides requests (cic_metric), by name
 *
 * Beyond LIMIT_METRICS names, all others share the metric "(other)".
 */
#ifndef CICADA_STATS_METRICS_H
#define CICADA_STATS_METRICS_H

#include "base/arena.h"
#include "stats/snapshot.h"

struct metrics;

struct metrics *metrics_new(void);
void metrics_free(struct metrics *m);
void metrics_clear(struct metrics *m);

/* False, and nothing is counted, for NaN, infinities and a value that would make the sum infinite. */
bool metrics_add(struct metrics *m, struct text name, double value);

/* All metrics, sorted by name, copied to `arena`. */
const struct snapshot_metric *metrics_list(const struct metrics *m, struct arena *arena, size_t *count);

#endif
