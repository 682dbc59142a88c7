/* SPDX-License-Identifier: MIT */
/* metrics.h - what GET /metrics shows, in Prometheus' text format 0.0.4
 *
 * Requests by method, endpoint and status; a histogram of the time from the request's head to the end of its answer; the use of
 * processor, memory and connections. Unlike the ledger these counts are never reset, as Prometheus expects.
 */
#ifndef TARGET_METRICS_H
#define TARGET_METRICS_H

#include "ledger.h"

struct metrics;

struct metrics *metrics_new(const struct router *router); /* the router must outlive it */
void metrics_free(struct metrics *metrics);

void metrics_ended(struct metrics *metrics, const struct request *r, enum ledger_end end);
void metrics_readings_stored(struct metrics *metrics, uint64_t count);

void metrics_write(const struct service *service, struct buffer *out);

/* Resident memory of this process in bytes, 0 when the kernel does not tell. */
uint64_t metrics_resident_bytes(void);

#endif
