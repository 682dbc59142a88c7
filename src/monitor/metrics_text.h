/* SPDX-License-Identifier: MIT */
/* monitor/metrics_text.h - the process_ metrics on a /metrics page (Prometheus' text format, version 0.0.4)
 *
 * Read: process_cpu_seconds_total, process_resident_memory_bytes, process_open_fds, process_threads, process_network_receive_
 * bytes_total and process_network_transmit_bytes_total, and process_start_time_seconds for the identity. Samples of one name with
 * different labels are added up, as those of several workers. All other lines are passed over; what does not look like a sample
 * is not one. A pure function over bytes from a stranger.
 */
#ifndef CICADA_MONITOR_METRICS_TEXT_H
#define CICADA_MONITOR_METRICS_TEXT_H

#include "monitor/source.h"

/* Fills what the page tells. False when none of these metrics is on it. */
MUST_USE bool metrics_text_read(struct text page, struct usage *out);

#endif
