/* SPDX-License-Identifier: MIT */
/* output/prometheus.h - the page that Prometheus reads: all numbers of a run as text, now
 *
 * Two sets of metrics. `locust_*` are those of locust_exporter, the program that people put beside Locust, so that its dashboards
 * show Cicada too: gauges, times in milliseconds, the total as the row without a method. `cicada_*` are our own: counters that
 * only grow (a reset of the counts starts them anew), histograms, seconds and bytes. docs/metrics.md lists them all.
 *
 * Two forms, of which the reader chooses by its Accept header: the text format 0.0.4 and OpenMetrics 1.0.
 *
 * Not here: which request names get a time series (output/exported_rows.h).
 */
#ifndef CICADA_OUTPUT_PROMETHEUS_H
#define CICADA_OUTPUT_PROMETHEUS_H

#include "base/buffer.h"
#include "plan/run_info.h"
#include "stats/snapshot.h"

enum prometheus_form { PROMETHEUS_TEXT, PROMETHEUS_OPENMETRICS };

/* What an Accept header (RFC 9110 section 12.5.1) asks for; the text format unless it prefers OpenMetrics. Empty: there was none.
 */
enum prometheus_form prometheus_form_of(struct text accept);

/* For the Content-Type header. */
const char *prometheus_content_type(enum prometheus_form form);

/* Appends the page. `scrapes`: how many were made, with this one. The histograms of the snapshot are read. The buffer's maximum
 * should be LIMIT_REPORT_TEXT; a page that does not fit is cut, and the buffer says so. */
void prometheus_write(const struct snapshot *s, const struct run_info *info, uint64_t scrapes, enum prometheus_form form,
                      struct buffer *out);

#endif
