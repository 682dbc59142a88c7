/* SPDX-License-Identifier: MIT */
/* stats/histogram.h - how often each duration was seen, exact to 0.1 %
 *
 * A log-linear histogram after HdrHistogram (Tene, hdrhistogram.org) with three significant digits over nanoseconds: 2048 cells
 * of 1 ns, then 1024 cells for each doubling, so a cell is never wider than 1/1024 of its value. Cells are allocated in small
 * groups when first touched: a service that answers in 1-20 ms costs about 40 KB, a name seen once about 1 KB.
 *
 * Not here: encoding for files and the wire, the order of the cells (stats/histogram_layout.h), the last seconds only
 * (stats/window.h), Locust's two-digit buckets (stats/locust_buckets.h).
 *
 * One process writes one histogram; histograms of several processes are merged by adding cells, which loses nothing.
 */
#ifndef CICADA_STATS_HISTOGRAM_H
#define CICADA_STATS_HISTOGRAM_H

#include "base/base.h"

#define HISTOGRAM_MAX_NS (3600 * NANOS_PER_SECOND) /* longer values are counted apart, never clamped */

struct histogram; /* opaque; freed with histogram_free */

struct histogram *histogram_new(void);
void histogram_free(struct histogram *h); /* NULL is fine */

/* Counts one value in nanoseconds. O(1); allocates when a group of cells is first touched. */
void histogram_record(struct histogram *h, uint64_t ns);
void histogram_record_many(struct histogram *h, uint64_t ns, uint64_t times);

uint64_t histogram_count(const struct histogram *h);    /* all values, the too long ones included */
uint64_t histogram_too_long(const struct histogram *h); /* values above HISTOGRAM_MAX_NS */

/* Exact, from the values as recorded, the too long ones included. 0 when empty. */
uint64_t histogram_min(const struct histogram *h);
uint64_t histogram_max(const struct histogram *h);
double histogram_mean(const struct histogram *h);
/* Standard deviation of the population, exact as well, of the values that are not too long. */
double histogram_deviation(const struct histogram *h);

/* The value that at least the share q (0..1) of all values does not exceed, as the upper edge of its cell but at most the exact
 * maximum: nearest rank, ceil(q n), HdrHistogram's rule. 0 when empty. UINT64_MAX when the rank falls among the values that were
 * too long: the caller prints "> 1 h". */
uint64_t histogram_quantile(const struct histogram *h, double q);
/* The same for several shares, which must ascend, in one pass. */
void histogram_quantiles(const struct histogram *h, const double *q, size_t count, uint64_t *out);

/* How many values were at most `ns`: those of its own cell count whole. */
uint64_t histogram_count_up_to(const struct histogram *h, uint64_t ns);

void histogram_merge(struct histogram *to, const struct histogram *from); /* adds; `from` is unchanged */
/* Takes away what `part`, which was merged into `h` before, or was `h` once, holds. Minimum and maximum stay those of all values:
 * those of the rest are not known. */
void histogram_subtract(struct histogram *h, const struct histogram *part);
void histogram_clear(struct histogram *h); /* keeps the memory of its cells */
struct histogram *histogram_copy(const struct histogram *h);

/* Visits the cells that are not empty in ascending order: for (size_t at = 0; histogram_next(h, &at, &low, &high, &count);).
 * Edges are inclusive. Afterwards at - 1 is the place of the cell in HdrHistogram's counts array (lowest value 1, three digits).
 * Values that were too long have no cell. */
bool histogram_next(const struct histogram *h, size_t *at, uint64_t *low_ns, uint64_t *high_ns, uint64_t *count);

size_t histogram_memory(const struct histogram *h); /* bytes */

#endif
