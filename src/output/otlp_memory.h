/* SPDX-License-Identifier: MIT */
/* output/otlp_memory.h - what was told last of each time series, for receivers that want differences
 *
 * Our numbers are sums since the start (cumulative). Where the difference to the export before is wanted (delta), this remembers
 * that one. A series is known by its metric and its attributes as encoded. Bounded by what is exported: a histogram for each of
 * 2 * (LIMIT_EXPORTED_NAMES + 1) series, some 40 KB each.
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

/* What came since the last call for this series. */
uint64_t otlp_memory_count(struct otlp_memory *m, struct text series, uint64_t sum);
/* The same of a histogram; valid until the next call. Minimum and maximum of it mean nothing. */
const struct histogram *otlp_memory_histogram(struct otlp_memory *m, struct text series, const struct histogram *sum);

#endif
