/* SPDX-License-Identifier: MIT */
/* stats/summary.h - the figures of a table made from a histogram */
#ifndef CICADA_STATS_SUMMARY_H
#define CICADA_STATS_SUMMARY_H

#include "stats/histogram.h"
#include "stats/snapshot.h"

/* Count, extremes, mean, deviation and the quantiles of QUANTILE_LIST; all zero for an empty histogram. */
struct duration_summary summary_of(const struct histogram *h);

/* Sets the percentiles to DURATION_UNBOUNDED whose rank lies among dropped arrivals (stats/confidence.h). */
void summary_unbound(struct duration_summary *d, double drop_share);

#endif
