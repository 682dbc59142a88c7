/* SPDX-License-Identifier: MIT */
/* output/otlp_memory.h - what was told last of each time series, for receivers that want differences
 *
 * Our numbers are sums since the start (cumulative). Where the difference to the export before is wanted (delta), this remembers
 * that one. A series is known by its metric and its attributes. Bounded by what is exported. Of histograms with fixed bounds the
 * counts are kept; of those whose buckets follow the values the histogram itself, some 40 KB each.
 */
#ifndef CICADA_OUTPUT_OTLP_MEMORY_H
#define CICADA_OUTPUT_OTLP_MEMORY_H

#include "base/text.h"
#include "stats/histogram.h"

struct otlp_memory;

struct otlp_memory *otlp_memory_new(void);
void otlp_memory_free(struct otlp_memory *m); /* NULL is fine */

/* Forgets everything: the sums begin at 0 again. */
void otlp_memory_clear(struct otlp_memory *m);

#define OTLP_MEMORY_COUNTS 16 /* of one series, at most */

/* Makes differences to the last call for this series of the sums; their number is always the same for it. */
void otlp_memory_counts(struct otlp_memory *m, struct text series, uint64_t *sums, size_t count);
/* What came to a histogram since the last call; valid until the next one. Minimum and maximum of it mean nothing. */
const struct histogram *otlp_memory_histogram(struct otlp_memory *m, struct text series, const struct histogram *sum);

#endif
